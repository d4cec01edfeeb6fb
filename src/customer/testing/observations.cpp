#include "customer/testing/observations.hpp"

#include <algorithm>
#include <array>
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

/// A person: the profiles they are made of, and each set of identities that is certainly one person's.
struct Person {
    std::set<Identity> homes{};
    std::vector<std::set<Identity>> known{};
};

/// Whether two people have no value in common of a kind that is unique per person, though both have one.
bool differ(const Person& left, const Person& right) {
    std::map<std::string, std::array<std::set<std::string>, 2>> values;
    for (const auto& [person, side] : {std::pair(&left, 0U), std::pair(&right, 1U)})
        for (const std::set<Identity>& identities : person->known)
            for (const Identity& identity : identities)
                if (KindRules::built_in().of(identity.kind).unique_per_person)
                    values[identity.kind.value][side].insert(identity.value);
    return std::any_of(values.begin(), values.end(), [](const auto& item) {
        const auto& [one, other] = item.second;
        return !one.empty() && !other.empty() &&
               std::none_of(one.begin(), one.end(),
                            [&](const std::string& value) { return other.contains(value); });
    });
}

bool any_of_both(const std::set<Identity>& left, const std::set<Identity>& right) {
    return std::any_of(left.begin(), left.end(), [&](const Identity& one) { return right.contains(one); });
}

bool held_apart(const Person& left, const Person& right, const Words& words) {
    std::set<Identity> both = left.homes;
    both.insert(right.homes.begin(), right.homes.end());
    return std::any_of(words.begin(), words.end(), [&](const Word& word) {
        return !word.joins && any_of_both(both, word.left) && any_of_both(both, word.right);
    });
}

Person together(const Person& left, const Person& right) {
    Person both = left;
    both.homes.insert(right.homes.begin(), right.homes.end());
    both.known.insert(both.known.end(), right.known.begin(), right.known.end());
    return both;
}

/// Joins whom an operator joined, one profile after the other.
void follow(std::vector<Person>& people, const Words& words) {
    const auto of = [&](const Identity& home) {
        return std::find_if(people.begin(), people.end(),
                            [&](const Person& person) { return person.homes.contains(home); });
    };
    for (const Word& word : words) {
        if (!word.joins || word.left.empty() || word.right.empty()) continue;
        std::vector<Identity> all(word.left.begin(), word.left.end());
        all.insert(all.end(), word.right.begin(), word.right.end());
        for (const Identity& home : all) {
            const auto first = of(all.front());
            const auto other = of(home);
            if (first == other || held_apart(*first, *other, words)) continue;
            const Person both = together(*first, *other);
            *first = both;
            people.erase(other);
        }
    }
}

/// Takes one key: those seen with it become one person, or nothing happens.
void take(std::vector<Person>& people, const Identity& key, std::int64_t limit,
          const std::map<Identity, std::set<Identity>>& profiles, const Words& words) {
    Person joined{{}, {{key}}};
    std::vector<Person> others;
    std::int64_t seen_by = 0;
    bool agree = true;
    for (const Person& person : people) {
        const auto has = std::count_if(person.homes.begin(), person.homes.end(),
                                       [&](const Identity& home) { return profiles.at(home).contains(key); });
        seen_by += has;
        if (has == 0) {
            others.push_back(person);
            continue;
        }
        agree = agree && !differ(joined, person) && !held_apart(joined, person, words);
        joined = together(joined, person);
    }
    if (seen_by > limit || !agree) return;
    others.push_back(joined);
    people = std::move(others);
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

Words random_words(std::mt19937& random, const Observations& seen, int count) {
    std::vector<Identity> homes;
    for (const auto& [home, known] : seen_with(seen)) homes.push_back(home);
    Words words;
    for (int i = 0; i < count && homes.size() > 1; ++i) {
        Word word{.joins = random() % 2 == 0};
        std::shuffle(homes.begin(), homes.end(), random);
        const std::size_t left = 1 + random() % (homes.size() - 1);
        word.left.insert(homes.begin(),
                         homes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(left, 2)));
        word.right.insert(homes.back());
        words.push_back(std::move(word));
    }
    return words;
}

LinkGraph graph_of(const Observations& seen, const Words& words) {
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
    for (const Word& word : words) {
        DecisionNode node{.joins = word.joins};
        for (const Identity& home : word.left) node.left.push_back(profiles.at(home));
        for (const Identity& home : word.right) node.right.push_back(profiles.at(home));
        graph.decisions.push_back(std::move(node));
    }
    return graph;
}

Partition grouped(const Observations& seen, const Words& words) {
    const LinkGraph graph = graph_of(seen, words);
    const Grouping result = group(graph, KindRules::built_in());
    std::map<std::size_t, std::set<Identity>> people;
    for (std::size_t i = 0; i < graph.profiles.size(); ++i)
        people[result.group_of[i]].insert(graph.profiles[i].home);
    Partition partition;
    for (const auto& [name, homes] : people) partition.insert(homes);
    return partition;
}

Partition grouped_slowly(const Observations& seen, const Words& words) {
    const auto profiles = seen_with(seen);
    std::vector<Person> people;
    std::set<Identity> keys;
    for (const auto& [home, together] : profiles) {
        people.push_back({{home}, {{home}}});
        keys.insert(together.begin(), together.end());
    }
    follow(people, words);
    for (const KindRule& rule : KindRules::built_in().strongest_first())
        for (const Identity& key : keys)
            if (key.kind == rule.kind && !rule.weak) take(people, key, rule.people_limit, profiles, words);
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
