#include "customer/queries.hpp"
#include "offer/code.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/events.hpp"
#include "offer/money_flow.hpp"
#include "offer/rows.hpp"

#include <algorithm>
#include <map>

// What becomes of a coupon once it is in somebody's hands.
namespace huan::offer {

namespace {

/// The coupon, locked, as far as the caller may use it: a store redeems what the nodes above it issue.
Coupon usable_coupon(store::Transaction& tx, CouponId id, const base::Context& ctx) {
    const auto coupon = rows::lock_coupon(tx, id);
    if (!coupon || !rows::in_catalogue(ctx.actor, coupon->org_path)) throw base::Error{errors::unknown};
    return *coupon;
}

/// The coupon of an earlier request under the same key, if there was one.
template <class Command>
std::optional<Coupon> repeated(store::Transaction& tx, std::string_view verb, const Command& command,
                               const base::Context& ctx) {
    if (!command.request_key) return {};
    boost::json::object body = base::to_object(command);
    body.erase("request_key");
    const auto earlier = rows::remember_request(tx, verb, command.request_key->value,
                                                boost::json::serialize(body), command.coupon_id, ctx);
    if (!earlier) return {};
    return usable_coupon(tx, *earlier, ctx);
}

bool is_locked(const Coupon& coupon, base::Instant now) {
    return coupon.state == CouponState::locked && coupon.locked_until && now < *coupon.locked_until;
}

/// Refuses unless the coupon can be used for this order now.
void check_usable(const Coupon& coupon, const std::optional<std::string>& order_number, base::Money amount,
                  base::Instant now) {
    switch (coupon.state) {
        case CouponState::claimed:
        case CouponState::locked: break;
        case CouponState::redeemed: throw base::Error{errors::redeemed};
        case CouponState::expired: throw base::Error{errors::expired};
        case CouponState::returned:
        case CouponState::revoked: throw base::Error{errors::not_claimed};
    }
    if (amount.minor < 0) throw base::Error{base::errors::out_of_range, "order_amount"};
    if (is_locked(coupon, now)) {
        // A lock holds to its end, even past the use window: the order it protects is being paid.
        if (coupon.order_number != order_number) throw base::Error{errors::locked};
    } else {
        if (now < coupon.usable_from) throw base::Error{errors::not_usable_yet};
        if (now >= coupon.usable_until) throw base::Error{errors::expired};
    }
    if (amount < coupon.threshold) throw base::Error{errors::below_threshold, "order_amount"};
}

void forget_order(Coupon& coupon) {
    coupon.order_id.reset();
    coupon.order_number.reset();
    coupon.order_amount.reset();
    coupon.store.reset();
    coupon.redeemed_at.reset();
    coupon.discount.reset();
    coupon.platform_cost.reset();
    coupon.merchant_cost.reset();
}

void keep(store::Transaction& tx, Coupon& coupon) {
    ++coupon.version;
    store::update_row(tx, "coupon", coupon);
}

void back_in_hand(Coupon& coupon) {
    coupon.state = CouponState::claimed;
    coupon.locked_until.reset();
    coupon.due_at = coupon.usable_until;
    forget_order(coupon);
}

/// For good: nobody has to look at it again.
void end(Coupon& coupon, CouponState state) {
    coupon.state = state;
    coupon.locked_until.reset();
    coupon.due_at.reset();
}

}  // namespace

Coupon lock_coupon(store::Transaction& tx, const LockCoupon& command, const base::Context& ctx) {
    if (auto earlier = repeated(tx, "lock", command, ctx)) return *earlier;
    Coupon coupon = usable_coupon(tx, command.coupon_id, ctx);
    const std::int64_t minutes = command.minutes.value_or(15);
    if (minutes < 1 || minutes > 60)
        throw base::Error{base::errors::out_of_range, "minutes", "Between 1 and 60."};
    check_usable(coupon, command.order_number.value, command.order_amount, ctx.now);

    coupon.state = CouponState::locked;
    coupon.locked_until = ctx.now + std::chrono::minutes(minutes);
    coupon.due_at = coupon.locked_until;
    coupon.order_number = command.order_number.value;
    coupon.order_amount = command.order_amount;
    keep(tx, coupon);
    tell(tx, "coupon.locked", coupon, ctx, {{"order_number", command.order_number.value}});
    return coupon;
}

Coupon unlock_coupon(store::Transaction& tx, const UnlockCoupon& command, const base::Context& ctx) {
    if (auto earlier = repeated(tx, "unlock", command, ctx)) return *earlier;
    Coupon coupon = usable_coupon(tx, command.coupon_id, ctx);
    if (coupon.state != CouponState::locked) throw base::Error{errors::not_locked};
    if (coupon.order_number != command.order_number.value) throw base::Error{errors::locked, "order_number"};
    back_in_hand(coupon);
    keep(tx, coupon);
    tell(tx, "coupon.unlocked", coupon, ctx, {{"order_number", command.order_number.value}});
    return coupon;
}

Coupon redeem(store::Transaction& tx, const RedeemCoupon& command, const base::Context& ctx) {
    if (auto earlier = repeated(tx, "redeem", command, ctx)) return *earlier;
    Coupon coupon = usable_coupon(tx, command.coupon_id, ctx);
    const auto number = command.order_number ? std::optional(command.order_number->value) : std::nullopt;
    if (coupon.state == CouponState::redeemed && number && coupon.order_number == number &&
        coupon.order_amount == command.order_amount)
        return coupon;  // The till asked twice.
    check_usable(coupon, number, command.order_amount, ctx.now);
    const auto type = rows::find_type(tx, coupon.coupon_type_id);

    const base::Money discount = std::min(coupon.face_value, command.order_amount);
    const CostSplit cost = split(discount, type.value().platform_share_bp);
    end(coupon, CouponState::redeemed);
    coupon.order_id = command.order_id;
    coupon.order_number = number;
    coupon.order_amount = command.order_amount;
    coupon.store = command.store ? std::optional(command.store->value) : std::nullopt;
    coupon.redeemed_at = ctx.now;
    coupon.discount = discount;
    coupon.platform_cost = cost.platform;
    coupon.merchant_cost = cost.merchant;
    keep(tx, coupon);

    rows::change_held(tx, coupon.customer_id, -1);
    const base::Money rest = coupon.face_value - discount;
    const BudgetHolder holder = rest == base::Money{} ? 0 : give_back(tx, type->id, coupon.campaign_id, rest);
    const std::int64_t campaign = coupon.campaign_id ? coupon.campaign_id->value : 0;
    post(tx, entry_of(EntryKind::redeem, coupon, ctx),
         {{AccountKind::issued, campaign, -coupon.face_value},
          {AccountKind::cost_platform, campaign, cost.platform},
          {AccountKind::cost_merchant, campaign, cost.merchant},
          {AccountKind::budget, holder, rest}});
    boost::json::object more{{"cost", discount.minor},
                             {"platform_cost", cost.platform.minor},
                             {"merchant_cost", cost.merchant.minor},
                             {"order_amount", command.order_amount.minor}};
    if (number) more["order_number"] = *number;
    tell(tx, "coupon.redeemed", coupon, ctx, std::move(more));
    return coupon;
}

Coupon redeem_by_code(store::Transaction& tx, const RedeemByCode& command, const base::Context& ctx) {
    const auto id = rows::coupon_by_code(tx, plain_code(command.code.value));
    if (!id) throw base::Error{errors::unknown, "code"};
    RedeemCoupon redeemed;
    redeemed.coupon_id = *id;
    redeemed.order_amount = command.order_amount;
    redeemed.order_number = command.order_number;
    redeemed.order_id = command.order_id;
    redeemed.store = command.store;
    redeemed.request_key = command.request_key;
    return redeem(tx, redeemed, ctx);
}

Coupon return_coupon(store::Transaction& tx, const ReturnCoupon& command, const base::Context& ctx) {
    if (auto earlier = repeated(tx, "return", command, ctx)) return *earlier;
    Coupon coupon = usable_coupon(tx, command.coupon_id, ctx);
    if (coupon.state != CouponState::redeemed) throw base::Error{errors::not_redeemed};
    const base::Money discount = coupon.discount.value();
    const base::Money platform = coupon.platform_cost.value();
    const base::Money merchant = coupon.merchant_cost.value();
    const std::int64_t campaign = coupon.campaign_id ? coupon.campaign_id->value : 0;
    boost::json::object more{{"cost", discount.minor}};
    if (coupon.order_id) more["order_id"] = coupon.order_id->value;
    if (coupon.order_number) more["order_number"] = *coupon.order_number;

    // To be good again it ties up its whole face value, of which the part that was not given away may be
    // gone.
    std::optional<BudgetHolder> holder;
    const base::Money rest = coupon.face_value - discount;
    if (ctx.now < coupon.usable_until) {
        rows::change_held(tx, coupon.customer_id, 0);  // The person's row is locked before the budget's.
        holder = rest == base::Money{} ? std::optional<BudgetHolder>(0)
                                       : draw_again(tx, coupon.coupon_type_id, coupon.campaign_id, rest);
    }
    const Entry entry = entry_of(EntryKind::return_, coupon, ctx);
    const std::vector<Side> costs{{AccountKind::cost_platform, campaign, -platform},
                                  {AccountKind::cost_merchant, campaign, -merchant}};
    std::vector<Side> sides = costs;
    if (holder) {
        rows::change_held(tx, coupon.customer_id, 1);
        back_in_hand(coupon);
        sides.push_back({AccountKind::issued, campaign, coupon.face_value});
        sides.push_back({AccountKind::budget, *holder, -rest});
    } else {
        forget_order(coupon);
        end(coupon, CouponState::returned);
        sides.push_back({AccountKind::budget,
                         give_back(tx, coupon.coupon_type_id, coupon.campaign_id, discount), discount});
    }
    keep(tx, coupon);
    post(tx, entry, sides);
    more["usable_again"] = holder.has_value();
    tell(tx, "coupon.returned", coupon, ctx, std::move(more));
    return coupon;
}

Coupon revoke_coupon(store::Transaction& tx, const RevokeCoupon& command, const base::Context& ctx) {
    Coupon coupon = usable_coupon(tx, command.coupon_id, ctx);
    if (coupon.state != CouponState::claimed) throw base::Error{errors::not_claimed};
    end(coupon, CouponState::revoked);
    keep(tx, coupon);
    rows::change_held(tx, coupon.customer_id, -1);
    const std::int64_t campaign = coupon.campaign_id ? coupon.campaign_id->value : 0;
    const BudgetHolder holder = give_back(tx, coupon.coupon_type_id, coupon.campaign_id, coupon.face_value);
    post(tx, entry_of(EntryKind::revoke, coupon, ctx),
         {{AccountKind::issued, campaign, -coupon.face_value},
          {AccountKind::budget, holder, coupon.face_value}});
    tell(tx, "coupon.revoked", coupon, ctx, {{"reason", command.reason.value}});
    return coupon;
}

Due expire_due(store::Transaction& tx, std::int64_t limit, const base::Context& ctx) {
    std::vector<Coupon> coupons = rows::lock_due(tx, ctx.now, limit);
    Due due;
    due.more = static_cast<std::int64_t>(coupons.size()) == limit;

    // Counters are moved once each and in the order all commands keep: persons, campaigns, coupon types.
    std::map<base::CustomerId, std::int64_t> held;
    std::map<std::pair<std::int64_t, CouponTypeId>, base::Money> freed;
    for (const Coupon& coupon : coupons) {
        if (ctx.now < coupon.usable_until) continue;
        ++held[coupon.customer_id];
        freed[{coupon.campaign_id ? coupon.campaign_id->value : 0, coupon.coupon_type_id}] +=
            coupon.face_value;
    }
    for (const auto& [customer_id, n] : held) rows::change_held(tx, customer_id, -n);
    std::map<std::pair<std::int64_t, CouponTypeId>, BudgetHolder> holder;
    std::map<CouponTypeId, base::Money> freed_to_type;
    for (const auto& [key, amount] : freed) {
        const bool to_campaign = key.first != 0 && rows::give_allotment(tx, CampaignId{key.first}, amount);
        holder[key] = to_campaign ? key.first : 0;
        if (!to_campaign) freed_to_type[key.second] += amount;
    }
    for (const auto& [type_id, amount] : freed_to_type) rows::give_type_budget(tx, type_id, amount);

    for (Coupon& coupon : coupons) {
        const bool expires = ctx.now >= coupon.usable_until;
        const std::int64_t campaign = coupon.campaign_id ? coupon.campaign_id->value : 0;
        back_in_hand(coupon);
        if (expires) end(coupon, CouponState::expired);
        keep(tx, coupon);
        ++(expires ? due.expired : due.unlocked);
        if (expires)
            post(tx, entry_of(EntryKind::expire, coupon, ctx),
                 {{AccountKind::issued, campaign, -coupon.face_value},
                  {AccountKind::budget, holder.at({campaign, coupon.coupon_type_id}), coupon.face_value}});
        tell(tx, expires ? "coupon.expired" : "coupon.unlocked", coupon, ctx);
    }
    return due;
}

}  // namespace huan::offer
