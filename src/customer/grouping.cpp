#include "customer/grouping.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace huan::customer {
namespace {

/// The one value a group has of each unique kind.
using UniqueValues = std::map<IdentityKind, std::string>;

bool agree(const UniqueValues& left, const UniqueValues& right) {
    return std::all_of(left.begin(), left.end(), [&](const auto& item) {
        const auto other = right.find(item.first);
        return other == right.end() || other->second == item.second;
    });
}

class Grouper {
public:
    explicit Grouper(const LinkGraph& graph)
        : graph_(graph),
          parent_(graph.profiles.size()),
          values_(parent_.size()) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
        for (std::size_t i = 0; i < parent_.size(); ++i) {
            const Identity& home = graph.profiles[i].home;
            if (kind_rule(home.kind).unique_per_person) values_[i][home.kind] = home.value;
        }
    }

    Grouping run() {
        Grouping result;
        result.states.assign(graph_.keys.size(), KeyState::joins);
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
            const int first = kind_rule(a.kind).priority;
            const int second = kind_rule(b.kind).priority;
            return first != second ? first > second : a < b;
        });
        return order;
    }

    KeyState take(std::size_t position) {
        const KeyNode& key = graph_.keys[position];
        const KindRule& rule = kind_rule(key.identity.kind);
        if (rule.weak) return KeyState::weak;
        if (key.profiles.size() > static_cast<std::size_t>(rule.people_limit)) return KeyState::crowded;
        UniqueValues together;
        if (rule.unique_per_person) together[rule.kind] = key.identity.value;
        for (const std::size_t profile : key.profiles) {
            const UniqueValues& values = values_[root(profile)];
            if (!agree(values, together)) return KeyState::conflict;
            together.insert(values.begin(), values.end());
        }
        for (std::size_t i = 1; i < key.profiles.size(); ++i)
            join(position, key.profiles[0], key.profiles[i]);
        if (!key.profiles.empty()) values_[root(key.profiles[0])] = std::move(together);
        return KeyState::joins;
    }

    std::size_t root(std::size_t profile) {
        while (parent_[profile] != profile) profile = parent_[profile] = parent_[parent_[profile]];
        return profile;
    }

    void join(std::size_t key, std::size_t left, std::size_t right) {
        std::size_t into = root(left);
        std::size_t from = root(right);
        if (into == from) return;
        joins_.push_back({.key = key, .left = left, .right = right});
        if (graph_.profiles[from].older_than(graph_.profiles[into])) std::swap(into, from);
        parent_[from] = into;
    }

    const LinkGraph& graph_;
    std::vector<std::size_t> parent_;
    std::vector<UniqueValues> values_;
    std::vector<Join> joins_;
};

}  // namespace

Grouping group(const LinkGraph& graph) { return Grouper(graph).run(); }

}  // namespace huan::customer
