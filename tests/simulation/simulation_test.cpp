// The simulation itself: it is the same for the same seed, finds nothing in the product, and finds what is
// broken.
#include "simulation.hpp"

#include "generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace huan::simulation {
namespace {

Story story_of(std::uint64_t seed, std::size_t length) {
    Generator generator(seed, 0);
    Story story;
    while (story.size() < length) story.push_back(generator.next());
    return story;
}

TEST(Simulation, a_story_reads_back_as_it_was_written) {
    for (const loop::Step& step : story_of(7, 2'000)) {
        const loop::Line line = loop::World::line_of(step, "something");
        const auto read = loop::line_of(loop::text_of(line));
        ASSERT_TRUE(read) << loop::text_of(line);
        EXPECT_EQ(*read, line);
        EXPECT_EQ(loop::World::step_of(*read), step) << line.sentence;
    }
}

TEST(Simulation, the_same_seed_tells_the_same_story_twice) {
    const Story story = story_of(11, 400);
    EXPECT_EQ(story, story_of(11, 400));
    Simulation one({.seed = 11}), other({.seed = 11});
    const std::vector<std::string> first = one.tell(story, 0, 25).outcomes;
    EXPECT_EQ(first, one.tell(story, 0, 25).outcomes);
    EXPECT_EQ(first, other.tell(story, 0, 25).outcomes);
}

TEST(Simulation, delta_debugging_leaves_only_what_is_needed) {
    const Story story = story_of(3, 300);
    const auto fails = [&](const Story& shorter) {
        const auto holds = [&](std::size_t i) {
            return std::find(shorter.begin(), shorter.end(), story[i]) != shorter.end();
        };
        return holds(17) && holds(120) && holds(299);
    };
    EXPECT_LE(shortest(story, fails).size(), 3U);
}

/// A reactor that undoes a limit behind the product's back.
std::function<void(store::Store&)> undoing(const char* event, const char* sql) {
    return [=](store::Store& store) {
        store.reactors().on(
            event, "test.sabotage",
            [sql](store::Transaction& tx, const store::Event&, const base::Context&) { tx.execute(sql); });
    };
}

struct Sabotage {
    const char* what;
    const char* event;
    const char* sql;
    const char* promise;
    std::size_t most_steps;
};
const Sabotage sabotages[] = {
    {"claims of a day are forgotten", "coupon.claimed", "DELETE FROM claim_count WHERE kind = 1",
     "who is joined and parted is as before", 4},
    {"a claim is not counted", "coupon.claimed", "UPDATE coupon_type SET issued = issued - 1",
     "the pieces issued are counted", 2},
    {"messages of a day are forgotten", "campaign.sent", "DELETE FROM message_count",
     "a person's messages of the day are counted", 6},
    {"a redemption costs a fen more", "coupon.redeemed",
     "UPDATE coupon_type SET budget_left = budget_left - 1 WHERE budget_left > 0",
     "what a coupon type has left is what its account says", 3},
    {"joining people loses points", "profiles.merged",
     "UPDATE point_account SET balance = 0 WHERE balance > 0", "a balance of points is that of its lots", 5},
    {"a reactor fails", "order.refunded", "UPDATE no_such_table SET n = 1", "no reactor failed", 2},
};

TEST(Simulation, finds_what_is_broken_and_tells_it_briefly) {
    for (const Sabotage& sabotage : sabotages) {
        SCOPED_TRACE(sabotage.what);
        Options options{.seed = 5, .steps = 40'000};
        options.sabotage = undoing(sabotage.event, sabotage.sql);
        const Report report = Simulation(options).run();
        ASSERT_TRUE(report.failure) << "nothing was found in " << report.steps << " steps";
        EXPECT_EQ(report.failure->broken.promise, sabotage.promise);
        EXPECT_LE(report.failure->story.size(), sabotage.most_steps) << report.failure->text;
    }
}

}  // namespace
}  // namespace huan::simulation
