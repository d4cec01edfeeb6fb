#pragma once

#include "insight/rule.hpp"
#include "store/event.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace huan::insight::testing {

/// Random people and random rules over one small vocabulary, so that rules often meet what they are about.
/// Times lie on a grid of half days around T, so that the ends of windows are met exactly.
class RandomWorld {
public:
    explicit RandomWorld(std::uint64_t seed) : random_(seed) {}

    /// T of all rules: noon UTC.
    static constexpr base::Instant as_of{1'772'452'800'000};
    /// Segments that rules may refer to.
    static constexpr std::int64_t segments = 3;

    /// A person's events in no particular order; about one in ten lies at or after T.
    std::vector<store::Event> events(base::ProfileId profile, std::int64_t& seq);
    Rule rule(int depth, bool may_refer = true);
    /// A condition of the n-th kind (see `leaf_kinds`).
    Rule leaf(int kind);
    static constexpr int leaf_kinds = 8;

    std::int64_t number(std::int64_t low, std::int64_t high) {
        return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
    }
    bool chance(int percent) { return number(1, 100) <= percent; }

private:
    base::Instant time();
    boost::json::value value();
    Scalar scalar();
    void fill(ValueTest& test);
    std::vector<PropertyFilter> filters();
    std::optional<RuleWindow> window();
    template <class AnyRule> void fill_measure(AnyRule& rule);
    std::string one_of(std::initializer_list<const char*> words);
    boost::json::object order(std::int64_t id);
    boost::json::object asset();

    std::mt19937_64 random_;
};

}  // namespace huan::insight::testing
