#pragma once

#include "http/router.hpp"

namespace huan::sales {

/// Leads, calls, the workbench, commissions.
void routes(http::Router& router);

}  // namespace huan::sales
