#pragma once

#include "jobs/job.hpp"
#include "jobs/rows.hpp"
#include "jobs/webhook.hpp"
#include "store/store.hpp"

#include <optional>

namespace huan::jobs {

/// A row as its owner sees it: without input, position and lease.
Job shown(const rows::JobRow& row);
/// Without the secret.
Webhook shown(const rows::WebhookRow& row);
WebhookDelivery shown(const rows::OutboxRow& row);

/// Newest first, of those the caller may see.
JobPage list_jobs(store::Reader& db, const ListJobs& query, const base::Context& ctx);
/// \throws base::Error `jobs.unknown`
Job find_job(store::Reader& db, const FindJob& query, const base::Context& ctx);

WebhookPage list_webhooks(store::Reader& db, const ListWebhooks& query, const base::Context& ctx);
/// \throws base::Error `jobs.unknown`
WebhookDeliveryPage list_deliveries(store::Reader& db, const ListDeliveries& query, const base::Context& ctx);

/// How periodic work stands, for `huan status`.
struct TaskState {
    std::string name{};
    base::Instant next_at{};
    std::optional<base::Instant> last_finished_at{};
    std::string last_error{};
};
BOOST_DESCRIBE_STRUCT(TaskState, (), (name, next_at, last_finished_at, last_error))
std::vector<TaskState> task_states(store::Reader& db);

}  // namespace huan::jobs
