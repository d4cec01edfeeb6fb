#include "customer/rows_identity.hpp"

#include "customer/rows_list.hpp"

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

std::vector<KindRow> kinds(Reader& db) {
    return db.all<KindRow>("SELECT " + columns_of<KindRow>() +
                           " FROM identity_kind ORDER BY priority DESC, kind");
}

std::optional<KindRow> lock_kind(Transaction& tx, const IdentityKind& kind) {
    return tx.first<KindRow>("SELECT " + columns_of<KindRow>() + " FROM identity_kind WHERE kind = $1" +
                                 std::string(tx.for_update()),
                             kind);
}

bool insert(Transaction& tx, const KindRow& row) {
    return tx.execute("INSERT INTO identity_kind (" + columns_of<KindRow>() +
                          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (kind) DO NOTHING",
                      row.kind, row.format, row.priority, row.unique_per_person, row.weak, row.people_limit,
                      row.name_zh, row.name_en, row.built_in, row.version) == 1;
}

void update(Transaction& tx, const KindRow& row) {
    tx.execute(
        "UPDATE identity_kind SET priority = $2, unique_per_person = $3, weak = $4, people_limit = $5, "
        "name_zh = $6, name_en = $7, version = $8 WHERE kind = $1",
        row.kind, row.priority, row.unique_per_person, row.weak, row.people_limit, row.name_zh, row.name_en,
        row.version);
}

void insert(Transaction& tx, const DecisionRow& row) { store::insert_row(tx, "identity_decision", row); }

void insert(Transaction& tx, const std::vector<SideRow>& rows) { insert_rows(tx, "identity_side", rows); }

void insert(Transaction& tx, const std::vector<CutRow>& rows) {
    insert_rows(tx, "identity_cut", rows, " ON CONFLICT (identity_id, profile_id) DO NOTHING");
}

std::optional<DecisionRow> decision(Reader& db, std::int64_t id) {
    return db.first<DecisionRow>(
        "SELECT " + columns_of<DecisionRow>() + " FROM identity_decision WHERE id = $1", id);
}

std::vector<DecisionRow> decisions(Reader& db, const std::vector<std::int64_t>& ids) {
    return all_in<DecisionRow>(db,
                               "SELECT " + columns_of<DecisionRow>() + " FROM identity_decision WHERE id IN",
                               ids, "ORDER BY id");
}

std::vector<DecisionRow> decisions(Reader& db, OrgId root, std::int64_t below, std::int64_t limit) {
    return db.all<DecisionRow>("SELECT " + columns_of<DecisionRow>() +
                                   " FROM identity_decision WHERE root_id = $1 AND ($2 = 0 OR id < $2) "
                                   "ORDER BY id DESC LIMIT $3",
                               root, below, limit);
}

std::vector<SideRow> sides_about(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<SideRow>(
        db,
        "SELECT s.decision_id, s.profile_id, s.side FROM identity_side s "
        "JOIN identity_decision d ON d.id = s.decision_id AND d.revoked_at IS NULL WHERE s.decision_id IN "
        "(SELECT mine.decision_id FROM identity_side mine WHERE mine.profile_id IN",
        profiles, ") ORDER BY s.decision_id, s.profile_id");
}

std::vector<SideRow> sides_of(Reader& db, const std::vector<std::int64_t>& decisions) {
    return all_in<SideRow>(db, "SELECT decision_id, profile_id, side FROM identity_side WHERE decision_id IN",
                           decisions, "ORDER BY decision_id, profile_id");
}

std::vector<CutRow> cuts_of(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<CutRow>(
        db, "SELECT identity_id, profile_id, decision_id FROM identity_cut WHERE profile_id IN", profiles);
}

void revoke(Transaction& tx, std::int64_t id, Instant at, std::optional<std::int64_t> by) {
    tx.execute("UPDATE identity_decision SET revoked_at = $2, revoked_by = $3 WHERE id = $1", id, at, by);
}

