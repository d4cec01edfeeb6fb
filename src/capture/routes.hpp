#pragma once

#include "capture/recent.hpp"
#include "history/history.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>

namespace huan::capture {

/// Whether a write key is one of ours.
using KnowsKey = std::function<bool(store::Reader& db, const std::string& write_key)>;

/// Sources, the tracking API and the event dictionary. `store` takes the messages in chunks, each a command
/// of its own.
void tracking_routes(http::Router& router, store::Store& store, history::History& history, Recent& recent,
                     const KnowsKey& knows_key);

/// For clients that put the write key into the body: the `Authorization` header they could have sent, or
/// empty.
std::string authorization_from_body(const std::string& body);

}  // namespace huan::capture
