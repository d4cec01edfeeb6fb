#include "capture/connector.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/origin_reader.hpp"
#include "capture/puller.hpp"
#include "capture/rows_connector.hpp"
#include "jobs/queries.hpp"
#include "jobs/scheduler.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

using base::Permission;
using rows::ConnectorRow;
using rows::ConnectorRunRow;

constexpr std::int64_t longest_pause = 10'080;
constexpr std::int64_t day_minutes = 1440;

ConnectorRow visible(const std::optional<ConnectorRow>& row, const base::Context& ctx) {
    if (!row || !base::may_see(ctx.actor, row->org_path))
        throw base::Error{errors::unknown_connector, "connector_id"};
    return *row;
}

base::Context as_system(base::Instant now) { return {.now = now, .actor = base::system_actor()}; }

/// What the rows say of jobs and imports that ended without telling the run.
ConnectorRun shown_run(store::Reader& db, const ConnectorRunRow& row) {
    ConnectorRun run{.id = row.id,
                     .state = row.state,
                     .from_mark = row.from_mark,
                     .to_mark = row.to_mark,
                     .fetched = row.fetched,
                     .known = row.known,
                     .job_id = row.job_id,
                     .started_by_name = row.started_by_name,
                     .started_at = row.started_at,
                     .ended_at = row.ended_at};
    bool import_stopped = false;
    if (row.import_id) {
        const Import import = get_import(db, {row.import_id}, as_system(row.started_at));
        run.import_id = row.import_id;
        run.outcome = import.outcome;
        run.job_id = import.job_id.value_or(row.job_id);
        import_stopped = import.state == ImportState::stopped || import.state == ImportState::failed;
    }
    if (row.state != RunState::fetching && (row.state != RunState::importing || !import_stopped)) return run;
    const jobs::Job job = jobs::find_job(db, {jobs::JobId{run.job_id}}, as_system(row.started_at));
    if (job.state == jobs::JobState::stopped) run.state = RunState::stopped;
    if (job.state == jobs::JobState::failed) {
        run.state = RunState::failed;
        run.problem = job.message;
    }
    if (job.finished_at) run.ended_at = job.finished_at;
    return run;
}

bool is_under_way(const std::optional<ConnectorRun>& run) {
    return run && (run->state == RunState::fetching || run->state == RunState::importing);
}

Connector shown(store::Reader& db, const ConnectorRow& row) {
    Connector connector{.id = row.id,
                        .name = row.name,
                        .kind = row.kind,
                        .has_secret = row.secret.has_value(),
                        .every_minutes = row.every_minutes,
                        .daily_at = row.daily_at,
                        .active = row.active,
                        .next_at = row.next_at,
                        .watermark = row.watermark,
                        .version = row.version,
                        .created_by_name = row.created_by_name,
                        .created_at = row.created_at};
    base::read_json(row.origin, connector.origin, "");
    base::read_json(row.mapping, connector.mapping, "");
    if (const auto run = rows::last_run(db, row.id)) connector.last_run = shown_run(db, *run);
    return connector;
}

void check_schedule(const std::optional<std::int64_t>& every, const std::optional<std::int64_t>& daily) {
    if (every && (*every < 1 || *every > longest_pause))
        throw base::Error{base::errors::out_of_range, "every_minutes"};
    if (daily && (*daily < 0 || *daily >= day_minutes))
        throw base::Error{base::errors::out_of_range, "daily_at"};
    if (every && daily)
        throw base::Error{base::errors::not_allowed, "daily_at", "Either every so often or once a day."};
}

