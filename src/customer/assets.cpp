#include "access/settings.hpp"
#include "customer/asset.hpp"
#include "customer/commands.hpp"
#include "customer/day.hpp"
#include "customer/errors.hpp"
#include "customer/holding.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/rows_asset.hpp"

#include <algorithm>
#include <charconv>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

constexpr std::size_t most_fields = 50;
constexpr std::size_t longest_field = 400;
constexpr std::int64_t longest_span = 3'660;

std::int64_t today(Reader& db, const base::Context& ctx) {
    return access::settings(db).zone().day_of(ctx.now).time_since_epoch().count();
}

void check_fields(const boost::json::object& fields) {
    if (fields.size() > most_fields) throw base::Error{errors::bad_field, "fields", "At most 50 fields."};
    for (const auto& field : fields) {
        const std::string key(field.key());
        const bool text = field.value().is_string();
        const bool plain = text || field.value().is_number() || field.value().is_bool();
        if (!plain || key.empty() || base::trimmed(key) != key || base::length_utf8(key) > 60)
            throw base::Error{errors::bad_field, "fields." + key};
        if (text && base::length_utf8(field.value().get_string()) > longest_field)
            throw base::Error{errors::bad_field, "fields." + key, "At most 400 characters."};
    }
}

void take(std::string& member, const auto& given) {
    if (given) member = base::trimmed(given->value);
}

std::optional<std::int64_t> day_of(const std::string& text, const char* field) {
    return base::trimmed(text).empty() ? std::nullopt : std::optional(day_number(text, field));
}

/// What both requests may say.
template <class Command>
void take_facts(Transaction& tx, rows::AssetRow& row, const Command& command, const base::Context& ctx) {
    take(row.name, command.name);
    take(row.number, command.number);
    take(row.party, command.party);
    take(row.note, command.note);
    if (command.starts_on) row.start_day = day_of(*command.starts_on, "starts_on");
    if (command.due_on) row.due_day = day_of(*command.due_on, "due_on");
    if (row.start_day && row.due_day && *row.due_day < *row.start_day)
        throw base::Error{errors::bad_span, "due_on"};
    if (command.amount) {
        if (command.amount->minor < 0) throw base::Error{base::errors::out_of_range, "amount"};
        row.amount = command.amount->minor == 0 ? std::nullopt : command.amount;
    }
    if (command.fields) {
        check_fields(*command.fields);
        row.fields = *command.fields;
    }
    if (command.user_customer_id) {
        row.user_profile_id.reset();
        if (*command.user_customer_id) {
            const Customer user = visible_customer(tx, *command.user_customer_id, ctx);
            if (user.id != customer_of(tx, row.profile_id)) row.user_profile_id = ProfileId{user.id.value};
        }
    }
    if (command.vehicle_id) {
        row.vehicle_id = *command.vehicle_id ? command.vehicle_id : std::nullopt;
        const auto car = row.vehicle_id ? rows::vehicle_by_id(tx, *row.vehicle_id) : std::nullopt;
        if (row.vehicle_id && (!car || car->root_id != row.root_id))
            throw base::Error{errors::unknown_vehicle, "vehicle_id"};
    }
}

/// The asset, if one of its people is visible.
rows::AssetRow visible(Transaction& tx, AssetId id, const base::Context& ctx) {
    const std::optional<rows::AssetRow> row = rows::lock_asset(tx, id);
    if (!row) throw base::Error{errors::unknown_asset, "asset_id"};
    for (const ProfileId profile : {row->profile_id, row->user_profile_id.value_or(ProfileId{})}) {
        const auto customer = profile ? find_customer(tx, customer_of(tx, profile)) : std::nullopt;
        if (customer && may_see(ctx.actor, *customer)) return *row;
    }
    throw base::Error{errors::unknown_asset, "asset_id"};
}

void show_plate(auto& view, const std::string& text) {
    view.plate = text;
    const std::optional<Plate> plate = read_plate(text);
    if (!plate) return;
    view.plate_class = plate->plate_class;
    view.electric = plate->electric;
}

/// Everything a list of assets needs, read once.
class Shower {
public:
    Shower(Reader& db, CustomerId whose, const base::Context& ctx)
        : db_(db),
          ctx_(ctx),
          whose_(whose),
          profiles_(profiles_of(db, whose)),
          calendar_(calendar(db)),
          today_(today(db, ctx)) {}

    const std::vector<ProfileId>& profiles() const { return profiles_; }

    AssetView show(const rows::AssetRow& row) {
        AssetView view{.id = row.id,
                       .kind = row.kind,
                       .role = owns(row.profile_id) ? AssetRole::owner : AssetRole::user,
                       .name = row.name,
                       .number = row.number,
                       .party = row.party,
                       .starts_on = day_text(row.start_day),
                       .amount = row.amount,
                       .vehicle_id = row.vehicle_id,
                       .fields = row.fields,
                       .note = row.note,
                       .changed_at = row.changed_at,
                       .ended_at = row.ended_at,
                       .ending = row.ending,
                       .version = row.version};
        if (!row.ended_at) add_due(view, row.kind, row.due_day);
        if (view.role == AssetRole::user) view.owner = person(row.profile_id);
        if (row.user_profile_id && !owns(*row.user_profile_id)) view.user = person(*row.user_profile_id);
        if (row.vehicle_id)
            if (const auto car = rows::vehicle_by_id(db_, *row.vehicle_id)) show_plate(view, car->plate);
        return view;
    }

