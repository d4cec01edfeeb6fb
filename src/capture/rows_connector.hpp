#pragma once

#include "capture/connector.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <optional>
#include <vector>

/// The SQL of connectors.
namespace huan::capture::rows {

struct ConnectorRow {
    ConnectorId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string name{};
    ImportKind kind{};
    boost::json::value origin{};
    std::optional<store::Bytes> secret{};
    boost::json::value mapping{};
    std::optional<std::int64_t> every_minutes{};
    std::optional<std::int64_t> daily_at{};
    bool active = false;
    std::optional<base::Instant> next_at{};
    std::optional<std::string> watermark{};
    std::optional<store::Bytes> recent{};  ///< Hashes of the last rows that were brought, 8 bytes each.
    std::int64_t version = 0;
    std::string created_by_name{};
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(ConnectorRow, (),
                      (id, org_id, org_path, name, kind, origin, secret, mapping, every_minutes, daily_at,
                       active, next_at, watermark, recent, version, created_by_name, created_at))

struct ConnectorRunRow {
    ConnectorRunId id{};
    ConnectorId connector_id{};
    RunState state{};
    std::int64_t job_id = 0;
    ImportId import_id{};
    std::string started_by_name{};
    std::optional<std::string> from_mark{};
    std::optional<std::string> to_mark{};
    std::int64_t fetched = 0;
    std::int64_t known = 0;
    std::optional<store::Bytes> recent{};
    base::Instant started_at{};
    std::optional<base::Instant> ended_at{};
};
BOOST_DESCRIBE_STRUCT(ConnectorRunRow, (),
                      (id, connector_id, state, job_id, import_id, started_by_name, from_mark, to_mark,
                       fetched, known, recent, started_at, ended_at))

std::optional<ConnectorRow> find_connector(store::Reader& db, ConnectorId id);
std::optional<ConnectorRow> lock_connector(store::Transaction& tx, ConnectorId id);
std::vector<ConnectorRow> list_connectors(store::Reader& db, std::int64_t before, std::int64_t limit);
/// Those whose time has come.
std::vector<ConnectorId> due_connectors(store::Reader& db, base::Instant now);
/// With its runs; the imports they made stay.
void erase_connector(store::Transaction& tx, ConnectorId id);

std::optional<ConnectorRunRow> find_run(store::Reader& db, ConnectorRunId id);
std::optional<ConnectorRunRow> lock_run(store::Transaction& tx, ConnectorRunId id);
/// The one whose rows the import brings.
std::optional<ConnectorRunRow> run_of_import(store::Reader& db, ImportId id);
std::optional<ConnectorRunRow> last_run(store::Reader& db, ConnectorId id);
std::vector<ConnectorRunRow> list_runs(store::Reader& db, ConnectorId id, std::int64_t before,
                                       std::int64_t limit);
bool has_later_done_run(store::Reader& db, const ConnectorRunRow& run);

}  // namespace huan::capture::rows
