#include "server/rows_onboarding.hpp"

namespace huan::server::rows {
namespace {

/// What of which table makes a step; the industry is no count.
std::string source_of(FirstStep step) {
    switch (step) {
        case FirstStep::industry: return {};
        case FirstStep::people: return "customer";
        case FirstStep::segment: return "segment WHERE archived_at IS NULL";
        case FirstStep::coupon: return "coupon_type WHERE status <> 'draft'";
        case FirstStep::campaign: return "campaign WHERE launched_at IS NOT NULL";
        case FirstStep::redemption: return "coupon WHERE state = 'redeemed'";
        case FirstStep::call: return "call WHERE ended_at IS NOT NULL";
        case FirstStep::colleagues: return "users WHERE active = 1";
    }
    return {};
}

}  // namespace

OnboardingRow find_onboarding(store::Reader& db) {
    return db
        .first<OnboardingRow>("SELECT " + base::column_list<OnboardingRow>() +
                              " FROM onboarding WHERE id = 1")
        .value();
}

std::int64_t progress_of(store::Reader& db, FirstStep step) {
    const std::string source = source_of(step);
    if (source.empty()) return 0;
    return db.value<std::int64_t>("SELECT count(*) FROM (SELECT 1 FROM " + source + " LIMIT 1000) found")
        .value_or(0);
}

}  // namespace huan::server::rows
