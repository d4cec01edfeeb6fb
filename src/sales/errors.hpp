#pragma once

#include "base/error.hpp"

/// Every way a command of this module is refused.
namespace huan::sales::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "lead.unknown", "There is no such lead."};
inline constexpr ErrorKind stale{Category::conflict, "lead.stale", "Someone changed this lead meanwhile."};
inline constexpr ErrorKind closed{Category::conflict, "lead.closed", "This lead is closed already."};
inline constexpr ErrorKind open_already{Category::conflict, "lead.open_already",
                                        "This customer has an open lead of this kind already."};
inline constexpr ErrorKind bad_owner{Category::invalid, "lead.bad_owner",
                                     "Leads go to active agents you can see."};
inline constexpr ErrorKind not_yours{Category::conflict, "lead.not_yours",
                                     "This lead is followed up by someone else."};
inline constexpr ErrorKind do_not_call{Category::conflict, "lead.do_not_call",
                                       "This customer asked not to be called."};
inline constexpr ErrorKind unknown_call{Category::unknown, "call.unknown", "There is no such call."};
inline constexpr ErrorKind ended{Category::conflict, "call.ended", "This call has ended already."};
inline constexpr ErrorKind bad_reason{Category::invalid, "call.bad_reason",
                                      "Choose a reason that belongs to the outcome."};
inline constexpr ErrorKind needs_time{Category::invalid, "call.needs_time",
                                      "A callback needs a time in the future."};
inline constexpr ErrorKind unknown_task{Category::unknown, "task.unknown", "There is no such task."};
inline constexpr ErrorKind task_stale{Category::conflict, "task.stale",
                                      "Someone changed this task meanwhile."};
inline constexpr ErrorKind bad_task_owner{Category::invalid, "task.bad_owner",
                                          "Tasks go to active users you can see."};
inline constexpr ErrorKind rule_stale{Category::conflict, "commission.stale",
                                      "Someone changed the rule meanwhile."};

}  // namespace huan::sales::errors
