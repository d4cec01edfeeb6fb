#pragma once

#include "customer/customer.hpp"
#include "customer/identity.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Which profiles are one person: a pure function of what was seen, with no store and no clock, so that it is
/// the same for every order of arrival.
namespace huan::customer {

/// One key of the graph and the profiles it was seen with, its own included.
struct KeyNode {
    Identity identity{};
    std::vector<std::size_t> profiles{};  ///< Positions in `LinkGraph::profiles`.
};

struct ProfileNode {
    ProfileId id{};
    Identity home{};  ///< The identity that names the profile; empty for one that is being taken away.
    Instant
        created_at{};  ///< With the id, says who is older; decides a group's name, never who belongs to it.

    bool older_than(const ProfileNode& other) const {
        return created_at != other.created_at ? created_at < other.created_at : id < other.id;
    }
};

/// What an operator decided about profiles; stronger than any key. Positions in `LinkGraph::profiles`.
struct DecisionNode {
    bool joins = false;  ///< They are one person, even with two values of a unique kind; else: never one.
    std::vector<std::size_t> left{};
    std::vector<std::size_t> right{};
};

/// A connected piece of all links. A link that an operator has cut is not in it.
struct LinkGraph {
    std::vector<ProfileNode> profiles{};
    std::vector<KeyNode> keys{};
    std::vector<DecisionNode> decisions{};  ///< In the order in which they were made.
};

/// A key or a decision at work: it made the groups of these two profiles one.
struct Join {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t key = none;
    std::size_t decision = none;
    std::size_t left = 0;  ///< Profile, by position.
    std::size_t right = 0;
};

struct Grouping {
    std::vector<std::size_t> group_of{};  ///< For each profile, the position of its group's oldest.
    std::vector<KeyState> states{};       ///< For each key.
    std::vector<Join> joins{};            ///< One fewer than profiles in each group: why they are together.
};

/// Decisions to join are taken first. Then keys, strongest first (then by value): a key joins all profiles it
/// was seen with, or none. None when its kind is weak, when it was seen with more profiles than its kind
/// allows, when two of its profiles' groups (or it and a group) have no value in common of a kind that is
/// unique per person, or when it would bring together whom a decision keeps apart.
Grouping group(const LinkGraph& graph, const KindRules& rules);

}  // namespace huan::customer
