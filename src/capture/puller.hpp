#pragma once

#include "access/vault.hpp"
#include "capture/connector.hpp"
#include "capture/rows_connector.hpp"
#include "http/router.hpp"
#include "jobs/runner.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace huan::capture {

/// Asks other systems for their new rows, writes them down as a table, and hands that to an import of its
/// own.
class Puller {
public:
    /// The kind its jobs are registered with: `runner.work_with(Puller::job_kind, ...)`.
    static constexpr const char* job_kind = "capture.pull";

    /// Tables are kept in `directory`, which must exist.
    Puller(store::Store& store, const access::Vault& vault, std::string directory, bool allow_private);
    ~Puller();
    Puller(const Puller&) = delete;
    Puller& operator=(const Puller&) = delete;

    /// One chunk of a job.
    jobs::Step work(jobs::Chunk& chunk);
    /// Some rows of an origin, and what we make of them. Waits for the other system.
    ConnectorSample sample(const TryConnector& command, const base::Context& ctx) const;
    /// Starts the runs whose time has come.
    void run_due(base::Instant now);

private:
    class Session;
    std::shared_ptr<Session> take_session(jobs::Chunk& chunk);

    store::Store& store_;
    const access::Vault& vault_;
    std::string directory_;
    bool allow_private_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<Session>> sessions_;  ///< By job, between chunks.
};

Connector create_connector(store::Transaction& tx, const CreateConnector& command, const base::Context& ctx,
                           const access::Vault& vault);
/// \throws base::Error `connector.unknown`, `connector.stale`, `connector.secret_needed`.
Connector update_connector(store::Transaction& tx, const UpdateConnector& command, const base::Context& ctx,
                           const access::Vault& vault);
void delete_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx);
Connector pause_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx);
Connector resume_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx);
/// Queues a run. \throws base::Error `connector.unknown`, `connector.busy`.
Connector run_connector(store::Transaction& tx, const RunConnector& command, const base::Context& ctx);
/// The same by the schedule; one that is under way is left alone.
void run_scheduled(store::Transaction& tx, ConnectorId id, base::Instant now);
/// The import has brought its rows in: where it was a connector's, its watermark moves.
void connector_brought(store::Transaction& tx, ImportId import, base::Instant now);

Connector get_connector(store::Reader& db, const ConnectorById& query, const base::Context& ctx);
base::Page<Connector> list_connectors(store::Reader& db, const ListConnectors& query,
                                      const base::Context& ctx);
base::Page<ConnectorRun> list_connector_runs(store::Reader& db, const ListConnectorRuns& query,
                                             const base::Context& ctx);

void connector_routes(http::Router& router, Puller& puller, const access::Vault& vault);

}  // namespace huan::capture
