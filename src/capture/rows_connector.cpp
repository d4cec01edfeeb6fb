#include "capture/rows_connector.hpp"

#include "store/paging.hpp"

namespace huan::capture::rows {

std::optional<ConnectorRow> find_connector(store::Reader& db, ConnectorId id) {
    return db.first<ConnectorRow>(store::select<ConnectorRow>("connector WHERE id = $1"), id);
}

std::optional<ConnectorRow> lock_connector(store::Transaction& tx, ConnectorId id) {
    return tx.first<ConnectorRow>(
        store::select<ConnectorRow>("connector WHERE id = $1") + std::string(tx.for_update()), id);
}

std::vector<ConnectorRow> list_connectors(store::Reader& db, std::int64_t before, std::int64_t limit) {
    return db.all<ConnectorRow>(
        store::select<ConnectorRow>("connector WHERE id < $1 ORDER BY id DESC LIMIT $2"), before, limit);
}

std::vector<ConnectorId> due_connectors(store::Reader& db, base::Instant now) {
    return db.column<ConnectorId>(
        "SELECT id FROM connector WHERE active = 1 AND next_at <= $1 ORDER BY next_at", now);
}

void erase_connector(store::Transaction& tx, ConnectorId id) {
    tx.execute("DELETE FROM connector_run WHERE connector_id = $1", id);
    tx.execute("DELETE FROM connector WHERE id = $1", id);
}

std::optional<ConnectorRunRow> find_run(store::Reader& db, ConnectorRunId id) {
    return db.first<ConnectorRunRow>(store::select<ConnectorRunRow>("connector_run WHERE id = $1"), id);
}

std::optional<ConnectorRunRow> lock_run(store::Transaction& tx, ConnectorRunId id) {
    return tx.first<ConnectorRunRow>(
        store::select<ConnectorRunRow>("connector_run WHERE id = $1") + std::string(tx.for_update()), id);
}

std::optional<ConnectorRunRow> run_of_import(store::Reader& db, ImportId id) {
    return db.first<ConnectorRunRow>(store::select<ConnectorRunRow>("connector_run WHERE import_id = $1"),
                                     id);
}

std::optional<ConnectorRunRow> last_run(store::Reader& db, ConnectorId id) {
    return db.first<ConnectorRunRow>(
        store::select<ConnectorRunRow>("connector_run WHERE connector_id = $1 ORDER BY id DESC LIMIT 1"), id);
}

std::vector<ConnectorRunRow> list_runs(store::Reader& db, ConnectorId id, std::int64_t before,
                                       std::int64_t limit) {
    return db.all<ConnectorRunRow>(
        store::select<ConnectorRunRow>(
            "connector_run WHERE connector_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
        id, before, limit);
}

bool has_later_done_run(store::Reader& db, const ConnectorRunRow& run) {
    return db
        .value<std::int64_t>(
            "SELECT id FROM connector_run WHERE connector_id = $1 AND id > $2 AND state = 'done' LIMIT 1",
            run.connector_id, run.id)
        .has_value();
}

}  // namespace huan::capture::rows
