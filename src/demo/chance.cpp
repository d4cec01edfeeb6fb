#include "demo/chance.hpp"

#include <bit>
#include <numeric>

namespace huan::demo {
namespace {

std::uint64_t split_mix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

}  // namespace

Chance::Chance(std::uint64_t seed) {
    for (std::uint64_t& word : state_) word = split_mix(seed);
}

Chance::Chance(std::uint64_t seed, std::uint64_t matter, std::uint64_t part) {
    std::uint64_t mixed = seed;
    mixed = split_mix(mixed) ^ matter;
    mixed = split_mix(mixed) ^ part;
    for (std::uint64_t& word : state_) word = split_mix(mixed);
}

std::uint64_t Chance::next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::int64_t Chance::below(std::int64_t n) {
    // The bias of a remainder of 64 bits is beyond anything a demo could show.
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
}

double Chance::fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::size_t Chance::weighted(std::span<const int> weights) {
    std::int64_t left = below(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}));
    std::size_t index = 0;
    while (left >= weights[index]) left -= weights[index++];
    return index;
}

}  // namespace huan::demo
