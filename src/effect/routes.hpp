#pragma once

#include "history/shipper.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

namespace huan::effect {

/// Report, home, suggestions. `shipper` and `store` outlive the router.
void routes(http::Router& router, store::Store& store, history::Shipper& shipper);

}  // namespace huan::effect
