#include "effect/home.hpp"

#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "effect/takings.hpp"
#include "insight/life_cycle.hpp"
#include "scene/audience.hpp"
#include "store/event.hpp"

#include <cmath>
#include <map>

namespace huan::effect {
namespace {

constexpr std::size_t feed_length = 12;
constexpr std::int64_t feed_searched = 200;  ///< Events looked through for some that the caller may see.

/// Counts of one span, by event name.
class Counts {
public:
    Counts(history::History& history, base::Instant from, base::Instant to) {
        history::Grouping by_name;
        by_name.filter.from = from;
        by_name.filter.to = to;
        by_name.by = {history::Dimension::name};
        by_name.sum = "amount";
        for (const history::Group& group : history.group_by(by_name)) {
            counts_[group.key[0]] = group;
            if (insight::is_visit(group.key[0])) visits_ += group.count;
        }
    }
    std::int64_t of(std::initializer_list<const char*> names) const {
        std::int64_t sum = 0;
        for (const char* name : names)
            if (const auto found = counts_.find(name); found != counts_.end()) sum += found->second.count;
        return sum;
    }
    std::int64_t people(const char* name) const {
        const auto found = counts_.find(name);
        return found == counts_.end() ? 0 : found->second.people;
    }
    std::int64_t amount(const char* name) const {
        const auto found = counts_.find(name);
        return found == counts_.end() ? 0 : found->second.sum / 10'000;
    }
    std::int64_t visits() const { return visits_; }

private:
    std::map<std::string, history::Group> counts_;
    std::int64_t visits_ = 0;
};

std::vector<HomeStep> ring(const Counts& now, const Counts& before) {
    std::vector<HomeStep> steps;
    const auto add = [&](const char* step, const char* unit, auto&& figure) {
        HomeStep& made = steps.emplace_back();
        made.step = step;
        made.unit = unit;
        made.figure = figure(now);
        made.before = figure(before);
        if (made.before != 0)
            made.change = static_cast<double>(made.figure - made.before) / static_cast<double>(made.before);
    };
    add("insight", "people", [](const Counts& c) { return c.people("stage.changed"); });
    add("offer", "coupons", [](const Counts& c) { return c.of({"coupon.redeemed"}); });
    add("scene", "grants", [](const Counts& c) { return c.of({"coupon.claimed", "campaign.sent"}); });
    add("capture", "events", [](const Counts& c) { return c.visits() + c.of({"finding.recorded"}); });
    add("sales", "calls", [](const Counts& c) { return c.of({"call.ended"}); });
    add("effect", "money", [](const Counts& c) { return c.amount("order.completed"); });
    HomeStep* leak = nullptr;
    for (HomeStep& step : steps)
        if (step.change && *step.change < 0 && (leak == nullptr || *step.change < *leak->change))
            leak = &step;
    if (leak != nullptr) leak->leak = true;
    return steps;
}

Gain gain_of(store::Reader& db, const rows::CampaignSpan& campaign, base::Instant now) {
    const base::Instant until = std::min(now, campaign.ended_at.value_or(now));
    Takings takings(groups_of(db, campaign.id, campaign.segment_id.has_value(), until));
    rows::each_order(db, campaign.launched_at, until, [&](const rows::OrderFact& order) {
        takings.take(order);
        return true;
    });
    return takings.gain();
}

NoMonth missing_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::no_orders: return NoMonth::no_orders;
        case Verdict::too_few: return NoMonth::too_few;
        default: return NoMonth::no_holdout;
    }
}

/// Whom the event is about, where the caller may know; answers false for one that is not theirs to see.
bool name_who(store::Reader& db, const rows::FeedRow& row, const base::Context& ctx, FeedItem& item) {
    if (!row.profile_id) return true;
    const base::CustomerId customer = customer::customer_of(db, base::ProfileId{*row.profile_id});
    const auto who = customer::find_customer(db, customer);
    if (!who || !ctx.actor.permissions.has(base::Permission::customer_read)) return true;
    if (!customer::may_see(ctx.actor, *who)) return false;
    item.customer_id = who->id.value;
    item.who = who->name.empty() ? "#" + std::to_string(who->id.value) : who->name;
    return true;
}

std::vector<FeedItem> feed(store::Reader& db, const base::Context& ctx) {
    std::vector<FeedItem> items;
    for (const rows::FeedRow& row : rows::latest_events(db, feed_searched)) {
        if (items.size() == feed_length) break;
        FeedItem item{.id = row.seq, .at = row.occurred_at, .event = row.name};
        if (!name_who(db, row, ctx, item)) continue;
        const boost::json::value properties = boost::json::parse(row.properties);
        if (const boost::json::value* amount = properties.as_object().if_contains("amount");
            amount != nullptr && amount->is_int64())
            item.amount = amount->get_int64();
        items.push_back(std::move(item));
    }
    return items;
}

