#include "offer/points.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/point_books.hpp"
#include "offer/queries.hpp"
#include "offer/rows.hpp"
#include "offer/rows_points.hpp"

#include <limits>

// What people do with points, and the rule by which they get them.
namespace huan::offer {

namespace {

constexpr std::int64_t most_points = 1'000'000'000;  // At once; keeps every sum far from 64 bits.

void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* field) {
    if (value < low || value > high)
        throw base::Error{base::errors::out_of_range, field,
                          "Between " + std::to_string(low) + " and " + std::to_string(high) + "."};
}

/// The act of an earlier request under the same key, if there was one.
template <class Command>
std::optional<PointActId> repeated(store::Transaction& tx, std::string_view verb, const Command& command,
                                   PointActId act_id, const base::Context& ctx) {
    if (!command.request_key) return {};
    boost::json::object body = base::to_object(command);
    body.erase("request_key");
    return rows::remember_points(tx, verb, command.request_key->value, boost::json::serialize(body), act_id,
                                 ctx);
}

PointsMoved moved(store::Transaction& tx, PointActId id, const customer::Customer& person) {
    const rows::ActRow row = rows::act(tx, id).value();
    PointsMoved answer;
    answer.move = {row.id,      row.kind,     row.at,           person.id,     person.name, row.points,
                   row.missing, row.order_id, row.order_number, row.coupon_id, row.reason,  row.actor};
    answer.balance = rows::point_balance(tx, person.id);
    if (row.coupon_id) answer.coupon = rows::find_coupon(tx, *row.coupon_id);
    return answer;
}

/// Who it is about, as the caller may see them, with their points in hand.
customer::Customer person_in_hand(store::Transaction& tx, base::CustomerId id, const base::Context& ctx) {
    customer::Customer person = customer::visible_customer(tx, id, ctx);
    person.id = hold_points(tx, person.id, ctx);
    return person;
}

}  // namespace

// --- the rule -----------------------------------------------------------------------------------

PointRule point_rule(store::Reader& db) { return rows::point_rule(db).value_or(PointRule{}); }

PointRule update_point_rule(store::Transaction& tx, const UpdatePointRule& command, const base::Context&) {
    check_range(command.points_per_100, 1, 1'000'000, "points_per_100");
    if (command.expire_days) check_range(*command.expire_days, 1, 3650, "expire_days");
    const PointRule stored = point_rule(tx);
    if (stored.version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    const PointRule rule{command.enabled, command.points_per_100, command.expire_days, command.count_history,
                         stored.version + 1};
    if (!rows::set_point_rule(tx, rule)) throw base::Error{errors::stale, "seen_version"};
    return rule;
}

std::int64_t points_for(base::Money paid, int currency_digits, const PointRule& rule) {
    __extension__ using Wide = __int128;
    Wide unit = 100;
    for (int digit = 0; digit < currency_digits; ++digit) unit *= 10;
    const Wide points = Wide{paid.minor} * rule.points_per_100 / unit;
    if (points > std::numeric_limits<std::int64_t>::max()) throw base::Error{base::errors::overflow};
    return static_cast<std::int64_t>(points);
}

// --- commands -----------------------------------------------------------------------------------

PointsMoved adjust_points(store::Transaction& tx, const AdjustPoints& command, const base::Context& ctx) {
    check_range(command.points, -most_points, most_points, "points");
    if (command.points == 0) throw base::Error{base::errors::out_of_range, "points", "More or fewer, not 0."};
    const customer::Customer person = person_in_hand(tx, command.customer_id, ctx);
    PointEntry act = act_of(tx, PointEntryKind::adjust, ctx);
    if (const auto earlier = repeated(tx, "adjust", command, act.act_id, ctx))
        return moved(tx, *earlier, person);
    act.reason = command.reason.value;
    if (command.points < 0) {
        enter(tx, act, draw_points(tx, person.id, -command.points), ctx);
    } else {
        PointLot lot;
        lot.org_id = person.org_id;
        lot.org_path = person.org_path;
        lot.profile_id = customer::main_profile(tx, person.id);
        lot.customer_id = person.id;
        lot.granted = command.points;
        lot.earned_at = ctx.now;
        grant_points(tx, act, std::move(lot), point_rule(tx), ctx);
    }
    return moved(tx, act.act_id, person);
}

PointsMoved spend_points(store::Transaction& tx, const SpendPoints& command, const base::Context& ctx) {
    check_range(command.points, 1, most_points, "points");
    const customer::Customer person = person_in_hand(tx, command.customer_id, ctx);
    PointEntry act = act_of(tx, PointEntryKind::spend, ctx);
    if (const auto earlier = repeated(tx, "spend", command, act.act_id, ctx))
        return moved(tx, *earlier, person);
    if (command.order_number) act.order_number = command.order_number->value;
    if (command.reason) act.reason = command.reason->value;
    enter(tx, act, draw_points(tx, person.id, command.points), ctx);
    return moved(tx, act.act_id, person);
}

PointsMoved exchange_points(store::Transaction& tx, const ExchangePoints& command, const base::Context& ctx) {
    const auto type = rows::find_type(tx, command.coupon_type_id);
    if (!type || !rows::in_catalogue(ctx.actor, type->org_path))
        throw base::Error{errors::unknown, "coupon_type_id"};
    const customer::Customer person = person_in_hand(tx, command.customer_id, ctx);
    PointEntry act = act_of(tx, PointEntryKind::exchange, ctx);
    if (const auto earlier = repeated(tx, "exchange", command, act.act_id, ctx))
        return moved(tx, *earlier, person);
    if (!type->points_price) throw base::Error{errors::no_points_price, "coupon_type_id"};
    const std::vector<LotMove> paid = draw_points(tx, person.id, *type->points_price);
    Claim claimed;
    claimed.coupon_type_id = type->id;
    claimed.customer_id = person.id;
    claimed.channel = "points";
    act.coupon_id = claim(tx, claimed, ctx).id;
    act.reason = type->name.value;
    enter(tx, act, paid, ctx);
    return moved(tx, act.act_id, person);
}

PointsDue expire_points(store::Transaction& tx, std::int64_t limit, const base::Context& ctx) {
    const std::vector<base::CustomerId> people = rows::people_due(tx, ctx.now, limit);
    PointsDue due;
    for (const base::CustomerId id : people) {
        rows::lock_balance(tx, id);
        due.expired += expire_lots(tx, id, ctx);
        ++due.people;
    }
    due.more = !people.empty() && !rows::people_due(tx, ctx.now, 1).empty();
    return due;
}

}  // namespace huan::offer
