#pragma once

#include "invariants.hpp"
#include "memory_store.hpp"
#include "world.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace huan::simulation {

using Story = std::vector<loop::Step>;

struct Options {
    std::uint64_t seed = 1;
    std::int64_t steps = 100'000;
    std::int64_t story_length = 400;  ///< Steps of one company, from its first day on.
    std::int64_t whole_every = 25;    ///< Steps between looks at everything.
    /// For tests of the simulation itself: something that breaks the product, made a part of it.
    std::function<void(store::Store&)> sabotage{};
    /// Told after each story how many steps there were so far.
    std::function<void(std::int64_t)> progress{};
};

/// How a story came out.
struct Outcome {
    std::vector<std::string> outcomes{};   ///< Of the steps that were told.
    std::optional<loop::Broken> broken{};  ///< What did not hold after the last of them.
};

struct Failure {
    std::uint64_t story_number = 0;
    std::size_t length = 0;  ///< Of the story as drawn, up to the step that broke something.
    loop::Broken broken{};
    Story story{};       ///< The shortest that was found.
    std::string text{};  ///< That one in the format of tests/loop/*.story.
};

struct Report {
    std::int64_t steps = 0;
    std::int64_t stories = 0;
    std::int64_t refused = 0;  ///< Steps the product refused; the rest changed something or answered.
    std::optional<Failure> failure{};
};

/// One company after the other, each told a story, with every promise checked as it goes.
class Simulation {
public:
    explicit Simulation(Options options);
    ~Simulation();

    /// Until `steps` are told or a promise is broken; the broken story is made short.
    Report run();
    /// Tells one story to a fresh company. `whole_every` 1 in replays: the step that breaks something is the
    /// last.
    Outcome tell(const Story& story, std::uint64_t number, std::int64_t whole_every);

private:
    Failure shorten(Story story, std::uint64_t number, const loop::Broken& broken);

    Options options_;
    MemoryStore store_;
    std::unique_ptr<loop::World> world_;
    std::unique_ptr<loop::Invariants> invariants_;
};

/// Delta debugging: a story as short as can be of which `fails` still holds; leaving any single step out, it
/// does not.
Story shortest(Story story, const std::function<bool(const Story&)>& fails);

}  // namespace huan::simulation
