#include "base/json.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/rows_import.hpp"
#include "capture/table_reader.hpp"
#include "jobs/queries.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

using base::Permission;

rows::ImportRow visible(const std::optional<rows::ImportRow>& row, const base::Context& ctx) {
    if (!row || !base::may_see(ctx.actor, row->org_path, base::UserId{ctx.actor.id}))
        throw base::Error{errors::unknown_import, "import_id"};
    return *row;
}

/// A job that was stopped or failed leaves the import where it stood; its own state says so.
ImportState state_of(store::Reader& db, const rows::ImportRow& row, const base::Context& ctx) {
    if (!row.job_id || (row.state != ImportState::checking && row.state != ImportState::running))
        return row.state;
    base::Context all = ctx;
    all.actor = base::system_actor();
    const jobs::Job job = jobs::find_job(db, {jobs::JobId{*row.job_id}}, all);
    if (job.state == jobs::JobState::stopped) return ImportState::stopped;
    if (job.state == jobs::JobState::failed) return ImportState::failed;
    return row.state;
}

Import shown(store::Reader& db, const rows::ImportRow& row, const base::Context& ctx) {
    Import import{.id = row.id,
                  .kind = row.kind,
                  .file_name = row.file_name,
                  .size = row.size,
                  .state = state_of(db, row, ctx),
                  .job_id = row.job_id,
                  .created_by_name = row.created_by_name,
                  .created_at = row.created_at,
                  .connector_id = row.connector_id};
    base::read_json(row.format, import.format, "");
    base::read_json(row.columns, import.columns, "");
    base::read_json(row.sample, import.sample, "");
    base::read_json(row.mapping, import.mapping, "");
    if (row.dry_run) base::read_json(*row.dry_run, import.dry_run.emplace(), "");
    if (row.outcome) base::read_json(*row.outcome, import.outcome.emplace(), "");
    return import;
}

Import queued(store::Transaction& tx, rows::ImportRow row, bool dry_run, const base::Context& ctx) {
    const ImportState now = state_of(tx, row, ctx);
    if (now == ImportState::checking || now == ImportState::running)
        throw base::Error{errors::import_busy, "import_id"};
    check(base::from_json<Mapping>(row.mapping), row.kind,
          base::from_json<std::vector<std::string>>(row.columns));
    const jobs::Job job = jobs::queue(tx,
                                      {.kind = Importer::job_kind,
                                       .title = row.file_name,
                                       .input = {{"import_id", row.id.value}, {"dry_run", dry_run}}},
                                      ctx);
    row.job_id = job.id.value;
    row.state = dry_run ? ImportState::checking : ImportState::running;
    (dry_run ? row.dry_run : row.outcome).reset();
    store::update_row(tx, "import_file", row);
    return shown(tx, row, ctx);
}

/// The refused rows as they were, with line and reason behind them: mend it and import it again.
http::Response error_file(store::Store& store, const http::Request& request, const base::Context& ctx) {
    const ImportId id{std::atoll(std::string(request.param("import_id").value_or("0")).c_str())};
    const rows::ImportRow row =
        store.read([&](store::Reader& db) { return visible(rows::find_import(db, id), ctx); });
    const auto columns = base::from_json<std::vector<std::string>>(row.columns);
    return http::download(row.file_name + ".errors.csv", "text/csv", [&store, id, columns](http::Sink& out) {
        std::string text = "\xEF\xBB\xBF";  // Spreadsheets take it for UTF-8.
        for (const std::string& column : columns) text += csv_cell(column) + ",";
        out.write(text + "huan_line,huan_reason\r\n");
        for (std::int64_t line = 0;;) {
            const auto notes =
                store.read([&](store::Reader& db) { return rows::list_notes(db, id, "refused", line, 500); });
            if (notes.empty()) return;
            for (const ImportNote& note : notes) {
                std::string cells;
                const boost::json::value original = boost::json::parse(note.original);
                for (const boost::json::value& cell : original.as_array())
                    cells += csv_cell(std::string_view(cell.as_string())) + ",";
                for (std::size_t i = original.as_array().size(); i < columns.size(); ++i) cells += ",";
                const std::string reason = note.field.empty() ? note.reason : note.field + ": " + note.reason;
                out.write(cells + std::to_string(note.line) + "," + csv_cell(reason) + "\r\n");
                line = note.line;
            }
        }
    });
}

}  // namespace

Import plan_import(store::Transaction& tx, const PlanImport& command, const base::Context& ctx) {
    rows::ImportRow row = visible(rows::lock_import(tx, command.import_id), ctx);
    row.mapping = base::to_json(command.mapping);
    return queued(tx, std::move(row), true, ctx);
}

Import run_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx) {
    return queued(tx, visible(rows::lock_import(tx, command.import_id), ctx), false, ctx);
}

Import get_import(store::Reader& db, const ImportById& query, const base::Context& ctx) {
    return shown(db, visible(rows::find_import(db, query.import_id), ctx), ctx);
}

base::Page<Import> list_imports(store::Reader& db, const ListImports& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    base::Page<rows::ImportRow> found =
        store::page_of(rows::list_imports(db, store::before_id(query.cursor), limit + 1), limit);
    base::Page<Import> page{.next_cursor = std::move(found.next_cursor)};
    for (const rows::ImportRow& row : found.items)
        if (base::may_see(ctx.actor, row.org_path, base::UserId{ctx.actor.id}))
            page.items.push_back(shown(db, row, ctx));
    return page;
}

base::Page<ImportNote> list_notes(store::Reader& db, const ListNotes& query, const base::Context& ctx) {
    visible(rows::find_import(db, query.import_id), ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::list_notes(db, query.import_id, query.kind.value_or(""),
                                           store::after_id(query.cursor), limit + 1),
                          limit, [](const ImportNote& note) { return note.line; });
}

void import_routes(http::Router& router, store::Store& store, Importer& importer) {
    router.upload(
        "POST /api/imports", Permission::import_run,
        [&importer](const http::Upload& upload, const UploadImport& command, const base::Context& ctx) {
            return importer.receive(upload.path, command, ctx);
        });
    router.query("GET /api/imports", Permission::import_run, &list_imports);
    router.query("GET /api/imports/{import_id}", Permission::import_run, &get_import);
    router.command("POST /api/imports/{import_id}/plan", Permission::import_run, &plan_import);
    router.command("POST /api/imports/{import_id}/run", Permission::import_run, &run_import);
    router.query("GET /api/imports/{import_id}/notes", Permission::import_run, &list_notes);
    router.blocking("GET /api/imports/{import_id}/errors.csv", Permission::import_run,
                    [&store](const http::Request& request, const base::Context& ctx) {
                        return error_file(store, request, ctx);
                    });
    router.query("GET /api/import_fields", Permission::import_run,
                 [](store::Reader&, const FindFields& query, const base::Context&) {
                     const auto fields = fields_of(query.kind);
                     return std::vector<ImportField>(fields.begin(), fields.end());
                 });
}

}  // namespace huan::capture
