#pragma once

#include "jobs/scheduler.hpp"
#include "store/store.hpp"

namespace huan::offer {

/// Registers the end of locks and of coupons with the scheduler, before it is started.
void add_work(jobs::Scheduler& scheduler, store::Store& store);

}  // namespace huan::offer
