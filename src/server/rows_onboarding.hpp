#pragma once

#include "server/onboarding.hpp"

/// The SQL of the first steps.
namespace huan::server::rows {

struct OnboardingRow {
    std::int64_t id = 1;
    std::optional<Industry> industry{};
    std::optional<base::Instant> dismissed_at{};
};
BOOST_DESCRIBE_STRUCT(OnboardingRow, (), (id, industry, dismissed_at))

OnboardingRow find_onboarding(store::Reader& db);
/// How many of what the step is about there are; at most 1,000 are counted.
std::int64_t progress_of(store::Reader& db, FirstStep step);

}  // namespace huan::server::rows
