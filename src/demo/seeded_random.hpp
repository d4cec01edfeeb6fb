#pragma once

#include <cstdint>

namespace huan::demo {

/// While it lives, what this process draws at random (coupon codes, placements' codes, the salt that decides
/// who is held out of a campaign) is drawn from the seed, so that a demo is the same every time. Nothing that
/// must stay secret may be made meanwhile. One at a time, in a process that serves nobody.
class SeededRandom {
public:
    explicit SeededRandom(std::uint64_t seed);
    ~SeededRandom();
    SeededRandom(const SeededRandom&) = delete;
    SeededRandom& operator=(const SeededRandom&) = delete;
};

}  // namespace huan::demo
