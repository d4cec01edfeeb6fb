#pragma once

#include "scene/audience.hpp"
#include "scene/campaign.hpp"
#include "scene/guard.hpp"
#include "scene/placement.hpp"
#include "scene/trigger.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::scene {

base::Page<CampaignView> list_campaigns(store::Reader& db, const ListCampaigns& query,
                                        const base::Context& ctx);
/// \throws base::Error `scene.unknown`.
CampaignDetail get_campaign(store::Reader& db, const GetCampaign& query, const base::Context& ctx);
/// What launching the draft now would do. \throws base::Error `scene.unknown`.
CampaignPreview preview_campaign(store::Reader& db, const GetCampaign& query, const base::Context& ctx);

/// `GET /api/campaigns/{campaign_id}/skips`, newest first.
struct ListSkips {
    CampaignId campaign_id{};
    std::optional<SkipReason> reason{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListSkips, (), (campaign_id, reason, cursor, limit))

struct SkipView {
    std::int64_t id = 0;
    base::CustomerId customer_id{};
    std::string customer_name{};
    SkippedWhat what = SkippedWhat::message;
    SkipReason reason = SkipReason::holdout;
    std::string sentence{};
    std::optional<std::int64_t> trigger_id{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(SkipView, (), (id, customer_id, customer_name, what, reason, sentence, trigger_id, at))

struct SkipPage {
    std::vector<SkipView> items{};
    std::optional<std::string> next_cursor{};
    std::vector<SkipCount> by_reason{};
};
BOOST_DESCRIBE_STRUCT(SkipPage, (), (items, next_cursor, by_reason))
SkipPage list_skips(store::Reader& db, const ListSkips& query, const base::Context& ctx);

/// `GET /api/campaigns/{campaign_id}/why?customer_id=`: why did this person (not) get it?
struct AskWhy {
    CampaignId campaign_id{};
    base::CustomerId customer_id{};
};
BOOST_DESCRIBE_STRUCT(AskWhy, (), (campaign_id, customer_id))

/// Where the person stands, in one word.
enum class WhyAnswer {
    redeemed,
    claimed,
    visited,
    sent,
    skipped,
    held_out,
    waiting,  ///< In the audience; the delivery has not come to them yet.
    outside,  ///< Not in the audience.
    not_launched,
};
BOOST_DESCRIBE_ENUM(WhyAnswer, redeemed, claimed, visited, sent, skipped, held_out, waiting, outside,
                    not_launched)

struct WhyCoupon {
    offer::CouponId id{};
    std::string state{};
    base::Instant claimed_at{};
    std::optional<base::Instant> redeemed_at{};
    std::string channel{};
};
BOOST_DESCRIBE_STRUCT(WhyCoupon, (), (id, state, claimed_at, redeemed_at, channel))

struct Explanation {
    base::CustomerId customer_id{};
    std::string customer_name{};
    WhyAnswer answer = WhyAnswer::outside;
    std::string sentence{};  ///< The same for a reader, in English; the console says it by the members.
    bool in_audience = false;
    bool held_out = false;
    std::optional<base::Instant> sent_at{};
    std::optional<bool> read{};               ///< Of the message that was sent.
    std::optional<SkipReason> skip_reason{};  ///< The delivery's, or the latest of all.
    std::vector<SkipView> skips{};            ///< Oldest first.
    std::int64_t visits = 0;
    std::optional<base::Instant> visited_at{};  ///< First.
    std::vector<WhyCoupon> coupons{};
    std::vector<SkipCount> would_be_skipped{};  ///< While waiting: what would hinder a message now.
};
BOOST_DESCRIBE_STRUCT(Explanation, (),
                      (customer_id, customer_name, answer, sentence, in_audience, held_out, sent_at, read,
                       skip_reason, skips, visits, visited_at, coupons, would_be_skipped))
/// \throws base::Error `scene.unknown`, `customer.unknown`.
Explanation why(store::Reader& db, const AskWhy& query, const base::Context& ctx);

base::Page<PlacementView> list_placements(store::Reader& db, const ListPlacements& query,
                                          const base::Context& ctx);
/// \throws base::Error `scene.unknown`.
PlacementView get_placement(store::Reader& db, const GetPlacement& query, const base::Context& ctx);
base::Page<TriggerView> list_triggers(store::Reader& db, const ListTriggers& query, const base::Context& ctx);

// --- for the modules below
// ------------------------------------------------------------------------------------------

std::optional<Campaign> find_campaign(store::Reader& db, CampaignId id);

/// What the delivery did about each person of a campaign, for effect.
enum class DeliveryStatus { sent, skipped, held_out };
BOOST_DESCRIBE_ENUM(DeliveryStatus, sent, skipped, held_out)
struct Delivery {
    CampaignId campaign_id{};
    base::CustomerId customer_id{};
    base::ProfileId profile_id{};
    DeliveryStatus status = DeliveryStatus::sent;
    std::optional<SkipReason> reason{};
    std::optional<channel::MessageId> message_id{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (campaign_id, customer_id, profile_id, status, reason, message_id, at))
std::vector<Delivery> deliveries(store::Reader& db, CampaignId campaign_id);
/// How many campaigns there are by status; for `huan status`.
std::int64_t campaign_count(store::Reader& db);

}  // namespace huan::scene
