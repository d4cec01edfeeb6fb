#include "customer/rows_bulk.hpp"

#include "customer/rows_list.hpp"

namespace huan::customer::rows {
namespace {

const std::string select_action = "SELECT " + base::column_list<BulkActionRow>() + " FROM bulk_action ";
const std::string select_change = "SELECT " + base::column_list<BulkChangeRow>() + " FROM bulk_change ";

struct ProfileOnly {
    ProfileId id{};
};
BOOST_DESCRIBE_STRUCT(ProfileOnly, (), (id))

}  // namespace

void insert(Transaction& tx, const BulkActionRow& row) { store::insert_row(tx, "bulk_action", row); }
void update(Transaction& tx, const BulkActionRow& row) { store::update_row(tx, "bulk_action", row); }

std::optional<BulkActionRow> bulk_action(Reader& db, BulkActionId id) {
    return db.first<BulkActionRow>(select_action + "WHERE id = $1", id);
}

std::optional<BulkActionRow> lock_bulk_action(Transaction& tx, BulkActionId id) {
    return tx.first<BulkActionRow>(select_action + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::vector<BulkActionRow> bulk_actions(Reader& db, std::int64_t before, std::int64_t limit,
                                        const base::Context& ctx) {
    std::vector<store::Param> params{store::to_param(before), store::to_param(limit)};
    const std::string scope = in_scope(params, ctx.actor, "", "created_by");
    const store::Result result =
        db.run_with(select_action + "WHERE id < $1 AND " + scope + " ORDER BY id DESC LIMIT $2", params);
    std::vector<BulkActionRow> rows;
    for (std::size_t row = 0; row < result.rows(); ++row)
        rows.push_back(store::read_row<BulkActionRow>(
            std::span(result.cells).subspan(row * result.width, result.width)));
    return rows;
}

void insert(Transaction& tx, const BulkChangeRow& row) {
    tx.execute("INSERT INTO bulk_change (" + base::column_list<BulkChangeRow>() +
                   ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bulk_action_id, profile_id) DO NOTHING",
               row.bulk_action_id, row.profile_id, row.state, row.at, row.before);
}

std::vector<BulkChangeRow> bulk_changes(Reader& db, BulkActionId id,
                                        const std::optional<BulkChangeState>& state, ProfileId after,
                                        std::int64_t limit) {
    const std::string word = state ? std::string(base::word_of(*state)) : "";
    return db.all<BulkChangeRow>(select_change +
                                     "WHERE bulk_action_id = $1 AND profile_id > $2 "
                                     "AND ($3 = '' OR state = $3) ORDER BY profile_id LIMIT $4",
                                 id, after.value, word, limit);  // An id of 0 would be NULL.
}

void set_state(Transaction& tx, const BulkChangeRow& row, BulkChangeState state) {
    tx.execute("UPDATE bulk_change SET state = $3 WHERE bulk_action_id = $1 AND profile_id = $2",
               row.bulk_action_id, row.profile_id, state);
}

std::vector<ProfileId> put_back(Reader& db, BulkActionId id, const std::vector<ProfileId>& profiles) {
    std::vector<ProfileId> ids;
    for (const ProfileOnly& row :
         all_in<ProfileOnly>(db,
                             "SELECT profile_id FROM bulk_change WHERE bulk_action_id = $1 AND state = "
                             "'undone' AND profile_id IN",
                             profiles, {}, {store::to_param(id)}))
        ids.push_back(row.id);
    return ids;
}

std::optional<TagRow> tag(Reader& db, ProfileId profile, const std::string& tag) {
    return db.first<TagRow>(
        "SELECT " + base::column_list<TagRow>() + " FROM customer_tag WHERE profile_id = $1 AND tag = $2",
        profile, tag);
}

std::vector<TagRow> tags_named(Reader& db, const std::vector<ProfileId>& profiles, const std::string& tag) {
    return all_in<TagRow>(
        db, "SELECT " + base::column_list<TagRow>() + " FROM customer_tag WHERE tag = $1 AND profile_id IN",
        profiles, {}, {store::to_param(tag)});
}

void set_owner_of_profile(Transaction& tx, ProfileId profile, UserId owner, std::optional<Instant> at) {
    tx.execute("UPDATE profile SET owner_id = $2, owner_at = $3 WHERE id = $1", profile, owner, at);
}

UserId settle_owner(Transaction& tx, CustomerId customer) {
    const UserId owner =
        tx.value<UserId>(
              "SELECT COALESCE(owner_id, 0) FROM profile WHERE customer_id = $1 AND owner_at IS NOT NULL "
              "ORDER BY owner_at DESC, id DESC LIMIT 1",
              customer)
            .value_or(UserId{});
    tx.execute("UPDATE customer SET owner_id = $2, version = version + 1 WHERE id = $1", customer, owner);
    return owner;
}

}  // namespace huan::customer::rows
