#pragma once

#include "history/shipper.hpp"
#include "http/router.hpp"
#include "insight/insight.hpp"
#include "store/store.hpp"

namespace huan::effect {

/// Report, home, suggestions. `store`, `shipper` and `insight` outlive the router.
void routes(http::Router& router, store::Store& store, history::Shipper& shipper, insight::Insight& insight);

}  // namespace huan::effect
