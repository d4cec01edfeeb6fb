#pragma once

#include "base/error.hpp"
#include "scene/audience.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

/// What a launch asks of a draft; the preview asks the same.
namespace huan::scene {

struct Obstacle {
    base::ErrorKind kind;
    std::string field{};
    std::string detail{};
};

/// Everything that keeps the draft from being launched at `now`, in the order of the form. Empty: it can be.
std::vector<Obstacle> obstacles(store::Reader& db, const Campaign& campaign, base::Instant now);

/// The segment's latest snapshot; empty without a segment.
insight::People segment_people(store::Reader& db, const Campaign& campaign);

/// Other launched campaigns of the same organisation that reach or hold out some of `people`, with how many.
/// Campaigns for everybody (by trigger or page, without a segment) name no audience and so clash with none.
std::vector<CampaignClash> clashes(store::Reader& db, const Campaign& campaign,
                                   const insight::People& people);

/// What message templates may hold.
const std::vector<std::string>& message_places();

}  // namespace huan::scene
