#pragma once

#include "jobs/job.hpp"
#include "offer/offer.hpp"
#include "scene/audience.hpp"
#include "scene/campaign.hpp"
#include "scene/claim_page.hpp"
#include "scene/guard.hpp"
#include "scene/placement.hpp"
#include "scene/trigger.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::scene {

// --- placements
// -----------------------------------------------------------------------------------------------------

/// \throws base::Error `scene.unknown` (campaign), `scene.bad_period`, `field.out_of_range` (negative cost).
PlacementView create_placement(store::Transaction& tx, const CreatePlacement& command,
                               const base::Context& ctx);
/// \throws base::Error the same, `scene.stale`.
PlacementView update_placement(store::Transaction& tx, const UpdatePlacement& command,
                               const base::Context& ctx);
/// Counts a visit through the link and answers where it leads: the claim page. An unknown code leads to the
/// page too, which will say so, because the visitor holds a printed code and cannot correct it.
std::string scan(store::Transaction& tx, const Scan& command, const base::Context& ctx);

// --- campaigns
// ------------------------------------------------------------------------------------------------------

/// \throws base::Error `scene.name_taken`, `field.out_of_range`.
CampaignView create_campaign(store::Transaction& tx, const CreateCampaign& command, const base::Context& ctx);
/// \throws base::Error `scene.unknown`, `scene.not_draft`, `scene.stale` and those of `create_campaign`.
CampaignView update_campaign(store::Transaction& tx, const UpdateCampaign& command, const base::Context& ctx);
/// Checks everything, sets the money aside, freezes the audience.
/// \throws base::Error `scene.unknown`, `scene.not_draft`, `scene.stale`, `scene.clash`, or the first problem
/// a preview names.
CampaignView launch_campaign(store::Transaction& tx, const LaunchCampaign& command, const base::Context& ctx);
/// Nothing is sent or granted while it is paused. \throws base::Error `scene.unknown`, `scene.stale`,
/// `scene.not_live`.
CampaignView pause_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx);
/// \throws base::Error `scene.unknown`, `scene.stale`, `scene.not_paused`, `scene.over`.
CampaignView resume_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx);
/// For good; what is left of the money goes back to the coupon type. \throws base::Error `scene.unknown`,
/// `scene.stale`, `scene.not_live` (a draft, or ended already).
CampaignView end_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx);
/// Ends the campaigns whose time has come and starts the deliveries that are due; what the scheduler does
/// each minute.
void run_clock(store::Transaction& tx, const base::Context& ctx);

/// What a step of a delivery did.
struct Delivered {
    std::int64_t done = 0;  ///< People looked at so far, those held out included.
    std::int64_t total = 0;
    bool finished = false;                       ///< All of them.
    std::optional<base::Instant> waits_until{};  ///< Quiet hours: go on then.
    bool stopped = false;                        ///< The campaign is not live (any more).
};
/// Goes on with a campaign's delivery for at most `limit` people: guard, inbox message with a claim link,
/// event `campaign.sent`; or a skip with its reason; or `campaign.held_out`. `audience` is the campaign's,
/// read once.
Delivered deliver(store::Transaction& tx, CampaignId campaign_id, const Audience& audience,
                  std::int64_t limit, const base::Context& ctx);

// --- granting
// -------------------------------------------------------------------------------------------------------

/// `POST /api/campaigns/{campaign_id}/grant`: for pages and systems of others, under the same limits.
struct GrantCoupon {
    CampaignId campaign_id{};
    base::CustomerId customer_id{};
    std::optional<bool> by_customer{};  ///< The person asked for it: the guard's coupon caps do not apply.
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(GrantCoupon, (), (campaign_id, customer_id, by_customer, request_key))

struct Grant {
    bool granted = false;
    std::optional<offer::CouponId> coupon_id{};
    std::optional<std::string> code{};
    std::optional<base::Instant> usable_until{};
    std::optional<SkipReason> reason{};  ///< Why not; recorded as a skip.
    std::optional<std::string> sentence{};
};
BOOST_DESCRIBE_STRUCT(Grant, (), (granted, coupon_id, code, usable_until, reason, sentence))

/// \throws base::Error `scene.unknown`, `customer.unknown`, `offer.key_reused`.
Grant grant_coupon(store::Transaction& tx, const GrantCoupon& command, const base::Context& ctx);

// --- claim page
// -----------------------------------------------------------------------------------------------------

/// What the page shows; records the visit of a person known by the link. \throws base::Error
/// `scene.bad_link`.
ClaimPage visit_claim_page(store::Transaction& tx, const VisitClaimPage& command, const base::Context& ctx);
/// \throws base::Error `scene.bad_link`, `scene.phone_needed`, `customer.bad_identity`.
ClaimPage claim_on_page(store::Transaction& tx, const ClaimOnPage& command, const base::Context& ctx);

/// `POST /api/h5/unsubscribe`: one click on a personal link, no more marketing messages by inbox.
struct Unsubscribe {
    base::Text<400> token{};
};
BOOST_DESCRIBE_STRUCT(Unsubscribe, (), (token))
/// \throws base::Error `scene.bad_link`.
void unsubscribe(store::Transaction& tx, const Unsubscribe& command, const base::Context& ctx);

// --- triggers
// -------------------------------------------------------------------------------------------------------

/// \throws base::Error `scene.unknown` (campaign), `scene.bad_event`, `rule.*`, `field.out_of_range`.
TriggerView create_trigger(store::Transaction& tx, const CreateTrigger& command, const base::Context& ctx);
/// \throws base::Error the same, `scene.stale`.
TriggerView update_trigger(store::Transaction& tx, const UpdateTrigger& command, const base::Context& ctx);

/// On every live event of a person: grants what the triggers of its name promise.
void react_triggers(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

}  // namespace huan::scene
