#include "sales/task.hpp"

#include "access/queries.hpp"
#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "sales/errors.hpp"
#include "sales/rows_task.hpp"
#include "store/event.hpp"
#include "store/paging.hpp"

namespace huan::sales {
namespace {

void require_user(store::Reader& db, base::UserId user, const base::Context& ctx) {
    const auto owner = access::actor_of(db, user);
    const bool seen = owner && (ctx.actor.scope == base::DataScope::all ||
                                (ctx.actor.scope == base::DataScope::own && owner->id == ctx.actor.id) ||
                                (ctx.actor.scope == base::DataScope::subtree &&
                                 owner->org_path.starts_with(ctx.actor.org_path)));
    if (!seen) throw base::Error{errors::bad_task_owner, "owner_id"};
}

base::Instant end_of_day(store::Reader& db, base::Instant now) {
    const base::Zone zone = access::settings(db).zone();
    return zone.start_of(zone.day_of(now) + std::chrono::days{1}) - base::Duration{1};
}

void tell(store::Transaction& tx, const char* name, const Task& task, const base::Context& ctx) {
    store::append(tx,
                  {.name = name,
                   .profile_id = task.profile_id,
                   .org_id = task.org_id,
                   .properties = {{"task_id", task.id.value},
                                  {"title", task.title},
                                  {"owner_id", task.owner_id.value},
                                  {"org_path", task.org_path}}},
                  ctx);
}

/// Whoever does it, leads the node, or sees the person.
bool may_see(store::Reader& db, const Task& task, const base::Context& ctx) {
    if (base::may_see(ctx.actor, task.org_path, task.owner_id)) return true;
    const auto who = customer::find_customer(db, customer::customer_of(db, task.profile_id));
    return who && customer::may_see(ctx.actor, *who);
}

const char* event_of(TaskState state) {
    switch (state) {
        case TaskState::open: return "task.reopened";
        case TaskState::done: return "task.done";
        case TaskState::cancelled: return "task.cancelled";
    }
    return "";
}

}  // namespace

TaskView view(store::Reader& db, const Task& task, base::Instant now) {
    TaskView shown{.id = task.id,
                   .title = task.title,
                   .note = task.note,
                   .state = task.state,
                   .owner_id = task.owner_id,
                   .owner_name = access::user_name(db, task.owner_id),
                   .due_at = task.due_at,
                   .overdue = task.state == TaskState::open && task.due_at < now,
                   .created_by_name = task.created_by_name,
                   .created_at = task.created_at,
                   .closed_by_name = task.closed_by_name,
                   .closed_at = task.closed_at,
                   .version = task.version};
    if (const auto who = customer::find_customer(db, customer::customer_of(db, task.profile_id))) {
        shown.customer_id = who->id;
        shown.customer_name = who->name;
        if (who->phone) shown.phone = customer::masked(customer::IdentityKind::phone, *who->phone);
    }
    return shown;
}

TaskView create_task(store::Transaction& tx, const CreateTask& command, const base::Context& ctx) {
    const customer::Customer who = customer::visible_customer(tx, command.customer_id, ctx);
    Task task{.id = TaskId{tx.next_id()},
              .org_id = who.org_id,
              .org_path = who.org_path,
              .profile_id = customer::main_profile(tx, who.id),
              .title = base::trimmed(command.title.value),
              .note = command.note ? base::trimmed(command.note->value) : "",
              .due_at = command.due_at.value_or(end_of_day(tx, ctx.now)),
              .created_by_name = ctx.actor.name,
              .created_at = ctx.now,
              .version = 1};
    if (command.owner_id)
        task.owner_id = *command.owner_id;
    else if (ctx.actor.kind == base::ActorKind::user)
        task.owner_id = base::UserId{ctx.actor.id};
    require_user(tx, task.owner_id, ctx);
    store::insert_row(tx, "task", task);
    tell(tx, "task.created", task, ctx);
    return view(tx, task, ctx.now);
}

TaskView update_task(store::Transaction& tx, const UpdateTask& command, const base::Context& ctx) {
    auto task = rows::lock_task(tx, command.task_id);
    if (!task || !may_see(tx, *task, ctx)) throw base::Error{errors::unknown_task, "task_id"};
    if (task->version != command.seen_version) throw base::Error{errors::task_stale, "seen_version"};
    if (command.title) task->title = base::trimmed(command.title->value);
    if (command.note) task->note = base::trimmed(command.note->value);
    if (command.due_at) task->due_at = *command.due_at;
    const bool passed_on = command.owner_id && *command.owner_id != task->owner_id;
    if (passed_on) {
        require_user(tx, *command.owner_id, ctx);
        task->owner_id = *command.owner_id;
    }
    const bool moved = command.state && *command.state != task->state;
    if (moved) {
        task->state = *command.state;
        const bool closed = task->state != TaskState::open;
        task->closed_at = closed ? std::optional(ctx.now) : std::nullopt;
        task->closed_by_name = closed ? ctx.actor.name : "";
    }
    ++task->version;
    store::update_row(tx, "task", *task);
    if (passed_on) tell(tx, "task.assigned", *task, ctx);
    if (moved) tell(tx, event_of(task->state), *task, ctx);
    return view(tx, *task, ctx.now);
}

base::Page<TaskView> list_tasks(store::Reader& db, const ListTasks& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    rows::TaskFilter filter{.state = query.state.value_or(TaskState::open)};
    if (query.customer_id) {
        const customer::Customer who = customer::visible_customer(db, *query.customer_id, ctx);
        filter.profiles = customer::profiles_of(db, who.id);
    } else if (query.mine.value_or(false) || ctx.actor.scope == base::DataScope::own) {
        filter.owner = ctx.actor.kind == base::ActorKind::user ? ctx.actor.id : -1;
    } else {
        filter.path_begin = ctx.actor.scope == base::DataScope::all ? "/" : ctx.actor.org_path;
    }
    if (query.customer_id && query.mine.value_or(false)) filter.owner = ctx.actor.id;
    const auto place = store::numbers_in<2>(query.cursor);
    std::vector<Task> found = rows::tasks(
        db, filter, place ? std::optional(std::pair{place->at(0), place->at(1)}) : std::nullopt, limit + 1);
    base::Page<TaskView> page;
    if (std::ssize(found) > limit) {
        found.pop_back();
        const Task& last = found.back();
        const base::Instant at = filter.state == TaskState::open ? last.due_at : last.created_at;
        page.next_cursor = store::cursor_of(at.ms, last.id.value);
    }
    for (const Task& task : found) page.items.push_back(view(db, task, ctx.now));
    return page;
}

}  // namespace huan::sales
