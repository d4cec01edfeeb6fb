#pragma once

#include "customer/grouping.hpp"

#include <random>
#include <set>
#include <string>
#include <vector>

/// Made-up observations, and what the rules of grouping say of them, read in the simplest way.
namespace huan::customer::testing {

/// What was seen together, each strongest first.
using Observations = std::vector<std::vector<Identity>>;
/// People, each as the set of the identities that name their profiles.
using Partition = std::set<std::set<Identity>>;

/// An operator's word on profiles, by the identities that name them.
struct Word {
    bool joins = false;
    std::set<Identity> left{};
    std::set<Identity> right{};
};
using Words = std::vector<Word>;

/// Few values of each kind, so that they meet often. All are valid as they stand.
Observations random_observations(std::mt19937& random, int count);

/// Decisions about some of the profiles that were seen.
Words random_words(std::mt19937& random, const Observations& seen, int count);

LinkGraph graph_of(const Observations& seen, const Words& words = {});

/// By `group`.
Partition grouped(const Observations& seen, const Words& words = {});
/// By sets that are merged key by key; shares no code with `group`.
Partition grouped_slowly(const Observations& seen, const Words& words = {});

std::string text_of(const Observations& seen);

}  // namespace huan::customer::testing