std::optional<base::Instant> next_time(store::Reader& db, const ConnectorRow& row, base::Instant now) {
    if (!row.active) return {};
    if (row.every_minutes) return now + base::Duration{*row.every_minutes * 60'000};
    if (row.daily_at)
        return jobs::next_daily(access::settings(db).time_zone, static_cast<int>(*row.daily_at), now);
    return {};
}

std::vector<std::string> mapped_columns(const Mapping& mapping) {
    std::vector<std::string> columns;
    for (const auto& [column, field] : mapping.columns) columns.push_back(column);
    return columns;
}

/// The secret fits what stands in a header's line.
void check_secret(const std::optional<base::Note<4000>>& secret) {
    if (secret && secret->value.find_first_of("\r\n") != std::string::npos)
        throw base::Error{base::errors::bad_text, "secret"};
}

std::optional<store::Bytes> sealed(const std::optional<base::Note<4000>>& secret,
                                   const access::Vault& vault) {
    if (!secret || secret->value.empty()) return {};
    return vault.seal(secret->value);
}

void start(store::Transaction& tx, ConnectorRow& row, bool from_start, const base::Context& ctx) {
    ConnectorRunRow run{.id = ConnectorRunId{tx.next_id()},
                        .connector_id = row.id,
                        .state = RunState::fetching,
                        .started_by_name = ctx.actor.name,
                        .started_at = ctx.now};
    if (!from_start) run.from_mark = row.watermark;
    base::Context as_owner = ctx;  // What it brings belongs where the connector does.
    as_owner.actor.org_id = row.org_id;
    as_owner.actor.org_path = row.org_path;
    const jobs::Job job = jobs::queue(tx,
                                      {.kind = Puller::job_kind,
                                       .title = row.name,
                                       .input = {{"run_id", run.id.value}},
                                       .key = std::to_string(row.id.value)},
                                      as_owner);
    run.job_id = job.id.value;
    store::insert_row(tx, "connector_run", run);
    row.next_at = next_time(tx, row, ctx.now);
    store::update_row(tx, "connector", row);
}

Connector set_active(store::Transaction& tx, ConnectorId id, bool active, const base::Context& ctx) {
    ConnectorRow row = visible(rows::lock_connector(tx, id), ctx);
    row.active = active;
    row.next_at = next_time(tx, row, ctx.now);
    ++row.version;
    store::update_row(tx, "connector", row);
    return shown(tx, row);
}

}  // namespace

Connector create_connector(store::Transaction& tx, const CreateConnector& command, const base::Context& ctx,
                           const access::Vault& vault) {
    check_origin(command.origin);
    check_secret(command.secret);
    check(command.mapping, command.kind, mapped_columns(command.mapping));
    check_schedule(command.every_minutes, command.daily_at);
    ConnectorRow row{.id = ConnectorId{tx.next_id()},
                     .org_id = ctx.actor.org_id,
                     .org_path = ctx.actor.org_path,
                     .name = base::trimmed(command.name.value),
                     .kind = command.kind,
                     .origin = base::to_json(command.origin),
                     .secret = sealed(command.secret, vault),
                     .mapping = base::to_json(command.mapping),
                     .every_minutes = command.every_minutes,
                     .daily_at = command.daily_at,
                     .active = command.every_minutes || command.daily_at,
                     .version = 1,
                     .created_by_name = ctx.actor.name,
                     .created_at = ctx.now};
    row.next_at = next_time(tx, row, ctx.now);
    store::insert_row(tx, "connector", row);
    return shown(tx, row);
}

Connector update_connector(store::Transaction& tx, const UpdateConnector& command, const base::Context& ctx,
                           const access::Vault& vault) {
    ConnectorRow row = visible(rows::lock_connector(tx, command.connector_id), ctx);
    if (row.version != command.version) throw base::Error{errors::connector_stale};
    check_origin(command.origin);
    check_secret(command.secret);
    check(command.mapping, row.kind, mapped_columns(command.mapping));
    check_schedule(command.every_minutes, command.daily_at);
    const auto before = base::from_json<Origin>(row.origin);
    if (command.secret)
        row.secret = sealed(command.secret, vault);
    else if (row.secret && !same_target(before, command.origin))
        throw base::Error{errors::secret_needed, "secret"};
    // Another mark's values say nothing about where to go on; another query's rows are none we have seen.
    if (before.mark != command.origin.mark || before.system != command.origin.system) row.watermark.reset();
    if (base::to_json(before) != base::to_json(command.origin)) row.recent.reset();
    row.name = base::trimmed(command.name.value);
    row.origin = base::to_json(command.origin);
    row.mapping = base::to_json(command.mapping);
    const bool had_schedule = row.every_minutes || row.daily_at;
    row.every_minutes = command.every_minutes;
    row.daily_at = command.daily_at;
    const bool has_schedule = row.every_minutes || row.daily_at;
    row.active = has_schedule && (row.active || !had_schedule);
    row.next_at = next_time(tx, row, ctx.now);
    ++row.version;
    store::update_row(tx, "connector", row);
    return shown(tx, row);
}

void delete_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx) {
    const ConnectorRow row = visible(rows::lock_connector(tx, command.connector_id), ctx);
    if (is_under_way(shown(tx, row).last_run)) throw base::Error{errors::connector_busy, "connector_id"};
    rows::erase_connector(tx, row.id);
}

