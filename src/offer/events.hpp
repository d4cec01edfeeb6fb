#pragma once

#include "offer/offer.hpp"
#include "store/event.hpp"

#include <boost/json.hpp>

#include <string>

namespace huan::offer {

/// Records "coupon.claimed", "coupon.redeemed"... {coupon_id, coupon_type_id, campaign_id?, placement_id?,
/// order_id?} and what `more` adds, filed under the profile the coupon was given to.
void tell(store::Transaction& tx, std::string name, const Coupon& coupon, const base::Context& ctx,
          boost::json::object more = {});
/// The event that `tell` appends.
store::Event event_of(std::string name, const Coupon& coupon, const base::Context& ctx,
                      boost::json::object more = {});

}  // namespace huan::offer
