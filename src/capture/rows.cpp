#include "capture/rows.hpp"

namespace huan::capture::rows {

std::optional<Source> find_source(store::Reader& db, SourceId id) {
    return db.first<Source>("SELECT " + base::column_list<Source>() + " FROM source WHERE id = $1", id);
}

bool has_source_named(store::Reader& db, base::OrgId org_id, const std::string& name) {
    return db.value<std::int64_t>("SELECT id FROM source WHERE org_id = $1 AND name = $2", org_id, name)
        .has_value();
}

std::vector<Source> list_sources(store::Reader& db, std::int64_t before, std::int64_t limit) {
    return db.all<Source>(
        "SELECT " + base::column_list<Source>() + " FROM source WHERE id < $1 ORDER BY id DESC LIMIT $2",
        before, limit);
}

void count_messages(store::Transaction& tx, SourceId source, std::int64_t accepted, std::int64_t repeated,
                    std::int64_t rejected, base::Instant now) {
    tx.execute(
        "UPDATE source SET accepted = accepted + $2, repeated = repeated + $3, rejected = rejected + $4, "
        "last_seen_at = $5 WHERE id = $1",
        source, accepted, repeated, rejected, now);
}

bool take_message(store::Transaction& tx, SourceId source, const std::string& message_id, base::Instant now) {
    return tx.execute(
               "INSERT INTO message (source_id, message_id, received_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (source_id, message_id) DO NOTHING",
               source, message_id, now) == 1;
}

void forget_message(store::Transaction& tx, SourceId source, const std::string& message_id) {
    tx.execute("DELETE FROM message WHERE source_id = $1 AND message_id = $2", source, message_id);
}

MessageStretch messages_after(store::Reader& db, const MessageKey& after, base::Instant before,
                              std::int64_t limit) {
    MessageStretch found;
    db.stream(
        "SELECT source_id, message_id, received_at FROM message WHERE (source_id, message_id) > ($1, $2) "
        "ORDER BY source_id, message_id LIMIT $3",
        [&](const store::RowView& row) {
            found.last.emplace();
            store::read_cell(row[0], found.last->source_id);
            store::read_cell(row[1], found.last->message_id);
            base::Instant received{};
            store::read_cell(row[2], received);
            found.any_old |= received < before;
            return true;
        },
        after.source_id, after.message_id, limit);
    return found;
}

void forget_messages(store::Transaction& tx, const MessageKey& after, const MessageKey& last,
                     base::Instant before) {
    tx.execute(
        "DELETE FROM message WHERE (source_id, message_id) > ($1, $2) AND (source_id, message_id) <= ($3, "
        "$4) "
        "AND received_at < $5",
        after.source_id, after.message_id, last.source_id, last.message_id, before);
}

std::vector<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query, std::int64_t before,
                                           std::int64_t limit) {
    const std::string mended = !query.mended   ? ""
                               : *query.mended ? "AND mended_at IS NOT NULL "
                                               : "AND mended_at IS NULL ";
    return db.all<RejectedMessage>("SELECT " + base::column_list<RejectedMessage>() +
                                       " FROM rejected_message WHERE source_id = $1 AND id < $2 " + mended +
                                       "ORDER BY id DESC LIMIT $3",
                                   query.source_id, before, limit);
}

std::optional<RejectedMessage> lock_rejected(store::Transaction& tx, std::int64_t id) {
    return tx.first<RejectedMessage>("SELECT " + base::column_list<RejectedMessage>() +
                                         " FROM rejected_message WHERE id = $1" +
                                         std::string(tx.for_update()),
                                     id);
}

void set_mended(store::Transaction& tx, std::int64_t id, base::Instant at) {
    tx.execute("UPDATE rejected_message SET mended_at = $2 WHERE id = $1", id, at);
}

std::int64_t forget_rejected(store::Transaction& tx, base::Instant before) {
    return tx.execute("DELETE FROM rejected_message WHERE at < $1", before);
}

}  // namespace huan::capture::rows
