#pragma once

#include "http/router.hpp"
#include "store/store.hpp"

namespace huan::capture {

/// Sources and the tracking API. `store` takes the messages in chunks, each a command of its own.
void tracking_routes(http::Router& router, store::Store& store);

/// For clients that put the write key into the body: the `Authorization` header they could have sent, or
/// empty.
std::string authorization_from_body(const std::string& body);

}  // namespace huan::capture
