#pragma once

#include "capture/import.hpp"
#include "capture/source.hpp"
#include "http/router.hpp"
#include "jobs/runner.hpp"
#include "store/store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace huan::capture {

/// Brings files in: keeps what was uploaded, reads it piece by piece in a job, dry or for real.
class Importer {
public:
    /// The kind its jobs are registered with: `runner.work_with(Importer::job_kind, ...)`.
    static constexpr const char* job_kind = "capture.import";

    /// Files are kept in `directory`, which must exist.
    Importer(store::Store& store, std::string directory);
    ~Importer();
    Importer(const Importer&) = delete;
    Importer& operator=(const Importer&) = delete;

    /// Takes a file over (it is copied) and answers what it looks like, with a suggested mapping: the one
    /// that was last used for a file of this kind with these columns, else one made from their names. \throws
    /// base::Error `import.not_a_table`.
    Import receive(const std::string& file, const UploadImport& what, const base::Context& ctx);
    /// One chunk of a job, which is many short transactions.
    jobs::Step work(jobs::Chunk& chunk);

private:
    class Session;
    /// The open file, at the row `rows`; whoever works with it has it alone.
    std::shared_ptr<Session> take_session(jobs::Chunk& chunk, std::int64_t rows);

    store::Store& store_;
    std::string directory_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<Session>>
        sessions_;  ///< By job: the file stays open between chunks.
};

/// Under this source the message ids of imported events are known. They are never forgotten: the same file
/// may come back years later.
inline constexpr SourceId imported_source{1};
/// By what a lead of a file is known again.
std::string lead_message(const std::string& lead_kind, const std::string& number);

/// Sets the mapping and queues a dry run. \throws base::Error `import.unknown`, `import.busy`,
/// `import.bad_mapping`.
Import plan_import(store::Transaction& tx, const PlanImport& command, const base::Context& ctx);
/// Queues the run. \throws base::Error `import.unknown`, `import.busy`, `import.bad_mapping`.
Import run_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx);

Import get_import(store::Reader& db, const ImportById& query, const base::Context& ctx);
base::Page<Import> list_imports(store::Reader& db, const ListImports& query, const base::Context& ctx);
base::Page<ImportNote> list_notes(store::Reader& db, const ListNotes& query, const base::Context& ctx);

void import_routes(http::Router& router, store::Store& store, Importer& importer);

}  // namespace huan::capture
