#pragma once

#include "access/settings.hpp"
#include "base/context.hpp"
#include "base/page.hpp"
#include "channel/channel.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::scene {

/// Why somebody did not get something.
enum class SkipReason {
    holdout,         ///< Held out to measure the campaign's effect.
    outside,         ///< Not in the campaign's audience.
    do_not_contact,  ///< Asked not to be contacted.
    no_consent,      ///< Withdrew, or (where the guard requires it) never gave, consent for marketing on this
                     ///< channel.
    quiet_hours,     ///< It happened at night and would have been stale by morning.
    message_limit,   ///< Had as many messages on this channel today as one may.
    held_limit,      ///< Holds as many valid coupons as one may.
    type_period,     ///< Got one of the same kind too recently.
    trigger_limit,   ///< This trigger has granted this person as often as it may.
    day_limit,       ///< Claimed as many of this kind today as one may.
    campaign_limit,  ///< Got as many through this campaign as one may.
    sold_out,
    budget_spent,
    campaign_closed,  ///< Not live, or its time is over.
    claim_closed,     ///< The coupon type is not being issued, or its claim window is not open.
    gone,             ///< The person is no longer there.
};
BOOST_DESCRIBE_ENUM(SkipReason, holdout, outside, do_not_contact, no_consent, quiet_hours, message_limit,
                    held_limit, type_period, trigger_limit, day_limit, campaign_limit, sold_out, budget_spent,
                    campaign_closed, claim_closed, gone)
/// For a user, in English; the console translates by the word.
std::string sentence_of(SkipReason reason);

/// What was kept from the person.
enum class SkippedWhat { message, grant, claim };
BOOST_DESCRIBE_ENUM(SkippedWhat, message, grant, claim)

/// How much one person may be pressed. Quiet hours and the business day are the organisation's settings.
struct GuardSettings {
    std::int64_t held_limit = 5;        ///< Valid coupons in hand, for those we give; 0 = no limit.
    std::int64_t type_period_days = 7;  ///< The same coupon type at most once in so many days; 0 = no limit.
    std::int64_t messages_per_day = 2;  ///< Per channel, in the person's business day; 0 = no limit.
    bool require_consent =
        false;  ///< True: only people who gave consent; false: all who did not withdraw it.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(GuardSettings, (),
                      (held_limit, type_period_days, messages_per_day, require_consent, version))

/// `GET /api/guard`
struct GetGuard {};
BOOST_DESCRIBE_STRUCT(GetGuard, (), ())

/// `PUT /api/guard`
struct UpdateGuard {
    std::int64_t seen_version = 0;
    std::int64_t held_limit = 0;
    std::int64_t type_period_days = 0;
    std::int64_t messages_per_day = 0;
    bool require_consent = false;
};
BOOST_DESCRIBE_STRUCT(UpdateGuard, (),
                      (seen_version, held_limit, type_period_days, messages_per_day, require_consent))

GuardSettings guard_settings(store::Reader& db);
GuardSettings get_guard(store::Reader& db, const GetGuard& query, const base::Context& ctx);
/// \throws base::Error `scene.stale`, `field.out_of_range`.
GuardSettings update_guard(store::Transaction& tx, const UpdateGuard& command, const base::Context& ctx);

/// A person who was passed over, and why. Recorded at every skip.
struct Skip {
    std::int64_t id = 0;
    base::OrgId org_id{};
    std::string org_path{};
    base::CustomerId customer_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<std::int64_t> trigger_id{};
    SkippedWhat what = SkippedWhat::message;
    SkipReason reason = SkipReason::holdout;
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Skip, (),
                      (id, org_id, org_path, customer_id, campaign_id, trigger_id, what, reason, at))

/// May a marketing message go to this person now? Reads only; `take_message` moves the day's counter.
std::optional<SkipReason> message_hindrance(store::Reader& db, base::CustomerId customer_id,
                                            channel::ChannelKind channel, const GuardSettings& guard,
                                            const access::Settings& settings, base::Instant now);
/// The same and, when nothing hinders, counts the message against the person's day.
std::optional<SkipReason> take_message(store::Transaction& tx, base::CustomerId customer_id,
                                       channel::ChannelKind channel, const GuardSettings& guard,
                                       const access::Settings& settings, base::Instant now);
void record_skip(store::Transaction& tx, Skip skip, const base::Context& ctx);
/// The reason a refused claim stands for; empty for a refusal that is no skip but a mistake.
std::optional<SkipReason> reason_of(const base::ErrorKind& refusal);

}  // namespace huan::scene
