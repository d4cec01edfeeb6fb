#include "effect/report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace huan::effect {
namespace {

TEST(an_increment, is_the_difference_of_means_times_the_treated) {
    Sample treated;
    Sample holdout;
    for (const double value : {10.0, 20.0, 30.0}) treated.add(value);
    for (const double value : {5.0, 15.0}) holdout.add(value);
    const Increment made = increment(treated, holdout);
    EXPECT_DOUBLE_EQ(*made.per_person, 10);
    EXPECT_DOUBLE_EQ(*made.total, 30);
    // Variances 100 and 50; standard error sqrt(100/3 + 50/2).
    const double half = 1.959963984540054 * std::sqrt(100.0 / 3 + 50.0 / 2) * 3;
    EXPECT_NEAR(*made.low, 30 - half, 1e-9);
    EXPECT_NEAR(*made.high, 30 + half, 1e-9);
}

TEST(an_increment, is_not_claimed_without_a_group_to_compare_with) {
    Sample treated;
    for (int i = 0; i < 10; ++i) treated.add(i);
    EXPECT_FALSE(increment(treated, {}).total);
    Sample one;
    one.add(3);
    EXPECT_FALSE(increment(treated, one).total);
}

TEST(the_interval, holds_the_truth_in_about_95_of_100_trials) {
    std::mt19937 random(20260302);
    std::exponential_distribution<double> spend(1.0 / 50);
    std::bernoulli_distribution buys(0.3);
    int held = 0;
    constexpr int trials = 2000;
    for (int trial = 0; trial < trials; ++trial) {
        Sample treated;
        Sample holdout;
        for (int i = 0; i < 900; ++i)
            treated.add((buys(random) ? spend(random) : 0) + 2);  // Two more each, for certain.
        for (int i = 0; i < 100; ++i) holdout.add(buys(random) ? spend(random) : 0);
        const Increment made = increment(treated, holdout);
        held += *made.low <= 1800 && 1800 <= *made.high ? 1 : 0;
    }
    EXPECT_GT(held, trials * 92 / 100);
    EXPECT_LT(held, trials * 97 / 100);
}

TEST(a_rate, of_nothing_is_no_number) {
    EXPECT_FALSE(rate(0, 0).value);
    EXPECT_DOUBLE_EQ(*rate(1, 4).value, 0.25);
}

}  // namespace
}  // namespace huan::effect
