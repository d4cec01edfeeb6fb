#pragma once

#include "insight/segment.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace huan::scene {

/// Whom a campaign reaches and whom it holds out, as frozen at launch. Together they are the segment, and
/// nobody is in both.
struct Audience {
    insight::People treated{};
    insight::People holdout{};
};

/// Whether a person is held out of the campaign with this salt: by a hash of salt and customer id, so that
/// asking again, or about somebody who was not in the segment at launch, gives the same answer for ever.
bool is_held_out(std::string_view salt, std::int64_t percent, base::CustomerId customer_id);

/// Divides a segment.
Audience divided(const insight::People& segment, std::string_view salt, std::int64_t percent);

/// The frozen audience; both empty for a campaign that was never launched or has no segment. For effect and
/// delivery.
Audience audience_of(store::Reader& db, CampaignId campaign_id);

}  // namespace huan::scene
