#include "effect/routes.hpp"

#include "effect/home.hpp"
#include "effect/measure.hpp"

namespace huan::effect {

using base::Permission;

void routes(http::Router& router, store::Store& store, history::Shipper& shipper) {
    router.blocking(
        "GET /api/campaigns/{campaign_id}/report", Permission::report_read,
        [&store, &shipper](const GetReport& query, const base::Context& ctx) {
            shipper.catch_up();  // A report counts what was committed before it was asked for.
            return store.read([&](store::Reader& db) { return measure(db, shipper.history(), query, ctx); });
        });
    router.blocking(
        "GET /api/home", Permission::signed_in,
        [&store, &shipper](const http::Nothing&, const base::Context& ctx) {
            shipper.catch_up(base::Duration{1000});
            return store.read([&](store::Reader& db) { return home(db, shipper.history(), ctx); });
        });
    router.query(
        "GET /api/suggestions", Permission::segment_read,
        [](store::Reader& db, const http::Nothing&, const base::Context&) { return open_suggestions(db); });
    router.command("POST /api/suggestions/{suggestion_id}/accept", Permission::campaign_manage, &accept);
}

}  // namespace huan::effect
