#include "customer/rows_evidence.hpp"

#include "customer/order.hpp"
#include "customer/rows_list.hpp"
#include "store/event.hpp"

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

void note(Transaction& tx, const std::vector<EvidenceRow>& rows) {
    insert_rows(tx, "import_evidence", rows, " ON CONFLICT (import_id, profile_id, identity_id) DO NOTHING");
}

std::vector<EvidenceRow> evidence(Reader& db, std::int64_t import_id, ProfileId after, std::int64_t limit) {
    return db.all<EvidenceRow>(
        "SELECT " + columns_of<EvidenceRow>() +
            " FROM import_evidence WHERE import_id = $1 AND profile_id > COALESCE($2, 0) "
            "ORDER BY profile_id, identity_id LIMIT $3",
        import_id, after, limit);
}

std::vector<EvidenceRow> evidence_about(Reader& db, ProfileId profile) {
    return db.all<EvidenceRow>(
        "SELECT " + columns_of<EvidenceRow>() + " FROM import_evidence WHERE profile_id = $1", profile);
}

void drop_evidence(Transaction& tx, std::int64_t import_id, ProfileId profile) {
    tx.execute("DELETE FROM import_evidence WHERE import_id = $1 AND profile_id = $2", import_id, profile);
}

void note_repeat(Transaction& tx, const RepeatRow& row) {
    tx.execute("INSERT INTO import_repeat (fact, import_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
               row.fact, row.import_id, row.at);
}

std::optional<RepeatRow> repeated_by(Reader& db, const std::string& fact, std::int64_t other_than) {
    return db.first<RepeatRow>("SELECT " + columns_of<RepeatRow>() +
                                   " FROM import_repeat WHERE fact = $1 AND import_id <> $2 "
                                   "ORDER BY at, import_id LIMIT 1",
                               fact, other_than);
}

void drop_repeat(Transaction& tx, const std::string& fact, std::int64_t import_id) {
    tx.execute("DELETE FROM import_repeat WHERE fact = $1 AND import_id = $2", fact, import_id);
}

void drop_repeats(Transaction& tx, std::int64_t import_id) {
    tx.execute("DELETE FROM import_repeat WHERE import_id = $1", import_id);
}

std::vector<LinkRow> links_of(Reader& db, ProfileId profile) {
    return db.all<LinkRow>(
        "SELECT l.identity_id, l.profile_id, l.first_at, l.lasting_at, i.kind, i.value FROM identity_link l "
        "JOIN identity i ON i.id = l.identity_id WHERE l.profile_id = $1 ORDER BY l.identity_id",
        profile);
}

bool make_lasting(Transaction& tx, ProfileId profile, Instant at) {
    return tx.execute("UPDATE profile SET lasting_at = COALESCE(lasting_at, $2) WHERE id = $1", profile,
                      at) == 1;
}

bool make_lasting(Transaction& tx, IdentityId key, ProfileId profile, Instant at) {
    return tx.execute(
               "UPDATE identity_link SET lasting_at = COALESCE(lasting_at, $3) "
               "WHERE identity_id = $1 AND profile_id = $2",
               key, profile, at) == 1;
}

void set_first_at(Transaction& tx, IdentityId key, ProfileId profile, Instant at) {
    tx.execute("UPDATE identity_link SET first_at = $3 WHERE identity_id = $1 AND profile_id = $2", key,
               profile, at);
}

void drop_link(Transaction& tx, IdentityId key, ProfileId profile) {
    tx.execute("DELETE FROM identity_link WHERE identity_id = $1 AND profile_id = $2", key, profile);
    tx.execute("DELETE FROM identity_cut WHERE identity_id = $1 AND profile_id = $2", key, profile);
}

std::optional<Instant> first_sight(Reader& db, IdentityId key) {
    return db.value<Instant>(
        "SELECT min(seen.at) FROM (SELECT first_at AS at FROM identity_link WHERE identity_id = $1 "
        "UNION ALL SELECT p.lasting_at FROM identity i JOIN profile p ON p.id = i.profile_id WHERE i.id = $1 "
        "UNION ALL SELECT e.at FROM identity i JOIN import_evidence e ON e.profile_id = i.profile_id "
        "AND e.identity_id = i.id WHERE i.id = $1) seen",
        key);
}

void set_first_at(Transaction& tx, IdentityId key, Instant at) {
    tx.execute("UPDATE identity SET first_at = $2 WHERE id = $1", key, at);
}

std::vector<IdentityId> homes_of(Reader& db, ProfileId profile) {
    return db.column<IdentityId>("SELECT id FROM identity WHERE profile_id = $1", profile);
}