Connector pause_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx) {
    return set_active(tx, command.connector_id, false, ctx);
}

Connector resume_connector(store::Transaction& tx, const ConnectorById& command, const base::Context& ctx) {
    return set_active(tx, command.connector_id, true, ctx);
}

Connector run_connector(store::Transaction& tx, const RunConnector& command, const base::Context& ctx) {
    ConnectorRow row = visible(rows::lock_connector(tx, command.connector_id), ctx);
    if (is_under_way(shown(tx, row).last_run)) throw base::Error{errors::connector_busy, "connector_id"};
    start(tx, row, command.from_start.value_or(false), ctx);
    return shown(tx, row);
}

void run_scheduled(store::Transaction& tx, ConnectorId id, base::Instant now) {
    auto row = rows::lock_connector(tx, id);
    if (!row || !row->active || !row->next_at || *row->next_at > now) return;  // Another process did it.
    const base::Context ctx = as_system(now);
    if (!is_under_way(shown(tx, *row).last_run)) return start(tx, *row, false, ctx);
    row->next_at = next_time(tx, *row, now);
    store::update_row(tx, "connector", *row);
}

void connector_brought(store::Transaction& tx, ImportId import, base::Instant now) {
    const auto found = rows::run_of_import(tx, import);
    if (!found || found->state == RunState::done) return;
    auto connector = rows::lock_connector(tx, found->connector_id);
    ConnectorRunRow run = *found;
    // One that was stopped and goes on after later ones have ended tells nothing new.
    if (connector && !rows::has_later_done_run(tx, run)) {
        if (run.to_mark) connector->watermark = run.to_mark;
        connector->recent = run.recent;
        store::update_row(tx, "connector", *connector);
    }
    run.state = RunState::done;
    run.recent.reset();
    run.ended_at = now;
    store::update_row(tx, "connector_run", run);
}

Connector get_connector(store::Reader& db, const ConnectorById& query, const base::Context& ctx) {
    return shown(db, visible(rows::find_connector(db, query.connector_id), ctx));
}

base::Page<Connector> list_connectors(store::Reader& db, const ListConnectors& query,
                                      const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    auto found = store::page_of(rows::list_connectors(db, store::before_id(query.cursor), limit + 1), limit);
    base::Page<Connector> page{.next_cursor = std::move(found.next_cursor)};
    for (const ConnectorRow& row : found.items)
        if (base::may_see(ctx.actor, row.org_path)) page.items.push_back(shown(db, row));
    return page;
}

base::Page<ConnectorRun> list_connector_runs(store::Reader& db, const ListConnectorRuns& query,
                                             const base::Context& ctx) {
    visible(rows::find_connector(db, query.connector_id), ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(
        rows::list_runs(db, query.connector_id, store::before_id(query.cursor), limit + 1), limit,
        [&](const ConnectorRunRow& row) { return shown_run(db, row); });
}

void connector_routes(http::Router& router, Puller& puller, const access::Vault& vault) {
    const http::RouteOptions secret{.secret = true};
    router.query("GET /api/connectors", Permission::import_run, &list_connectors);
    router.command(
        "POST /api/connectors", Permission::source_manage,
        [&vault](store::Transaction& tx, const CreateConnector& command, const base::Context& ctx) {
            return create_connector(tx, command, ctx, vault);
        },
        secret);
    router.blocking(
        "POST /api/connectors/try", Permission::source_manage,
        [&puller](const TryConnector& command, const base::Context& ctx) {
            return puller.sample(command, ctx);
        },
        secret);
    router.query("GET /api/connectors/{connector_id}", Permission::import_run, &get_connector);
    router.command(
        "PUT /api/connectors/{connector_id}", Permission::source_manage,
        [&vault](store::Transaction& tx, const UpdateConnector& command, const base::Context& ctx) {
            return update_connector(tx, command, ctx, vault);
        },
        secret);
    router.command("DELETE /api/connectors/{connector_id}", Permission::source_manage, &delete_connector);
    router.command("POST /api/connectors/{connector_id}/pause", Permission::source_manage, &pause_connector);
    router.command("POST /api/connectors/{connector_id}/resume", Permission::source_manage,
                   &resume_connector);
    router.command("POST /api/connectors/{connector_id}/run", Permission::import_run, &run_connector);
    router.query("GET /api/connectors/{connector_id}/runs", Permission::import_run, &list_connector_runs);
}

}  // namespace huan::capture
