#include "base/json.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/rows_import.hpp"
#include "capture/undo.hpp"
#include "jobs/commands.hpp"
#include "jobs/queries.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

rows::ImportRow visible(const std::optional<rows::ImportRow>& row, const base::Context& ctx) {
    if (!row || !base::may_see(ctx.actor, row->org_path, base::UserId{ctx.actor.id}))
        throw base::Error{errors::unknown_import, "import_id"};
    return *row;
}

bool is_busy(ImportState state) {
    return state == ImportState::checking || state == ImportState::running || state == ImportState::undoing;
}

/// A job that was stopped or failed leaves the import where it stood; its own state says so.
ImportState state_of(store::Reader& db, const rows::ImportRow& row, const base::Context& ctx) {
    if (!row.job_id || !is_busy(row.state)) return row.state;
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
    if (row.dry_run) import.dry_run = outcome_of(*row.dry_run);
    if (row.outcome) import.outcome = outcome_of(*row.outcome);
    if (row.undo) import.undo = base::from_json<UndoOutcome>(*row.undo);
    return import;
}

Import queued(store::Transaction& tx, rows::ImportRow row, bool dry_run, const base::Context& ctx) {
    if (is_busy(state_of(tx, row, ctx))) throw base::Error{errors::import_busy, "import_id"};
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

/// Under a name that is there already, the mapping takes the place of that one.
void remember(store::Transaction& tx, const rows::ImportRow& import, const std::string& name,
              const base::Context& ctx) {
    if (name.empty()) throw base::Error{base::errors::required, "remember_as"};
    rows::MappingRow row{.org_id = ctx.actor.org_id,
                         .org_path = ctx.actor.org_path,
                         .kind = import.kind,
                         .name = name,
                         .mapping = import.mapping,
                         .created_by_name = ctx.actor.name,
                         .changed_at = ctx.now};
    if (const auto known = rows::mapping_named(tx, row.org_id, row.kind, name)) {
        row.id = known->id;
        store::update_row(tx, "import_mapping", row);
        return;
    }
    row.id = SavedMappingId{tx.next_id()};
    store::insert_row(tx, "import_mapping", row);
}

SavedMapping shown(const rows::MappingRow& row) {
    return {.id = row.id,
            .kind = row.kind,
            .name = row.name,
            .mapping = base::from_json<Mapping>(row.mapping),
            .created_by_name = row.created_by_name,
            .changed_at = row.changed_at};
}

rows::MappingRow own_mapping(store::Transaction& tx, SavedMappingId id, const base::Context& ctx) {
    const auto row = rows::lock_mapping(tx, id);
    if (!row || row->org_id != ctx.actor.org_id) throw base::Error{errors::unknown_mapping, "mapping_id"};
    return *row;
}

}  // namespace

ImportOutcome outcome_of(const boost::json::value& stored) {
    boost::json::object whole = base::to_object(ImportOutcome{});
    for (const auto& member : stored.as_object()) whole[member.key()] = member.value();
    return base::from_json<ImportOutcome>(whole);
}

rows::ImportRow idle_import(store::Reader& db, ImportId id, const base::Context& ctx) {
    rows::ImportRow row = visible(rows::find_import(db, id), ctx);
    if (is_busy(state_of(db, row, ctx))) throw base::Error{errors::import_busy, "import_id"};
    return row;
}

Import plan_import(store::Transaction& tx, const PlanImport& command, const base::Context& ctx) {
    rows::ImportRow row = visible(rows::lock_import(tx, command.import_id), ctx);
    row.mapping = base::to_json(command.mapping);
    if (command.remember_as) remember(tx, row, base::trimmed(command.remember_as->value), ctx);
    return queued(tx, std::move(row), true, ctx);
}

Import run_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx) {
    return queued(tx, visible(rows::lock_import(tx, command.import_id), ctx), false, ctx);
}

Import stop_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx) {
    const rows::ImportRow row = visible(rows::lock_import(tx, command.import_id), ctx);
    if (!row.job_id || !is_busy(state_of(tx, row, ctx)))
        throw base::Error{errors::import_not_busy, "import_id"};
    jobs::stop_job(tx, {jobs::JobId{*row.job_id}}, ctx);
    return shown(tx, row, ctx);
}

Import resume_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx) {
    const rows::ImportRow row = visible(rows::lock_import(tx, command.import_id), ctx);
    const ImportState state = state_of(tx, row, ctx);
    if (!row.job_id || (state != ImportState::stopped && state != ImportState::failed))
        throw base::Error{errors::import_not_stopped, "import_id"};
    jobs::resume_job(tx, jobs::JobId{*row.job_id}, ctx);
    return shown(tx, row, ctx);
}

Import undo_import(store::Transaction& tx, const ImportById& command, const base::Context& ctx) {
    rows::ImportRow row = visible(rows::lock_import(tx, command.import_id), ctx);
    if (is_busy(state_of(tx, row, ctx))) throw base::Error{errors::import_busy, "import_id"};
    if (row.state == ImportState::undone) return shown(tx, row, ctx);
    if (!row.outcome && rows::count_events_of_import(tx, row.id) == 0)
        throw base::Error{errors::not_run, "import_id"};
    const jobs::Job job = jobs::queue(
        tx, {.kind = Undo::job_kind, .title = row.file_name, .input = {{"import_id", row.id.value}}}, ctx);
    row.job_id = job.id.value;
    row.state = ImportState::undoing;
    store::update_row(tx, "import_file", row);
    return shown(tx, row, ctx);
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

SavedMappings list_mappings(store::Reader& db, const ListMappings& query, const base::Context& ctx) {
    SavedMappings list;
    for (const rows::MappingRow& row : rows::mappings(db, ctx.actor.org_id, query.kind))
        list.items.push_back(shown(row));
    return list;
}

SavedMapping rename_mapping(store::Transaction& tx, const RenameMapping& command, const base::Context& ctx) {
    rows::MappingRow row = own_mapping(tx, command.mapping_id, ctx);
    const std::string name = base::trimmed(command.name.value);
    const auto other = rows::mapping_named(tx, row.org_id, row.kind, name);
    if (other && other->id != row.id) throw base::Error{errors::mapping_taken, "name"};
    row.name = name;
    row.changed_at = ctx.now;
    store::update_row(tx, "import_mapping", row);
    return shown(row);
}

void forget_mapping(store::Transaction& tx, const MappingById& command, const base::Context& ctx) {
    rows::forget_mapping(tx, own_mapping(tx, command.mapping_id, ctx).id);
}

}  // namespace huan::capture
