#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace huan::insight::testing {

/// Random tests draw another world on every run and print this; HUAN_TEST_SEED replays one.
inline std::uint64_t seed() {
    if (const char* given = std::getenv("HUAN_TEST_SEED")) return std::strtoull(given, nullptr, 10);
    static const std::uint64_t drawn = std::random_device{}();
    return drawn;
}

}  // namespace huan::insight::testing
