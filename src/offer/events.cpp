#include "offer/events.hpp"

namespace huan::offer {

store::Event event_of(std::string name, const Coupon& coupon, const base::Context& ctx,
                      boost::json::object more) {
    store::Event event;
    event.name = std::move(name);
    event.profile_id = coupon.profile_id;
    event.org_id = coupon.org_id;
    event.source_id = ctx.actor.source_id;
    event.channel = coupon.channel;
    event.place = coupon.store.value_or("");
    event.properties = std::move(more);
    event.properties["coupon_id"] = coupon.id.value;
    event.properties["coupon_type_id"] = coupon.coupon_type_id.value;
    if (coupon.campaign_id) event.properties["campaign_id"] = coupon.campaign_id->value;
    if (coupon.placement_id) event.properties["placement_id"] = coupon.placement_id->value;
    if (coupon.order_id) event.properties["order_id"] = coupon.order_id->value;
    return event;
}

void tell(store::Transaction& tx, std::string name, const Coupon& coupon, const base::Context& ctx,
          boost::json::object more) {
    store::append(tx, event_of(std::move(name), coupon, ctx, std::move(more)), ctx);
}

}  // namespace huan::offer
