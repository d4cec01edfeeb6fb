#pragma once

#include "customer/asset.hpp"
#include "customer/rows_facts.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL about what people have.
namespace huan::customer::rows {

struct AssetRow {
    AssetId id{};
    OrgId root_id{};
    OrgId org_id{};
    std::string org_path{};
    ProfileId profile_id{};
    std::optional<ProfileId> user_profile_id{};
    AssetKind kind{};
    std::string name{};
    std::string number{};
    std::string party{};
    std::optional<std::int64_t> start_day{};
    std::optional<std::int64_t> due_day{};
    std::optional<Money> amount{};
    std::optional<VehicleId> vehicle_id{};
    boost::json::object fields{};
    std::string note{};
    std::int64_t source_id = 0;
    Instant created_at{};
    Instant changed_at{};
    std::optional<Instant> ended_at{};
    std::optional<AssetEnding> ending{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AssetRow, (),
                      (id, root_id, org_id, org_path, profile_id, user_profile_id, kind, name, number, party,
                       start_day, due_day, amount, vehicle_id, fields, note, source_id, created_at,
                       changed_at, ended_at, ending, version))

std::optional<AssetRow> lock_asset(Transaction& tx, AssetId id);
std::optional<AssetRow> asset(Reader& db, AssetId id);
void drop(Transaction& tx, const AssetRow& row);
/// Everything a profile holds, cars too.
void drop_holdings(Transaction& tx, ProfileId profile);
/// Owned or used by one of the profiles.
std::vector<AssetRow> assets(Reader& db, const std::vector<ProfileId>& profiles);
/// Kinds of assets about a car that have not ended.
std::vector<AssetKind> kinds_about(Reader& db, VehicleId vehicle);

std::optional<VehicleRow> vehicle_by_id(Reader& db, VehicleId id);
std::optional<VehicleRow> lock_vehicle_by_id(Transaction& tx, VehicleId id);
std::vector<VehicleRow> vehicles_by_id(Reader& db, const std::vector<VehicleId>& ids);
/// Whose the car is now.
std::vector<ProfileId> users_of(Reader& db, VehicleId id);
/// How many of the profiles had it until now.
std::int64_t release(Transaction& tx, VehicleId vehicle, const std::vector<ProfileId>& profiles, Instant at);

struct HoldingRow {
    ProfileId profile_id{};
    AssetId asset_id{};
    AssetKind kind{};
    AssetRole role{};
    std::optional<std::int64_t> due_day{};
    std::string told{};
};
BOOST_DESCRIBE_STRUCT(HoldingRow, (), (profile_id, asset_id, kind, role, due_day, told))
std::vector<HoldingRow> holdings(Reader& db, AssetId asset);
void put(Transaction& tx, const HoldingRow& row);
void drop(Transaction& tx, const HoldingRow& row);
/// Cars of which the journal knows nothing yet.
std::vector<VehicleId> untold_vehicles(Reader& db, std::int64_t limit);

struct DueRow {
    std::int64_t due_day = 0;
    AssetId asset_id{};
    AssetKind kind{};
    CustomerId customer_id{};
    std::string customer_name{};
    std::optional<std::string> phone{};
    std::optional<UserId> owner_id{};
};
BOOST_DESCRIBE_STRUCT(DueRow, (), (due_day, asset_id, kind, customer_id, customer_name, phone, owner_id))
struct DueSpan {
    std::int64_t from_day = 0;
    std::int64_t to_day = 0;
    std::optional<AssetKind> kind{};
    UserId owner{};  ///< 0: whoever looks after them.
};
/// Behind which row a page begins.
struct DuePlace {
    std::int64_t due_day = 0;
    AssetId asset_id{};
    std::string kind{};
    CustomerId customer_id{};
};
std::vector<DueRow> dues(Reader& db, const DueSpan& span, const std::optional<DuePlace>& after,
                         std::int64_t limit, const base::Context& ctx);
/// Per kind: how many fall due before `today`, and how many from it on.
std::vector<DueCount> due_counts(Reader& db, const DueSpan& span, std::int64_t today,
                                 const base::Context& ctx);

std::vector<AssetRow> assets_by_id(Reader& db, const std::vector<AssetId>& ids);

}  // namespace huan::customer::rows
