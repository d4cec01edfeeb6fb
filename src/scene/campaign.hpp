#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "insight/segment.hpp"
#include "offer/offer.hpp"
#include "scene/placement.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::scene {

using insight::SegmentId;
using offer::CouponTypeId;

/// WHY. Each goal fixes the metric the campaign is judged by.
enum class Goal { acquire, activate, repurchase, recall, refer };
BOOST_DESCRIBE_ENUM(Goal, acquire, activate, repurchase, recall, refer)

/// acquire: first orders brought · activate: order conversion · repurchase: incremental sales · recall:
/// silent people who bought again · refer: first orders of people brought by others.
enum class Metric { new_customers, order_conversion, sales_amount, recall_rate, referred_customers };
BOOST_DESCRIBE_ENUM(Metric, new_customers, order_conversion, sales_amount, recall_rate, referred_customers)
Metric metric_of(Goal goal);

/// HOW. send: an inbox message with a claim link to everybody in the audience · trigger: granted when
/// something happens · page: whoever comes to the claim page by a placement or a link.
enum class Strategy { send, trigger, page };
BOOST_DESCRIBE_ENUM(Strategy, send, trigger, page)

enum class CampaignStatus { draft, live, paused, ended };
BOOST_DESCRIBE_ENUM(CampaignStatus, draft, live, paused, ended)

/// A campaign as 5W2H. A draft may be incomplete; launching it checks everything and freezes its audience.
struct Campaign {
    CampaignId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::Text<120> name{};
    Goal goal = Goal::repurchase;                  ///< WHY
    std::optional<SegmentId> segment_id{};         ///< WHO; empty: everybody (not for `send`).
    std::optional<CouponTypeId> coupon_type_id{};  ///< WHAT
    std::optional<base::Instant> starts_at{};      ///< WHEN
    std::optional<base::Instant> ends_at{};        ///< Exclusive.
    Strategy strategy = Strategy::send;            ///< HOW; WHERE are its placements and the inbox.
    base::Note<80> message_title{};                ///< May hold {name}, {coupon}, {amount}, {until}.
    base::Note<500> message_body{};
    std::int64_t per_person = 1;        ///< Coupons one person may get through it.
    base::Money budget{};               ///< HOW MUCH; set aside from the coupon type's at launch.
    std::int64_t holdout_percent = 10;  ///< 0..50
    std::optional<std::int64_t> expected_orders{};
    std::optional<base::Money> expected_amount{};
    CampaignStatus status = CampaignStatus::draft;
    std::string salt{};             ///< Decides who is held out; fixed at creation.
    std::int64_t segment_size = 0;  ///< People in the segment when the audience was frozen.
    std::int64_t audience_size = 0;
    std::int64_t holdout_size = 0;
    std::optional<base::Instant> launched_at{};
    std::optional<base::Instant> ended_at{};
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Campaign, (),
                      (id, org_id, org_path, name, goal, segment_id, coupon_type_id, starts_at, ends_at,
                       strategy, message_title, message_body, per_person, budget, holdout_percent,
                       expected_orders, expected_amount, status, salt, segment_size, audience_size,
                       holdout_size, launched_at, ended_at, created_at, version))

/// A campaign as the console shows it: without the salt.
struct CampaignView {
    CampaignId id{};
    base::Text<120> name{};
    Goal goal = Goal::repurchase;
    Metric metric = Metric::sales_amount;
    std::optional<SegmentId> segment_id{};
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    Strategy strategy = Strategy::send;
    base::Note<80> message_title{};
    base::Note<500> message_body{};
    std::int64_t per_person = 1;
    base::Money budget{};
    std::int64_t holdout_percent = 10;
    std::optional<std::int64_t> expected_orders{};
    std::optional<base::Money> expected_amount{};
    CampaignStatus status = CampaignStatus::draft;
    std::int64_t segment_size = 0;
    std::int64_t audience_size = 0;
    std::int64_t holdout_size = 0;
    std::optional<base::Instant> launched_at{};
    std::optional<base::Instant> ended_at{};
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CampaignView, (),
                      (id, name, goal, metric, segment_id, coupon_type_id, starts_at, ends_at, strategy,
                       message_title, message_body, per_person, budget, holdout_percent, expected_orders,
                       expected_amount, status, segment_size, audience_size, holdout_size, launched_at,
                       ended_at, created_at, version))
CampaignView view_of(const Campaign& campaign);

/// `POST /api/campaigns`: a draft; only the name and the goal must be known.
struct CreateCampaign {
    base::Text<120> name{};
    Goal goal = Goal::repurchase;
    std::optional<SegmentId> segment_id{};
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    std::optional<Strategy> strategy{};
    std::optional<base::Note<80>> message_title{};
    std::optional<base::Note<500>> message_body{};
    std::optional<std::int64_t> per_person{};
    std::optional<base::Money> budget{};
    std::optional<std::int64_t> holdout_percent{};
    std::optional<std::int64_t> expected_orders{};
    std::optional<base::Money> expected_amount{};
};
BOOST_DESCRIBE_STRUCT(CreateCampaign, (),
                      (name, goal, segment_id, coupon_type_id, starts_at, ends_at, strategy, message_title,
                       message_body, per_person, budget, holdout_percent, expected_orders, expected_amount))

