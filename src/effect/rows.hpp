#pragma once

#include "effect/report.hpp"
#include "store/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The SQL of this module: it reads what the steps before have written.
namespace huan::effect::rows {

struct OrderFact {
    std::int64_t customer_id = 0;
    base::Instant ordered_at{};
    base::Money net{};      ///< Paid minus refunded.
    base::Money covered{};  ///< Amount of lines whose product's cost is known.
    base::Money cost{};     ///< Cost of those lines.
};
BOOST_DESCRIBE_STRUCT(OrderFact, (), (customer_id, ordered_at, net, covered, cost))
/// Orders of `from` <= time < `to` that are not wholly refunded, in no order; `visit` answers false to stop.
void each_order(store::Reader& db, base::Instant from, base::Instant to,
                const std::function<bool(const OrderFact&)>& visit);
/// Customer and time of every order before `to`, by customer and time; `visit` answers false to stop.
void order_times(store::Reader& db, base::Instant to,
                 const std::function<bool(std::int64_t, base::Instant)>& visit);

struct DeliveryFact {
    std::int64_t customer_id = 0;
    std::string status{};  ///< sent, skipped, held_out
    std::optional<std::int64_t> message_id{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(DeliveryFact, (), (customer_id, status, message_id, at))
std::vector<DeliveryFact> deliveries(store::Reader& db, scene::CampaignId id);
/// Somebody a campaign without a segment met: gave something, would have, or held out.
struct MetFact {
    std::int64_t customer_id = 0;  ///< The customer they are now.
    bool held_out = false;
    base::Instant at{};  ///< When it was first decided whether they are held out.
};
BOOST_DESCRIBE_STRUCT(MetFact, (), (customer_id, held_out, at))
std::vector<MetFact> met(store::Reader& db, scene::CampaignId id, base::Instant before);
std::vector<std::int64_t> visitors(store::Reader& db, scene::CampaignId id);

struct CouponFact {
    std::int64_t customer_id = 0;
    std::string state{};
    std::string channel{};
    std::optional<std::int64_t> placement_id{};
    std::optional<base::Money> platform_cost{};
    std::optional<base::Money> merchant_cost{};
    std::optional<base::Money> order_amount{};
};
BOOST_DESCRIBE_STRUCT(CouponFact, (),
                      (customer_id, state, channel, placement_id, platform_cost, merchant_cost, order_amount))
std::vector<CouponFact> coupons(store::Reader& db, scene::CampaignId id);

struct PersonFact {
    std::int64_t id = 0;
    base::Instant first_seen{};
    std::optional<base::Instant> first_order_at{};
};
BOOST_DESCRIBE_STRUCT(PersonFact, (), (id, first_seen, first_order_at))
/// Customers first seen, or who first ordered, in the span.
std::vector<PersonFact> newcomers(store::Reader& db, base::Instant from, base::Instant to);

struct PlacementFact {
    std::int64_t id = 0;
    std::string name{};
    base::Money cost{};
};
BOOST_DESCRIBE_STRUCT(PlacementFact, (), (id, name, cost))
std::vector<PlacementFact> placements(store::Reader& db, scene::CampaignId id);

struct SuggestionRow {
    std::int64_t id = 0;
    base::OrgId org_id{};
    std::string kind{};
    std::int64_t people = 0;
    std::string evidence{};
    std::string state{};
    std::optional<std::int64_t> segment_id{};
    std::optional<std::int64_t> campaign_id{};
    base::Instant created_at{};
    base::Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(SuggestionRow, (),
                      (id, org_id, kind, people, evidence, state, segment_id, campaign_id, created_at,
                       updated_at))
std::vector<SuggestionRow> suggestions(store::Reader& db, const std::string& state);
std::optional<SuggestionRow> lock_suggestion(store::Transaction& tx, std::int64_t id);

struct CampaignSpan {
    scene::CampaignId id{};
    base::Instant launched_at{};
    std::optional<base::Instant> ended_at{};
    std::optional<scene::SegmentId> segment_id{};
    std::int64_t holdout_percent = 0;
    std::int64_t version = 0;
    friend bool operator==(const CampaignSpan&, const CampaignSpan&) = default;
};
BOOST_DESCRIBE_STRUCT(CampaignSpan, (), (id, launched_at, ended_at, segment_id, holdout_percent, version))
/// Campaigns that were live between `from` and `to`.
std::vector<CampaignSpan> campaigns_between(store::Reader& db, base::Instant from, base::Instant to);
/// The number of the latest event in the journal; 0 where there is none.
std::int64_t last_event(store::Reader& db);
/// Whether a segment or a campaign of the node has this name.
bool segment_named(store::Reader& db, base::OrgId org_id, const std::string& name);
bool campaign_named(store::Reader& db, base::OrgId org_id, const std::string& name);
/// People whose stored stage is "silent".
std::int64_t silent_people(store::Reader& db);
/// Whether a campaign with the goal recall is drafted, live or paused.
bool has_recall_campaign(store::Reader& db);
std::int64_t leads_due(store::Reader& db, base::Instant before);
/// The latest events of these names, newest first.
struct FeedRow {
    std::int64_t seq = 0;
    std::string name{};
    base::Instant occurred_at{};
    std::string actor{};
    std::optional<std::int64_t> profile_id{};
    std::string properties{};
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (seq, name, occurred_at, actor, profile_id, properties))
/// Must be served by the index `event_feed` (migrations/0002_feed.sql).
const std::string& latest_events_sql();
std::vector<FeedRow> latest_events(store::Reader& db, std::int64_t limit);

}  // namespace huan::effect::rows
