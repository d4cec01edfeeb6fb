// Coupons and points, as stories say it.
#include "customer/queries.hpp"
#include "offer/commands.hpp"
#include "offer/points.hpp"
#include "offer/queries.hpp"
#include "world.hpp"

#include <algorithm>

namespace huan::loop {
namespace {

constexpr base::Duration day{86'400'000};

std::string word_of(const offer::Coupon& coupon) { return std::string(base::word_of(coupon.state)); }

}  // namespace

std::string World::publish(const std::string& name, const Published& terms) {
    offer::CreateCouponType create;
    create.name.value = name;
    create.face_value = money(terms.face_value);
    create.threshold = money(terms.threshold);
    create.stock = std::stoll(terms.stock);
    create.budget = money(terms.budget);
    create.claim_until = now_.now + day * 30;
    create.use_days = 14;
    create.platform_share_bp = 3333;
    if (!terms.per_day.empty()) create.per_person_per_day = std::stoll(terms.per_day);
    if (!terms.per_campaign.empty()) create.per_person_per_campaign = std::stoll(terms.per_campaign);
    if (!terms.points_price.empty()) create.points_price = std::stoll(terms.points_price);
    const offer::CouponType type = write([&](store::Transaction& tx) {
        const offer::CouponType draft = offer::create_coupon_type(tx, create, at());
        return offer::publish_coupon_type(tx, {.coupon_type_id = draft.id, .seen_version = draft.version},
                                          at());
    });
    coupons_[name] = type.id;
    return std::string(base::word_of(type.status));
}

std::string World::defines_coupon(const Words& said) {
    return publish(said[0], {said[1], said[2], said[3], said[4], "", "", ""});
}

std::string World::defines_coupon_with_limits(const Words& said) {
    return publish(said[0], {said[1], said[2], said[3], said[4], said[5], said[6], said[7]});
}

std::string World::ends_coupon(const Words& said) {
    const offer::CouponTypeId id = told(coupons_, said[0]);
    const offer::CouponType ended = write([&](store::Transaction& tx) {
        const std::int64_t version = offer::find_coupon_type(tx, id).value().version;
        return offer::end_coupon_type(tx, {.coupon_type_id = id, .seen_version = version}, at());
    });
    return std::string(base::word_of(ended.status));
}

std::string World::takes(const Words& said) {
    const offer::ClaimCoupon claim{.coupon_type_id = told(coupons_, said[1]),
                                   .customer_id = customer(said[0])};
    return word_of(write([&](store::Transaction& tx) { return offer::claim_coupon(tx, claim, at()); }));
}

offer::CouponId World::piece(const std::string& who, std::initializer_list<offer::CouponState> states) {
    const base::CustomerId holder = known(who);
    offer::CouponId oldest;
    for (const offer::CouponState state : states) {
        const auto held = read([&](store::Reader& db) {
            return offer::list_coupons(db, {.customer_id = holder, .state = state, .limit = 200}, at());
        });
        if (!held.items.empty() && (!oldest || held.items.back().id < oldest)) oldest = held.items.back().id;
    }
    if (!oldest) throw base::Error{not_told};
    return oldest;
}

std::string World::locks(const Words& said) {
    const offer::LockCoupon lock{.coupon_id = piece(said[0], {offer::CouponState::claimed}),
                                 .order_number = {said[1]},
                                 .order_amount = money(said[2])};
    return word_of(write([&](store::Transaction& tx) { return offer::lock_coupon(tx, lock, at()); }));
}

std::string World::unlocks(const Words& said) {
    const offer::UnlockCoupon unlock{.coupon_id = piece(said[0], {offer::CouponState::locked}),
                                     .order_number = {said[1]}};
    return word_of(write([&](store::Transaction& tx) { return offer::unlock_coupon(tx, unlock, at()); }));
}

std::string World::redeems(const Words& said) {
    offer::RedeemCoupon redeem;
    redeem.coupon_id = piece(said[0], {offer::CouponState::claimed, offer::CouponState::locked});
    redeem.order_number = base::Text<80>{said[1]};
    redeem.order_amount = money(said[2]);
    return word_of(write([&](store::Transaction& tx) { return offer::redeem(tx, redeem, at()); }));
}

std::string World::returns(const Words& said) {
    const offer::ReturnCoupon back{.coupon_id = piece(said[0], {offer::CouponState::redeemed})};
    return word_of(write([&](store::Transaction& tx) { return offer::return_coupon(tx, back, at()); }));
}

std::string World::is_revoked(const Words& said) {
    const offer::RevokeCoupon revoke{.coupon_id = piece(said[0], {offer::CouponState::claimed}),
                                     .reason = {"a mistake"}};
    return word_of(write([&](store::Transaction& tx) { return offer::revoke_coupon(tx, revoke, at()); }));
}

std::string World::rule_points(std::int64_t per_100, std::optional<std::int64_t> days) {
    const bool on = write([&](store::Transaction& tx) {
        const offer::UpdatePointRule rule{.seen_version = offer::point_rule(tx).version,
                                          .enabled = true,
                                          .points_per_100 = per_100,
                                          .expire_days = days};
        return offer::update_point_rule(tx, rule, at()).enabled;
    });
    return on ? "on" : "off";
}

std::string World::rules_points(const Words& said) { return rule_points(std::stoll(said[0]), {}); }

std::string World::rules_points_that_end(const Words& said) {
    return rule_points(std::stoll(said[0]), std::stoll(said[1]));
}

std::string World::spends_points(const Words& said) {
    const offer::SpendPoints spend{.customer_id = customer(said[0]), .points = std::stoll(said[1])};
    const auto moved = write([&](store::Transaction& tx) { return offer::spend_points(tx, spend, at()); });
    return std::to_string(moved.balance) + " left";
}

std::string World::is_given_points(const Words& said) {
    const offer::AdjustPoints gift{
        .customer_id = customer(said[0]), .points = std::stoll(said[1]), .reason = {"a gift"}};
    const auto moved = write([&](store::Transaction& tx) { return offer::adjust_points(tx, gift, at()); });
    return "has " + std::to_string(moved.balance);
}

std::string World::exchanges_points(const Words& said) {
    const offer::ExchangePoints exchange{.customer_id = customer(said[0]),
                                         .coupon_type_id = told(coupons_, said[1])};
    const auto moved =
        write([&](store::Transaction& tx) { return offer::exchange_points(tx, exchange, at()); });
    return std::to_string(moved.balance) + " left";
}

}  // namespace huan::loop