    AssetView show(const rows::VehicleRow& car, const std::vector<AssetKind>& apart) {
        AssetView view{.id = AssetId{car.id.value},
                       .kind = AssetKind::vehicle,
                       .role = AssetRole::owner,
                       .name = car.model,
                       .number = car.vin,
                       .party = car.insurer,
                       .vehicle_id = car.id,
                       .mileage = car.mileage,
                       .changed_at = car.changed_at};
        show_plate(view, car.plate);
        const VehicleDays days = days_of(car, calendar_);
        const auto noted = [&](AssetKind kind, const std::optional<std::int64_t>& day) {
            if (std::ranges::find(apart, kind) == apart.end()) add_due(view, kind, day);
        };
        noted(AssetKind::policy, days.policy);
        noted(AssetKind::inspection, days.inspection);
        noted(AssetKind::maintenance, days.maintenance);
        std::ranges::stable_sort(view.dues, {}, &AssetDue::days_left);
        return view;
    }

private:
    bool owns(ProfileId profile) const { return std::ranges::find(profiles_, profile) != profiles_.end(); }

    std::optional<AssetPerson> person(ProfileId profile) {
        const auto found = find_customer(db_, customer_of(db_, profile));
        if (!found || found->id == whose_ || !may_see(ctx_.actor, *found)) return {};
        return AssetPerson{found->id, found->name};
    }

    void add_due(AssetView& view, AssetKind kind, const std::optional<std::int64_t>& day) const {
        if (day) view.dues.push_back({kind, day_text(*day), *day - today_});
    }

    Reader& db_;
    const base::Context& ctx_;
    CustomerId whose_;
    std::vector<ProfileId> profiles_;
    base::Zone calendar_;
    std::int64_t today_;
};

/// Soonest due first, then what has no date, then what has ended.
bool comes_before(const AssetView& left, const AssetView& right) {
    const auto rank = [](const AssetView& view) {
        return std::tuple(view.ended_at.has_value(), view.dues.empty(),
                          view.dues.empty() ? 0 : view.dues.front().days_left, view.id.value);
    };
    return rank(left) < rank(right);
}

AssetView stored(Transaction& tx, const rows::AssetRow& row, const base::Context& ctx) {
    tell_asset(tx, row, ctx);
    return Shower(tx, customer_of(tx, row.profile_id), ctx).show(row);
}

std::optional<rows::DuePlace> place_after(const std::optional<std::string>& cursor) {
    if (!cursor || cursor->empty()) return {};
    const std::vector<std::string> parts = base::read_cursor(*cursor, 4);
    const auto number = [&](std::size_t at) {
        std::int64_t value = 0;
        const char* end = parts[at].data() + parts[at].size();
        const auto [stopped, problem] = std::from_chars(parts[at].data(), end, value);
        if (problem != std::errc{} || stopped != end)
            throw base::Error{base::errors::not_allowed, "cursor", "This cursor is not one we handed out."};
        return value;
    };
    return rows::DuePlace{number(0), AssetId{number(1)}, parts[2], CustomerId{number(3)}};
}

