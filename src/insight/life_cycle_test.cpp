#include "insight/life_cycle.hpp"

#include "base/error.hpp"
#include "base/fields.hpp"
#include "insight/testing/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace huan::insight {
namespace {

using std::chrono::hours;
using testing::seed;

constexpr base::Instant noon{1'772'452'800'000};

base::Instant days_before(std::int64_t days) { return noon - hours(24 * days); }

OrderHistory bought(std::vector<std::int64_t> days_ago) {
    OrderHistory history;
    std::ranges::sort(days_ago, std::greater{});
    for (const std::int64_t days : days_ago) history.orders.push_back(days_before(days));
    return history;
}

struct Example {
    const char* who;
    std::vector<std::int64_t> days_ago;
    Stage stage;
};
const Example examples[] = {
    {"nobody ordered", {}, Stage::potential},
    {"first order today", {0}, Stage::potential},  // At T itself: not before it.
    {"first order yesterday", {1}, Stage::new_},
    {"first order on the last day of being new", {30}, Stage::new_},
    {"one order, then nothing for more than a span", {31}, Stage::silent},
    {"one order, long ago", {91}, Stage::lost},
    {"on the last day before lost", {90}, Stage::silent},
    {"as many as the span before", {70, 40, 20}, Stage::rising},
    {"more than the span before", {70, 40, 20, 10}, Stage::rising},
    {"fewer than the span before", {70, 40, 35, 20}, Stage::declining},
    {"six in the last span", {70, 29, 25, 20, 15, 10, 5}, Stage::mature},
    {"five in the last span are not more than five", {70, 25, 20, 15, 10, 5}, Stage::rising},
    {"the many are over", {70, 60, 59, 58, 57, 56, 55, 20}, Stage::declining},
    {"back after being lost", {300, 290, 280, 5}, Stage::new_},
    {"back after being silent only", {130, 100, 10}, Stage::rising},
};

TEST(LifeCycle, finds_the_stage_of) {
    for (const Example& example : examples) {
        SCOPED_TRACE(example.who);
        EXPECT_EQ(base::word_of(stage_of(bought(example.days_ago), {}, noon)), base::word_of(example.stage));
    }
}

TEST(LifeCycle, can_begin_with_the_first_visit) {
    LifeCyclePolicy policy;
    policy.beginning = Beginning::first_visit;
    OrderHistory visitor;
    visitor.first_visit = days_before(30);
    EXPECT_EQ(stage_of(visitor, policy, noon), Stage::new_);
    EXPECT_EQ(stage_of(visitor, policy, noon + base::Duration{1}), Stage::potential);
    EXPECT_EQ(stage_of(visitor, {}, noon), Stage::potential);
    visitor.first_visit = noon;
    EXPECT_EQ(stage_of(visitor, policy, noon), Stage::potential);
}

/// Histories with lulls, gaps and bursts; policies of all sorts.
struct Drawn {
    explicit Drawn(std::uint64_t number) : random(number) {
        policy.new_days = pick(0, 40);
        policy.mature_orders = pick(1, 4);
        policy.mature_days = pick(1, 40);
        policy.trend_days = pick(1, 40);
        policy.silent_days = pick(1, 40);
        policy.lost_days = policy.silent_days + pick(1, 60);
        if (pick(0, 1) == 1) policy.beginning = Beginning::first_visit;
        for (std::int64_t n = pick(0, 12); n > 0; --n)
            history.orders.push_back(noon - hours(12 * pick(-20, 400)));
        std::ranges::sort(history.orders);
        if (pick(0, 3) > 0) history.first_visit = noon - hours(12 * pick(-20, 400));
    }
    std::int64_t pick(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random);
    }
    bool has_ordered() const { return !history.orders.empty() && history.orders.front() < noon; }
    std::mt19937_64 random;
    LifeCyclePolicy policy;
    OrderHistory history;
};

bool is_away(Stage stage) { return stage == Stage::silent || stage == Stage::lost; }

