#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace huan::jobs {

/// How many units of a job (rows, people) one transaction takes, so that it is held about as long as it
/// should be: learned from how long the last ones took.
class Stride {
public:
    using Duration = std::chrono::steady_clock::duration;
    static constexpr std::int64_t most = 500;

    /// `crowded`: how long while others wait for the writer, `alone`: while nobody does.
    Stride(Duration crowded, Duration alone) : crowded_(crowded), alone_(alone) {}

    /// 1 to 500.
    std::int64_t units() const { return units_; }

    /// A transaction of `done` units was held for `held`, and others waited at its end or not. One that was
    /// slow for another reason, such as a busy machine, does not turn it upside down: it changes by half or
    /// double at most.
    void took(std::int64_t done, Duration held, bool others_wait) {
        if (done < 1) return;
        const Duration aim = others_wait ? crowded_ : alone_;
        const double fits = static_cast<double>(done) * static_cast<double>(aim.count()) /
                            static_cast<double>(std::max<Duration::rep>(held.count(), 1));
        const double now = static_cast<double>(units_);
        units_ =
            std::clamp<std::int64_t>(static_cast<std::int64_t>(std::clamp(fits, now / 2, now * 2)), 1, most);
    }

private:
    Duration crowded_;
    Duration alone_;
    std::int64_t units_ = 16;
};

}  // namespace huan::jobs
