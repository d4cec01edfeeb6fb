#pragma once

#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
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
    /// Calls `load` where the rows have changed since it last returned (the first time they have); whoever
    /// asks meanwhile waits for it. When it throws, the next caller loads. Reads at most one small row, and
    /// that at most once a second.
    void follow(store::Reader& db, const std::function<void()>& load);
    /// For a caller who has no connection at hand: whether `follow` needs to be asked at all.
    bool due() const;

private:
    std::string topic_;
    std::atomic<std::uint64_t> generation_{0};
    std::atomic<std::int64_t> next_look_{0};
    std::mutex mutex_;
    std::int64_t seen_ = -1;
};

}  // namespace huan::jobs
