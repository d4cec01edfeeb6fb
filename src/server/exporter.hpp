#pragma once

#include "http/router.hpp"
#include "jobs/runner.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace huan::server {

/// Writes everything the company knows into one archive: a table as JSON Lines and as CSV each.
class Exporter {
public:
    /// The kind its jobs are registered with.
    static constexpr const char* job_kind = "server.export";
    /// How long an archive is kept: it holds personal data.
    static constexpr base::Duration kept_for{7LL * 24 * 3'600'000};

    /// Archives are kept in `directory`, which must exist.
    Exporter(store::Store& store, std::string directory);
    ~Exporter();
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    /// One chunk of a job. After a restart the archive is begun anew.
    jobs::Step work(jobs::Chunk& chunk);
    /// Removes archives that are older than `kept_for`.
    void forget_old(base::Instant now) const;
    /// POST /api/exports, GET /api/exports/{job_id}/archive
    void routes(http::Router& router);

private:
    class Session;
    std::string path_of(std::int64_t job) const;

    store::Store& store_;
    std::string directory_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<Session>> sessions_;  ///< By job, between chunks.
};

/// GET /api/export/list: any list of the interface, all its pages, as CSV or .xlsx.
void list_export_routes(http::Router& router, store::Store& store, const std::string& spool);

}  // namespace huan::server
