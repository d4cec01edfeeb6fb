#include "history/block_builder.hpp"
#include "insight/everybody.hpp"
#include "insight/testing/memory_history.hpp"
#include "insight/testing/naive.hpp"
#include "insight/testing/random_world.hpp"
#include "insight/testing/seed.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace huan::insight {
namespace {

using testing::MemoryHistory;
using testing::Naive;
using testing::RandomWorld;
using testing::seed;

std::string text(const Rule& rule) { return boost::json::serialize(base::to_json(rule)); }

std::string text(const std::vector<store::Event>& events) {
    std::string lines;
    for (const store::Event& event : events)
        lines += fmt::format("  {} {} {} {}\n", event.seq, base::format_instant(event.occurred_at),
                             event.name, boost::json::serialize(event.properties));
    return lines;
}

/// A world whose zone has a night business's day and whose segments are drawn anew.
struct World {
    explicit World(std::uint64_t number) : random(number) {
        for (std::int64_t id = 1; id <= RandomWorld::segments; ++id)
            segments[SegmentId{id}] = random.rule(1, false);
        around.zone = random.chance(50) ? base::Zone("America/New_York", std::chrono::minutes(720))
                                        : base::Zone("Asia/Shanghai");
        around.segment = [this](SegmentId id) { return segments.at(id); };
        around.policy.new_days = random.number(5, 20);
        around.policy.trend_days = random.number(5, 20);
        around.policy.silent_days = random.number(3, 20);
        around.policy.lost_days = random.number(21, 40);
        around.policy.mature_orders = random.number(1, 3);
        if (random.chance(40)) around.policy.beginning = Beginning::first_visit;
    }
    RandomWorld random;
    std::map<SegmentId, Rule> segments;
    Surroundings around;
};

bool evaluated(const Plan& plan, const std::vector<store::Event>& events, base::Instant as_of,
               std::size_t rule = 0) {
    std::vector<store::Event> ordered = events;
    std::ranges::sort(ordered, {},
                      [](const store::Event& event) { return std::pair(event.occurred_at, event.seq); });
    history::BlockBuilder builder(plan.scan(as_of));
    for (const store::Event& event : ordered) {
        const bool wanted = plan.needs_everybody() || std::ranges::count(plan.names(), event.name) > 0;
        if (wanted && event.occurred_at >= plan.earliest(as_of)) builder.add(history::to_row(event));
    }
    Fold fold(plan, as_of);
    fold.begin();
    fold.add(builder.block(), 0, builder.size());
    fold.end();
    return fold.holds(rule);
}

TEST(Evaluator, agrees_with_the_definition_for_every_kind_of_condition) {
    for (int kind = 0; kind < RandomWorld::leaf_kinds; ++kind) {
        std::int64_t yes = 0;
        constexpr std::int64_t rounds = 1'000;
        for (std::int64_t round = 0; round < rounds; ++round) {
            World world(seed() + static_cast<std::uint64_t>(round));
            const Rule rule = world.random.leaf(kind);
            std::int64_t seq = 0;
            const std::vector<store::Event> events = world.random.events(base::ProfileId{7}, seq);
            const bool expected = Naive(events, RandomWorld::as_of, world.around).holds(rule);
            const Plan plan = Plan::compile(std::span(&rule, 1), world.around);
            ASSERT_EQ(evaluated(plan, events, RandomWorld::as_of), expected)
                << "HUAN_TEST_SEED=" << seed() << " round " << round << "\n"
                << text(rule) << "\n"
                << text(events);
            yes += expected ? 1 : 0;
        }
        EXPECT_GT(yes, rounds / 50) << "kind " << kind << " hardly ever held: the comparison says little";
        EXPECT_LT(yes, rounds - rounds / 50) << "kind " << kind;
    }
}

TEST(Evaluator, agrees_with_the_definition_for_whole_trees) {
    for (std::uint64_t round = 0; round < 2'000; ++round) {
        World world(seed() + round);
        const Rule rule = world.random.rule(3);
        std::int64_t seq = 0;
        const std::vector<store::Event> events = world.random.events(base::ProfileId{7}, seq);
        const bool expected = Naive(events, RandomWorld::as_of, world.around).holds(rule);
        const Plan plan = Plan::compile(std::span(&rule, 1), world.around);
        ASSERT_EQ(evaluated(plan, events, RandomWorld::as_of), expected)
            << "HUAN_TEST_SEED=" << seed() << " round " << round << "\n"
            << text(rule) << "\n"
            << text(events);
    }
}

/// Some people, some of whom have several profiles.
struct Crowd {
    Crowd(World& world, std::size_t block_size) : history(block_size) {
        std::int64_t seq = 0;
        std::vector<customer::MovedProfile> moved;
        std::vector<history::Row> rows;
        for (std::int64_t id = 1; id <= 60; ++id) {
            const bool joins = id > 1 && world.random.chance(20);
            const base::CustomerId customer{joins ? world.random.number(1, (id - 1) / 2 + 1) : id};
            const base::CustomerId root = joins ? owner[customer] : customer;
            owner[base::CustomerId{id}] = root;
            if (root.value != id) moved.push_back({base::ProfileId{id}, root});
            for (const store::Event& event : world.random.events(base::ProfileId{id}, seq)) {
                events[root].push_back(event);
                rows.push_back(history::to_row(event));
            }
        }
        history.insert(rows);
        aliases = Aliases(moved);
    }
    MemoryHistory history;
    Aliases aliases;
    std::map<base::CustomerId, base::CustomerId> owner;
    std::map<base::CustomerId, std::vector<store::Event>> events;
};

TEST(Evaluator, finds_by_one_scan_of_everybody_whom_it_finds_person_by_person) {
    for (std::uint64_t round = 0; round < 60; ++round) {
        World world(seed() + round);
        Crowd crowd(world, static_cast<std::size_t>(world.random.number(1, 40)));
        std::vector<Rule> rules;
        for (int i = 0; i < 5; ++i) rules.push_back(world.random.rule(2));
        const bool with_stages = world.random.chance(30);
        const Plan plan = Plan::compile(rules, world.around, with_stages);
        std::map<base::CustomerId, Stage> stages, expected_stages;
        std::vector<std::set<base::CustomerId>> found(rules.size()), expected(rules.size());
        std::set<base::CustomerId> visited;
        fold_everybody(crowd.history, crowd.aliases, plan, RandomWorld::as_of, [&](const Person& person) {
            const base::CustomerId customer = person.customer_id;
            EXPECT_TRUE(visited.insert(customer).second) << customer.value << " came twice";
            for (std::size_t i = 0; i < rules.size(); ++i)
                if (person.fold.holds(i)) found[i].insert(customer);
            if (with_stages) stages[customer] = person.fold.stage();
        });
        std::int64_t known = 0;
        for (const auto& [customer, events] : crowd.events) {
            const Naive person(events, RandomWorld::as_of, world.around);
            known += person.is_known() ? 1 : 0;
            if (with_stages && person.is_known()) expected_stages[customer] = person.stage();
            for (std::size_t i = 0; i < rules.size(); ++i)
                if (person.holds(rules[i])) expected[i].insert(customer);
        }
        for (std::size_t i = 0; i < rules.size(); ++i)
            ASSERT_EQ(found[i], expected[i]) << "HUAN_TEST_SEED=" << seed() << " round " << round << "\n"
                                             << text(rules[i]);
        ASSERT_EQ(stages, expected_stages) << "HUAN_TEST_SEED=" << seed() << " round " << round;
        ASSERT_EQ(count_everybody(crowd.history, crowd.aliases, RandomWorld::as_of), known);
    }
}

TEST(Evaluator, does_not_let_what_happens_at_or_after_an_instant_change_what_was_true_then) {
    for (std::uint64_t round = 0; round < 1'000; ++round) {
        World world(seed() + round);
        const Rule rule = world.random.rule(3);
        std::int64_t seq = 0;
        const std::vector<store::Event> events = world.random.events(base::ProfileId{7}, seq);
        std::vector<store::Event> before = events;
        std::erase_if(before,
                      [](const store::Event& event) { return event.occurred_at >= RandomWorld::as_of; });
        std::vector<store::Event> later = events;
        for (store::Event event : world.random.events(base::ProfileId{7}, seq)) {
            const std::int64_t after = std::abs(event.occurred_at.ms - RandomWorld::as_of.ms);
            event.occurred_at = base::Instant{RandomWorld::as_of.ms + after};
            later.push_back(event);
        }
        const Plan plan = Plan::compile(std::span(&rule, 1), world.around);
        const bool then = evaluated(plan, before, RandomWorld::as_of);
        ASSERT_EQ(evaluated(plan, events, RandomWorld::as_of), then) << seed() << " " << round << text(rule);
        ASSERT_EQ(evaluated(plan, later, RandomWorld::as_of), then) << seed() << " " << round << text(rule);
    }
}

TEST(Evaluator, says_the_same_of_everything_moved_by_whole_days_together) {
    for (std::uint64_t round = 0; round < 500; ++round) {
        World world(seed() + round);
        world.around.zone = base::Zone("UTC");
        const Rule rule =
            world.random.leaf(4);  // Order aggregates; spans between instants would not move along.
        if (rule.orders->window && !rule.orders->window->last_days) continue;
        if (text(rule).find("in_days") != std::string::npos) continue;
        std::int64_t seq = 0;
        std::vector<store::Event> events = world.random.events(base::ProfileId{7}, seq);
        const Plan plan = Plan::compile(std::span(&rule, 1), world.around);
        const bool then = evaluated(plan, events, RandomWorld::as_of);
        const base::Duration by = std::chrono::hours(24) * world.random.number(-400, 400);
        for (store::Event& event : events) event.occurred_at = event.occurred_at + by;
        ASSERT_EQ(evaluated(plan, events, RandomWorld::as_of + by), then)
            << seed() << " " << round << text(rule);
    }
}

TEST(Evaluator, computes_what_conditions_have_in_common_once_and_asks_history_for_no_more_than_it_needs) {
    const Rule rule = base::from_json<Rule>(base::parse_json(R"({"all": [
        {"events": {"names": ["b", "a"], "window": {"last_days": 30}, "measure": "sum", "property": "price",
                    "compare": "ge", "value": 10}},
        {"events": {"names": ["a", "b"], "window": {"last_days": 30}, "measure": "avg", "property": "price",
                    "compare": "lt", "value": 2.5}},
        {"events": {"names": ["a", "b"], "window": {"last_days": 30}, "measure": "count",
                    "compare": "ge", "value": 2}},
        {"any": [{"events": {"names": ["a", "b"], "window": {"last_days": 30}, "measure": "count",
                             "compare": "ge", "value": 2}},
                 {"events": {"names": ["c"], "window": {"last_days": 7}, "measure": "days",
                             "compare": "ge", "value": 1}}]}]})"));
    const Plan plan = Plan::compile(std::span(&rule, 1), Surroundings{});
    EXPECT_EQ(plan.selections().size(), 2U);
    EXPECT_EQ(plan.tallies().size(), 1U);
    EXPECT_EQ(plan.nodes().size(), 6U);  // Three of a and b, one of c, any, all.
    const history::Scan scan = plan.scan(RandomWorld::as_of);
    EXPECT_EQ(scan.filter.names, (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_EQ(scan.properties, (std::vector<std::string>{"price"}));
    EXPECT_EQ(scan.filter.from, RandomWorld::as_of - std::chrono::hours(24 * 30));
    EXPECT_EQ(scan.filter.to, RandomWorld::as_of);
    EXPECT_FALSE(plan.needs_everybody());
}

TEST(Evaluator, sums_beyond_sixty_four_bits_without_losing_anything) {
    const Rule rule = base::from_json<Rule>(base::parse_json(R"({"events": {"names": ["a"], "where": [],
        "measure": "avg", "property": "n", "compare": "eq", "value": 900000000000000}})"));
    const Plan plan = Plan::compile(std::span(&rule, 1), Surroundings{});
    std::vector<store::Event> events;
    for (std::int64_t i = 1; i <= 100; ++i) {
        store::Event event{
            .seq = i, .name = "a", .profile_id = base::ProfileId{7}, .occurred_at = base::Instant{i}};
        event.properties["n"] = 900'000'000'000'000;
        events.push_back(event);
    }
    EXPECT_TRUE(evaluated(plan, events, base::Instant{1'000}));
    events[0].properties["n"] = 899'999'999'999'999;
    EXPECT_FALSE(evaluated(plan, events, base::Instant{1'000}));
}

}  // namespace
}  // namespace huan::insight
