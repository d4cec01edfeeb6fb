#include "customer/grouping.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace huan::customer {
namespace {

/// What a group of profiles is known to be: enough to say whether two may be one person.
struct Person {
    std::map<IdentityKind, std::set<std::string>>
        unique{};                             ///< Several values only where somebody decided so.
    std::map<std::size_t, unsigned> sides{};  ///< For each decision to part: 1 left, 2 right.
};

bool share_a_value(const std::set<std::string>& left, const std::set<std::string>& right) {
    return std::any_of(left.begin(), left.end(),
                       [&](const std::string& value) { return right.contains(value); });
}

bool same_values(const Person& left, const Person& right) {
    return std::all_of(left.unique.begin(), left.unique.end(), [&](const auto& item) {
        const auto other = right.unique.find(item.first);
        return other == right.unique.end() || share_a_value(item.second, other->second);
    });
}

bool kept_apart(const Person& left, const Person& right) {
    return std::any_of(left.sides.begin(), left.sides.end(), [&](const auto& item) {
        const auto other = right.sides.find(item.first);
        return other != right.sides.end() && (item.second | other->second) == 3U;
    });
}

void add(Person& to, const Person& more) {
    for (const auto& [kind, values] : more.unique) to.unique[kind].insert(values.begin(), values.end());
    for (const auto& [decision, side] : more.sides) to.sides[decision] |= side;
}

class Grouper {
public:
    Grouper(const LinkGraph& graph, const KindRules& rules)
        : graph_(graph),
          rules_(rules),
          parent_(graph.profiles.size()),
          people_(parent_.size()) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
        for (std::size_t i = 0; i < parent_.size(); ++i) {
            const Identity& home = graph.profiles[i].home;
            if (home.kind.value.empty()) continue;  // On its way out: no key names it any more.
            if (rules.of(home.kind).unique_per_person) people_[i].unique[home.kind].insert(home.value);
        }
        for (std::size_t i = 0; i < graph.decisions.size(); ++i) {
            if (graph.decisions[i].joins) continue;
            for (const std::size_t profile : graph.decisions[i].left) people_[profile].sides[i] |= 1U;
            for (const std::size_t profile : graph.decisions[i].right) people_[profile].sides[i] |= 2U;
        }
    }

    Grouping run() {
        Grouping result;
        result.states.assign(graph_.keys.size(), KeyState::joins);
        for (std::size_t i = 0; i < graph_.decisions.size(); ++i)
            if (graph_.decisions[i].joins) follow(i);
        for (const std::size_t key : strongest_first()) result.states[key] = take(key);
        result.joins = std::move(joins_);
        for (std::size_t i = 0; i < parent_.size(); ++i) result.group_of.push_back(root(i));
        return result;
    }

private:
    std::vector<std::size_t> strongest_first() const {
        std::vector<std::size_t> order(graph_.keys.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
            const Identity& a = graph_.keys[left].identity;
            const Identity& b = graph_.keys[right].identity;
            const std::int64_t first = rules_.of(a.kind).priority;
            const std::int64_t second = rules_.of(b.kind).priority;
            return first != second ? first > second : a < b;
        });
        return order;
    }

    void follow(std::size_t decision) {
        const DecisionNode& node = graph_.decisions[decision];
        for (const std::vector<std::size_t>* side : {&node.left, &node.right})
            for (const std::size_t profile : *side)
                if (!kept_apart(people_[root(node.left.front())], people_[root(profile)]))
                    join({.decision = decision, .left = node.left.front(), .right = profile});
    }

    KeyState take(std::size_t position) {
        const KeyNode& key = graph_.keys[position];
        const KindRule& rule = rules_.of(key.identity.kind);
        if (rule.weak) return KeyState::weak;
        if (key.profiles.size() > static_cast<std::size_t>(rule.people_limit)) return KeyState::crowded;
        Person together;
        if (rule.unique_per_person) together.unique[rule.kind].insert(key.identity.value);
        for (const std::size_t profile : key.profiles) {
            const Person& person = people_[root(profile)];
            if (!same_values(person, together) || kept_apart(person, together)) return KeyState::conflict;
            add(together, person);
        }
        for (std::size_t i = 1; i < key.profiles.size(); ++i)
            join({.key = position, .left = key.profiles[0], .right = key.profiles[i]});
        if (!key.profiles.empty()) people_[root(key.profiles[0])] = std::move(together);
        return KeyState::joins;
    }

    std::size_t root(std::size_t profile) {
        while (parent_[profile] != profile) profile = parent_[profile] = parent_[parent_[profile]];
        return profile;
    }

    void join(const Join& why) {
        std::size_t into = root(why.left);
        std::size_t from = root(why.right);
        if (into == from) return;
        joins_.push_back(why);
        if (graph_.profiles[from].older_than(graph_.profiles[into])) std::swap(into, from);
        parent_[from] = into;
        add(people_[into], people_[from]);
    }

    const LinkGraph& graph_;
    const KindRules& rules_;
    std::vector<std::size_t> parent_;
    std::vector<Person> people_;  ///< By the position of a group's oldest.
    std::vector<Join> joins_;
};

}  // namespace

Grouping group(const LinkGraph& graph, const KindRules& rules) { return Grouper(graph, rules).run(); }

}  // namespace huan::customer
