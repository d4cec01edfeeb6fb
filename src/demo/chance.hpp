#pragma once

#include <cstdint>
#include <span>

namespace huan::demo {

/// Chance that is the same on every machine: the standard's distributions differ between libraries, so these
/// are our own. xoshiro256**, seeded by splitmix64.
class Chance {
public:
    explicit Chance(std::uint64_t seed);
    /// Chance of its own for a matter that is named by numbers, so that one matter more does not shift all
    /// the others.
    Chance(std::uint64_t seed, std::uint64_t matter, std::uint64_t part = 0);

    std::uint64_t next();
    /// 0 .. n-1.
    std::int64_t below(std::int64_t n);
    /// Both ends included.
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
    /// [0, 1).
    double fraction();
    double within(double low, double high) { return low + (high - low) * fraction(); }
    bool happens(double probability) { return fraction() < probability; }
    /// The index of one of `weights`, by weight.
    std::size_t weighted(std::span<const int> weights);
    template <class List> const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(std::size(list))))];
    }

private:
    std::uint64_t state_[4];
};

}  // namespace huan::demo
