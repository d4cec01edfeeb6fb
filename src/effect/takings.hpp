#pragma once

#include "effect/report.hpp"
#include "effect/rows.hpp"
#include "scene/audience.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <optional>

namespace huan::effect {

/// Who is compared with whom.
struct Groups {
    scene::Audience people{};
    /// Of a campaign without a segment: when each was met. What they did until then, it did not cause.
    boost::unordered_flat_map<std::int64_t, base::Instant> met_at{};

    /// Whether something at this time is to be counted for a person of the groups.
    bool counts(std::int64_t customer_id, base::Instant at) const;
};
/// With a segment: the audience frozen at launch. Without: whoever came to the campaign before `before` and
/// was let through, got something or not, against whoever came and was held out. The hash decides alike for
/// both, so that they differ by nothing else.
Groups groups_of(store::Reader& db, scene::CampaignId id, bool has_segment, base::Instant before);

/// What the treated bought more than the held out.
struct Gain {
    std::int64_t treated = 0;  ///< People.
    std::int64_t holdout = 0;
    Increment orders{};
    Increment amount{};
    std::optional<Increment> profit{};  ///< Only where the cost of all that was sold is known.

    Basis basis() const { return profit ? Basis::profit : Basis::amount; }
    /// What to say where the increments are absent.
    Verdict unmeasured(std::int64_t holdout_percent) const;
    /// The increment a verdict is about.
    const Increment& judged() const { return profit ? *profit : amount; }
};

/// Adds up what both groups paid since the launch, or since they were met. It remembers buyers only:
/// everybody else counts as 0.
class Takings {
public:
    explicit Takings(Groups groups) : groups_(std::move(groups)) {}

    /// One order since the launch, of anybody.
    void take(const rows::OrderFact& order);
    /// Before anybody ordered, no increment is claimed: that would read as "it brought nothing".
    Gain gain() const;

private:
    struct Paid {
        std::int64_t orders = 0;
        base::Money amount{};
        base::Money profit{};
    };

    Groups groups_;
    boost::unordered_flat_map<std::int64_t, Paid> buyers_;
    base::Money covered_{};
    base::Money sold_{};
};

}  // namespace huan::effect
