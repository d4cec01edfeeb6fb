#include "customer/grouping.hpp"

#include "customer/testing/observations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace huan::customer {
namespace {

using testing::Observations;
using testing::Partition;

Identity external(const std::string& value) { return {IdentityKind::external_id, value}; }
Identity phone(const std::string& value) { return {IdentityKind::phone, value}; }
Identity device(const std::string& value) { return {IdentityKind::anonymous_id, value}; }
Identity plate(const std::string& value) { return {IdentityKind::plate, value}; }

TEST(Grouping, joins_people_who_share_a_key) {
    const Partition people =
        testing::grouped({{external("1"), phone("a")}, {phone("a")}, {phone("a"), device("d")}});
    EXPECT_EQ(people.size(), 1U);
}

TEST(Grouping, keeps_apart_who_has_two_values_of_a_kind_that_is_unique_per_person) {
    const Partition people = testing::grouped({{external("1"), phone("a")}, {external("2"), phone("a")}});
    EXPECT_EQ(people, (Partition{{external("1")}, {external("2")}}));
}

TEST(Grouping, gives_a_disputed_key_to_neither) {
    const Partition people =
        testing::grouped({{external("1"), phone("a")}, {external("2"), phone("a")}, {phone("a")}});
    EXPECT_EQ(people, (Partition{{external("1")}, {external("2")}, {phone("a")}}));
}

TEST(Grouping, refuses_a_weak_chain_before_a_strong_one) {
    // Two people through one device; their phones are theirs all the same.
    const Partition people = testing::grouped({{external("1"), phone("a")},
                                               {external("2"), phone("b")},
                                               {phone("a"), device("d")},
                                               {phone("b"), device("d")}});
    EXPECT_EQ(people, (Partition{{external("1"), phone("a")}, {external("2"), phone("b")}}));
}

TEST(Grouping, never_joins_by_a_weak_kind) {
    const Partition people =
        testing::grouped({{phone("a"), plate("沪A8K321")}, {phone("b"), plate("沪A8K321")}});
    EXPECT_EQ(people.size(), 2U);
}

TEST(Grouping, drops_a_key_that_too_many_people_were_seen_with) {
    Observations seen;
    for (int i = 0; i <= KindRules::built_in().of(IdentityKind::anonymous_id).people_limit; ++i)
        seen.push_back({phone("p" + std::to_string(i)), device("kiosk")});
    EXPECT_EQ(testing::grouped(seen).size(), seen.size());
    seen.pop_back();
    EXPECT_EQ(testing::grouped(seen).size(), 1U);
}

TEST(Grouping, joins_whom_an_operator_joined_even_with_two_ids_of_their_own) {
    const testing::Observations seen{{external("1")}, {external("2"), phone("a")}, {phone("a")}};
    const testing::Words words{{true, {external("1")}, {external("2")}}};
    EXPECT_EQ(testing::grouped(seen, words).size(), 1U);
}

TEST(Grouping, keeps_apart_whom_an_operator_parted_whatever_they_share) {
    const testing::Observations seen{{phone("a"), device("d")}, {phone("b"), device("d")}};
    ASSERT_EQ(testing::grouped(seen).size(), 1U);
    const testing::Words words{{false, {phone("a")}, {phone("b")}}};
    EXPECT_EQ(testing::grouped(seen, words).size(), 2U);
    EXPECT_EQ(group(testing::graph_of(seen, words), KindRules::built_in()).states[1], KeyState::conflict);
}

TEST(Grouping, agrees_with_a_slow_reading_of_decisions_too) {
    std::mt19937 random(20261122);
    for (int round = 0; round < 3000; ++round) {
        const Observations seen = testing::random_observations(random, 3 + round % 12);
        const testing::Words words = testing::random_words(random, seen, 1 + round % 4);
        SCOPED_TRACE(testing::text_of(seen));
        ASSERT_EQ(testing::grouped(seen, words), testing::grouped_slowly(seen, words));
    }
}

TEST(Grouping, with_decisions_does_not_depend_on_the_order_in_which_things_were_seen) {
    std::mt19937 random(8);
    for (int round = 0; round < 1000; ++round) {
        Observations seen = testing::random_observations(random, 3 + round % 10);
        const testing::Words words = testing::random_words(random, seen, 1 + round % 4);
        SCOPED_TRACE(testing::text_of(seen));
        const Partition people = testing::grouped(seen, words);
        std::shuffle(seen.begin(), seen.end(), random);
        ASSERT_EQ(testing::grouped(seen, words), people);
    }
}

TEST(Grouping, agrees_with_a_slow_and_simple_reading_of_the_rules) {
    std::mt19937 random(20260302);
    for (int round = 0; round < 3000; ++round) {
        const Observations seen = testing::random_observations(random, 3 + round % 12);
        SCOPED_TRACE(testing::text_of(seen));
        ASSERT_EQ(testing::grouped(seen), testing::grouped_slowly(seen));
    }
}

TEST(Grouping, does_not_depend_on_the_order_in_which_things_were_seen) {
    std::mt19937 random(7);
    for (int round = 0; round < 1000; ++round) {
        Observations seen = testing::random_observations(random, 3 + round % 10);
        SCOPED_TRACE(testing::text_of(seen));
        const Partition people = testing::grouped(seen);
        std::shuffle(seen.begin(), seen.end(), random);
        ASSERT_EQ(testing::grouped(seen), people);
    }
}

TEST(Grouping, explains_each_group_with_one_join_fewer_than_it_has_profiles) {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        const LinkGraph graph = testing::graph_of(testing::random_observations(random, 12));
        const Grouping result = group(graph, KindRules::built_in());
        const std::set<std::size_t> groups(result.group_of.begin(), result.group_of.end());
        EXPECT_EQ(result.joins.size(), graph.profiles.size() - groups.size());
        for (const Join& join : result.joins) EXPECT_EQ(result.states[join.key], KeyState::joins);
    }
}

TEST(Grouping, names_a_group_after_its_oldest_profile) {
    LinkGraph graph;
    graph.profiles = {{ProfileId{5}, external("1"), Instant{200}}, {ProfileId{9}, phone("a"), Instant{100}}};
    graph.keys = {{external("1"), {0}}, {phone("a"), {0, 1}}};
    EXPECT_EQ(group(graph, KindRules::built_in()).group_of, (std::vector<std::size_t>{1, 1}));
}

}  // namespace
}  // namespace huan::customer
