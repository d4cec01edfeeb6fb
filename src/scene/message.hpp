#pragma once

#include "access/settings.hpp"
#include "customer/customer.hpp"
#include "offer/offer.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <map>
#include <string>

namespace huan::scene {

/// What the places of a campaign's message stand for, for one person: {name}, {coupon}, {amount}, {until}.
std::map<std::string, std::string> message_values(const Campaign& campaign, const offer::CouponType& type,
                                                  const std::string& name, const access::Settings& settings);

/// The personal link to the claim page. Whoever holds it, it names one person; it lives 90 days longer than
/// the campaign, so that one can look at one's coupon.
std::string claim_link(store::Transaction& tx, const Campaign& campaign, base::CustomerId customer_id,
                       const access::Settings& settings);

/// Whom a link's token names.
struct Invitation {
    CampaignId campaign_id{};
    base::CustomerId customer_id{};
};
std::optional<Invitation> invitation(store::Reader& db, const std::string& token, base::Instant now);

}  // namespace huan::scene