/// `PUT /api/campaigns/{campaign_id}`: all of a draft; what is absent becomes empty or its default.
struct UpdateCampaign {
    CampaignId campaign_id{};
    std::int64_t seen_version = 0;
    base::Text<120> name{};
    Goal goal = Goal::repurchase;
    std::optional<SegmentId> segment_id{};
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    std::optional<Strategy> strategy{};
    std::optional<base::Note<80>> message_title{};
    std::optional<base::Note<500>> message_body{};
    std::optional<std::int64_t> per_person{};
    std::optional<base::Money> budget{};
    std::optional<std::int64_t> holdout_percent{};
    std::optional<std::int64_t> expected_orders{};
    std::optional<base::Money> expected_amount{};
};
BOOST_DESCRIBE_STRUCT(UpdateCampaign, (),
                      (campaign_id, seen_version, name, goal, segment_id, coupon_type_id, starts_at, ends_at,
                       strategy, message_title, message_body, per_person, budget, holdout_percent,
                       expected_orders, expected_amount))

/// `POST /api/campaigns/{campaign_id}/launch`
struct LaunchCampaign {
    CampaignId campaign_id{};
    std::int64_t seen_version = 0;
    std::optional<bool>
        despite_clashes{};  ///< Launch although other live campaigns reach some of the same people.
};
BOOST_DESCRIBE_STRUCT(LaunchCampaign, (), (campaign_id, seen_version, despite_clashes))

/// `POST /api/campaigns/{campaign_id}/pause`, `/resume`, `/end`
struct MoveCampaign {
    CampaignId campaign_id{};
    std::int64_t seen_version = 0;
};
BOOST_DESCRIBE_STRUCT(MoveCampaign, (), (campaign_id, seen_version))

/// `GET /api/campaigns`, newest first.
struct ListCampaigns {
    std::optional<CampaignStatus> status{};
    std::optional<std::string> search{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCampaigns, (), (status, search, cursor, limit))

/// `GET /api/campaigns/{campaign_id}` and `POST /api/campaigns/{campaign_id}/preview`
struct GetCampaign {
    CampaignId campaign_id{};
};
BOOST_DESCRIBE_STRUCT(GetCampaign, (), (campaign_id))

/// How far it has come, in people (claimed and redeemed: coupons); the same for every strategy.
struct CampaignProgress {
    std::int64_t sent = 0;      ///< Were sent its message, by the delivery or by a trigger.
    std::int64_t skipped = 0;   ///< Were passed over at least once, and got neither message nor coupon.
    std::int64_t held_out = 0;  ///< Would have got something, and were held out.
    std::int64_t waiting = 0;   ///< Of the audience, not yet looked at by the delivery.
    std::int64_t visited = 0;
    std::int64_t claimed = 0;
    std::int64_t redeemed = 0;
    base::Money budget_left{};
    /// Somebody waits because the quiet hours last: until then.
    std::optional<base::Instant> quiet_until{};
};
BOOST_DESCRIBE_STRUCT(CampaignProgress, (),
                      (sent, skipped, held_out, waiting, visited, claimed, redeemed, budget_left,
                       quiet_until))

struct CampaignDetail {
    CampaignView campaign{};
    CampaignProgress progress{};
    std::vector<PlacementView> placements{};
};
BOOST_DESCRIBE_STRUCT(CampaignDetail, (), (campaign, progress, placements))

// --- preview: the consequence panel
// ---------------------------------------------------------------------------------

/// Another live or paused campaign that reaches some of the same people.
struct CampaignClash {
    CampaignId campaign_id{};
    std::string name{};
    std::int64_t overlap = 0;  ///< People both would reach or hold out.
};
BOOST_DESCRIBE_STRUCT(CampaignClash, (), (campaign_id, name, overlap))

/// What keeps the draft from being launched.
struct CampaignProblem {
    std::string code{};  ///< Of the refusal a launch would meet.
    std::string field{};
    std::string sentence{};
};
BOOST_DESCRIBE_STRUCT(CampaignProblem, (), (code, field, sentence))

struct SkipCount {
    std::string reason{};
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(SkipCount, (), (reason, people))

/// What launching it now would do.
struct CampaignPreview {
    std::int64_t segment_size = 0;
    std::int64_t audience_size = 0;
    std::int64_t holdout_size = 0;
    std::vector<insight::SamplePerson> sample{};
    std::vector<SkipCount> skips{};
    bool skips_estimated = false;  ///< From an even sample of the audience, scaled up.
    std::vector<CampaignClash> clashes{};
    std::vector<CampaignProblem> problems{};  ///< Empty: it can be launched.
    base::Money cost_low{};   ///< By the lowest redemption rate of earlier campaigns; 0 without any.
    base::Money cost_high{};  ///< By the highest; the most it can cost without any.
    base::Money cost_most{};  ///< Everybody redeems, within the budget.
    std::int64_t earlier_campaigns = 0;  ///< How many the range rests on.
    std::string message_title{};         ///< As the first person of the sample will read it.
    std::string message_body{};
    /// Launched now, it would wait for the end of the quiet hours: until then.
    std::optional<base::Instant> quiet_until{};
    base::Instant as_of{};
};
BOOST_DESCRIBE_STRUCT(CampaignPreview, (),
                      (segment_size, audience_size, holdout_size, sample, skips, skips_estimated, clashes,
                       problems, cost_low, cost_high, cost_most, earlier_campaigns, message_title,
                       message_body, quiet_until, as_of))

}  // namespace huan::scene
