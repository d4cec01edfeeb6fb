#include "jobs/queries.hpp"

#include "jobs/errors.hpp"
#include "store/paging.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include <limits>

namespace huan::jobs {
namespace {

/// Where a newest-first page starts: behind this time and id.
struct Before {
    base::Instant at = base::latest_instant;
    std::int64_t id = std::numeric_limits<std::int64_t>::max();
};

Before before_of(const std::optional<std::string>& cursor) {
    const auto numbers = store::numbers_in<2>(cursor);
    if (!numbers) return {};
    return {.at = base::Instant{numbers->at(0)}, .id = numbers->at(1)};
}

}  // namespace

WebhookDelivery shown(const rows::OutboxRow& row) {
    WebhookDelivery delivery{.id = row.id,
                             .event = row.topic,
                             .state = row.state,
                             .attempts = row.attempts,
                             .last_status = row.last_status,
                             .last_error = row.last_error,
                             .created_at = row.created_at,
                             .sent_at = row.sent_at};
    if (row.state == DeliveryState::waiting) delivery.next_at = row.next_at;
    return delivery;
}

Job shown(const rows::JobRow& row) {
    Job job{.id = row.id,
            .kind = row.kind,
            .title = row.title,
            .state = row.state,
            .done = row.done,
            .total = row.total,
            .message = row.message,
            .result = row.result,
            .created_by_name = row.created_by_name,
            .created_at = row.created_at,
            .started_at = row.started_at,
            .finished_at = row.finished_at};
    if (row.created_by) job.created_by = row.created_by.value;
    return job;
}

Webhook shown(const rows::WebhookRow& row) {
    Webhook webhook{.id = row.id,
                    .name = row.name,
                    .url = row.url,
                    .active = row.active,
                    .org_id = row.org_id,
                    .created_at = row.created_at,
                    .version = row.version};
    boost::algorithm::split(webhook.events, row.events, boost::algorithm::is_any_of("\n"));
    return webhook;
}

JobPage list_jobs(store::Reader& db, const ListJobs& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const Before before = before_of(query.cursor);
    const auto found = rows::list_jobs(db, query, visible(ctx.actor), before.at, before.id, limit + 1);
    JobPage page;
    for (const rows::JobRow& row : found) {
        if (std::ssize(page.items) == limit) {
            page.next_cursor = store::cursor_of(page.items.back().created_at.ms, page.items.back().id.value);
            break;
        }
        page.items.push_back(shown(row));
    }
    return page;
}

Job find_job(store::Reader& db, const FindJob& query, const base::Context& ctx) {
    const auto row = rows::find_job(db, query.job_id);
    if (!row || !base::may_see(ctx.actor, row->org_path, row->created_by)) throw base::Error{errors::unknown};
    return shown(*row);
}

WebhookPage list_webhooks(store::Reader& db, const ListWebhooks& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(
        rows::list_webhooks(db, visible(ctx.actor), store::after_id(query.cursor), limit + 1), limit,
        [](const rows::WebhookRow& row) { return shown(row); });
}

WebhookDeliveryPage list_deliveries(store::Reader& db, const ListDeliveries& query,
                                    const base::Context& ctx) {
    const auto webhook = rows::find_webhook(db, query.webhook_id);
    if (!webhook || !base::may_see(ctx.actor, webhook->org_path)) throw base::Error{errors::unknown};
    const std::int64_t limit = base::page_limit(query.limit);
    const Before before = before_of(query.cursor);
    const auto found =
        rows::list_deliveries(db, query.webhook_id.value, query.state, before.at, before.id, limit + 1);
    WebhookDeliveryPage page;
    for (const rows::OutboxRow& row : found) {
        if (std::ssize(page.items) == limit) {
            page.next_cursor = store::cursor_of(page.items.back().created_at.ms, page.items.back().id.value);
            break;
        }
        page.items.push_back(shown(row));
    }
    return page;
}

std::vector<TaskState> task_states(store::Reader& db) {
    std::vector<TaskState> states;
    for (const rows::ScheduleRow& row : rows::all_schedules(db))
        states.push_back({row.name, row.next_at, row.last_finished_at, row.last_error});
    return states;
}

}  // namespace huan::jobs
