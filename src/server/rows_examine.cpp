#include "server/rows_examine.hpp"

#include <algorithm>

namespace huan::server::rows {

std::vector<std::string> broken_pages(store::Reader& db) {
    std::vector<std::string> problems = db.column<std::string>("PRAGMA quick_check(10)");
    std::erase(problems, "ok");
    return problems;
}

std::int64_t unbalanced_entries(store::Reader& db) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM (SELECT entry_id FROM ledger_posting GROUP BY entry_id HAVING sum(amount) "
            "<> 0) e")
        .value_or(0);
}

std::int64_t broken_points(store::Reader& db) {
    return db
        .value<std::int64_t>(
            "SELECT (SELECT count(*) FROM (SELECT entry_id FROM point_posting GROUP BY entry_id "
            "HAVING sum(points) <> 0) e) + (SELECT count(*) FROM point_account a WHERE balance <> "
            "(SELECT COALESCE(sum(l.held), 0) FROM point_lot l WHERE l.customer_id = a.customer_id))")
        .value_or(0);
}

std::int64_t failed_jobs(store::Reader& db) {
    return db.value<std::int64_t>("SELECT count(*) FROM job WHERE state = 'failed'").value_or(0);
}

std::int64_t waiting_messages(store::Reader& db, base::Instant due) {
    return db.value<std::int64_t>("SELECT count(*) FROM outbox WHERE state = 'waiting' AND next_at < $1", due)
        .value_or(0);
}

std::string postgres_setting(store::Reader& db, const std::string& name) {
    return db.value<std::string>("SELECT setting FROM pg_settings WHERE name = $1", name).value_or("");
}

}  // namespace huan::server::rows
