#pragma once

#include "scene/audience.hpp"
#include "scene/campaign.hpp"
#include "scene/guard.hpp"
#include "scene/placement.hpp"
#include "scene/queries.hpp"
#include "scene/trigger.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The only SQL of this module.
namespace huan::scene::rows {

// --- placements ---
std::optional<Placement> find_placement(store::Reader& db, PlacementId id);
std::optional<Placement> lock_placement(store::Transaction& tx, PlacementId id);
std::optional<Placement> placement_by_code(store::Reader& db, const std::string& code);
std::vector<Placement> placements(store::Reader& db, const ListPlacements& query, const base::Actor& actor,
                                  std::int64_t before, std::int64_t limit);
void count_scan(store::Transaction& tx, PlacementId id, std::int64_t day);
std::int64_t scans(store::Reader& db, PlacementId id);

// --- campaigns ---
std::optional<Campaign> find_campaign(store::Reader& db, CampaignId id);
std::optional<Campaign> lock_campaign(store::Transaction& tx, CampaignId id);
bool name_taken(store::Reader& db, base::OrgId org_id, const std::string& name, CampaignId except);
std::vector<Campaign> campaigns(store::Reader& db, const ListCampaigns& query, const base::Actor& actor,
                                std::int64_t before, std::int64_t limit);
/// Launched and not ended, but for `except`.
std::vector<Campaign> running(store::Reader& db, CampaignId except);
std::vector<CampaignId> to_end(store::Reader& db, base::Instant now);
/// Live ones whose delivery has begun or may begin and is not done.
std::vector<Campaign> to_deliver(store::Reader& db, base::Instant now);
/// Ended ones that sent messages, of the same goal and organisation, for what they redeemed.
std::vector<CampaignId> ended_like(store::Reader& db, const Campaign& campaign);
std::int64_t count_campaigns(store::Reader& db);

// --- audience and delivery ---
void insert_audience(store::Transaction& tx, CampaignId id, const Audience& audience, base::Instant now);
std::optional<Audience> audience(store::Reader& db, CampaignId id);
struct Progress {
    std::int64_t reached = 0;  ///< The last customer id looked at.
    std::int64_t people_done = 0;
    bool is_done = false;
};
BOOST_DESCRIBE_STRUCT(Progress, (), (reached, people_done, is_done))
std::optional<Progress> progress(store::Reader& db, CampaignId id);
std::optional<Progress> lock_progress(store::Transaction& tx, CampaignId id);
void set_progress(store::Transaction& tx, CampaignId id, const Progress& progress);
/// Answers whether it was new: the delivery decides about each person once.
bool insert_delivery(store::Transaction& tx, const Delivery& delivery);
std::optional<Delivery> delivery(store::Reader& db, CampaignId id, base::CustomerId customer_id);
std::vector<Delivery> deliveries(store::Reader& db, CampaignId id);
/// How many were skipped and got neither a message nor a coupon of the campaign, nor were held out.
std::int64_t count_passed_over(store::Reader& db, CampaignId id);
std::int64_t count_deliveries(store::Reader& db, CampaignId id, DeliveryStatus status);

// --- visits ---
struct Visits {
    std::int64_t n = 0;
    base::Instant first_at{};
    base::Instant last_at{};
};
BOOST_DESCRIBE_STRUCT(Visits, (), (n, first_at, last_at))
std::optional<Visits> visits(store::Reader& db, CampaignId id, base::CustomerId customer_id);
/// Counts a visit unless the last one was after `not_after`; answers whether it counted.
bool count_visit(store::Transaction& tx, CampaignId id, base::CustomerId customer_id,
                 std::optional<PlacementId> placement_id, base::Instant now, base::Instant not_after);
std::int64_t visitors(store::Reader& db, CampaignId id);

// --- guard ---
std::optional<GuardSettings> guard_settings(store::Reader& db);
/// Answers whether the row was still at the version before.
bool set_guard_settings(store::Transaction& tx, const GuardSettings& settings);
std::int64_t messages(store::Reader& db, base::CustomerId customer_id, channel::ChannelKind channel,
                      std::int64_t day);
bool take_message(store::Transaction& tx, base::CustomerId customer_id, channel::ChannelKind channel,
                  std::int64_t day, std::int64_t cap);
void insert_skip(store::Transaction& tx, const Skip& skip);
std::vector<Skip> skips(store::Reader& db, const ListSkips& query, std::int64_t before, std::int64_t limit);
std::vector<Skip> skips_of(store::Reader& db, CampaignId id, base::CustomerId customer_id);
std::vector<SkipCount> skips_by_reason(store::Reader& db, CampaignId id);

// --- triggers ---
std::optional<Trigger> find_trigger(store::Reader& db, TriggerId id);
std::optional<Trigger> lock_trigger(store::Transaction& tx, TriggerId id);
std::vector<Trigger> triggers(store::Reader& db, const ListTriggers& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit);
std::vector<Trigger> enabled_for(store::Reader& db, const std::string& event);
struct Firing {
    TriggerId trigger_id{};
    std::int64_t event_seq = 0;
    base::CustomerId customer_id{};
    std::optional<offer::CouponId> coupon_id{};
    std::optional<SkipReason> reason{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Firing, (), (trigger_id, event_seq, customer_id, coupon_id, reason, at))
/// Answers whether the event had not fired this trigger before.
bool insert_firing(store::Transaction& tx, const Firing& firing);
void set_firing(store::Transaction& tx, const Firing& firing);
bool take_firing(store::Transaction& tx, TriggerId id, base::CustomerId customer_id, std::int64_t cap);
void return_firing(store::Transaction& tx, TriggerId id, base::CustomerId customer_id);
std::int64_t firings(store::Reader& db, TriggerId id, bool granted);

}  // namespace huan::scene::rows
