#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL about what is true of people: attributes, tags, consents, vehicles.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

enum class AttributeType { text, number, bool_, none };
BOOST_DESCRIBE_ENUM(AttributeType, text, number, bool_, none)

/// Which value holds says `type`; numbers are scaled by 10,000.
struct AttributeRow {
    ProfileId profile_id{};
    std::string key{};
    AttributeType type{};
    std::optional<std::string> value_text{};
    std::optional<std::int64_t> value_number{};
    Instant at{};
    std::string message_id{};
};
BOOST_DESCRIBE_STRUCT(AttributeRow, (), (profile_id, key, type, value_text, value_number, at, message_id))

std::vector<AttributeRow> attributes(Reader& db, const std::vector<ProfileId>& profiles);
std::vector<AttributeRow> attributes_named(Reader& db, const std::vector<ProfileId>& profiles,
                                           const std::string& key);
std::optional<AttributeRow> attribute(Reader& db, ProfileId profile, const std::string& key);
void put(Transaction& tx, const AttributeRow& row);
void note_key(Transaction& tx, const std::string& key);
std::vector<std::string> attribute_keys(Reader& db);

struct TagRow {
    ProfileId profile_id{};
    std::string tag{};
    Instant added_at{};
    std::optional<Instant> until{};
};
BOOST_DESCRIBE_STRUCT(TagRow, (), (profile_id, tag, added_at, until))
std::vector<TagRow> tags(Reader& db, const std::vector<ProfileId>& profiles);
void put(Transaction& tx, const TagRow& row);
bool drop_tag(Transaction& tx, ProfileId profile, const std::string& tag);
std::vector<std::string> tags_in_use(Reader& db);

struct ConsentRow {
    ProfileId profile_id{};
    std::string channel{};
    std::string purpose{};
    bool granted = false;
    Instant at{};
    std::string proof{};
};
BOOST_DESCRIBE_STRUCT(ConsentRow, (), (profile_id, channel, purpose, granted, at, proof))
std::vector<ConsentRow> consents(Reader& db, const std::vector<ProfileId>& profiles);
void put(Transaction& tx, const ConsentRow& row);

struct VehicleRow {
    VehicleId id{};
    OrgId root_id{};
    OrgId org_id{};
    std::string org_path{};
    std::string plate{};
    std::string tail{};
    std::string model{};
    std::string insurer{};
    std::optional<Instant> insurance_until{};
    std::optional<Instant> inspection_until{};
    std::optional<std::int64_t> mileage{};
    std::optional<Instant> maintenance_until{};
    std::string vin{};
    Instant created_at{};
    Instant changed_at{};
};
BOOST_DESCRIBE_STRUCT(VehicleRow, (),
                      (id, root_id, org_id, org_path, plate, tail, model, insurer, insurance_until,
                       inspection_until, mileage, maintenance_until, vin, created_at, changed_at))
std::optional<VehicleRow> vehicle(Reader& db, OrgId root, const std::string& plate);
VehicleRow lock_vehicle(Transaction& tx, OrgId root, const std::string& plate);
/// False when the plate has just been stored by another command.
bool insert(Transaction& tx, const VehicleRow& row);
void update(Transaction& tx, const VehicleRow& row);
/// False when they were linked already; a link that had ended begins anew.
bool link(Transaction& tx, VehicleId vehicle, ProfileId profile, Instant at);
/// Plates that end in `tail` (given backwards).
std::vector<Vehicle> vehicles_by_tail(Reader& db, const std::string& tail, std::int64_t limit,
                                      const base::Context& ctx);
std::vector<CustomerId> customers_of(Reader& db, VehicleId id);

struct UsedVehicle : Vehicle {
    ProfileId profile_id{};
};
BOOST_DESCRIBE_STRUCT(UsedVehicle, (Vehicle), (profile_id))
/// Those that are theirs now, latest link first.
std::vector<UsedVehicle> vehicles(Reader& db, const std::vector<ProfileId>& profiles);

}  // namespace huan::customer::rows
