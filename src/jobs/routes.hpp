#pragma once

#include "http/live.hpp"
#include "http/router.hpp"
#include "jobs/runner.hpp"

namespace huan::jobs {

inline constexpr const char* job_topic = "job";

/// The endpoints of this module. `allow_private`: webhooks may lead into private networks.
void routes(http::Router& router, bool allow_private);

/// Tells open consoles how jobs stand: names the topic `job`, and gives the runner its publisher. At most a
/// few times a second a job; changes of state always.
Runner::Publish publisher(http::Live& live);

}  // namespace huan::jobs
