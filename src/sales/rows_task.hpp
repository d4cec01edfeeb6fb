#pragma once

#include "sales/task.hpp"
#include "sales/team.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The SQL of tasks, and of calls as a person's page lists them.
namespace huan::sales::rows {

std::optional<Task> lock_task(store::Transaction& tx, TaskId id);

struct TaskFilter {
    TaskState state = TaskState::open;
    std::int64_t owner = 0;                   ///< 0: anybody's.
    std::vector<base::ProfileId> profiles{};  ///< Empty: about anybody.
    std::string path_begin = "/";
};
/// Open ones by due date from behind `after`, others newest first from before it.
std::vector<Task> tasks(store::Reader& db, const TaskFilter& filter,
                        const std::optional<std::pair<std::int64_t, std::int64_t>>& after,
                        std::int64_t limit);

/// Calls about leads of a person, latest first.
std::vector<CallView> calls_with(store::Reader& db, base::CustomerId customer, std::int64_t before,
                                 std::int64_t limit);

/// How often a user of ours did what about a person, by the journal.
struct Deed {
    std::string actor{};  ///< "user:7 Li Lei"
    std::string name{};   ///< Of the event.
    std::int64_t times = 0;
    base::Instant last_at{};
};
BOOST_DESCRIBE_STRUCT(Deed, (), (actor, name, times, last_at))
std::vector<Deed> deeds_for(store::Reader& db, const std::vector<base::ProfileId>& profiles);

}  // namespace huan::sales::rows
