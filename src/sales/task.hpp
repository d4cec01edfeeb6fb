#pragma once

#include "base/context.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// To-dos: what one of us promised or was asked to do about a person, by when.
namespace huan::sales {

using TaskId = base::Id<struct TaskTag>;

/// open -> done | cancelled; open again when somebody takes that back.
enum class TaskState { open, done, cancelled };
BOOST_DESCRIBE_ENUM(TaskState, open, done, cancelled)

struct Task {
    TaskId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::ProfileId profile_id{};  ///< Whom it is about.
    std::string title{};
    std::string note{};
    TaskState state = TaskState::open;
    base::UserId owner_id{};  ///< Who does it.
    base::Instant due_at{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::string closed_by_name{};
    std::optional<base::Instant> closed_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, org_id, org_path, profile_id, title, note, state, owner_id, due_at,
                       created_by_name, created_at, closed_by_name, closed_at, version))

struct TaskView {
    TaskId id{};
    base::CustomerId customer_id{};
    std::string customer_name{};
    std::optional<std::string> phone{};  ///< Masked.
    std::string title{};
    std::string note{};
    TaskState state{};
    base::UserId owner_id{};
    std::string owner_name{};
    base::Instant due_at{};
    bool overdue = false;
    std::string created_by_name{};
    base::Instant created_at{};
    std::string closed_by_name{};
    std::optional<base::Instant> closed_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TaskView, (),
                      (id, customer_id, customer_name, phone, title, note, state, owner_id, owner_name,
                       due_at, overdue, created_by_name, created_at, closed_by_name, closed_at, version))

/// POST /api/tasks
struct CreateTask {
    base::CustomerId customer_id{};
    base::Text<120> title{};
    std::optional<base::Note<1000>> note{};
    std::optional<base::UserId> owner_id{};  ///< Whoever creates it where absent.
    std::optional<base::Instant> due_at{};   ///< The end of the day where absent.
};
BOOST_DESCRIBE_STRUCT(CreateTask, (), (customer_id, title, note, owner_id, due_at))

/// PUT /api/tasks/{task_id}: what is absent stays.
struct UpdateTask {
    TaskId task_id{};
    std::int64_t seen_version = 0;
    std::optional<base::Text<120>> title{};
    std::optional<base::Note<1000>> note{};
    std::optional<base::UserId> owner_id{};
    std::optional<base::Instant> due_at{};
    std::optional<TaskState> state{};
};
BOOST_DESCRIBE_STRUCT(UpdateTask, (), (task_id, seen_version, title, note, owner_id, due_at, state))

/// GET /api/tasks: unfinished ones by due date, others newest first.
struct ListTasks {
    std::optional<base::CustomerId> customer_id{};  ///< Whoever sees the person sees what is to be done.
    std::optional<bool> mine{};
    std::optional<TaskState> state{};  ///< open where absent.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListTasks, (), (customer_id, mine, state, cursor, limit))

/// \throws base::Error `customer.unknown`, `task.bad_owner`
TaskView create_task(store::Transaction& tx, const CreateTask& command, const base::Context& ctx);
/// \throws base::Error `task.unknown`, `task.stale`, `task.bad_owner`
TaskView update_task(store::Transaction& tx, const UpdateTask& command, const base::Context& ctx);
base::Page<TaskView> list_tasks(store::Reader& db, const ListTasks& query, const base::Context& ctx);

TaskView view(store::Reader& db, const Task& task, base::Instant now);

}  // namespace huan::sales
