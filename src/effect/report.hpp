#pragma once

#include "base/instant.hpp"
#include "base/money.hpp"
#include "scene/campaign.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a campaign earned, in numbers that can be recomputed from the rows; definitions stand in README.md
/// and on screen.
namespace huan::effect {

/// GET /api/campaigns/{campaign_id}/report
struct GetReport {
    scene::CampaignId campaign_id{};
    std::optional<base::Instant> as_of{};  ///< Orders and visits before it; now where none is given.
};
BOOST_DESCRIBE_STRUCT(GetReport, (), (campaign_id, as_of))

/// A share as people read it: part, whole, and the quotient (absent where the whole is 0).
struct Rate {
    std::int64_t part = 0;
    std::int64_t whole = 0;
    std::optional<double> value{};
};
BOOST_DESCRIBE_STRUCT(Rate, (), (part, whole, value))
Rate rate(std::int64_t part, std::int64_t whole);

/// Treated minus held out, per person, times the treated: what would not have happened otherwise. The
/// interval holds 95 %: normal, with the variances of both groups as they are (Welch).
struct Increment {
    std::optional<double>
        total{};  ///< Minor units for money, pieces for orders. Absent where nothing can be said yet.
    std::optional<double> low{};
    std::optional<double> high{};
    std::optional<double> per_person{};
    double treated_mean = 0;
    double holdout_mean = 0;
};
BOOST_DESCRIBE_STRUCT(Increment, (), (total, low, high, per_person, treated_mean, holdout_mean))

/// earned: the whole interval above 0 · lost: below 0 · unproven: it holds 0 · no_holdout: nobody is to be
/// held out, so there is nobody to compare with · too_few: fewer than two people in a group so far ·
/// no_orders: nobody of either group has ordered yet. With the last three the increments are absent.
enum class Verdict { earned, lost, unproven, no_holdout, too_few, no_orders };
BOOST_DESCRIBE_ENUM(Verdict, earned, lost, unproven, no_holdout, too_few, no_orders)

/// What the verdict is about: profit where the cost of what was sold is known, else the amount paid.
enum class Basis { profit, amount };
BOOST_DESCRIBE_ENUM(Basis, profit, amount)

struct ReportFunnel {
    std::int64_t targeted = 0;  ///< People of the audience, or met by an open campaign, without the holdout.
    std::int64_t sent = 0;
    std::int64_t visited = 0;   ///< The claim page.
    std::int64_t claimed = 0;   ///< People.
    std::int64_t redeemed = 0;  ///< People.
};
BOOST_DESCRIBE_STRUCT(ReportFunnel, (), (targeted, sent, visited, claimed, redeemed))

/// One day of the chart: mean amount a person paid since launch, up to the end of the day.
struct ReportDay {
    std::string day{};
    double treated = 0;
    double holdout = 0;
};
BOOST_DESCRIBE_STRUCT(ReportDay, (), (day, treated, holdout))

/// One line of the breakdown.
struct ReportChannel {
    std::string channel{};
    std::optional<std::string> placement{};
    std::int64_t issued = 0;
    std::int64_t redeemed = 0;
    base::Money sales_amount{};
    base::Money subsidy{};
    base::Money placement_cost{};
};
BOOST_DESCRIBE_STRUCT(ReportChannel, (),
                      (channel, placement, issued, redeemed, sales_amount, subsidy, placement_cost))

struct CampaignReport {
    scene::CampaignView campaign{};
    base::Instant from{};         ///< Launch.
    base::Instant to{};           ///< End, or `as_of` while it runs.
    base::Instant before_from{};  ///< The span of the same length before the launch.
    bool preliminary = false;     ///< Still running: the interval may yet move.

    Verdict verdict = Verdict::no_holdout;
    Basis basis = Basis::amount;
    std::int64_t treated = 0;
    std::int64_t holdout = 0;
    Increment orders{};
    Increment amount{};
    std::optional<Increment> profit{};

    base::Money subsidy{};
    base::Money subsidy_merchant{};
    base::Money subsidy_platform{};
    base::Money sales_amount{};                ///< Paid in orders that used the campaign's coupons.
    Rate discount_depth{};                     ///< Subsidy / (sales amount + subsidy).
    Rate redemption{};                         ///< Redeemed / issued.
    bool redemption_low = false;               ///< Below the floor of 5 % after the claim window.
    std::optional<base::Money> order_value{};  ///< Treated: amount / orders since launch.
    std::optional<base::Money> order_value_before{};
    Rate order_conversion{};  ///< Treated who ordered / treated who visited, since launch.
    Rate order_conversion_before{};
    std::int64_t first_orders = 0;  ///< Treated whose first order ever fell into the span.
    std::int64_t first_visits = 0;  ///< Treated first seen in the span.
    Rate new_conversion{};          ///< New visitors who ordered / new visitors.
    Rate recall{};                  ///< Silent at launch who bought again / silent at launch.
    Rate delivery{};                ///< Delivered / people not skipped by the guard.
    Rate reach{};                   ///< Visited after the notice / sent to.
    base::Money placement_cost{};
    base::Money cost{};           ///< Subsidy and placements.
    std::optional<double> roi{};  ///< (Increment of the basis - placement cost) / cost.

    ReportFunnel funnel{};
    std::vector<ReportDay> days{};
    std::vector<ReportChannel> channels{};
};
BOOST_DESCRIBE_STRUCT(CampaignReport, (),
                      (campaign, from, to, before_from, preliminary, verdict, basis, treated, holdout, orders,
                       amount, profit, subsidy, subsidy_merchant, subsidy_platform, sales_amount,
                       discount_depth, redemption, redemption_low, order_value, order_value_before,
                       order_conversion, order_conversion_before, first_orders, first_visits, new_conversion,
                       recall, delivery, reach, placement_cost, cost, roi, funnel, days, channels))

/// Mean and variance of one group, person by person; people who did nothing count as 0.
struct Sample {
    std::int64_t n = 0;
    double sum = 0;
    double squares = 0;
    void add(double value, std::int64_t people = 1) {
        n += people;
        sum += value * static_cast<double>(people);
        squares += value * value * static_cast<double>(people);
    }
    double mean() const { return n == 0 ? 0 : sum / static_cast<double>(n); }
    /// With Bessel's correction; 0 for fewer than two.
    double variance() const;
};
Increment increment(const Sample& treated, const Sample& holdout);

}  // namespace huan::effect
