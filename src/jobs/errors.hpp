#pragma once

#include "base/error.hpp"

/// Every way a command of this module is refused.
namespace huan::jobs::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "jobs.unknown",
                                   "There is no such job, webhook or delivery."};
inline constexpr ErrorKind finished{Category::conflict, "jobs.finished", "This job is already over."};
inline constexpr ErrorKind not_stopped{Category::conflict, "jobs.not_stopped",
                                       "Only a job that was stopped or failed can go on."};
inline constexpr ErrorKind stale{Category::conflict, "jobs.stale", "Someone changed this meanwhile."};
inline constexpr ErrorKind bad_url{Category::invalid, "jobs.bad_url",
                                   "An address starts with http:// or https:// and holds no user name."};
inline constexpr ErrorKind private_address{
    Category::invalid, "jobs.private_address",
    "This address lies in a private network, which this server does not call."};
inline constexpr ErrorKind bad_event{Category::invalid, "jobs.bad_event",
                                     "Events are named like order.completed, order.* or *."};
inline constexpr ErrorKind not_dead{Category::conflict, "jobs.not_dead",
                                    "Only a delivery that was given up can be driven again."};

}  // namespace huan::jobs::errors
