#pragma once

#include "server/data_directory.hpp"
#include "server/modules.hpp"

namespace huan::server {

/// What keeps the place tidy: forgetting old idempotency keys and message ids, expiring sessions...
void add_upkeep(const Modules& modules, const DataDirectory& directory);

/// GET /api/health, GET /api/status, POST /api/backup.
void system_routes(http::Router& router, store::Store& store, history::Shipper& shipper,
                   const DataDirectory& directory);

/// GET /api/export/{customers,orders,coupons,leads,events}.csv
void export_routes(http::Router& router, store::Store& store);

/// /api/local/...: for the owner of the data directory only.
void local_routes(http::Router& router);

}  // namespace huan::server
