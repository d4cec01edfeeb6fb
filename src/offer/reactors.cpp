#include "base/log.hpp"
#include "customer/queries.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/events.hpp"
#include "offer/rows.hpp"

#include <algorithm>

namespace huan::offer {

namespace {

std::int64_t number_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::string text_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

/// Redeems one coupon an order names, or ties one already redeemed for the order to it.
void use_for_order(store::Transaction& tx, Coupon coupon, const store::Event& event,
                   const base::Context& ctx) {
    const customer::OrderId order_id{number_in(event, "order_id")};
    const std::string number = text_in(event, "number");
    if (coupon.state == CouponState::redeemed && !coupon.order_id &&
        (!coupon.order_number || *coupon.order_number == number)) {
        coupon.order_id = order_id;
        coupon.order_number = number;
        ++coupon.version;
        store::update_row(tx, "coupon", coupon);
        return;
    }
    if (coupon.state == CouponState::redeemed && coupon.order_id == order_id) return;
    RedeemCoupon command;
    command.coupon_id = coupon.id;
    command.order_amount = base::Money{number_in(event, "amount")} +
                           base::Money{number_in(event, "discount")};
    command.order_number = base::Text<80>{number};
    command.order_id = order_id;
    command.store = base::Note<80>{event.place};
    redeem(tx, command, ctx);
}

}  // namespace

void react_to_order(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const boost::json::value* ids = event.properties.if_contains("coupon_ids");
    if (ids == nullptr || !ids->is_array()) return;
    std::vector<std::int64_t> wanted;
    for (const boost::json::value& id : ids->get_array())
        if (id.is_int64()) wanted.push_back(id.get_int64());
    std::sort(wanted.begin(), wanted.end());  // Locks are taken in one order.
    for (const std::int64_t id : wanted) {
        const auto coupon = rows::lock_coupon(tx, CouponId{id});
        if (!coupon) continue;
        try {
            tx.nested([&] { use_for_order(tx, *coupon, event, ctx); });
        } catch (const base::Error& refused) {
            if (base::http_status(refused.kind().category) >= 500) throw;  // The store's trouble.
            // The order stands, and so do its other coupons; that this one could not be used is a fact of its
            // own.
            tell(tx, "coupon.refused", *coupon, ctx,
                 {{"order_id", number_in(event, "order_id")}, {"reason", refused.kind().code}});
        }
    }
}

void react_to_refund(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const customer::OrderId order_id{number_in(event, "order_id")};
    const auto order = customer::find_order(tx, order_id);
    if (!order || order->status != customer::OrderStatus::refunded) return;
    for (const CouponId id : rows::redeemed_by_order(tx, order_id)) return_coupon(tx, {.coupon_id = id}, ctx);
}

void react_to_merge(store::Transaction& tx, const store::Event& event, const base::Context&) {
    std::vector<base::CustomerId> touched;
    for (const std::string_view key : {"from_customer_id", "into_customer_id"})
        if (const std::int64_t id = number_in(event, key); id != 0) touched.emplace_back(id);
    std::vector<base::ProfileId> profiles;
    for (const base::CustomerId id : touched)
        for (const base::ProfileId profile : rows::profiles_with_coupons(tx, id)) profiles.push_back(profile);
    for (const base::ProfileId profile : profiles) {
        const base::CustomerId owner = customer::customer_of(tx, profile);
        if (!owner) continue;
        rows::move_profile(tx, profile, owner);
        touched.push_back(owner);
    }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    if (profiles.empty()) return;
    for (const base::CustomerId id : touched) rows::recount(tx, id);
}

}  // namespace huan::offer
