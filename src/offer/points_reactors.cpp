#include "access/settings.hpp"
#include "customer/evidence.hpp"
#include "customer/queries.hpp"
#include "offer/point_books.hpp"
#include "offer/points.hpp"
#include "offer/rows_points.hpp"

#include <algorithm>

// What becomes of points when orders, people and imports do something.
namespace huan::offer {

namespace {

std::int64_t number_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

/// What a lot must have given back in all, after refunds of its order: all but what the part still paid for
/// would have earned.
std::int64_t owed(const PointLot& lot, const customer::Order& order) {
    __extension__ using Wide = __int128;
    if (order.amount.minor <= 0) return 0;
    const Wide kept = Wide{lot.granted} * (order.amount - order.refunded).minor / order.amount.minor;
    return lot.granted - static_cast<std::int64_t>(kept);
}

/// A lot that nobody has touched goes, and so does the news of it.
void take_back(store::Transaction& tx, const PointLot& lot, const base::Context& ctx) {
    const base::CustomerId person = hold_points(tx, lot.customer_id, ctx);
    PointEntry act = act_of(tx, PointEntryKind::return_, ctx);
    act.order_id = lot.order_id;
    if (!rows::take_points(tx, person, lot.held)) throw std::logic_error("a balance below one of its lots");
    enter(tx, act, {{lot, -lot.held}}, ctx, {.silent = true});
    store::withdraw(tx, {lot.event_seq}, ctx);
    rows::delete_lot(tx, lot.id);
    rows::recount_points(tx, person);
}

}  // namespace

void earn_points(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const PointRule rule = point_rule(tx);
    if (!rule.enabled || (!event.live && !rule.count_history)) return;
    const auto order = customer::find_order(tx, customer::OrderId{number_in(event, "order_id")});
    if (!order) return;
    const std::int64_t points = points_for(order->amount, access::settings(tx).currency_digits(), rule);
    if (points <= 0 || rows::lot_of_order(tx, order->id)) return;

    PointLot lot;
    lot.org_id = order->org_id;
    lot.org_path = order->org_path;
    lot.profile_id = event.profile_id;
    lot.customer_id = hold_points(tx, customer::customer_of(tx, event.profile_id), ctx);
    lot.granted = points;
    lot.earned_at = std::min(event.occurred_at, ctx.now);
    lot.order_id = order->id;
    PointEntry act = act_of(tx, PointEntryKind::earn, ctx);
    act.order_id = order->id;
    act.order_number = order->number;
    grant_points(tx, act, std::move(lot), rule, ctx, {.live = event.live, .at = event.occurred_at});
}

void return_points(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const auto order = customer::find_order(tx, customer::OrderId{number_in(event, "order_id")});
    if (!order) return;
    const auto earned = rows::lot_of_order(tx, order->id);
    if (!earned) return;
    const base::CustomerId person = hold_points(tx, earned->customer_id, ctx);
    PointLot lot = rows::lot_of_order(tx, order->id).value();
    const std::int64_t target = owed(lot, *order);

    // From its own lot first; what ended unused there is gone already and counts as given back.
    const std::int64_t own = std::clamp<std::int64_t>(target - lot.returned - lot.expired, 0, lot.held);
    lot.held -= own;
    lot.returned += own;
    const std::int64_t due = std::max<std::int64_t>(0, target - lot.returned - lot.expired) - lot.collected -
                             lot.missing;
    const std::int64_t others = std::clamp<std::int64_t>(due, 0, rows::point_balance(tx, person) - own);
    lot.collected += others;
    lot.missing += std::max<std::int64_t>(0, due) - others;
    if (own == 0 && due <= 0) return;

    PointEntry act = act_of(tx, PointEntryKind::return_, ctx);
    act.order_id = order->id;
    act.order_number = order->number;
    act.missing = std::max<std::int64_t>(0, due) - others;
    if (own > 0 && !rows::take_points(tx, person, own))
        throw std::logic_error("a balance below one of its lots");
    rows::update_lot(tx, lot);
    std::vector<LotMove> moves{{lot, -own}};
    if (others > 0)
        for (LotMove& move : draw_points(tx, person, others)) moves.push_back(std::move(move));
    enter(tx, act, moves, ctx, {.live = event.live, .at = event.occurred_at});
}

void move_points(store::Transaction& tx, const store::Event& event, const base::Context&) {
    std::vector<base::CustomerId> touched;
    for (const std::string_view key : {"from_customer_id", "into_customer_id"})
        if (const std::int64_t id = number_in(event, key); id != 0) touched.emplace_back(id);
    std::vector<std::pair<base::ProfileId, base::CustomerId>> owners;
    for (const base::CustomerId id : std::vector(touched))
        for (const base::ProfileId profile : rows::profiles_with_lots(tx, id))
            if (const base::CustomerId owner = customer::customer_of(tx, profile)) {
                owners.emplace_back(profile, owner);
                touched.push_back(owner);
            }
    if (owners.empty()) return;
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const base::CustomerId id : touched) rows::lock_balance(tx, id);
    for (const auto& [profile, owner] : owners) rows::move_lots(tx, profile, owner);
    for (const base::CustomerId id : touched) rows::recount_points(tx, id);
}

bool take_back_order(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t> successor,
                     const base::Context& ctx) {
    if (successor) return customer::take_back_order(tx, event, successor, ctx);
    const auto earned = rows::lot_of_order(tx, customer::OrderId{number_in(event, "order_id")});
    if (earned && (earned->held != earned->granted || earned->collected != 0 || earned->missing != 0))
        return false;
    if (!customer::take_back_order(tx, event, successor, ctx)) return false;
    if (earned) take_back(tx, *earned, ctx);
    return true;
}

void forget_points(store::Transaction& tx, const customer::Gone& gone, const base::Context& ctx) {
    std::vector<base::CustomerId> people = gone.customers;
    std::sort(people.begin(), people.end());
    for (const base::CustomerId id : people) rows::lock_balance(tx, id);
    std::vector<LotMove> moves;
    for (const base::ProfileId profile : gone.profiles) {
        rows::forget_point_requests(tx, profile);
        for (PointLot& lot : rows::held_lots_of_profile(tx, profile)) {
            const std::int64_t points = lot.held;
            lot.held = 0;
            lot.expired += points;
            rows::update_lot(tx, lot);
            moves.push_back({std::move(lot), -points});
        }
    }
    if (!moves.empty()) enter(tx, act_of(tx, PointEntryKind::forfeit, ctx), moves, ctx);
    for (const base::CustomerId id : people) rows::recount_points(tx, id);
}

}  // namespace huan::offer
