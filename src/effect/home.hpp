#pragma once

#include "base/context.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "history/history.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::effect {

/// One of the six steps on the ring: today's figure (business day) against yesterday up to the same time.
struct HomeStep {
    std::string step{};  ///< insight, offer, scene, capture, sales, effect
    std::int64_t figure = 0;
    std::string unit{};  ///< people, coupons, grants, events, calls, money (minor units)
    std::int64_t before = 0;
    std::optional<double> change{};  ///< As a share of `before`; absent where that was 0.
    bool leak = false;               ///< Fell most, of all steps that fell.
};
BOOST_DESCRIBE_STRUCT(HomeStep, (), (step, figure, unit, before, change, leak))

/// What the campaigns that were live this month have earned so far, with its 95 % interval; minor units.
struct MonthIncrement {
    std::int64_t campaigns = 0;  ///< With a holdout.
    std::int64_t amount = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
};
BOOST_DESCRIBE_STRUCT(MonthIncrement, (), (campaigns, amount, low, high))

/// Something that waits for somebody.
struct HomeNeed {
    std::string kind{};  ///< leads_due, campaigns_draft, reactors_failed
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(HomeNeed, (), (kind, count))

struct FeedItem {
    std::int64_t id = 0;
    base::Instant at{};
    std::string event{};
    std::optional<std::string> who{};
    std::optional<std::int64_t> customer_id{};
    std::optional<std::int64_t> amount{};  ///< Minor units.
};
BOOST_DESCRIBE_STRUCT(FeedItem, (), (id, at, event, who, customer_id, amount))

/// What the numbers suggest: a group worth a campaign. Text in the organisation's language.
struct Suggestion {
    std::int64_t id = 0;
    std::string kind{};  ///< recall_silent
    std::string title{};
    std::string evidence{};
    std::int64_t people = 0;
    std::string state{};  ///< open, accepted
    std::optional<std::int64_t> segment_id{};
    std::optional<std::int64_t> campaign_id{};
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(Suggestion, (),
                      (id, kind, title, evidence, people, state, segment_id, campaign_id, created_at))

/// GET /api/home
struct Home {
    std::vector<HomeStep> steps{};
    std::optional<MonthIncrement> month{};
    std::vector<HomeNeed> needs{};
    std::vector<Suggestion> suggestions{};
    std::vector<FeedItem> feed{};
};
BOOST_DESCRIBE_STRUCT(Home, (), (steps, month, needs, suggestions, feed))

/// POST /api/suggestions/{suggestion_id}/accept
struct AcceptSuggestion {
    std::int64_t suggestion_id = 0;
};
BOOST_DESCRIBE_STRUCT(AcceptSuggestion, (), (suggestion_id))

Home home(store::Reader& db, history::History& history, const base::Context& ctx);
std::vector<Suggestion> open_suggestions(store::Reader& db);
/// Opens a drafted segment and a drafted campaign for it, and notes both.
/// \throws base::Error `suggestion.unknown`, `suggestion.accepted`.
Suggestion accept(store::Transaction& tx, const AcceptSuggestion& command, const base::Context& ctx);
/// Scheduled: looks at everybody's stage and opens, updates or drops what it suggests. The one rule so far:
/// at least `fewest_silent` people are silent, and no live or drafted campaign with the goal recall is there.
void suggest(store::Transaction& tx, const base::Context& ctx);
inline constexpr std::int64_t fewest_silent = 20;

}  // namespace huan::effect
