#include "effect/routes.hpp"

#include "effect/home.hpp"
#include "effect/measure.hpp"

#include <memory>

namespace huan::effect {

using base::Permission;

void routes(http::Router& router, store::Store& store, history::Shipper& shipper, insight::Insight& insight) {
    router.blocking("GET /api/campaigns/{campaign_id}/report", Permission::report_read,
                    [&store, &shipper](const GetReport& query, const base::Context& ctx) {
                        shipper.catch_up();  // A report counts what was committed before it was asked for.
                        return measure(store, shipper.history(), query, ctx);
                    });
    const auto home = std::make_shared<HomePage>(
        store, shipper.history(), [&shipper] { return shipper.catch_up(base::Duration{1000}); });
    router.blocking("GET /api/home", Permission::signed_in,
                    [home](const http::Nothing&, const base::Context& ctx) { return home->show(ctx); });
    router.query("GET /api/suggestions", Permission::segment_read,
                 [](store::Reader& db, const http::Nothing&, const base::Context& ctx) {
                     return open_suggestions(db, ctx);
                 });
    router.blocking("POST /api/suggestions/{suggestion_id}/accept", Permission::campaign_manage,
                    [&store, &insight](const AcceptSuggestion& command, const base::Context& ctx) {
                        return accept(store, insight, command, ctx);
                    });
}

}  // namespace huan::effect
