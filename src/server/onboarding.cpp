#include "server/onboarding.hpp"

#include "server/industry.hpp"
#include "server/modules.hpp"
#include "server/rows_onboarding.hpp"

namespace huan::server {
namespace {

using base::Permission;

/// Whoever set the installation up is there from the start.
constexpr std::int64_t first_user = 1;

}  // namespace

Onboarding onboarding(store::Reader& db) {
    const rows::OnboardingRow row = rows::find_onboarding(db);
    Onboarding state{.industry = row.industry, .dismissed = row.dismissed_at.has_value()};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<FirstStep>>([&](auto enumerator) {
        const FirstStep step = enumerator.value;
        std::int64_t count = rows::progress_of(db, step);
        if (step == FirstStep::industry) count = row.industry ? 1 : 0;
        if (step == FirstStep::colleagues) count -= first_user;
        state.steps.push_back({.step = step, .done = count > 0, .count = std::max<std::int64_t>(count, 0)});
    });
    return state;
}

Onboarding choose_industry(store::Transaction& tx, const ChooseIndustry& command, const base::Context& ctx) {
    apply_template(tx, command.industry, ctx);
    rows::OnboardingRow row = rows::find_onboarding(tx);
    row.industry = command.industry;
    store::update_row(tx, "onboarding", row);
    jobs::Scheduler::soon(tx, Loop::refresh, ctx.now);  // Nobody has counted the new segments yet.
    return onboarding(tx);
}

Onboarding dismiss_onboarding(store::Transaction& tx, const base::Context& ctx) {
    rows::OnboardingRow row = rows::find_onboarding(tx);
    row.dismissed_at = ctx.now;
    store::update_row(tx, "onboarding", row);
    return onboarding(tx);
}

void onboarding_routes(http::Router& router) {
    router.query(
        "GET /api/onboarding", Permission::segment_write,
        [](store::Reader& db, const http::Nothing&, const base::Context&) { return onboarding(db); });
    router.command("POST /api/onboarding/industry", Permission::settings_manage, &choose_industry);
    router.command("POST /api/onboarding/dismissal", Permission::settings_manage,
                   [](store::Transaction& tx, const http::Nothing&, const base::Context& ctx) {
                       return dismiss_onboarding(tx, ctx);
                   });
}

}  // namespace huan::server
