#include "effect/home.hpp"

#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "effect/measure.hpp"
#include "effect/rows.hpp"
#include "insight/life_cycle.hpp"
#include "store/event.hpp"

#include <cmath>
#include <map>

namespace huan::effect {
namespace {

constexpr std::int64_t feed_length = 12;

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

/// Sums the campaigns' increments; their errors are independent, so the variances add up.
std::optional<MonthIncrement> month(store::Reader& db, history::History& history, base::Instant from,
                                    const base::Context& ctx) {
    MonthIncrement sum;
    double total = 0;
    double variance = 0;
    for (const std::int64_t id : rows::campaigns_between(db, from, ctx.now)) {
        base::Context all = ctx;
        all.actor = base::system_actor();
        const CampaignReport report = measure(db, history, {.campaign_id = scene::CampaignId{id}}, all);
        const Increment& judged = report.profit ? *report.profit : report.amount;
        if (!judged.total) continue;
        ++sum.campaigns;
        total += *judged.total - static_cast<double>(report.placement_cost.minor);
        const double half = (*judged.high - *judged.low) / 2;
        variance += half * half;
    }
    if (sum.campaigns == 0) return {};
    sum.amount = std::llround(total);
    sum.low = std::llround(total - std::sqrt(variance));
    sum.high = std::llround(total + std::sqrt(variance));
    return sum;
}

std::vector<FeedItem> feed(store::Reader& db) {
    std::vector<FeedItem> items;
    for (const rows::FeedRow& row : rows::latest_events(db, feed_length)) {
        FeedItem item{.id = row.seq, .at = row.occurred_at, .event = row.name};
        if (row.profile_id) {
            const base::CustomerId customer = customer::customer_of(db, base::ProfileId{*row.profile_id});
            if (const auto who = customer::find_customer(db, customer)) {
                item.customer_id = who->id.value;
                item.who = who->name.empty() ? "#" + std::to_string(who->id.value) : who->name;
            }
        }
        const boost::json::value properties = boost::json::parse(row.properties);
        if (const boost::json::value* amount = properties.as_object().if_contains("amount");
            amount != nullptr && amount->is_int64())
            item.amount = amount->get_int64();
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace

Home home(store::Reader& db, history::History& history, const base::Context& ctx) {
    const base::Zone zone = access::settings(db).zone();
    const base::Day today = zone.day_of(ctx.now);
    const base::Instant start = zone.start_of(today);
    const base::Instant yesterday = zone.start_of(today - std::chrono::days{1});
    const std::chrono::year_month_day date{today};
    Home made;
    made.steps = ring(Counts(history, start, ctx.now + base::Duration{1}),
                      Counts(history, yesterday, yesterday + (ctx.now - start)));
    made.month = month(db, history, zone.start_of(base::Day{date.year() / date.month() / 1}), ctx);
    if (const std::int64_t due = rows::leads_due(db, zone.start_of(today + std::chrono::days{1})); due > 0)
        made.needs.push_back({"leads_due", due});
    if (const auto failed = static_cast<std::int64_t>(store::reactor_failures(db, 100).size()); failed > 0)
        made.needs.push_back({"reactors_failed", failed});
    made.suggestions = open_suggestions(db);
    made.feed = feed(db);
    return made;
}

}  // namespace huan::effect
