#pragma once

#include "http/router.hpp"
#include "store/store.hpp"

namespace huan::scene {

/// Campaigns, placements with their short links and QR codes, triggers, guard, claim page.
void routes(http::Router& router, store::Store& store);

}  // namespace huan::scene
