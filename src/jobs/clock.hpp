#pragma once

#include "base/instant.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

namespace huan::jobs {

/// What time it is; `base::clock_now` in the server, anything in tests.
using Clock = std::function<base::Instant()>;

/// A name for this process among all that share a database; random, new on every start.
std::string holder_name();

/// Sleeps for `time` or until a stop is asked for; false when it was.
bool rest(const std::stop_token& stop, base::Duration time);

}  // namespace huan::jobs
