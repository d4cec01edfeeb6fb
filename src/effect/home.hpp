#pragma once

#include "base/context.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "effect/kept.hpp"
#include "effect/rows.hpp"
#include "history/history.hpp"
#include "insight/insight.hpp"
#include "scene/campaign.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace huan::effect {

/// One of the six steps on the ring: the figure since `Home::since`, against that of as long a time before.
/// The span always holds one whole night and one whole day, so nothing rests because a day has just begun;
/// and it begins on the hour, so that within an hour figures only grow.
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
    std::int64_t campaigns = 0;  ///< Whose increment is in it.
    std::int64_t amount = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
    base::Instant as_of{};  ///< Orders before it are counted; up to a minute ago.
};
BOOST_DESCRIBE_STRUCT(MonthIncrement, (), (campaigns, amount, low, high, as_of))

/// Why there is no increment of the month: no campaign was live · none of them holds anybody out · the groups
/// have fewer than two people so far · nobody of them has ordered since the launch.
enum class NoMonth { no_campaign, no_holdout, too_few, no_orders };
BOOST_DESCRIBE_ENUM(NoMonth, no_campaign, no_holdout, too_few, no_orders)

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
    base::Instant since{};  ///< Of `steps`: the full hour at least 24 hours ago.
    base::Instant as_of{};  ///< Of `steps`: up to ten seconds ago while nothing happens.
    std::vector<HomeStep> steps{};
    std::optional<MonthIncrement> month{};  ///< Absent while there is no evidence; `no_month` says why.
    std::optional<NoMonth> no_month{};
    std::vector<HomeNeed> needs{};
    std::vector<Suggestion> suggestions{};
    std::vector<FeedItem> feed{};
};
BOOST_DESCRIBE_STRUCT(Home, (), (since, as_of, steps, month, no_month, needs, suggestions, feed))

/// POST /api/suggestions/{suggestion_id}/accept
struct AcceptSuggestion {
    std::int64_t suggestion_id = 0;
};
BOOST_DESCRIBE_STRUCT(AcceptSuggestion, (), (suggestion_id))

/// Answers GET /api/home. What takes long is worked out by one caller at a time and kept for all: the steps
/// while no event comes in, for `steps_kept` at most; the month while the same campaigns run, for
/// `month_kept`. Thread-safe; every call blocks its thread.
class HomePage {
public:
    static constexpr base::Duration steps_kept{10'000};
    static constexpr base::Duration month_kept{60'000};

    /// `catch_up`, where given, waits until history holds what is committed and answers whether it does.
    HomePage(store::Store& store, history::History& history, std::function<bool()> catch_up = {});
    Home show(const base::Context& ctx);

private:
    struct Steps {
        std::int64_t last_event = 0;  ///< The latest that was committed when they were counted.
        base::Instant since{};
        base::Instant as_of{};
        std::vector<HomeStep> steps{};
    };
    struct Month {
        base::Instant start{};
        std::vector<rows::CampaignSpan> campaigns{};
        base::Instant as_of{};
        std::optional<MonthIncrement> increment{};
        NoMonth missing = NoMonth::no_campaign;  ///< Where there is none.
    };
    static Month add_up(store::Reader& db, Month month);
    Steps count_steps(base::Instant now);

    store::Store& store_;
    history::History& history_;
    std::function<bool()> catch_up_;
    Kept<Steps> steps_;
    Kept<Month> month_;
};

/// Those the caller may accept: of their node and of the nodes below.
std::vector<Suggestion> open_suggestions(store::Reader& db, const base::Context& ctx);
/// Opens a drafted segment and a drafted campaign for it, and notes both.
/// \throws base::Error `suggestion.unknown`, `suggestion.accepted`.
Suggestion accept(store::Transaction& tx, const AcceptSuggestion& command, const base::Context& ctx);
/// The same, and then counts the segment at once, so that the draft says whom it would reach. Should history
/// not answer, the scheduled refresh counts it.
Suggestion accept(store::Store& store, insight::Insight& insight, const AcceptSuggestion& command,
                  const base::Context& ctx);
/// Scheduled: looks at everybody's stage and opens, updates or drops what it suggests. The one rule so far:
/// at least `fewest_silent` people are silent, and no live or drafted campaign with the goal recall is there.
void suggest(store::Transaction& tx, const base::Context& ctx);
inline constexpr std::int64_t fewest_silent = 20;

}  // namespace huan::effect
