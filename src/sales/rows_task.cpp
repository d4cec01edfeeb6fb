#include "sales/rows_task.hpp"

#include "customer/rows_list.hpp"

namespace huan::sales::rows {
namespace {

const std::string select_task = "SELECT " + base::column_list<Task>() + " FROM task ";

}  // namespace

std::optional<Task> lock_task(store::Transaction& tx, TaskId id) {
    return tx.first<Task>(select_task + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::vector<Task> tasks(store::Reader& db, const TaskFilter& filter,
                        const std::optional<std::pair<std::int64_t, std::int64_t>>& after,
                        std::int64_t limit) {
    const bool open = filter.state == TaskState::open;
    const std::string column = open ? "due_at" : "created_at";
    std::vector<store::Param> params{store::to_param(filter.state), store::to_param(filter.owner),
                                     store::to_param(filter.path_begin), store::to_param(limit)};
    std::string sql = select_task +
                      "WHERE state = $1 AND ($2 = 0 OR owner_id = $2) "
                      "AND substr(org_path, 1, length($3)) = $3";
    if (!filter.profiles.empty())
        sql += " AND profile_id IN (" +
               customer::rows::in_list(params, filter.profiles.data(), filter.profiles.size()) + ")";
    if (after) {
        params.push_back(store::to_param(after->first));
        params.push_back(store::to_param(after->second));
        sql += " AND (" + column + ", id) " + (open ? ">" : "<") + " ($" + std::to_string(params.size() - 1) +
               ", $" + std::to_string(params.size()) + ")";
    }
    const std::string order = open ? "" : " DESC";
    const store::Result result =
        db.run_with(sql + " ORDER BY " + column + order + ", id" + order + " LIMIT $4", params);
    std::vector<Task> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(
            store::read_row<Task>(std::span(result.cells).subspan(row * result.width, result.width)));
    return found;
}

std::vector<CallView> calls_with(store::Reader& db, base::CustomerId customer, std::int64_t before,
                                 std::int64_t limit) {
    return db.all<CallView>(
        "SELECT k.id, k.lead_id, l.kind, k.user_id, '', k.started_at, k.ended_at, k.outcome, k.reason, "
        "COALESCE(r.name_zh, ''), COALESCE(r.name_en, ''), k.note, k.callback_at "
        "FROM lead l JOIN call k ON k.lead_id = l.id "
        "LEFT JOIN call_reason r ON r.outcome = k.outcome AND r.code = k.reason "
        "WHERE l.customer_id = $1 AND k.id < $2 ORDER BY k.id DESC LIMIT $3",
        customer, before, limit);
}

std::vector<Deed> deeds_for(store::Reader& db, const std::vector<base::ProfileId>& profiles) {
    return customer::rows::all_in<Deed>(
        db, "SELECT actor, name, count(*), max(occurred_at) FROM event WHERE profile_id IN", profiles,
        "AND actor >= 'user:' AND actor < 'user;' GROUP BY actor, name");
}

}  // namespace huan::sales::rows
