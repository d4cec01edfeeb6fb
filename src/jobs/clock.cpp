#include "jobs/clock.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <cstdint>

namespace huan::jobs {

std::string holder_name() {
    std::uint64_t number = 0;
    randombytes_buf(&number, sizeof number);
    return fmt::format("{:016x}", number);
}

bool rest(const std::stop_token& stop, base::Duration time) {
    std::mutex mutex;
    std::condition_variable_any asked;
    std::unique_lock lock(mutex);
    asked.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace huan::jobs
