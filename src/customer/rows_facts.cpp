#include "customer/rows_facts.hpp"

#include "customer/rows_list.hpp"
#include "customer/words.hpp"

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

std::vector<AttributeRow> attributes(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<AttributeRow>(
        db, "SELECT " + columns_of<AttributeRow>() + " FROM customer_attribute WHERE profile_id IN",
        profiles);
}

std::vector<AttributeRow> attributes_named(Reader& db, const std::vector<ProfileId>& profiles,
                                           const std::string& key) {
    return all_in<AttributeRow>(
        db,
        "SELECT " + columns_of<AttributeRow>() + " FROM customer_attribute WHERE key = $1 AND profile_id IN",
        profiles, {}, {store::to_param(key)});
}

std::optional<AttributeRow> attribute(Reader& db, ProfileId profile, const std::string& key) {
    return db.first<AttributeRow>("SELECT " + columns_of<AttributeRow>() +
                                      " FROM customer_attribute WHERE profile_id = $1 AND key = $2",
                                  profile, key);
}

void put(Transaction& tx, const AttributeRow& row) {
    tx.execute("INSERT INTO customer_attribute (" + columns_of<AttributeRow>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7) "
                   "ON CONFLICT (profile_id, key) DO UPDATE SET type = excluded.type, value_text = "
                   "excluded.value_text, "
                   "value_number = excluded.value_number, at = excluded.at, message_id = excluded.message_id "
                   "WHERE (customer_attribute.at, customer_attribute.message_id) <= (excluded.at, "
                   "excluded.message_id)",
               row.profile_id, row.key, row.type, row.value_text, row.value_number, row.at, row.message_id);
}

void note_key(Transaction& tx, const std::string& key) {
    tx.execute("INSERT INTO attribute_key (key) VALUES ($1) ON CONFLICT (key) DO NOTHING", key);
}

std::vector<std::string> attribute_keys(Reader& db) {
    return db.column<std::string>("SELECT key FROM attribute_key ORDER BY key");
}

std::vector<TagRow> tags(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<TagRow>(db, "SELECT " + columns_of<TagRow>() + " FROM customer_tag WHERE profile_id IN",
                          profiles, "ORDER BY tag, profile_id");
}

void put(Transaction& tx, const TagRow& row) {
    tx.execute("INSERT INTO customer_tag (" + columns_of<TagRow>() +
                   ") VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (profile_id, tag) DO UPDATE SET added_at = excluded.added_at, until = "
                   "excluded.until",
               row.profile_id, row.tag, row.added_at, row.until);
}

bool drop_tag(Transaction& tx, ProfileId profile, const std::string& tag) {
    return tx.execute("DELETE FROM customer_tag WHERE profile_id = $1 AND tag = $2", profile, tag) == 1;
}

std::vector<std::string> tags_in_use(Reader& db) {
    return db.column<std::string>("SELECT DISTINCT tag FROM customer_tag ORDER BY tag LIMIT 1000");
}

std::vector<ConsentRow> consents(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<ConsentRow>(db, "SELECT " + columns_of<ConsentRow>() + " FROM consent WHERE profile_id IN",
                              profiles, "ORDER BY channel, purpose, at");
}

void put(Transaction& tx, const ConsentRow& row) {
    tx.execute("INSERT INTO consent (" + columns_of<ConsentRow>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (profile_id, channel, purpose) DO UPDATE SET granted = excluded.granted, at "
                   "= excluded.at, "
                   "proof = excluded.proof WHERE consent.at <= excluded.at",
               row.profile_id, row.channel, row.purpose, row.granted, row.at, row.proof);
}

std::optional<VehicleRow> vehicle(Reader& db, OrgId root, const std::string& plate) {
    return db.first<VehicleRow>(
        "SELECT " + columns_of<VehicleRow>() + " FROM vehicle WHERE root_id = $1 AND plate = $2", root,
        plate);
}

VehicleRow lock_vehicle(Transaction& tx, OrgId root, const std::string& plate) {
    return tx
        .first<VehicleRow>("SELECT " + columns_of<VehicleRow>() +
                               " FROM vehicle WHERE root_id = $1 AND plate = $2" +
                               std::string(tx.for_update()),
                           root, plate)
        .value();
}

bool insert(Transaction& tx, const VehicleRow& row) {
    return insert_rows(tx, "vehicle", std::vector{row}, " ON CONFLICT (root_id, plate) DO NOTHING") == 1;
}

void update(Transaction& tx, const VehicleRow& row) { store::update_row(tx, "vehicle", row); }

bool link(Transaction& tx, VehicleId vehicle, ProfileId profile, Instant at) {
    return tx.execute(
               "INSERT INTO vehicle_user (vehicle_id, profile_id, linked_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (vehicle_id, profile_id) DO UPDATE SET linked_at = excluded.linked_at, "
               "ended_at = NULL WHERE vehicle_user.ended_at IS NOT NULL",
               vehicle, profile, at) == 1;
}

namespace {

/// Cars have no owner among users: whoever works at a node meets the cars of its subtree, and those filed
/// under the nodes above it, as a chain's imports are.
std::string vehicles_in_scope(std::vector<store::Param>& params, base::Actor actor) {
    if (actor.scope == base::DataScope::all) return "1 = 1";
    actor.scope = base::DataScope::subtree;
    std::string condition = "(" + in_scope(params, actor, "");
    for (std::size_t at = actor.org_path.find('/', 1); at != std::string::npos;
         at = actor.org_path.find('/', at + 1)) {
        params.push_back(store::to_param(actor.org_path.substr(0, at + 1)));
        condition += " OR org_path = $" + std::to_string(params.size());
    }
    return condition + ")";
}

}  // namespace

std::vector<Vehicle> vehicles_by_tail(Reader& db, const std::string& tail, std::int64_t limit,
                                      const base::Context& ctx) {
    std::vector<store::Param> params{store::to_param(tail), store::to_param(after_prefix(tail)),
                                     store::to_param(limit)};
    const std::string scope = vehicles_in_scope(params, ctx.actor);
    const store::Result result = db.run_with("SELECT " + columns_of<Vehicle>() +
                                                 " FROM vehicle WHERE tail >= $1 AND tail < $2 AND " + scope +
                                                 " ORDER BY tail LIMIT $3",
                                             params);
    std::vector<Vehicle> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(
            store::read_row<Vehicle>(std::span(result.cells).subspan(row * result.width, result.width)));
    return found;
}

std::vector<CustomerId> customers_of(Reader& db, VehicleId id) {
    std::vector<CustomerId> unique;
    for (const CustomerId customer : db.column<CustomerId>(
             "SELECT p.customer_id FROM vehicle_user u JOIN profile p ON p.id = u.profile_id "
             "WHERE u.vehicle_id = $1 AND u.ended_at IS NULL ORDER BY u.linked_at DESC, u.profile_id DESC",
             id))
        if (std::find(unique.begin(), unique.end(), customer) == unique.end()) unique.push_back(customer);
    return unique;
}

std::vector<UsedVehicle> vehicles(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<UsedVehicle>(db,
                               "SELECT " + base::column_list<Vehicle>("v.") +
                                   ", u.profile_id FROM vehicle_user u JOIN vehicle v ON v.id = u.vehicle_id "
                                   "WHERE u.ended_at IS NULL AND u.profile_id IN",
                               profiles, "ORDER BY u.linked_at DESC, v.id DESC");
}

}  // namespace huan::customer::rows
