#include "jobs/version.hpp"

#include "jobs/rows.hpp"

#include <sodium.h>

namespace huan::jobs {
namespace {

/// Moves with every committed `touch` of this process, whatever its topic.
std::atomic<std::uint64_t> generation{1};

std::int64_t steady_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

void touch(store::Transaction& tx, const std::string& topic) {
    // Not a count: a number that went back with a lost transaction must not come again for other rows.
    std::uint64_t number = 0;
    randombytes_buf(&number, sizeof number);
    rows::set_cache_number(tx, topic, static_cast<std::int64_t>(number >> 1));
    tx.after_commit([] { ++generation; });
}

Follower::Follower(std::string topic) : topic_(std::move(topic)) {}

bool Follower::due() const { return generation_ != generation || steady_ms() >= next_look_; }

bool Follower::changed(store::Reader& db) {
    if (!due()) return false;
    const std::lock_guard lock(mutex_);
    const std::uint64_t current = generation;
    const std::int64_t number = rows::cache_number(db, topic_);
    next_look_ = steady_ms() + 1000;
    generation_ = current;
    return std::exchange(seen_, number) != number;
}

}  // namespace huan::jobs
