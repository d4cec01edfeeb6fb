#pragma once

#include "insight/plan.hpp"
#include "store/event.hpp"

#include <vector>

namespace huan::insight::testing {

/// What a rule says of a person, worked out straight from its definition: slow, on the events as sent,
/// sharing nothing with the evaluator but the rule's structs.
class Naive {
public:
    /// `events` in any order; only those before `as_of` count.
    Naive(std::vector<store::Event> events, base::Instant as_of, const Surroundings& around);

    bool is_known() const { return !events_.empty(); }
    bool holds(const Rule& rule) const { return is_known() && says(rule); }
    Stage stage() const;

private:
    struct Order {
        base::Instant at;
        const store::Event* event;
        std::int64_t left;  ///< Of its amount, after refunds.
    };
    bool says(const Rule& rule) const;
    bool says(const AttributeRule& rule) const;
    bool says(const TagRule& rule) const;
    bool says(const ConsentRule& rule) const;
    bool says(const StageRule& rule) const;
    bool says(const EventRule& rule) const;
    bool says(const OrderRule& rule) const;
    bool says(const AssetRule& rule) const;
    bool test(const ValueTest& test, const std::vector<boost::json::value>& values) const;
    bool passes(const std::vector<PropertyFilter>& where, const store::Event& event) const;
    bool in_window(const std::optional<RuleWindow>& window, base::Instant at) const;
    std::vector<Order> orders() const;
    template <class AnyRule>
    bool measured(const AnyRule& rule, const std::vector<base::Instant>& times,
                  const std::vector<std::int64_t>& numbers) const;

    std::vector<store::Event> events_;
    base::Instant as_of_;
    const Surroundings& around_;
};

}  // namespace huan::insight::testing
