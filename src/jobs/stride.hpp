#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace huan::jobs {

/// How many units of a job (rows, people) one transaction takes, so that it is held for about `aim`: learned
/// from how long the last ones took.
class Stride {
public:
    using Duration = std::chrono::steady_clock::duration;
    static constexpr std::int64_t most = 500;

    explicit Stride(Duration aim) : aim_(aim) {}

    /// 1 to 500.
    std::int64_t units() const { return units_; }

    /// A transaction of `done` units was held for `held`. One that was slow for another reason, such as a
    /// busy machine, does not turn it upside down: it changes by half or double at most.
    void took(std::int64_t done, Duration held) {
        if (done < 1) return;
        const double fits = static_cast<double>(done) * static_cast<double>(aim_.count()) /
                            static_cast<double>(std::max<Duration::rep>(held.count(), 1));
        const double now = static_cast<double>(units_);
        units_ =
            std::clamp<std::int64_t>(static_cast<std::int64_t>(std::clamp(fits, now / 2, now * 2)), 1, most);
    }

private:
    Duration aim_;
    std::int64_t units_ = 16;
};

}  // namespace huan::jobs
