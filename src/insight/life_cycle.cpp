#include "insight/life_cycle.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>

namespace huan::insight {
namespace {

std::chrono::milliseconds days(std::int64_t number) { return std::chrono::hours(24 * number); }

std::int64_t count_between(const std::vector<base::Instant>& orders, base::Instant from, base::Instant to) {
    return std::lower_bound(orders.begin(), orders.end(), to) -
           std::lower_bound(orders.begin(), orders.end(), from);
}

/// The first order of the present run: the one after the last gap long enough to be lost in.
base::Instant run_start(const std::vector<base::Instant>& orders, std::size_t size, base::Duration lost) {
    std::size_t start = size - 1;
    while (start > 0 && orders[start] - orders[start - 1] <= lost) --start;
    return orders[start];
}

void within(std::int64_t value, std::int64_t low, std::int64_t high, const char* field) {
    if (value < low || value > high)
        throw base::Error{
            base::errors::out_of_range, field,
            "Expected a number from " + std::to_string(low) + " to " + std::to_string(high) + "."};
}

}  // namespace

void check(const LifeCyclePolicy& policy) {
    constexpr std::int64_t ten_years = 3'650;
    within(policy.new_days, 0, ten_years, "policy.new_days");
    within(policy.mature_orders, 1, 10'000, "policy.mature_orders");
    within(policy.mature_days, 1, ten_years, "policy.mature_days");
    within(policy.trend_days, 1, ten_years, "policy.trend_days");
    within(policy.silent_days, 1, ten_years, "policy.silent_days");
    within(policy.lost_days, policy.silent_days + 1, 2 * ten_years, "policy.lost_days");
}

Stage stage_of(const OrderHistory& history, const LifeCyclePolicy& policy, base::Instant as_of) {
    const auto end = std::lower_bound(history.orders.begin(), history.orders.end(), as_of);
    const auto size = static_cast<std::size_t>(end - history.orders.begin());
    if (size == 0) {
        const bool fresh = policy.beginning == Beginning::first_visit && history.first_visit &&
                           *history.first_visit < as_of &&
                           as_of - *history.first_visit <= days(policy.new_days);
        return fresh ? Stage::new_ : Stage::potential;
    }
    const base::Duration quiet = as_of - history.orders[size - 1];
    if (quiet > days(policy.lost_days)) return Stage::lost;
    if (quiet > days(policy.silent_days)) return Stage::silent;
    if (as_of - run_start(history.orders, size, days(policy.lost_days)) <= days(policy.new_days))
        return Stage::new_;
    if (count_between(history.orders, as_of - days(policy.mature_days), as_of) > policy.mature_orders)
        return Stage::mature;
    const base::Instant middle = as_of - days(policy.trend_days);
    const std::int64_t recent = count_between(history.orders, middle, as_of);
    const std::int64_t before = count_between(history.orders, middle - days(policy.trend_days), middle);
    return recent == 0 || recent < before ? Stage::declining : Stage::rising;
}

bool is_visit(std::string_view name) {
    static constexpr std::array<std::string_view, 5> ours{"page.viewed", "screen.viewed", "campaign.visited",
                                                          "order.completed", "placement.scanned"};
    static constexpr std::array<std::string_view, 23> nouns{
        "attribute",  "tag",       "consent", "customer", "identity", "profiles", "order", "coupon",
        "campaign",   "placement", "segment", "stage",    "finding",  "lead",     "call",  "task",
        "commission", "message",   "vehicle", "owner",    "asset",    "document", "points"};
    if (std::ranges::find(ours, name) != ours.end()) return true;
    const std::size_t point = name.find('.');
    return point == std::string_view::npos || std::ranges::find(nouns, name.substr(0, point)) == nouns.end();
}

}  // namespace huan::insight
