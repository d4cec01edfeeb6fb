#include "server/modules.hpp"

#include "channel/routes.hpp"
#include "customer/asset.hpp"
#include "customer/bulk.hpp"
#include "customer/routes.hpp"
#include "customer/unsubscribe_page.hpp"
#include "effect/home.hpp"
#include "effect/routes.hpp"
#include "insight/advice.hpp"
#include "insight/insight.hpp"
#include "insight/queries.hpp"
#include "insight/routes.hpp"
#include "offer/commands.hpp"
#include "offer/points.hpp"
#include "offer/routes.hpp"
#include "sales/routes.hpp"
#include "scene/routes.hpp"
#include "scene/work.hpp"

namespace huan::server {
namespace {

constexpr base::Duration minute{60'000};
constexpr std::int64_t expire_at_once = 200;

/// In small commands, so that others get their turn.
void expire_benefits(store::Store& store, base::Instant now, const std::stop_token& stop) {
    const base::Context ctx{.now = now, .actor = base::system_actor()};
    while (!stop.stop_requested() && store.write([&](store::Transaction& tx) {
        return offer::expire_due(tx, expire_at_once, ctx).more;
    })) {}
    while (!stop.stop_requested() && store.write([&](store::Transaction& tx) {
        return offer::expire_points(tx, expire_at_once, ctx).more;
    })) {}
}

/// Cars of an older database, told to the journal once.
void tell_old_vehicles(store::Store& store) {
    const base::Context ctx{.now = base::clock_now(), .actor = base::system_actor()};
    while (store.write([&](store::Transaction& tx) { return customer::tell_old_vehicles(tx, 200, ctx); }) >
           0) {}
}

}  // namespace

Loop::Loop(const Modules& modules)
    : insight(modules.store, modules.shipper.history(),
              [&shipper = modules.shipper] { shipper.catch_up(); }) {
    store::Store& store = modules.store;
    customer::routes(modules.router, &insight::members_before);
    customer::unsubscribe_routes(modules.router, store);
    tell_old_vehicles(store);
    modules.runner.work_with(customer::bulk_job, [](jobs::Chunk& chunk) {
        return customer::carry_out_bulk(chunk, &insight::members_before);
    });
    modules.runner.work_with(customer::bulk_undo_job, &customer::take_back_bulk);

    insight::routes(modules.router, insight);
    modules.scheduler.every(refresh, 10 * minute,
                            [this, &store](base::Instant now, const std::stop_token& stop) {
                                insight.refresh_all(now, stop);
                                store.write([&](store::Transaction& tx) {  // It looks at everybody's stage.
                                    effect::suggest(tx, {.now = now, .actor = base::system_actor()});
                                });
                            });

    offer::routes(modules.router);
    modules.scheduler.every("offer.expire", minute, [&store](base::Instant now, const std::stop_token& stop) {
        expire_benefits(store, now, stop);
    });

    channel::routes(modules.router);
    scene::routes(modules.router, store);
    scene::add_work(modules.runner, modules.scheduler, store);

    sales::routes(modules.router);

    effect::routes(modules.router, store, modules.shipper, insight);
    store.write([](store::Transaction& tx) {
        insight::install_default_advice(tx, {.now = base::clock_now(), .actor = base::system_actor()});
    });
}

}  // namespace huan::server
