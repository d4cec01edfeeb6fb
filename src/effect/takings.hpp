#pragma once

#include "effect/report.hpp"
#include "effect/rows.hpp"
#include "scene/audience.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <optional>

namespace huan::effect {

/// What the treated bought more than the held out.
struct Gain {
    std::int64_t treated = 0;  ///< People.
    std::int64_t holdout = 0;
    Increment orders{};
    Increment amount{};
    std::optional<Increment> profit{};  ///< Only where the cost of all that was sold is known.

    Basis basis() const { return profit ? Basis::profit : Basis::amount; }
    /// The increment a verdict is about.
    const Increment& judged() const { return profit ? *profit : amount; }
};

/// Adds up what a frozen audience paid since the launch. It remembers buyers only: everybody else counts as
/// 0.
class Takings {
public:
    explicit Takings(scene::Audience audience) : audience_(std::move(audience)) {}

    /// One order of the span, of anybody.
    void take(const rows::OrderFact& order);
    Gain gain() const;

private:
    struct Paid {
        std::int64_t orders = 0;
        base::Money amount{};
        base::Money profit{};
    };

    scene::Audience audience_;
    boost::unordered_flat_map<std::int64_t, Paid> buyers_;
    base::Money covered_{};
    base::Money sold_{};
};

}  // namespace huan::effect
