#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "customer/plate.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What people have that carries due dates: cars with their policies, inspections and services, contracts.
namespace huan::customer {

/// Of an asset, or of a vehicle: ids are unique over all tables.
using AssetId = base::Id<struct AssetTag>;

enum class AssetKind { vehicle, policy, inspection, maintenance, contract, other };
BOOST_DESCRIBE_ENUM(AssetKind, vehicle, policy, inspection, maintenance, contract, other)

/// Owner: who pays, signs, is called. User: who drives or attends, where that is somebody else.
enum class AssetRole { owner, user };
BOOST_DESCRIBE_ENUM(AssetRole, owner, user)

/// Why it is no longer theirs.
enum class AssetEnding { done, replaced, cancelled, sold };
BOOST_DESCRIBE_ENUM(AssetEnding, done, replaced, cancelled, sold)

// --- requests -----------------------------------------------------------------------------------

/// Something a customer has. Vehicles are added by their plate instead (`SetVehicle`).
struct AddAsset {
    CustomerId customer_id{};
    AssetKind kind{};
    std::optional<base::Note<120>> name{};      ///< "Compulsory insurance", "Piano, 48 lessons".
    std::optional<base::Note<80>> number{};     ///< Of the policy or contract.
    std::optional<base::Note<120>> party{};     ///< Insurer, workshop, the other side of the contract.
    std::optional<base::Text<10>> starts_on{};  ///< "2026-11-21"
    std::optional<base::Text<10>> due_on{};     ///< The day it must be renewed or done.
    std::optional<Money> amount{};
    std::optional<VehicleId> vehicle_id{};  ///< The car it is about; the date noted there gives way to it.
    std::optional<CustomerId> user_customer_id{};  ///< Who uses it, where that is somebody else.
    std::optional<boost::json::object> fields{};   ///< Facts of your own: text, numbers, true and false.
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(AddAsset, (),
                      (customer_id, kind, name, number, party, starts_on, due_on, amount, vehicle_id,
                       user_customer_id, fields, note))

/// What is not given stays. An empty day clears it, 0 as amount, car or user too; `fields` replaces all
/// fields.
struct ChangeAsset {
    AssetId asset_id{};
    std::optional<base::Note<120>> name{};
    std::optional<base::Note<80>> number{};
    std::optional<base::Note<120>> party{};
    std::optional<base::Note<10>> starts_on{};
    std::optional<base::Note<10>> due_on{};
    std::optional<Money> amount{};
    std::optional<VehicleId> vehicle_id{};
    std::optional<CustomerId> user_customer_id{};
    std::optional<boost::json::object> fields{};
    std::optional<base::Note<400>> note{};
    std::optional<std::int64_t> seen_version{};  ///< Refused as stale when somebody changed it meanwhile.
};
BOOST_DESCRIBE_STRUCT(ChangeAsset, (),
                      (asset_id, name, number, party, starts_on, due_on, amount, vehicle_id, user_customer_id,
                       fields, note, seen_version))

struct EndAsset {
    AssetId asset_id{};
    AssetEnding ending{};
};
BOOST_DESCRIBE_STRUCT(EndAsset, (), (asset_id, ending))

/// A car is no longer this person's: sold, or given back.
struct ReleaseVehicle {
    CustomerId customer_id{};
    VehicleId vehicle_id{};
};
BOOST_DESCRIBE_STRUCT(ReleaseVehicle, (), (customer_id, vehicle_id))

/// Due dates of everybody the caller may see, soonest first; of what is used by somebody else, with its
/// owner.
struct ListDues {
    std::optional<std::int64_t> from_days{};  ///< From today; -30 where nothing is given: lately overdue.
    std::optional<std::int64_t> to_days{};    ///< Included; 30 where nothing is given.
    std::optional<AssetKind> kind{};
    std::optional<bool> mine{};  ///< Only of people whom the caller looks after.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListDues, (), (from_days, to_days, kind, mine, cursor, limit))

// --- answers ------------------------------------------------------------------------------------

struct AssetDue {
    AssetKind kind{};
    std::string due_on{};
    std::int64_t days_left = 0;  ///< In the organisation's days; negative: overdue.
};
BOOST_DESCRIBE_STRUCT(AssetDue, (), (kind, due_on, days_left))

struct AssetPerson {
    CustomerId customer_id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(AssetPerson, (), (customer_id, name))

/// An asset or a car of one person. Of a car `name` is the model, `number` the chassis, `party` the insurer.
struct AssetView {
    AssetId id{};
    AssetKind kind{};
    AssetRole role{};
    std::string name{};
    std::string number{};
    std::string party{};
    std::optional<std::string> starts_on{};
    std::vector<AssetDue> dues{};  ///< Soonest first; of an ended asset none.
    std::optional<Money> amount{};
    std::optional<VehicleId> vehicle_id{};
    std::optional<std::string> plate{};
    std::optional<PlateClass> plate_class{};
    std::optional<bool> electric{};
    std::optional<std::int64_t> mileage{};  ///< Kilometres.
    boost::json::object fields{};
    std::string note{};
    std::optional<AssetPerson> owner{};  ///< The others it concerns, where the caller may see them.
    std::optional<AssetPerson> user{};
    Instant changed_at{};
    std::optional<Instant> ended_at{};
    std::optional<AssetEnding> ending{};
    std::int64_t version = 0;  ///< 0 for cars.
};
BOOST_DESCRIBE_STRUCT(AssetView, (),
                      (id, kind, role, name, number, party, starts_on, dues, amount, vehicle_id, plate,
                       plate_class, electric, mileage, fields, note, owner, user, changed_at, ended_at,
                       ending, version))

struct DueView {
    AssetId asset_id{};
    AssetKind kind{};
    std::string what{};  ///< Name of the asset or model of the car.
    std::string party{};
    std::optional<std::string> plate{};
    std::optional<PlateClass> plate_class{};
    std::optional<bool> electric{};
    std::string due_on{};
    std::int64_t days_left = 0;
    CustomerId customer_id{};
    std::string customer_name{};
    std::optional<std::string> phone{};  ///< Masked.
    std::optional<UserId> owner_id{};    ///< The user who looks after the person.
};
BOOST_DESCRIBE_STRUCT(DueView, (),
                      (asset_id, kind, what, party, plate, plate_class, electric, due_on, days_left,
                       customer_id, customer_name, phone, owner_id))

struct DueCount {
    AssetKind kind{};
    std::int64_t overdue = 0;
    std::int64_t ahead = 0;
};
BOOST_DESCRIBE_STRUCT(DueCount, (), (kind, overdue, ahead))

struct DuePage {
    std::vector<DueView> items{};
    std::optional<std::string> next_cursor{};
    std::int64_t total = 0;
    std::vector<DueCount> counts{};  ///< Of the span, over all kinds, whatever kind is asked for.
};
BOOST_DESCRIBE_STRUCT(DuePage, (), (items, next_cursor, total, counts))

// --- verbs --------------------------------------------------------------------------------------

/// \throws base::Error `customer.unknown`, `asset.is_vehicle`, `asset.bad_day`, `asset.bad_span`,
/// `asset.bad_field`, `vehicle.unknown`.
AssetView add_asset(store::Transaction& tx, const AddAsset& command, const base::Context& ctx);
/// \throws base::Error also `asset.unknown`, `asset.stale`, `asset.ended`.
AssetView change_asset(store::Transaction& tx, const ChangeAsset& command, const base::Context& ctx);
AssetView end_asset(store::Transaction& tx, const EndAsset& command, const base::Context& ctx);
/// \throws base::Error `vehicle.unknown` when it is not theirs.
void release_vehicle(store::Transaction& tx, const ReleaseVehicle& command, const base::Context& ctx);

/// What one person has: soonest due first, what has ended last.
std::vector<AssetView> list_assets(store::Reader& db, const CustomerById& query, const base::Context& ctx);
DuePage list_dues(store::Reader& db, const ListDues& query, const base::Context& ctx);

/// Tells the journal of cars that stood in the database before there were assets, at most `limit` at once;
/// answers how many. As of when they were last changed, and setting nothing off.
std::int64_t tell_old_vehicles(store::Transaction& tx, std::int64_t limit, const base::Context& ctx);

}  // namespace huan::customer
