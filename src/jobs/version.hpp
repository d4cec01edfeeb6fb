#pragma once

#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace huan::jobs {

/// Says that the rows behind the caches of `topic` change with this transaction: caches of this process load
/// again as soon as it is committed, those of other processes within a second.
void touch(store::Transaction& tx, const std::string& topic);

/// What a cache asks before it answers from memory. Thread-safe.
class Follower {
public:
    explicit Follower(std::string topic);
    /// Whether the rows may have changed since the last call that answered true (the first one does). Reads
    /// at most one small row, and that at most once a second.
    bool changed(store::Reader& db);
    /// The same for a caller who has no connection at hand: whether `changed` needs to be asked at all.
    bool due() const;

private:
    std::string topic_;
    std::atomic<std::uint64_t> generation_{0};
    std::atomic<std::int64_t> next_look_{0};
    std::mutex mutex_;
    std::int64_t seen_ = -1;
};

}  // namespace huan::jobs