void drop_home(Transaction& tx, ProfileId profile) {
    tx.execute("UPDATE identity SET profile_id = NULL WHERE profile_id = $1", profile);
}

void drop_key(Transaction& tx, IdentityId key) { tx.execute("DELETE FROM identity WHERE id = $1", key); }

std::vector<store::Event> events_named(Reader& db, ProfileId profile, const std::vector<std::string>& names) {
    return all_in<store::Event>(
        db, "SELECT " + columns_of<store::Event>() + " FROM event WHERE profile_id = $1 AND name IN", names,
        "ORDER BY occurred_at, seq", {store::to_param(profile)});
}

std::vector<std::int64_t> events_of(Reader& db, ProfileId profile) {
    return db.column<std::int64_t>("SELECT seq FROM event WHERE profile_id = $1", profile);
}

bool has_deeds(Reader& db, ProfileId profile) {
    return db
        .value<std::int64_t>(
            "SELECT 1 FROM event WHERE profile_id = $1 AND name NOT IN ('customer.created', "
            "'identity.linked', 'profiles.merged', 'profiles.parted', 'segment.entered', 'segment.left', "
            "'stage.changed') LIMIT 1",
            profile)
        .has_value();
}

void drop_facts(Transaction& tx, ProfileId profile) {
    for (const char* table : {"customer_attribute", "customer_tag", "consent", "consent_record",
                              "search_token", "vehicle_user", "relation", "mark", "bulk_change",
                              "identity_side", "identity_cut", "identity_link", "import_evidence"})
        tx.execute("DELETE FROM " + std::string(table) + " WHERE profile_id = $1", profile);
    tx.execute("DELETE FROM relation WHERE other_profile_id = $1", profile);
}

void drop_profile(Transaction& tx, ProfileId profile) {
    drop_facts(tx, profile);
    tx.execute("DELETE FROM customer WHERE id = $1", profile);
    tx.execute("DELETE FROM profile WHERE id = $1", profile);
}

void make_nameless(Transaction& tx, CustomerId id, const std::vector<ProfileId>& profiles, Instant at) {
    tx.execute(
        "UPDATE customer SET name = '', phone = NULL, email = NULL, owner_id = NULL, "
        "version = version + 1 WHERE id = $1",
        id);
    for (const ProfileId profile : profiles) {
        tx.execute("UPDATE profile SET owner_id = NULL, owner_at = NULL WHERE id = $1", profile);
        tx.execute(
            "INSERT INTO erased_profile (profile_id, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            profile, at);
        tx.execute(
            "UPDATE order_refund SET reason = '' WHERE order_id IN "
            "(SELECT o.id FROM customer_order o WHERE o.profile_id = $1)",
            profile);
    }
}

std::vector<VehicleId> vehicles_of(Reader& db, ProfileId profile) {
    return db.column<VehicleId>("SELECT vehicle_id FROM vehicle_user WHERE profile_id = $1", profile);
}

void drop_unused_vehicle(Transaction& tx, VehicleId id) {
    tx.execute(
        "DELETE FROM vehicle WHERE id = $1 AND NOT EXISTS "
        "(SELECT 1 FROM vehicle_user u WHERE u.vehicle_id = $1)",
        id);
}

std::optional<Instant> erased_at(Reader& db, ProfileId profile) {
    return db.value<Instant>("SELECT erased_at FROM erased_profile WHERE profile_id = $1", profile);
}

void drop_attribute(Transaction& tx, ProfileId profile, const std::string& key) {
    tx.execute("DELETE FROM customer_attribute WHERE profile_id = $1 AND key = $2", profile, key);
}

void drop_consent(Transaction& tx, ProfileId profile, const std::string& channel,
                  const std::string& purpose) {
    tx.execute("DELETE FROM consent WHERE profile_id = $1 AND channel = $2 AND purpose = $3", profile,
               channel, purpose);
}

void drop_token(Transaction& tx, ProfileId profile, const std::string& token, const std::string& source) {
    tx.execute("DELETE FROM search_token WHERE profile_id = $1 AND token = $2 AND source = $3", profile,
               token, source);
}

void drop_order(Transaction& tx, OrderId id) {
    tx.execute("DELETE FROM order_line WHERE order_id = $1", id);
    tx.execute("DELETE FROM order_refund WHERE order_id = $1", id);
    tx.execute("DELETE FROM customer_order WHERE id = $1", id);
}

void set_source(Transaction& tx, OrderId id, std::int64_t source_id) {
    tx.execute("UPDATE customer_order SET source_id = $2 WHERE id = $1", id, source_id);
}

}  // namespace huan::customer::rows
