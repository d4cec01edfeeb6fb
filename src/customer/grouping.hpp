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
    Identity home{};  ///< The identity that names the profile.
    Instant
        created_at{};  ///< With the id, says who is older; decides a group's name, never who belongs to it.

    bool older_than(const ProfileNode& other) const {
        return created_at != other.created_at ? created_at < other.created_at : id < other.id;
    }
};

/// A connected piece of all links.
struct LinkGraph {
    std::vector<ProfileNode> profiles{};
    std::vector<KeyNode> keys{};
};

/// A key at work: it made the groups of these two profiles one.
struct Join {
    std::size_t key = 0;
    std::size_t left = 0;  ///< Profile, by position.
    std::size_t right = 0;
};

struct Grouping {
    std::vector<std::size_t> group_of{};  ///< For each profile, the position of its group's oldest.
    std::vector<KeyState> states{};       ///< For each key.
    std::vector<Join> joins{};            ///< One fewer than profiles in each group: why they are together.
};

/// Keys are taken strongest first (then by value). A key joins all profiles it was seen with, or none: none
/// when its kind is weak, when it was seen with more profiles than its kind allows, or when two of its
/// profiles' groups (or it and a group) have different values of a kind that is unique per person.
Grouping group(const LinkGraph& graph);

}  // namespace huan::customer
