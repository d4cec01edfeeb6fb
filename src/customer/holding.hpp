#pragma once

#include "base/zone.hpp"
#include "customer/rows_asset.hpp"

/// What the journal is told of what people have. An event `asset.changed {asset_id, kind, role, due?, ...}`
/// says everything a rule may ask, so that the last one of an (asset, kind, role) is the whole truth; `ended`
/// says it is over. Only differences are told.
namespace huan::customer {

/// A car: itself, and each of its noted dates that no asset of its own stands for.
void tell_vehicle(store::Transaction& tx, const rows::VehicleRow& car, const base::Context& ctx);

/// An asset, and the car it is about, whose noted dates it may replace.
void tell_asset(store::Transaction& tx, const rows::AssetRow& asset, const base::Context& ctx);

/// For who erases people: takes what these profiles have out of the database; who used an asset of theirs
/// hears that it is over. Cars stay, without these people.
void forget_assets(store::Transaction& tx, const std::vector<ProfileId>& profiles, const base::Context& ctx);

/// The days a car's noted dates fall on, where somebody lives by the organisation's calendar.
struct VehicleDays {
    std::optional<std::int64_t> policy{};
    std::optional<std::int64_t> inspection{};
    std::optional<std::int64_t> maintenance{};
};
VehicleDays days_of(const rows::VehicleRow& car, const base::Zone& zone);

/// The zone that turns instants into calendar days: without the cut of the business day.
base::Zone calendar(store::Reader& db);

}  // namespace huan::customer