std::vector<DueView> shown(Reader& db, const std::vector<rows::DueRow>& found, std::int64_t now) {
    std::vector<AssetId> ids;
    for (const rows::DueRow& row : found) ids.push_back(row.asset_id);
    const std::vector<rows::AssetRow> assets = rows::assets_by_id(db, ids);
    std::vector<VehicleId> cars;
    for (const AssetId id : ids) cars.emplace_back(id.value);
    for (const rows::AssetRow& row : assets)
        if (row.vehicle_id) cars.push_back(*row.vehicle_id);
    const std::vector<rows::VehicleRow> vehicles = rows::vehicles_by_id(db, cars);
    std::vector<DueView> items;
    for (const rows::DueRow& row : found) {
        DueView item{.asset_id = row.asset_id,
                     .kind = row.kind,
                     .due_on = day_text(row.due_day),
                     .days_left = row.due_day - now,
                     .customer_id = row.customer_id,
                     .customer_name = row.customer_name,
                     .owner_id = row.owner_id};
        if (row.phone) item.phone = masked(IdentityKind::phone, *row.phone);
        VehicleId about{row.asset_id.value};
        const auto asset = std::ranges::find(assets, row.asset_id, &rows::AssetRow::id);
        if (asset != assets.end()) {
            item.what = asset->name;
            item.party = asset->party;
            about = asset->vehicle_id.value_or(VehicleId{});
        }
        const auto car = std::ranges::find(vehicles, about, &rows::VehicleRow::id);
        if (car != vehicles.end()) {
            show_plate(item, car->plate);
            if (asset == assets.end()) item.what = car->model;
            if (asset == assets.end() && row.kind == AssetKind::policy) item.party = car->insurer;
        }
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace

std::int64_t day_number(std::string_view text, const std::string& field) {
    const std::string day = base::trimmed(text);
    const std::optional<Instant> at = day.size() == 10 ? base::parse_instant(day) : std::nullopt;
    if (!at || at->ms < Instant{-2208988800000}.ms) throw base::Error{errors::bad_day, field};  // 1900
    return (at->ms - (at->ms < 0 ? 86'399'999 : 0)) / 86'400'000;
}

AssetView add_asset(Transaction& tx, const AddAsset& command, const base::Context& ctx) {
    if (command.kind == AssetKind::vehicle) throw base::Error{errors::asset_is_vehicle, "kind"};
    const Customer owner = visible_customer(tx, command.customer_id, ctx);
    rows::AssetRow row{.id = AssetId{tx.next_id()},
                       .root_id = root_of(owner.org_path),
                       .org_id = owner.org_id,
                       .org_path = owner.org_path,
                       .profile_id = ProfileId{owner.id.value},
                       .kind = command.kind,
                       .source_id = ctx.actor.source_id,
                       .created_at = ctx.now,
                       .changed_at = ctx.now,
                       .version = 1};
    take_facts(tx, row, command, ctx);
    store::insert_row(tx, "asset", row);
    return stored(tx, row, ctx);
}

AssetView change_asset(Transaction& tx, const ChangeAsset& command, const base::Context& ctx) {
    rows::AssetRow row = visible(tx, command.asset_id, ctx);
    if (row.ended_at) throw base::Error{errors::asset_ended, "asset_id"};
    if (command.seen_version && *command.seen_version != row.version) throw base::Error{errors::asset_stale};
    const std::optional<VehicleId> before = row.vehicle_id;
    take_facts(tx, row, command, ctx);
    row.changed_at = ctx.now;
    ++row.version;
    store::update_row(tx, "asset", row);
    if (before && before != row.vehicle_id)
        if (const auto car = rows::lock_vehicle_by_id(tx, *before)) tell_vehicle(tx, *car, ctx);
    return stored(tx, row, ctx);
}

AssetView end_asset(Transaction& tx, const EndAsset& command, const base::Context& ctx) {
    rows::AssetRow row = visible(tx, command.asset_id, ctx);
    if (row.ended_at) throw base::Error{errors::asset_ended, "asset_id"};
    row.ended_at = ctx.now;
    row.changed_at = ctx.now;
    row.ending = command.ending;
    ++row.version;
    store::update_row(tx, "asset", row);
    return stored(tx, row, ctx);
}

void release_vehicle(Transaction& tx, const ReleaseVehicle& command, const base::Context& ctx) {
    const Customer customer = visible_customer(tx, command.customer_id, ctx);
    const auto car = rows::lock_vehicle_by_id(tx, command.vehicle_id);
    if (!car || rows::release(tx, car->id, profiles_of(tx, customer.id), ctx.now) == 0)
        throw base::Error{errors::unknown_vehicle, "vehicle_id"};
    tell_vehicle(tx, *car, ctx);
}

std::vector<AssetView> list_assets(Reader& db, const CustomerById& query, const base::Context& ctx) {
    const Customer customer = visible_customer(db, query.customer_id, ctx);
    Shower shower(db, customer.id, ctx);
    std::vector<AssetView> all;
    for (const rows::AssetRow& row : rows::assets(db, shower.profiles())) all.push_back(shower.show(row));
    std::vector<VehicleId> cars;
    for (const Vehicle& car : vehicles_of(db, customer.id)) cars.push_back(car.id);
    for (const rows::VehicleRow& car : rows::vehicles_by_id(db, cars))
        all.push_back(shower.show(car, rows::kinds_about(db, car.id)));
    std::ranges::sort(all, comes_before);
    return all;
}

DuePage list_dues(Reader& db, const ListDues& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const std::int64_t from = query.from_days.value_or(-30);
    const std::int64_t to = query.to_days.value_or(30);
    for (const auto& [value, field] : {std::pair{from, "from_days"}, std::pair{to, "to_days"}})
        if (value < -longest_span || value > longest_span)
            throw base::Error{base::errors::out_of_range, field};
    if (to < from) throw base::Error{errors::bad_span, "to_days"};
    const std::int64_t now = today(db, ctx);
    rows::DueSpan span{.from_day = now + from, .to_day = now + to, .kind = query.kind};
    if (query.mine.value_or(false)) span.owner = UserId{ctx.actor.id};
    DuePage page;
    page.counts = rows::due_counts(db, span, now, ctx);
    for (const DueCount& count : page.counts)
        if (!query.kind || count.kind == *query.kind) page.total += count.overdue + count.ahead;
    std::vector<rows::DueRow> found = rows::dues(db, span, place_after(query.cursor), limit + 1, ctx);
    if (std::ssize(found) > limit) {
        found.pop_back();
        const rows::DueRow& last = found.back();
        page.next_cursor = base::make_cursor(
            {std::to_string(last.due_day), std::to_string(last.asset_id.value),
             std::string(base::word_of(last.kind)), std::to_string(last.customer_id.value)});
    }
    page.items = shown(db, found, now);
    return page;
}

}  // namespace huan::customer
