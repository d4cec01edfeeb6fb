#include "customer/commands.hpp"
#include "customer/errors.hpp"
#include "customer/holding.hpp"
#include "customer/place.hpp"
#include "customer/plate.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/search.hpp"
#include "customer/words.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

using store::Transaction;

/// The car of a plate; who stands before it and types the whole plate may name it, wherever in the company it
/// is known from.
rows::VehicleRow find_or_make(Transaction& tx, const std::string& plate, const base::Context& ctx) {
    const Place place = place_of(tx, {}, ctx);
    if (!rows::vehicle(tx, place.root, plate)) {
        rows::VehicleRow row{.id = VehicleId{tx.next_id()},
                             .root_id = place.root,
                             .org_id = place.org_id,
                             .org_path = place.path,
                             .plate = plate,
                             .tail = backwards(plate),
                             .created_at = ctx.now,
                             .changed_at = ctx.now};
        if (rows::insert(tx, row)) return row;
    }
    return rows::lock_vehicle(tx, place.root, plate);
}

template <class T, class Given> void take(T& member, const std::optional<Given>& given, bool& changed) {
    if (!given) return;
    T value{};
    if constexpr (std::is_same_v<T, std::string>)
        value = base::trimmed(given->value);
    else
        value = *given;
    changed = changed || member != value;
    member = std::move(value);
}

Vehicle view_of(const rows::VehicleRow& row) {
    return {.id = row.id,
            .org_id = row.org_id,
            .org_path = row.org_path,
            .plate = row.plate,
            .model = row.model,
            .insurer = row.insurer,
            .insurance_until = row.insurance_until,
            .inspection_until = row.inspection_until,
            .mileage = row.mileage,
            .maintenance_until = row.maintenance_until,
            .vin = row.vin,
            .created_at = row.created_at,
            .changed_at = row.changed_at};
}

}  // namespace

Vehicle set_vehicle(Transaction& tx, const SetVehicle& command, const base::Context& ctx) {
    const std::string plate = normalised_plate(command.plate.value, phone_region(tx));
    if (plate.empty()) throw base::Error{errors::bad_plate, "plate"};
    if (command.mileage && (*command.mileage < 0 || *command.mileage > 10'000'000))
        throw base::Error{base::errors::out_of_range, "mileage"};
    rows::VehicleRow row = find_or_make(tx, plate, ctx);
    bool changed = false;
    take(row.model, command.model, changed);
    take(row.insurer, command.insurer, changed);
    take(row.insurance_until, command.insurance_until, changed);
    take(row.inspection_until, command.inspection_until, changed);
    take(row.mileage, command.mileage, changed);
    take(row.maintenance_until, command.maintenance_until, changed);
    take(row.vin, command.vin, changed);
    if (changed) {
        row.changed_at = ctx.now;
        rows::update(tx, row);
    }
    bool linked = false;
    if (command.customer_id) {
        const ProfileId profile{visible_customer(tx, *command.customer_id, ctx).id.value};
        linked = rows::link(tx, row.id, profile, ctx.now);
        if (linked) rows::add_tokens(tx, profile, tokens_of(Identity{IdentityKind::plate, plate}));
    }
    if (changed || linked) tell_vehicle(tx, row, ctx);
    return view_of(row);
}

std::vector<Vehicle> find_vehicles(store::Reader& db, const std::string& tail, const base::Context& ctx) {
    std::string key;
    for (const std::string& sign : code_points(search_key(tail)))
        key += sign.size() == 1 && sign[0] >= 'a' && sign[0] <= 'z'
                   ? std::string(1, static_cast<char>(sign[0] - 'a' + 'A'))
                   : sign;
    if (base::length_utf8(key) < 2) return {};
    return rows::vehicles_by_tail(db, backwards(key), 20, ctx);
}

std::vector<Vehicle> vehicles_of(store::Reader& db, CustomerId id) {
    std::vector<Vehicle> found;
    for (const rows::UsedVehicle& car : rows::vehicles(db, profiles_of(db, id))) {
        if (std::any_of(found.begin(), found.end(), [&](const Vehicle& other) { return other.id == car.id; }))
            continue;
        found.push_back(car);
    }
    return found;
}

std::vector<CustomerId> customers_of(store::Reader& db, VehicleId id) { return rows::customers_of(db, id); }

}  // namespace huan::customer
