#pragma once

#include "http/live.hpp"
#include "jobs/teller.hpp"
#include "store/event.hpp"

namespace huan::server {

/// Who reacts to which event: the page that closes the loop. Reactors run in this order, in the transaction
/// of the event, each in a savepoint of its own.
void close_the_loop(store::Reactors& reactors, jobs::Teller& teller, http::Live& live);

}  // namespace huan::server
