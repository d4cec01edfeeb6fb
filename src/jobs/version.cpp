#include "jobs/version.hpp"

#include "jobs/rows.hpp"

#include <sodium.h>

#include <map>

namespace huan::jobs {
namespace {

/// Moves with every committed `touch` of this process, whatever its topic.
std::atomic<std::uint64_t> generation{1};

/// The last number this process committed for a topic, and when.
struct Published {
    std::int64_t number = 0;
    std::int64_t at_ms = 0;
};
std::mutex published_mutex;
std::map<std::string, Published> published;

/// A question that began before a commit does not see it; none begins later than this and still does not.
constexpr std::int64_t longest_snapshot_ms = 2000;

std::int64_t steady_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

Published published_of(const std::string& topic) {
    const std::lock_guard lock(published_mutex);
    const auto found = published.find(topic);
    return found == published.end() ? Published{} : found->second;
}

}  // namespace

void touch(store::Transaction& tx, const std::string& topic) {
    // Not a count: a number that went back with a lost transaction must not come again for other rows.
    std::uint64_t random = 0;
    randombytes_buf(&random, sizeof random);
    const auto number = static_cast<std::int64_t>(random >> 1);
    rows::set_cache_number(tx, topic, number);
    tx.after_commit([topic, number] {
        const std::lock_guard lock(published_mutex);
        published[topic] = {number, steady_ms()};
        ++generation;
    });
}

Follower::Follower(std::string topic) : topic_(std::move(topic)) {}

bool Follower::due() const { return generation_ != generation || steady_ms() >= next_look_; }

void Follower::follow(store::Reader& db, const std::function<void()>& load) {
    if (!due()) return;
    const std::lock_guard lock(mutex_);
    if (!due()) return;  // Somebody loaded while we waited.
    const std::uint64_t current = generation;
    const Published ours = published_of(topic_);
    const std::int64_t number = rows::cache_number(db, topic_);
    if (number != seen_) load();
    seen_ = number;
    // Up to date only now, and only if what was read is not older than our own last commit.
    const bool stale = ours.number != 0 && number != ours.number &&
                       steady_ms() - ours.at_ms < longest_snapshot_ms;
    if (stale) return;
    next_look_ = steady_ms() + 1000;
    generation_ = current;
}

}  // namespace huan::jobs