TEST(LifeCycle, keeps_its_laws_for_every_history_and_policy) {
    std::set<Stage> seen;
    for (std::uint64_t round = 0; round < 20'000; ++round) {
        Drawn drawn(seed() + round);
        SCOPED_TRACE(::testing::Message() << "HUAN_TEST_SEED=" << seed() << " round " << round);
        const Stage stage = stage_of(drawn.history, drawn.policy, noon);
        seen.insert(stage);

        // Who ordered is never potential; who did not is nothing but potential or, by a first visit, new.
        ASSERT_FALSE(drawn.has_ordered() && stage == Stage::potential);
        ASSERT_TRUE(drawn.has_ordered() || stage == Stage::potential || stage == Stage::new_);

        // What comes at or after T says nothing about T.
        OrderHistory later = drawn.history;
        later.orders.push_back(std::max(noon, later.orders.empty() ? noon : later.orders.back()));
        ASSERT_EQ(stage_of(later, drawn.policy, noon), stage);

        // Only spans matter: everything moved together stays the same.
        OrderHistory moved = drawn.history;
        const base::Duration by = hours(24) * drawn.pick(-900, 900);
        for (base::Instant& at : moved.orders) at = at + by;
        if (moved.first_visit) moved.first_visit = *moved.first_visit + by;
        ASSERT_EQ(stage_of(moved, drawn.policy, noon + by), stage);

        // An order just now brings anybody back, and who was lost starts as new.
        OrderHistory back = drawn.history;
        std::erase_if(back.orders, [](base::Instant at) { return at >= noon; });
        back.orders.push_back(noon - base::Duration{1});
        const Stage after = stage_of(back, drawn.policy, noon);
        ASSERT_FALSE(is_away(after) || after == Stage::potential);
        ASSERT_TRUE(stage != Stage::lost || drawn.policy.new_days == 0 || after == Stage::new_);
    }
    EXPECT_EQ(seen.size(), 7U) << "the draw misses a stage: the laws were not tried on it";
}

TEST(LifeCycle, goes_by_silence_to_loss_and_never_back_while_nothing_happens) {
    for (std::uint64_t round = 0; round < 2'000; ++round) {
        Drawn drawn(seed() + round);
        std::erase_if(drawn.history.orders, [](base::Instant at) { return at >= noon; });
        if (drawn.history.orders.empty()) continue;
        SCOPED_TRACE(::testing::Message() << "HUAN_TEST_SEED=" << seed() << " round " << round);
        const auto rank = [](Stage stage) {
            return stage == Stage::lost ? 2 : stage == Stage::silent ? 1 : 0;
        };
        int reached = 0;
        for (std::int64_t day = 0; day <= 200; ++day) {
            const int now = rank(stage_of(drawn.history, drawn.policy, noon + hours(24 * day)));
            ASSERT_GE(now, reached);
            ASSERT_LE(now, reached + 1 + (day == 0 ? 1 : 0)) << "lost without having been silent, day by day";
            reached = now;
        }
        ASSERT_EQ(reached, 2);
    }
}

TEST(LifeCycle, refuses_thresholds_that_contradict_each_other) {
    LifeCyclePolicy policy;
    policy.lost_days = policy.silent_days;
    try {
        check(policy);
        FAIL() << "it was not refused";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), base::errors::out_of_range);
        EXPECT_EQ(refused.field(), "policy.lost_days");
    }
}

TEST(LifeCycle, tells_signs_of_life_from_bookkeeping) {
    for (const char* visit : {"page.viewed", "screen.viewed", "campaign.visited", "order.completed",
                              "Product Viewed", "Order Completed", "app.opened"})
        EXPECT_TRUE(is_visit(visit)) << visit;
    for (const char* ours : {"customer.created", "attribute.changed", "coupon.expired", "order.refunded",
                             "segment.entered", "stage.changed", "campaign.sent", "profiles.merged"})
        EXPECT_FALSE(is_visit(ours)) << ours;
}

}  // namespace
}  // namespace huan::insight
