#pragma once

#include "http/router.hpp"
#include "server/demo_desk.hpp"
#include "store/store.hpp"

namespace huan::server {

/// GET /api/demo, and how a demo is asked for.
void demo_routes(http::Router& router, store::Store& store, DemoDesk& desk);
/// All there is of the interface while a demo is made: how far it is. Everything else is refused with
/// `demo.being_made`.
void waiting_routes(http::Router& router, const DemoDesk& desk);

}  // namespace huan::server
