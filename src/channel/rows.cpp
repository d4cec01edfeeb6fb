#include "channel/rows.hpp"

namespace huan::channel::rows {

void insert(store::Transaction& tx, const InboxMessage& message) {
    store::insert_row(tx, "inbox_message", message);
}

std::optional<InboxMessage> find(store::Reader& db, MessageId id) {
    static const std::string sql = "SELECT " + base::column_list<InboxMessage>() +
                                   " FROM inbox_message WHERE id = $1";
    return db.first<InboxMessage>(sql, id);
}

bool mark_read(store::Transaction& tx, MessageId id, base::Instant now) {
    return tx.execute("UPDATE inbox_message SET read_at = $2 WHERE id = $1 AND read_at IS NULL", id, now) ==
           1;
}

std::vector<InboxItem> of_customer(store::Reader& db, base::CustomerId customer_id, bool unread_only,
                                   std::int64_t before, std::int64_t limit) {
    static const std::string sql = "SELECT " + base::column_list<InboxItem>() +
                                   " FROM inbox_message WHERE customer_id = $1 AND id < $2 "
                                   "AND ($3 = 0 OR read_at IS NULL) ORDER BY id DESC LIMIT $4";
    return db.all<InboxItem>(sql, customer_id, before, unread_only, limit);
}

std::int64_t unread(store::Reader& db, base::CustomerId customer_id) {
    return db
        .value<std::int64_t>("SELECT count(*) FROM inbox_message WHERE customer_id = $1 AND read_at IS NULL",
                             customer_id)
        .value_or(0);
}

std::int64_t sent_since(store::Reader& db, base::CustomerId customer_id, base::Instant from) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM inbox_message WHERE customer_id = $1 AND campaign_id IS NOT NULL "
            "AND created_at >= $2",
            customer_id, from)
        .value_or(0);
}

std::vector<base::ProfileId> profiles_with_messages(store::Reader& db, base::CustomerId customer_id) {
    return db.column<base::ProfileId>("SELECT DISTINCT profile_id FROM inbox_message WHERE customer_id = $1",
                                      customer_id);
}

void move_profile(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id,
                  base::CustomerId from) {
    tx.execute("UPDATE inbox_message SET customer_id = $2 WHERE customer_id = $3 AND profile_id = $1",
               profile_id, customer_id, from);
}

}  // namespace huan::channel::rows
