#pragma once

#include "capture/undo.hpp"
#include "customer/forget.hpp"
#include "http/live.hpp"
#include "jobs/teller.hpp"
#include "store/event.hpp"

namespace huan::server {

/// Who reacts to which event: the page that closes the loop. Reactors run in this order, in the transaction
/// of the event, each in a savepoint of its own.
void close_the_loop(store::Reactors& reactors, jobs::Teller& teller, http::Live& live);

/// What each module does when people go: in this order.
customer::Forgetters forgetters();

/// How the events of an import are taken back when it is undone.
void undo_the_loop(capture::Undo& undo);

}  // namespace huan::server
