#pragma once

#include "jobs/runner.hpp"
#include "jobs/scheduler.hpp"
#include "store/store.hpp"

namespace huan::scene {

/// The kind of the job that sends a campaign's messages.
inline constexpr const char* delivery_job = "scene.deliver";

/// Registers the delivery with the runner and the clock of campaigns (start, end, morning after quiet hours)
/// with the scheduler. Before either is started.
void add_work(jobs::Runner& runner, jobs::Scheduler& scheduler, store::Store& store);

}  // namespace huan::scene
