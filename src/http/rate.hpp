#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace huan::http {

/// Tokens come back at `per_second` up to `burst`; each request takes one. A rate of 0 is no limit.
struct Rate {
    double per_second = 0;
    double burst = 0;
};

/// One bucket a name (address, key, user); names that came back to a full bucket are forgotten.
class RateLimiter {
public:
    using Clock = std::chrono::steady_clock;
    explicit RateLimiter(Rate rate) : rate_(rate) {}

    /// Takes one token. \throws base::Error `request.too_many` with `retry_after` when there is none.
    void take(std::string_view name, Clock::time_point now);
    std::size_t names() const;

private:
    struct Bucket {
        double tokens;
        Clock::time_point at;
    };
    struct Shard {
        mutable std::mutex mutex;
        boost::unordered_flat_map<std::string, Bucket> buckets;
        std::size_t sweep_at = 1024;
    };
    void sweep(Shard& shard, Clock::time_point now) const;
    double refilled(const Bucket& bucket, Clock::time_point now) const;

    Rate rate_;
    std::array<Shard, 16> shards_;
};

}  // namespace huan::http
