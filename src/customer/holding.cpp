#include "customer/holding.hpp"

#include "access/settings.hpp"
#include "customer/day.hpp"
#include "customer/errors.hpp"
#include "store/event.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

using store::Transaction;

std::optional<std::int64_t> day_in(const base::Zone& zone, const std::optional<Instant>& at) {
    if (!at) return {};
    return zone.day_of(*at).time_since_epoch().count();
}

void say(boost::json::object& properties, const char* key, const std::string& value) {
    if (!value.empty()) properties[key] = value;
}

/// How one event of a holding reads.
struct Saying {
    Instant at{};
    bool live = true;
};

void append(Transaction& tx, const rows::HoldingRow& row, boost::json::object properties, const Saying& how,
            const base::Context& ctx) {
    properties["asset_id"] = row.asset_id.value;
    properties["kind"] = base::word_of(row.kind);
    properties["role"] = base::word_of(row.role);
    if (row.due_day) properties["due"] = day_text(*row.due_day);
    store::append(tx,
                  store::Event{.name = "asset.changed",
                               .profile_id = row.profile_id,
                               .occurred_at = how.at,
                               .source_id = ctx.actor.source_id,
                               .live = how.live,
                               .properties = std::move(properties)},
                  ctx);
}

/// One thing people have, as the journal shall know it.
struct Thing {
    AssetKind kind{};
    std::optional<std::int64_t> due_day{};
    boost::json::object properties{};
};

/// Takes what is known of an asset from what was told to what is so now.
void tell(Transaction& tx, AssetId asset, const std::vector<std::pair<ProfileId, AssetRole>>& people,
          const std::vector<Thing>& things, const Saying& how, const base::Context& ctx) {
    std::vector<rows::HoldingRow> told = rows::holdings(tx, asset);
    for (const auto& [profile, role] : people)
        for (const Thing& thing : things) {
            const rows::HoldingRow row{profile, asset,         thing.kind,
                                       role,    thing.due_day, boost::json::serialize(thing.properties)};
            const auto before = std::find_if(told.begin(), told.end(), [&](const rows::HoldingRow& known) {
                return known.profile_id == profile && known.kind == thing.kind;
            });
            const bool known = before != told.end() && before->told == row.told &&
                               before->due_day == row.due_day && before->role == row.role;
            if (before != told.end() && before->role == row.role) told.erase(before);
            if (known) continue;
            rows::put(tx, row);
            append(tx, row, thing.properties, how, ctx);
        }
    // What is left is over: nobody's, no longer theirs, or theirs in another role.
    for (rows::HoldingRow& over : told) {
        const bool replaced = std::any_of(people.begin(), people.end(), [&](const auto& person) {
            return person.first == over.profile_id &&
                   std::any_of(things.begin(), things.end(),
                               [&](const Thing& thing) { return thing.kind == over.kind; });
        });
        if (!replaced) rows::drop(tx, over);
        over.due_day.reset();
        if (!over.told.empty()) append(tx, over, {{"ended", true}}, how, ctx);
    }
}

boost::json::object facts_of(const rows::VehicleRow& car) {
    boost::json::object facts{{"plate", car.plate}};
    say(facts, "model", car.model);
    return facts;
}

std::vector<Thing> things_of(Transaction& tx, const rows::VehicleRow& car) {
    const VehicleDays days = days_of(car, calendar(tx));
    const std::vector<AssetKind> apart = rows::kinds_about(tx, car.id);
    Thing itself{.kind = AssetKind::vehicle, .properties = facts_of(car)};
    if (car.mileage) itself.properties["mileage"] = *car.mileage;
    if (const std::optional<Plate> plate = read_plate(car.plate)) {
        itself.properties["plate_class"] = base::word_of(plate->plate_class);
        itself.properties["electric"] = plate->electric;
    }
    std::vector<Thing> things{std::move(itself)};
    const auto noted = [&](AssetKind kind, const std::optional<std::int64_t>& day, const std::string& party) {
        if ((!day && party.empty()) || std::ranges::find(apart, kind) != apart.end()) return;
        Thing thing{.kind = kind, .due_day = day, .properties = facts_of(car)};
        say(thing.properties, "party", party);
        things.push_back(std::move(thing));
    };
    noted(AssetKind::policy, days.policy, car.insurer);
    noted(AssetKind::inspection, days.inspection, {});
    noted(AssetKind::maintenance, days.maintenance, {});
    return things;
}

