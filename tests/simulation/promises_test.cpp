// The product's promises under random stories: a short run of `make simulate`.
#include "simulation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace huan::simulation {
namespace {

TEST(Promises, hold_in_every_random_story) {
    Options options;
#ifdef HUAN_SANITIZED
    options.steps = 5'000;
#endif
    if (const char* seed = std::getenv("HUAN_SEED")) options.seed = std::strtoull(seed, nullptr, 10);
    if (const char* steps = std::getenv("HUAN_STEPS")) options.steps = std::strtoll(steps, nullptr, 10);
    std::cout << "seed " << options.seed << ", " << options.steps << " steps\n";
    const Report report = Simulation(options).run();
    EXPECT_FALSE(report.failure) << report.failure->text;
    EXPECT_LT(report.refused, report.steps / 2) << "too few steps did anything";
}

}  // namespace
}  // namespace huan::simulation
