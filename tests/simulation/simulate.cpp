// make simulate N=steps SEED=seed: tells random stories and says how many steps a second were told and
// checked.
#include "base/log.hpp"
#include "simulation.hpp"

#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

namespace {

std::int64_t asked(int count, char** words, int place, std::int64_t otherwise) {
    return place < count ? std::stoll(words[place]) : otherwise;
}

}  // namespace

int main(int count, char** words) {
    using namespace huan::simulation;
    Options options;
    options.steps = asked(count, words, 1, options.steps);
    options.seed = static_cast<std::uint64_t>(asked(count, words, 2, 1));
    std::cout << "seed " << options.seed << ", " << options.steps << " steps\n" << std::flush;

    const auto begun = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    double told_at = 0;
    options.progress = [&](std::int64_t steps) {
        if (seconds() - told_at < 30) return;
        told_at = seconds();
        std::printf("%lld steps, %.0f a second\n", static_cast<long long>(steps), double(steps) / told_at);
        std::fflush(stdout);
    };
    const Report report = Simulation(options).run();
    std::printf("%lld steps in %lld stories (%lld refused) in %.1f s: %.0f a second\n",
                static_cast<long long>(report.steps), static_cast<long long>(report.stories),
                static_cast<long long>(report.refused), seconds(), double(report.steps) / seconds());
    if (!report.failure) return 0;
    std::cout << "\nA promise is broken. Keep this as tests/loop/<name>.story once it is mended:\n\n"
              << report.failure->text;
    return 1;
}
