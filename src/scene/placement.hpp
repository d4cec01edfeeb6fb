#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "offer/offer.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::scene {

using offer::CampaignId;
using offer::PlacementId;

enum class PlacementKind { billboard, flyer, light_box, elevator, counter, stall, online };
BOOST_DESCRIBE_ENUM(PlacementKind, billboard, flyer, light_box, elevator, counter, stall, online)

/// A fixed place where people meet us. Its code stands in a link and a QR of its own, so that what comes from
/// it can be counted.
struct Placement {
    PlacementId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::Text<120> name{};
    PlacementKind kind = PlacementKind::flyer;
    base::Note<200> place{};  ///< Where it hangs, for people: "B2 garage, east lift".
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};   ///< Exclusive.
    base::Money cost{};                       ///< Of the whole period.
    std::string code{};                       ///< Channel code, 8 characters; unique, never changes.
    std::optional<CampaignId> campaign_id{};  ///< Whose claim page it leads to.
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Placement, (),
                      (id, org_id, org_path, name, kind, place, starts_at, ends_at, cost, code, campaign_id,
                       created_at, version))

/// A placement with what came from it.
struct PlacementView {
    PlacementId id{};
    base::Text<120> name{};
    PlacementKind kind = PlacementKind::flyer;
    base::Note<200> place{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    base::Money cost{};
    std::string code{};
    std::string link{};  ///< "/p/{code}", with the public address before it where one is set.
    std::optional<CampaignId> campaign_id{};
    std::int64_t scans = 0;     ///< Visits through the link, of people known or not.
    std::int64_t claimed = 0;   ///< Coupons claimed through it.
    std::int64_t redeemed = 0;  ///< Of those, used by now.
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PlacementView, (),
                      (id, name, kind, place, starts_at, ends_at, cost, code, link, campaign_id, scans,
                       claimed, redeemed, created_at, version))

/// `POST /api/placements`
struct CreatePlacement {
    base::Text<120> name{};
    PlacementKind kind = PlacementKind::flyer;
    std::optional<base::Note<200>> place{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    std::optional<base::Money> cost{};
    std::optional<CampaignId> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(CreatePlacement, (), (name, kind, place, starts_at, ends_at, cost, campaign_id))

/// `PUT /api/placements/{placement_id}`
struct UpdatePlacement {
    PlacementId placement_id{};
    std::int64_t seen_version = 0;
    base::Text<120> name{};
    PlacementKind kind = PlacementKind::flyer;
    std::optional<base::Note<200>> place{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    std::optional<base::Money> cost{};
    std::optional<CampaignId> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(UpdatePlacement, (),
                      (placement_id, seen_version, name, kind, place, starts_at, ends_at, cost, campaign_id))

/// `GET /api/placements`
struct ListPlacements {
    std::optional<CampaignId> campaign_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListPlacements, (), (campaign_id, cursor, limit))

/// `GET /api/placements/{placement_id}` and `/qr.svg`
struct GetPlacement {
    PlacementId placement_id{};
};
BOOST_DESCRIBE_STRUCT(GetPlacement, (), (placement_id))

/// `GET /p/{code}`: counts the visit and leads on.
struct Scan {
    base::Text<40> code{};
};
BOOST_DESCRIBE_STRUCT(Scan, (), (code))

}  // namespace huan::scene
