#pragma once

#include "capture/converted.hpp"
#include "capture/import_session.hpp"
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
    /// Reads another sheet of a workbook that was received. \throws base::Error `import.unknown`,
    /// `import.busy`, `import.no_sheets`, `import.not_a_table`.
    Import choose_sheet(const ChooseSheet& command, const base::Context& ctx);
    /// One chunk of a job, which is many short transactions.
    jobs::Step work(jobs::Chunk& chunk);

    /// Where the workbook of the table at `path` is kept.
    static std::string book_of(const std::string& path) { return path + ".book"; }

private:
    struct Looked;
    Looked look_at(const std::string& file, const std::optional<Converted>& made, ImportKind kind) const;
    void describe(store::Reader& db, rows::ImportRow& row, const Looked& looked) const;
    /// The open file, at the row `rows`; whoever works with it has it alone.
    std::shared_ptr<ImportSession> take_session(jobs::Chunk& chunk, std::int64_t rows);

    store::Store& store_;
    std::string directory_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<ImportSession>>
        sessions_;  ///< By job: the file stays open between chunks.
};

/// Sets the mapping and queues a dry run. \throws base::Error `import.unknown`, `import.busy`,
/// `import.bad_mapping`.
Import plan_import(store::Transaction& tx, const PlanImport& command, const base::Context& ctx);
/// Queues the run. \throws base::Error `import.unknown`, `import.busy`, `import.bad_mapping`.
Import run_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx);
/// Asks for a stop after the piece under way; what is in stays in.
/// \throws base::Error `import.unknown`, `import.not_busy`.
Import stop_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx);
/// Goes on where a stop or failure left the dry run or run.
/// \throws base::Error `import.unknown`, `import.not_stopped`.
Import resume_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx);
/// An import that the caller may change now. \throws base::Error `import.unknown`, `import.busy`.
rows::ImportRow idle_import(store::Reader& db, ImportId id, const base::Context& ctx);

SavedMappings list_mappings(store::Reader& db, const ListMappings& query, const base::Context& ctx);
/// \throws base::Error `import_mapping.unknown`, `import_mapping.taken`.
SavedMapping rename_mapping(store::Transaction& tx, const RenameMapping& command, const base::Context& ctx);
/// \throws base::Error `import_mapping.unknown`.
void forget_mapping(store::Transaction& tx, const MappingById& command, const base::Context& ctx);

/// An outcome as it was stored; what an older version did not count is 0.
ImportOutcome outcome_of(const boost::json::value& stored);

Import get_import(store::Reader& db, const ImportById& query, const base::Context& ctx);
base::Page<Import> list_imports(store::Reader& db, const ListImports& query, const base::Context& ctx);
base::Page<ImportNote> list_notes(store::Reader& db, const ListNotes& query, const base::Context& ctx);

void import_routes(http::Router& router, store::Store& store, Importer& importer);

}  // namespace huan::capture
