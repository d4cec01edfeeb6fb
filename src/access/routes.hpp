#pragma once

#include "access/secret.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

namespace huan::access {

/// The endpoints of this module. `store` and `passwords` outlive the router.
void routes(http::Router& router, store::Store& store, Passwords& passwords);

}  // namespace huan::access
