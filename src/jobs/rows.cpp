#include "jobs/rows.hpp"

namespace huan::jobs::rows {
namespace {

using base::column_list;
using store::Reader;
using store::Transaction;

template <class T> std::string select(std::string_view table) {
    return "SELECT " + column_list<T>() + " FROM " + std::string(table) + " ";
}

}  // namespace

void insert(Transaction& tx, const JobRow& row) { store::insert_row(tx, "job", row); }

void update(Transaction& tx, const JobRow& row) { store::update_row(tx, "job", row); }

std::optional<JobRow> find_job(Reader& db, JobId id) {
    return db.first<JobRow>(select<JobRow>("job") + "WHERE id = $1", id);
}

std::optional<JobRow> lock_job(Transaction& tx, JobId id) {
    return tx.first<JobRow>(select<JobRow>("job") + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::optional<JobRow> find_busy(Reader& db, const std::string& busy_key) {
    return db.first<JobRow>(select<JobRow>("job") + "WHERE busy_key = $1", busy_key);
}

std::vector<JobRow> list_jobs(Reader& db, const ListJobs& query, const Visible& who, base::Instant before,
                              std::int64_t before_id, std::int64_t limit) {
    const std::string state(query.state ? base::word_of(*query.state) : "");
    return db.all<JobRow>(select<JobRow>("job") +
                              "WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3) OR created_by = $4) "
                              "AND (created_at < $5 OR (created_at = $5 AND id < $6)) "
                              "AND ($7 = '' OR kind = $7) AND ($8 = '' OR state = $8) "
                              "AND ($9 = 0 OR state IN ('queued', 'running', 'stopping')) "
                              "ORDER BY created_at DESC, id DESC LIMIT $10",
                          who.all, who.from, who.until, who.owner, before, before_id, query.kind.value_or(""),
                          state, query.unfinished.value_or(false), limit);
}

std::optional<JobId> next_job(Reader& db, const std::vector<std::string>& kinds, base::Instant now) {
    std::vector<store::Param> params{store::to_param(now)};
    std::string places;
    for (const std::string& kind : kinds) {
        params.push_back(store::to_param(kind));
        places.append(places.empty() ? "$" : ", $").append(std::to_string(params.size()));
    }
    const store::Result found = db.run_with(
        "SELECT id FROM job WHERE state IN ('queued', 'running', 'stopping') AND lease_until <= $1 "
        "AND kind IN (" +
            places + ") ORDER BY created_at, id LIMIT 1",
        params);
    if (found.rows() == 0) return {};
    return JobId{std::get<std::int64_t>(found.at(0, 0))};
}

bool claim_job(Transaction& tx, JobId id, const std::string& holder, base::Instant now, base::Instant until) {
    return tx.execute(
               "UPDATE job SET holder = $2, lease_until = $4, started_at = COALESCE(started_at, $3), "
               "state = CASE WHEN state = 'queued' THEN 'running' ELSE state END "
               "WHERE id = $1 AND lease_until <= $3 AND state IN ('queued', 'running', 'stopping')",
               id, holder, now, until) == 1;
}

void extend_jobs(Transaction& tx, const std::string& holder, base::Instant until) {
    tx.execute(
        "UPDATE job SET lease_until = $2 WHERE state IN ('running', 'stopping') AND lease_until > 0 "
        "AND holder = $1",
        holder, until);
}

void release_job(Transaction& tx, JobId id, const std::string& holder) {
    tx.execute("UPDATE job SET holder = '', lease_until = 0 WHERE id = $1 AND holder = $2", id, holder);
}

std::optional<ScheduleRow> find_schedule(Reader& db, const std::string& name) {
    return db.first<ScheduleRow>(select<ScheduleRow>("schedule") + "WHERE name = $1", name);
}

std::vector<ScheduleRow> all_schedules(Reader& db) {
    return db.all<ScheduleRow>(select<ScheduleRow>("schedule") + "ORDER BY name");
}

void add_schedule(Transaction& tx, const ScheduleRow& row) {
    tx.execute(
        "INSERT INTO schedule (name, next_at, last_error, holder, lease_until) VALUES ($1, $2, '', '', 0) "
        "ON CONFLICT (name) DO NOTHING",
        row.name, row.next_at);
}

bool claim_schedule(Transaction& tx, const std::string& name, const std::string& holder, base::Instant now,
                    base::Instant until) {
    return tx.execute(
               "UPDATE schedule SET holder = $2, lease_until = $4, last_started_at = $3 "
               "WHERE name = $1 AND next_at <= $3 AND lease_until <= $3",
               name, holder, now, until) == 1;
}

void extend_schedules(Transaction& tx, const std::string& holder, base::Instant until) {
    tx.execute("UPDATE schedule SET lease_until = $2 WHERE holder = $1 AND lease_until > 0", holder, until);
}

void hasten_schedule(Transaction& tx, const std::string& name, base::Instant now) {
    // What runs has begun at last_started_at, and its next_at lies not behind that: finish_schedule sees it
    // moved.
    tx.execute(
        "UPDATE schedule SET next_at = CASE WHEN lease_until > 0 AND last_started_at >= $2 "
        "THEN last_started_at + 1 ELSE $2 END WHERE name = $1 AND (lease_until > 0 OR next_at > $2)",
        name, now);
}

void finish_schedule(Transaction& tx, const std::string& name, const std::string& holder,
                     base::Instant finished, base::Instant next, const std::string& error) {
    tx.execute(
        "UPDATE schedule SET holder = '', lease_until = 0, last_finished_at = $3, "
        "next_at = CASE WHEN next_at > last_started_at THEN next_at ELSE $4 END, last_error = $5 WHERE name "
        "= $1 AND holder = $2",
        name, holder, finished, next, error);
}

void insert(Transaction& tx, const OutboxRow& row) { store::insert_row(tx, "outbox", row); }

std::optional<OutboxRow> lock_delivery(Transaction& tx, DeliveryId id) {
    return tx.first<OutboxRow>(select<OutboxRow>("outbox") + "WHERE id = $1" + std::string(tx.for_update()),
                               id);
}

void update(Transaction& tx, const OutboxRow& row) { store::update_row(tx, "outbox", row); }

bool any_due(Reader& db, base::Instant now) {
    return db
        .value<std::int64_t>(
            "SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 "
            "AND lease_until <= $1 LIMIT 1",
            now)
        .has_value();
}

std::vector<OutboxRow> claim_due(Transaction& tx, const std::string& holder, base::Instant now,
                                 base::Instant until, std::int64_t limit) {
    // The outer conditions are checked again where another process took a row while we waited for it.
    return tx.all<OutboxRow>(
        "UPDATE outbox SET holder = $1, lease_until = $3 WHERE state = 'waiting' AND lease_until <= $2 AND "
        "id IN "
        "(SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $2 AND lease_until <= $2 "
        "ORDER BY next_at, id LIMIT $4) RETURNING " +
            column_list<OutboxRow>(),
        holder, now, until, limit);
}

bool settle(Transaction& tx, const OutboxRow& row) {
    return tx.execute(
               "UPDATE outbox SET state = $3, attempts = $4, last_status = $5, last_error = $6, next_at = "
               "$7, "
               "sent_at = $8, holder = '', lease_until = 0 WHERE id = $1 AND holder = $2",
               row.id, row.holder, row.state, row.attempts, row.last_status, row.last_error, row.next_at,
               row.sent_at) == 1;
}

std::vector<OutboxRow> list_deliveries(Reader& db, std::int64_t target, std::optional<DeliveryState> state,
                                       base::Instant before, std::int64_t before_id, std::int64_t limit) {
    return db.all<OutboxRow>(select<OutboxRow>("outbox") +
                                 "WHERE target = $1 AND ($2 = '' OR state = $2) "
                                 "AND (created_at < $3 OR (created_at = $3 AND id < $4)) "
                                 "ORDER BY created_at DESC, id DESC LIMIT $5",
                             target, std::string(state ? base::word_of(*state) : ""), before, before_id,
                             limit);
}

void drop_waiting(Transaction& tx, const std::string& kind, std::int64_t target) {
    tx.execute("DELETE FROM outbox WHERE target = $2 AND kind = $1 AND state = 'waiting'", kind, target);
}

void release_claim(Transaction& tx, const std::string& holder) {
    tx.execute("UPDATE outbox SET holder = '', lease_until = 0 WHERE state = 'waiting' AND holder = $1",
               holder);
}

void release_everything(Transaction& tx) {
    tx.execute("UPDATE job SET holder = '', lease_until = 0 WHERE lease_until > 0");
    tx.execute("UPDATE schedule SET holder = '', lease_until = 0 WHERE lease_until > 0");
    tx.execute("UPDATE outbox SET holder = '', lease_until = 0 WHERE state = 'waiting' AND lease_until > 0");
}

void insert(Transaction& tx, const WebhookRow& row) { store::insert_row(tx, "webhook", row); }

bool update(Transaction& tx, WebhookRow& row) {
    const bool done = tx.execute(
                          "UPDATE webhook SET name = $3, url = $4, events = $5, active = $6, "
                          "version = version + 1 WHERE id = $1 AND version = $2",
                          row.id, row.version, row.name, row.url, row.events, row.active) == 1;
    if (done) ++row.version;
    return done;
}

void erase(Transaction& tx, WebhookId id) { tx.execute("DELETE FROM webhook WHERE id = $1", id); }

std::optional<WebhookRow> find_webhook(Reader& db, WebhookId id) {
    return db.first<WebhookRow>(select<WebhookRow>("webhook") + "WHERE id = $1", id);
}

std::vector<WebhookRow> list_webhooks(Reader& db, const Visible& who, std::int64_t after_id,
                                      std::int64_t limit) {
    return db.all<WebhookRow>(select<WebhookRow>("webhook") +
                                  "WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3)) AND id > $4 "
                                  "ORDER BY id LIMIT $5",
                              who.all, who.from, who.until, after_id, limit);
}

std::vector<WebhookRow> active_webhooks(Reader& db) {
    return db.all<WebhookRow>(select<WebhookRow>("webhook") + "WHERE active = 1 ORDER BY id");
}

std::int64_t cache_number(Reader& db, const std::string& topic) {
    return db.value<std::int64_t>("SELECT number FROM cache_version WHERE topic = $1", topic).value_or(0);
}

void set_cache_number(Transaction& tx, const std::string& topic, std::int64_t number) {
    tx.execute(
        "INSERT INTO cache_version (topic, number) VALUES ($1, $2) "
        "ON CONFLICT (topic) DO UPDATE SET number = $2",
        topic, number);
}

}  // namespace huan::jobs::rows