void undo_effects(Transaction& tx, std::int64_t by) {
    tx.execute("UPDATE identity_decision SET revoked_at = NULL, revoked_by = NULL WHERE revoked_by = $1", by);
    tx.execute("DELETE FROM identity_cut WHERE decision_id = $1", by);
}

std::vector<IdentityId> keys_of_kind(Reader& db, OrgId root, const IdentityKind& kind, IdentityId after,
                                     std::int64_t limit) {
    return db.column<IdentityId>(
        "SELECT id FROM identity WHERE root_id = $1 AND kind = $2 AND id > COALESCE($3, 0) "
        "ORDER BY id LIMIT $4",
        root, kind, after, limit);
}

std::int64_t keys_of_kind(Reader& db, OrgId root, const IdentityKind& kind) {
    return db
        .value<std::int64_t>("SELECT count(*) FROM identity WHERE root_id = $1 AND kind = $2", root, kind)
        .value_or(0);
}

// --- hints that two people may be one -----------------------------------------------------------

std::vector<SharedRow> shared_keys(Reader& db, OrgId root, std::int64_t after, std::int64_t limit) {
    return db.all<SharedRow>(
        "SELECT i.id, i.kind, i.value FROM identity i WHERE i.state = 'weak' AND i.root_id = $1 "
        "AND i.id > $2 AND (SELECT count(DISTINCT p.customer_id) FROM identity_link l "
        "JOIN profile p ON p.id = l.profile_id WHERE l.identity_id = i.id) > 1 ORDER BY i.id LIMIT $3",
        root, after, limit);
}

std::vector<SharedRow> shared_cars(Reader& db, OrgId root, std::int64_t after, std::int64_t limit) {
    return db.all<SharedRow>(
        "SELECT v.id, 'plate', v.plate FROM vehicle v WHERE v.root_id = $1 AND v.id > $2 "
        "AND (SELECT count(DISTINCT p.customer_id) FROM vehicle_user u "
        "JOIN profile p ON p.id = u.profile_id WHERE u.vehicle_id = v.id AND u.ended_at IS NULL) > 1 ORDER "
        "BY v.id LIMIT $3",
        root, after, limit);
}

std::vector<CustomerId> customers_of_key(Reader& db, std::int64_t identity) {
    return db.column<CustomerId>(
        "SELECT DISTINCT p.customer_id FROM identity_link l JOIN profile p ON p.id = l.profile_id "
        "WHERE l.identity_id = $1 ORDER BY p.customer_id LIMIT 20",
        identity);
}

std::vector<CustomerId> customers_of_car(Reader& db, std::int64_t vehicle) {
    return db.column<CustomerId>(
        "SELECT DISTINCT p.customer_id FROM vehicle_user u JOIN profile p ON p.id = u.profile_id "
        "WHERE u.vehicle_id = $1 AND u.ended_at IS NULL ORDER BY p.customer_id LIMIT 20",
        vehicle);
}

namespace {

/// The paths of a company: from the first to behind the last.
std::string first_path(OrgId root) { return "/" + std::to_string(root.value) + "/"; }
std::string behind_paths(OrgId root) { return "/" + std::to_string(root.value) + "0"; }

}  // namespace

std::vector<std::string> shared_names(Reader& db, OrgId root, const std::string& after, std::int64_t most,
                                      std::int64_t limit) {
    return db.column<std::string>(
        "SELECT name FROM customer WHERE name > $1 AND org_path >= $4 AND org_path < $5 "
        "GROUP BY name HAVING count(*) BETWEEN 2 AND $2 ORDER BY name LIMIT $3",
        after, most, limit, first_path(root), behind_paths(root));
}

std::vector<Customer> customers_named(Reader& db, OrgId root, const std::string& name) {
    return db.all<Customer>("SELECT " + columns_of<Customer>() +
                                " FROM customer WHERE name = $1 AND org_path >= $2 AND org_path < $3 "
                                "ORDER BY id LIMIT 20",
                            name, first_path(root), behind_paths(root));
}

}  // namespace huan::customer::rows
