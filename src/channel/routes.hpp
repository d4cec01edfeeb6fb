#pragma once

#include "http/router.hpp"

namespace huan::channel {

/// The inbox of a customer, and what the console sees of it.
void routes(http::Router& router);

}  // namespace huan::channel
