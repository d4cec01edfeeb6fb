#include "effect/report.hpp"

#include <cmath>

namespace huan::effect {
namespace {

/// Two-sided 95 % of the normal distribution.
constexpr double z95 = 1.959963984540054;

}  // namespace

Rate rate(std::int64_t part, std::int64_t whole) {
    Rate made{.part = part, .whole = whole};
    if (whole > 0) made.value = static_cast<double>(part) / static_cast<double>(whole);
    return made;
}

double Sample::variance() const {
    if (n < 2) return 0;
    const double count = static_cast<double>(n);
    return std::max(0.0, (squares - sum * sum / count) / (count - 1));
}

Increment increment(const Sample& treated, const Sample& holdout) {
    Increment made{.treated_mean = treated.mean(), .holdout_mean = holdout.mean()};
    if (treated.n < 2 || holdout.n < 2) return made;
    const double people = static_cast<double>(treated.n);
    const double difference = treated.mean() - holdout.mean();
    const double error =
        std::sqrt(treated.variance() / people + holdout.variance() / static_cast<double>(holdout.n));
    made.per_person = difference;
    made.total = difference * people;
    made.low = (difference - z95 * error) * people;
    made.high = (difference + z95 * error) * people;
    return made;
}

}  // namespace huan::effect
