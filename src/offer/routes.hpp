#pragma once

#include "http/router.hpp"

namespace huan::offer {

/// Products, coupon types, coupons, ledger.
void routes(http::Router& router);

}  // namespace huan::offer
