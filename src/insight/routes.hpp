#pragma once

#include "http/router.hpp"
#include "insight/insight.hpp"

namespace huan::insight {

/// The endpoints of step 1. `insight` must outlive the router.
void routes(http::Router& router, Insight& insight);

}  // namespace huan::insight
