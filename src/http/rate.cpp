#include "http/rate.hpp"

#include "http/errors.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace huan::http {

double RateLimiter::refilled(const Bucket& bucket, Clock::time_point now) const {
    const double seconds = std::chrono::duration<double>(now - bucket.at).count();
    return std::min(rate_.burst, bucket.tokens + seconds * rate_.per_second);
}

void RateLimiter::take(std::string_view name, Clock::time_point now) {
    if (rate_.per_second <= 0) return;
    Shard& shard = shards_[std::hash<std::string_view>{}(name) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    if (shard.buckets.size() >= shard.sweep_at) sweep(shard, now);
    const auto [at, fresh] = shard.buckets.try_emplace(std::string(name), Bucket{rate_.burst, now});
    Bucket& bucket = at->second;
    if (!fresh) bucket.tokens = refilled(bucket, now);
    bucket.at = now;
    if (bucket.tokens < 1) {
        base::Error refused{errors::too_many};
        const double wait = std::ceil((1 - bucket.tokens) / rate_.per_second);
        refused.retry_after =
            std::chrono::seconds(std::max<std::int64_t>(1, static_cast<std::int64_t>(wait)));
        throw refused;
    }
    bucket.tokens -= 1;
}

void RateLimiter::sweep(Shard& shard, Clock::time_point now) const {
    boost::unordered::erase_if(shard.buckets,
                               [&](const auto& item) { return refilled(item.second, now) >= rate_.burst; });
    shard.sweep_at = std::max<std::size_t>(1024, shard.buckets.size() * 2);
}

std::size_t RateLimiter::names() const {
    std::size_t count = 0;
    for (const Shard& shard : shards_) {
        const std::lock_guard lock(shard.mutex);
        count += shard.buckets.size();
    }
    return count;
}

}  // namespace huan::http
