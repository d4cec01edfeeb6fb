#include "simulation.hpp"

#include "demo/seeded_random.hpp"
#include "generator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace huan::simulation {
namespace {

constexpr std::string_view gift = "{} gives {} a coupon";

/// Codes of refusals hold a dot between two words ("offer.sold_out"), amounts between two digits.
bool is_refusal(const std::string& outcome) {
    const std::size_t dot = outcome.find('.');
    return dot != std::string::npos && dot > 0 && outcome.find(' ') == std::string::npos &&
           std::islower(static_cast<unsigned char>(outcome[dot - 1])) != 0;
}

}  // namespace

Simulation::Simulation(Options options) : options_(std::move(options)) {
    const demo::SeededRandom chance(options_.seed);
    if (options_.sabotage) options_.sabotage(store_);
    world_ = std::make_unique<loop::World>(store_);
    invariants_ = std::make_unique<loop::Invariants>(store_);
    store_.mark();
}

Simulation::~Simulation() = default;

Outcome Simulation::tell(const Story& story, std::uint64_t number, std::int64_t whole_every) {
    store_.rewind();
    world_->begin_again();
    invariants_->begin_again();
    const demo::SeededRandom chance(options_.seed * 1'000'003 + number);
    static const std::size_t gives = loop::World::sentence(gift);
    Outcome outcome;
    for (std::size_t i = 0; i < story.size() && !outcome.broken; ++i) {
        const loop::Step& step = story[i];
        try {
            outcome.outcomes.push_back(world_->tell(step));
            if (outcome.outcomes.back().starts_with("not as before"))
                outcome.broken = {"who is joined and parted is as before", outcome.outcomes.back()};
        } catch (const std::exception& problem) {
            outcome.outcomes.emplace_back("an exception");
            outcome.broken = {"commands are carried out or refused", problem.what()};
        }
        const base::Instant now = loop::World::at(step.minute);
        if (!outcome.broken) outcome.broken = invariants_->after_step(step.sentence == gives, now);
        const bool last = i + 1 == story.size();
        if (!outcome.broken && (last || static_cast<std::int64_t>(i + 1) % whole_every == 0))
            outcome.broken = invariants_->of_everything(now);
        if (!outcome.broken && last)
            outcome.broken = invariants_->of_analyses(world_->insight(), world_->segments(), world_->at());
    }
    return outcome;
}

Report Simulation::run() {
    Report report;
    while (report.steps < options_.steps) {
        const auto number = static_cast<std::uint64_t>(report.stories);
        Generator generator(options_.seed, number);
        Story story;
        while (static_cast<std::int64_t>(story.size()) < options_.story_length)
            story.push_back(generator.next());
        const Outcome outcome = tell(story, number, options_.whole_every);
        ++report.stories;
        report.steps += static_cast<std::int64_t>(outcome.outcomes.size());
        report.refused += std::count_if(outcome.outcomes.begin(), outcome.outcomes.end(), is_refusal);
        if (outcome.broken) {
            story.resize(outcome.outcomes.size());
            report.failure = shorten(std::move(story), number, *outcome.broken);
            return report;
        }
        if (options_.progress) options_.progress(report.steps);
    }
    return report;
}

Failure Simulation::shorten(Story story, std::uint64_t number, const loop::Broken& broken) {
    Failure failure{.story_number = number, .length = story.size(), .broken = broken};
    const auto fails = [&](const Story& shorter) {
        const Outcome outcome = tell(shorter, number, options_.whole_every);
        return outcome.broken && outcome.broken->promise == broken.promise;
    };
    failure.story = shortest(std::move(story), fails);
    // Looking at everything after each step finds where it breaks first.
    const Outcome outcome = tell(failure.story, number, 1);
    if (outcome.broken) failure.broken = *outcome.broken;
    failure.text = fmt::format("# Seed {}, story {}: \"{}\" did not hold: {}.\n", options_.seed, number,
                               failure.broken.promise, failure.broken.what);
    for (std::size_t i = 0; i < failure.story.size(); ++i) {
        const bool was_told = i < outcome.outcomes.size();
        const loop::Line line =
            loop::World::line_of(failure.story[i], was_told ? outcome.outcomes[i] : "not told");
        failure.text += loop::text_of(line) + "\n";
    }
    return failure;
}

Story shortest(Story story, const std::function<bool(const Story&)>& fails) {
    for (std::size_t parts = 2; story.size() > 1;) {
        const std::size_t size = (story.size() + parts - 1) / parts;
        bool shorter = false;
        for (std::size_t from = 0; from < story.size(); from += size) {
            Story rest(story.begin(), story.begin() + static_cast<std::ptrdiff_t>(from));
            rest.insert(rest.end(),
                        story.begin() + static_cast<std::ptrdiff_t>(std::min(from + size, story.size())),
                        story.end());
            if (rest.empty() || !fails(rest)) continue;
            story = std::move(rest);
            parts = std::max<std::size_t>(parts - 1, 2);
            shorter = true;
            break;
        }
        if (shorter) continue;
        if (size == 1) break;
        parts = std::min(parts * 2, story.size());
    }
    return story;
}

}  // namespace huan::simulation
