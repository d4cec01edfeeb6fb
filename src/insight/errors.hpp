#pragma once

#include "base/error.hpp"

/// Every way an insight command is refused. A code is a promise to API clients: add, never rename.
namespace huan::insight::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind rule_empty{
    Category::invalid, "rule.empty",
    "A condition needs exactly one kind, and a group at least one condition."};
inline constexpr ErrorKind rule_ambiguous{Category::invalid, "rule.ambiguous",
                                          "A condition has one kind; here are several."};
inline constexpr ErrorKind rule_too_deep{Category::invalid, "rule.too_deep", "Groups are nested too deeply."};
inline constexpr ErrorKind rule_too_large{Category::invalid, "rule.too_large",
                                          "This rule has too many conditions."};
inline constexpr ErrorKind rule_operator{Category::invalid, "rule.operator",
                                         "This operator does not go with what it is given."};
inline constexpr ErrorKind rule_window{
    Category::invalid, "rule.window",
    "A window is either the last days or a span from an instant to a later one."};
inline constexpr ErrorKind rule_measure{Category::invalid, "rule.measure",
                                        "This measure does not go with what it is given."};
inline constexpr ErrorKind rule_cycle{Category::invalid, "rule.cycle",
                                      "This segment would lead back to itself."};

inline constexpr ErrorKind segment_unknown{Category::unknown, "segment.unknown", "There is no such segment."};
inline constexpr ErrorKind segment_stale{Category::conflict, "segment.stale",
                                         "Someone changed this segment meanwhile."};
inline constexpr ErrorKind segment_name_taken{Category::conflict, "segment.name_taken",
                                              "Another segment already has this name."};
inline constexpr ErrorKind segment_archived{Category::conflict, "segment.archived",
                                            "This segment was archived."};
inline constexpr ErrorKind segment_used{Category::conflict, "segment.used",
                                        "Another segment refers to this one; change that first."};

inline constexpr ErrorKind customer_unknown{Category::unknown, "customer.unknown",
                                            "There is no such customer."};

inline constexpr ErrorKind policy_stale{Category::conflict, "life_cycle.stale",
                                        "Someone changed these thresholds meanwhile."};
inline constexpr ErrorKind advice_unknown{Category::unknown, "advice.unknown",
                                          "There is no such advice rule."};
inline constexpr ErrorKind advice_template{
    Category::invalid, "advice.template",
    "A reason may hold {count}, {days}, {per_month}, {product} and {saving}, and no other braces."};
inline constexpr ErrorKind advice_stale{Category::conflict, "advice.stale",
                                        "Someone changed this advice rule meanwhile."};

}  // namespace huan::insight::errors