Saying as_it_comes(const base::Context& ctx) {
    return {.at = ctx.now, .live = ctx.actor.source_id == 0};  // Imports set nothing off.
}

void tell(Transaction& tx, const rows::VehicleRow& car, const Saying& how, const base::Context& ctx) {
    std::vector<std::pair<ProfileId, AssetRole>> people;
    for (const ProfileId profile : rows::users_of(tx, car.id)) people.emplace_back(profile, AssetRole::owner);
    tell(tx, AssetId{car.id.value}, people, things_of(tx, car), how, ctx);
}

Thing thing_of(Transaction& tx, const rows::AssetRow& asset) {
    Thing thing{.kind = asset.kind, .due_day = asset.due_day};
    say(thing.properties, "name", asset.name);
    say(thing.properties, "party", asset.party);
    if (asset.start_day) thing.properties["starts"] = day_text(*asset.start_day);
    if (asset.amount) thing.properties["amount"] = asset.amount->minor;
    if (!asset.fields.empty()) thing.properties["fields"] = asset.fields;
    if (!asset.vehicle_id) return thing;
    if (const auto car = rows::vehicle_by_id(tx, *asset.vehicle_id))
        for (const auto& fact : facts_of(*car)) thing.properties[fact.key()] = fact.value();
    return thing;
}

}  // namespace

base::Zone calendar(store::Reader& db) { return base::Zone(access::settings(db).time_zone); }

VehicleDays days_of(const rows::VehicleRow& car, const base::Zone& zone) {
    return {day_in(zone, car.insurance_until), day_in(zone, car.inspection_until),
            day_in(zone, car.maintenance_until)};
}

void tell_vehicle(Transaction& tx, const rows::VehicleRow& car, const base::Context& ctx) {
    tell(tx, car, as_it_comes(ctx), ctx);
}

void tell_asset(Transaction& tx, const rows::AssetRow& asset, const base::Context& ctx) {
    std::vector<std::pair<ProfileId, AssetRole>> people;
    if (!asset.ended_at) {
        people.emplace_back(asset.profile_id, AssetRole::owner);
        if (asset.user_profile_id) people.emplace_back(*asset.user_profile_id, AssetRole::user);
    }
    tell(tx, asset.id, people, {thing_of(tx, asset)}, as_it_comes(ctx), ctx);
    if (!asset.vehicle_id) return;
    if (const auto car = rows::lock_vehicle_by_id(tx, *asset.vehicle_id)) tell_vehicle(tx, *car, ctx);
}

void forget_assets(Transaction& tx, const std::vector<ProfileId>& profiles, const base::Context& ctx) {
    const auto is_gone = [&](ProfileId profile) {
        return std::ranges::find(profiles, profile) != profiles.end();
    };
    for (rows::AssetRow& asset : rows::assets(tx, profiles)) {
        if (!is_gone(asset.profile_id)) {
            asset.user_profile_id.reset();
            store::update_row(tx, "asset", asset);
            continue;
        }
        for (rows::HoldingRow& held : rows::holdings(tx, asset.id)) {
            rows::drop(tx, held);
            held.due_day.reset();
            if (!is_gone(held.profile_id)) append(tx, held, {{"ended", true}}, as_it_comes(ctx), ctx);
        }
        rows::drop(tx, asset);
    }
    for (const ProfileId profile : profiles) rows::drop_holdings(tx, profile);
}

std::int64_t tell_old_vehicles(Transaction& tx, std::int64_t limit, const base::Context& ctx) {
    const std::vector<VehicleId> untold = rows::untold_vehicles(tx, limit);
    for (const VehicleId id : untold)
        if (const auto car = rows::lock_vehicle_by_id(tx, id))
            tell(tx, *car, {.at = car->changed_at, .live = false}, ctx);
    return std::ssize(untold);
}

}  // namespace huan::customer