base::Instant hour_of(base::Instant now) {
    constexpr std::int64_t hour = 3'600'000;
    return base::Instant{now.ms - now.ms % hour};
}

/// Whether `as_of` lies near `now`; of callers at once, one may find what the next has just worked out.
bool is_near(base::Instant as_of, base::Instant now, base::Duration limit) {
    return now - as_of < limit && as_of - now < limit;
}

}  // namespace

HomePage::HomePage(store::Store& store, history::History& history, std::function<bool()> catch_up)
    : store_(store),
      history_(history),
      catch_up_(std::move(catch_up)) {}

HomePage::Steps HomePage::count_steps(base::Instant now) {
    Steps counted{.since = hour_of(now) - std::chrono::hours{24}, .as_of = now};
    counted.last_event = store_.read([](store::Reader& db) { return rows::last_event(db); });
    if (catch_up_ && !catch_up_()) counted.last_event = -1;  // Some may be missing: nobody else gets these.
    const base::Instant end = now + base::Duration{1};
    const base::Duration span = end - counted.since;
    counted.steps =
        ring(Counts(history_, counted.since, end), Counts(history_, counted.since - span, counted.since));
    return counted;
}

/// Sums the campaigns' increments; their errors are independent, so the variances add up.
HomePage::Month HomePage::add_up(store::Reader& db, Month month) {
    MonthIncrement sum{.as_of = month.as_of};
    double total = 0;
    double variance = 0;
    for (const rows::CampaignSpan& campaign : month.campaigns) {
        const Gain gain = gain_of(db, campaign, month.as_of);
        const Increment& judged = gain.judged();
        if (!judged.total) {  // Of several reasons, the one that is nearest to a figure.
            month.missing = std::max(month.missing, missing_of(gain.unmeasured(campaign.holdout_percent)));
            continue;
        }
        ++sum.campaigns;
        total += *judged.total;
        for (const rows::PlacementFact& placement : rows::placements(db, campaign.id))
            total -= static_cast<double>(placement.cost.minor);
        const double half = (*judged.high - *judged.low) / 2;
        variance += half * half;
    }
    if (sum.campaigns == 0) return month;
    sum.amount = std::llround(total);
    sum.low = std::llround(total - std::sqrt(variance));
    sum.high = std::llround(total + std::sqrt(variance));
    month.increment = sum;
    return month;
}

Home HomePage::show(const base::Context& ctx) {
    base::Instant month_start;
    std::int64_t last_event = 0;
    std::vector<rows::CampaignSpan> campaigns;
    base::Instant tomorrow;
    store_.read([&](store::Reader& db) {
        const base::Zone zone = access::settings(db).zone();
        const base::Day today = zone.day_of(ctx.now);
        const std::chrono::year_month_day date{today};
        tomorrow = zone.start_of(today + std::chrono::days{1});
        month_start = zone.start_of(base::Day{date.year() / date.month() / 1});
        last_event = rows::last_event(db);
        campaigns = rows::campaigns_between(db, month_start, ctx.now);
    });
    const Steps steps = steps_.get(
        [&](const Steps& kept) {
            return kept.last_event >= last_event && hour_of(kept.as_of) == hour_of(ctx.now) &&
                   is_near(kept.as_of, ctx.now, steps_kept);
        },
        [&] { return count_steps(ctx.now); });
    const Month month = month_.get(
        [&](const Month& kept) {
            return kept.start == month_start && kept.campaigns == campaigns &&
                   is_near(kept.as_of, ctx.now, month_kept);
        },
        [&] {
            return store_.read([&](store::Reader& db) {
                return add_up(db, {.start = month_start, .campaigns = campaigns, .as_of = ctx.now});
            });
        });
    Home made{.since = steps.since, .as_of = steps.as_of, .steps = steps.steps, .month = month.increment};
    if (!made.month) made.no_month = month.missing;
    store_.read([&](store::Reader& db) {
        made.needs.clear();
        if (const std::int64_t due = rows::leads_due(db, tomorrow); due > 0)
            made.needs.push_back({"leads_due", due});
        if (const auto failed = static_cast<std::int64_t>(store::reactor_failures(db, 100).size());
            failed > 0)
            made.needs.push_back({"reactors_failed", failed});
        made.suggestions = open_suggestions(db, ctx);
        made.feed = feed(db, ctx);
    });
    return made;
}

}  // namespace huan::effect
