#pragma once

#include "history/shipper.hpp"
#include "http/live.hpp"
#include "http/router.hpp"
#include "insight/insight.hpp"
#include "jobs/runner.hpp"
#include "jobs/scheduler.hpp"
#include "server/config.hpp"
#include "store/store.hpp"

namespace huan::server {

/// What the modules of the loop are connected to.
struct Modules {
    store::Store& store;
    history::Shipper& shipper;
    http::Live& live;
    jobs::Runner& runner;
    jobs::Scheduler& scheduler;
    http::Router& router;
    const Config& config;
};

/// The modules of the loop at work: routes, jobs, periodic work and live topics of customer, insight, offer,
/// channel, scene, sales and effect. Outlives the server.
struct Loop {
    /// Periodic work that takes stages, segments and suggestions up to now.
    static constexpr const char* refresh = "insight.refresh";

    explicit Loop(const Modules& modules);

    insight::Insight insight;
};

}  // namespace huan::server
