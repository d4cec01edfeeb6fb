#include "customer/testing/observations.hpp"

#include <algorithm>
#include <map>

namespace huan::customer::testing {
namespace {

Identity random_identity(std::mt19937& random) {
    const auto pick = [&](int most) {
        return std::to_string(1 + static_cast<int>(random() % static_cast<std::uint_fast32_t>(most)));
    };
    switch (random() % 6) {
        case 0: return {IdentityKind::external_id, "u" + pick(4)};
        case 1: return {IdentityKind::unionid, "w" + pick(3)};
        case 2: return {IdentityKind::email, "e" + pick(3) + "@example.com"};
        case 3: return {IdentityKind::anonymous_id, "d" + pick(4)};
        case 4: return {IdentityKind::plate, "沪A8K32" + pick(2)};
        default: return {IdentityKind::phone, "+861381234123" + pick(4)};
    }
}

/// Each profile, by the identity that names it, and what it was seen with.
std::map<Identity, std::set<Identity>> seen_with(const Observations& seen) {
    std::map<Identity, std::set<Identity>> profiles;
    for (const std::vector<Identity>& together : seen)
        profiles[together.front()].insert(together.begin(), together.end());
    return profiles;
}

/// Whether these identities may be one person's.
bool one_person(const std::set<Identity>& identities) {
    std::map<IdentityKind, std::string> unique;
    for (const Identity& identity : identities)
        if (kind_rule(identity.kind).unique_per_person &&
            unique.emplace(identity.kind, identity.value).first->second != identity.value)
            return false;
    return true;
}

}  // namespace

Observations random_observations(std::mt19937& random, int count) {
    Observations seen;
    for (int i = 0; i < count; ++i) {
        std::vector<Identity> together;
        for (auto more = 1 + random() % 3; more > 0; --more) together.push_back(random_identity(random));
        seen.push_back(normalised(together));
    }
    return seen;
}

LinkGraph graph_of(const Observations& seen) {
    LinkGraph graph;
    std::map<Identity, std::size_t> profiles;
    std::map<Identity, std::size_t> keys;
    for (const std::vector<Identity>& together : seen) {
        const auto [profile, fresh] = profiles.emplace(together.front(), graph.profiles.size());
        if (fresh)
            graph.profiles.push_back(
                {ProfileId{static_cast<std::int64_t>(profiles.size())}, together.front()});
        for (const Identity& identity : together) {
            const auto [key, new_key] = keys.emplace(identity, graph.keys.size());
            if (new_key) graph.keys.push_back({.identity = identity});
            std::vector<std::size_t>& list = graph.keys[key->second].profiles;
            if (std::find(list.begin(), list.end(), profile->second) == list.end())
                list.push_back(profile->second);
        }
    }
    return graph;
}

Partition grouped(const Observations& seen) {
    const LinkGraph graph = graph_of(seen);
    const Grouping result = group(graph);
    std::map<std::size_t, std::set<Identity>> people;
    for (std::size_t i = 0; i < graph.profiles.size(); ++i)
        people[result.group_of[i]].insert(graph.profiles[i].home);
    Partition partition;
    for (const auto& [name, homes] : people) partition.insert(homes);
    return partition;
}

Partition grouped_slowly(const Observations& seen) {
    const auto profiles = seen_with(seen);
    // A person: the profiles they are made of, and every identity that is certainly theirs.
    struct Person {
        std::set<Identity> homes{};
        std::set<Identity> known{};
    };
    std::vector<Person> people;
    std::set<Identity> keys;
    for (const auto& [home, together] : profiles) {
        people.push_back({{home}, {home}});
        keys.insert(together.begin(), together.end());
    }
    for (const KindRule& rule : kind_rules()) {
        if (rule.weak) continue;
        for (const Identity& key : keys) {
            if (key.kind != rule.kind) continue;
            Person together{{}, {key}};
            std::vector<Person> others;
            std::size_t seen_by = 0;
            for (const Person& person : people) {
                const auto has =
                    std::count_if(person.homes.begin(), person.homes.end(),
                                  [&](const Identity& home) { return profiles.at(home).contains(key); });
                seen_by += static_cast<std::size_t>(has);
                if (has == 0) {
                    others.push_back(person);
                    continue;
                }
                together.homes.insert(person.homes.begin(), person.homes.end());
                together.known.insert(person.known.begin(), person.known.end());
            }
            if (seen_by > static_cast<std::size_t>(rule.people_limit) || !one_person(together.known))
                continue;
            others.push_back(together);
            people = std::move(others);
        }
    }
    Partition partition;
    for (const Person& person : people) partition.insert(person.homes);
    return partition;
}

std::string text_of(const Observations& seen) {
    std::string text;
    for (const std::vector<Identity>& together : seen) {
        text += text.empty() ? "{" : " {";
        for (const Identity& identity : together) text += " " + identity.value;
        text += " }";
    }
    return text;
}

}  // namespace huan::customer::testing
