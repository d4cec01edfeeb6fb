#pragma once

#include "jobs/job.hpp"
#include "jobs/visible.hpp"
#include "jobs/webhook.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

/// The only SQL of this module.
namespace huan::jobs::rows {

/// A row of `job`.
struct JobRow {
    JobId id{};
    std::string kind{};
    std::string title{};
    JobState state = JobState::queued;
    std::int64_t done = 0;
    std::optional<std::int64_t> total{};
    std::string message{};
    boost::json::object result{};
    boost::json::object input{};
    boost::json::object position{};
    std::optional<std::string> busy_key{};
    base::OrgId org_id{};
    std::string org_path{};
    base::UserId created_by{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<base::Instant> started_at{};
    std::optional<base::Instant> finished_at{};
    std::string holder{};
    base::Instant lease_until{};
};
BOOST_DESCRIBE_STRUCT(JobRow, (),
                      (id, kind, title, state, done, total, message, result, input, position, busy_key,
                       org_id, org_path, created_by, created_by_name, created_at, started_at, finished_at,
                       holder, lease_until))

void insert(store::Transaction& tx, const JobRow& row);
void update(store::Transaction& tx, const JobRow& row);
std::optional<JobRow> find_job(store::Reader& db, JobId id);
/// The same, held until the transaction ends.
std::optional<JobRow> lock_job(store::Transaction& tx, JobId id);
std::optional<JobRow> find_busy(store::Reader& db, const std::string& busy_key);
/// Newest first, behind the row (`created_at`, `id`).
std::vector<JobRow> list_jobs(store::Reader& db, const ListJobs& query, const Visible& who,
                              base::Instant before, std::int64_t before_id, std::int64_t limit);
/// The oldest unfinished job that nobody holds, of any of `kinds`.
std::optional<JobId> next_job(store::Reader& db, const std::vector<std::string>& kinds, base::Instant now);
/// Makes `holder` the one who works on it; false when somebody else was quicker.
bool claim_job(store::Transaction& tx, JobId id, const std::string& holder, base::Instant now,
               base::Instant until);
void extend_jobs(store::Transaction& tx, const std::string& holder, base::Instant until);
void release_job(store::Transaction& tx, JobId id, const std::string& holder);

/// A row of `schedule`.
struct ScheduleRow {
    std::string name{};
    base::Instant next_at{};
    std::optional<base::Instant> last_started_at{};
    std::optional<base::Instant> last_finished_at{};
    std::string last_error{};
    std::string holder{};
    base::Instant lease_until{};
};
BOOST_DESCRIBE_STRUCT(ScheduleRow, (),
                      (name, next_at, last_started_at, last_finished_at, last_error, holder, lease_until))

std::optional<ScheduleRow> find_schedule(store::Reader& db, const std::string& name);
std::vector<ScheduleRow> all_schedules(store::Reader& db);
/// Does nothing when the name is there already.
void add_schedule(store::Transaction& tx, const ScheduleRow& row);
/// Takes a due one that nobody holds.
bool claim_schedule(store::Transaction& tx, const std::string& name, const std::string& holder,
                    base::Instant now, base::Instant until);
void extend_schedules(store::Transaction& tx, const std::string& holder, base::Instant until);
/// Due at `now`; while it runs, once more after that.
void hasten_schedule(store::Transaction& tx, const std::string& name, base::Instant now);
/// `next` counts unless it was hastened since it began.
void finish_schedule(store::Transaction& tx, const std::string& name, const std::string& holder,
                     base::Instant finished, base::Instant next, const std::string& error);

/// A row of `outbox`.
struct OutboxRow {
    DeliveryId id{};
    std::string kind{};
    std::int64_t target = 0;
    std::string topic{};
    std::string body{};
    DeliveryState state = DeliveryState::waiting;
    std::int64_t attempts = 0;
    std::optional<std::int64_t> last_status{};
    std::string last_error{};
    base::Instant created_at{};
    base::Instant next_at{};
    std::optional<base::Instant> sent_at{};
    base::OrgId org_id{};
    std::string holder{};
    base::Instant lease_until{};
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (),
                      (id, kind, target, topic, body, state, attempts, last_status, last_error, created_at,
                       next_at, sent_at, org_id, holder, lease_until))

void insert(store::Transaction& tx, const OutboxRow& row);
std::optional<OutboxRow> lock_delivery(store::Transaction& tx, DeliveryId id);
void update(store::Transaction& tx, const OutboxRow& row);
/// Whether anything is due that nobody holds.
bool any_due(store::Reader& db, base::Instant now);
/// Takes up to `limit` due rows for `holder`; no two holders get the same row.
std::vector<OutboxRow> claim_due(store::Transaction& tx, const std::string& holder, base::Instant now,
                                 base::Instant until, std::int64_t limit);
/// Writes the outcome of an attempt, provided `row.holder` still holds the row.
bool settle(store::Transaction& tx, const OutboxRow& row);
/// Frees what somebody took and did not settle.
void release_claim(store::Transaction& tx, const std::string& holder);
std::vector<OutboxRow> list_deliveries(store::Reader& db, std::int64_t target,
                                       std::optional<DeliveryState> state, base::Instant before,
                                       std::int64_t before_id, std::int64_t limit);
void drop_waiting(store::Transaction& tx, const std::string& kind, std::int64_t target);

/// On the embedded store a new process is the only one: what a dead one held is free at once.
void release_everything(store::Transaction& tx);

/// A row of `webhook`; `events` is the list, a name a line.
struct WebhookRow {
    WebhookId id{};
    std::string name{};
    std::string url{};
    std::string secret{};
    std::string events{};
    bool active = true;
    base::OrgId org_id{};
    std::string org_path{};
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookRow, (),
                      (id, name, url, secret, events, active, org_id, org_path, created_at, version))

void insert(store::Transaction& tx, const WebhookRow& row);
/// Stores `row` as the version after `row.version`; false when that was not the stored one.
bool update(store::Transaction& tx, WebhookRow& row);
void erase(store::Transaction& tx, WebhookId id);
std::optional<WebhookRow> find_webhook(store::Reader& db, WebhookId id);
std::vector<WebhookRow> list_webhooks(store::Reader& db, const Visible& who, std::int64_t after_id,
                                      std::int64_t limit);
std::vector<WebhookRow> active_webhooks(store::Reader& db);

/// The number of a cache's topic; 0 when it was never set.
std::int64_t cache_number(store::Reader& db, const std::string& topic);
void set_cache_number(store::Transaction& tx, const std::string& topic, std::int64_t number);

}  // namespace huan::jobs::rows
