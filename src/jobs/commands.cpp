#include "jobs/commands.hpp"

#include "base/text.hpp"
#include "jobs/errors.hpp"
#include "jobs/post.hpp"
#include "jobs/queries.hpp"
#include "jobs/rows.hpp"
#include "jobs/teller.hpp"
#include "jobs/version.hpp"

#include <algorithm>

namespace huan::jobs {
namespace {

bool is_event_pattern(const std::string& name) {
    if (name == "*") return true;
    return !name.empty() &&
           std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' '; }) &&
           (name.find('*') == std::string::npos ||
            (name.ends_with(".*") && name.find('*') == name.size() - 1));
}

std::string joined(const std::vector<base::Text<80>>& events) {
    if (events.empty()) throw base::Error{base::errors::required, "events"};
    if (events.size() > 50) throw base::Error{base::errors::out_of_range, "events", "At most 50 names."};
    std::string list;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const std::string name = base::trimmed(events[i].value);
        if (!is_event_pattern(name))
            throw base::Error{errors::bad_event, "events[" + std::to_string(i) + "]"};
        list.append(list.empty() ? "" : "\n").append(name);
    }
    return list;
}

rows::WebhookRow seen_webhook(store::Reader& db, WebhookId id, const base::Context& ctx) {
    auto row = rows::find_webhook(db, id);
    if (!row || !base::may_see(ctx.actor, row->org_path)) throw base::Error{errors::unknown};
    return *row;
}

}  // namespace

Job stop_job(store::Transaction& tx, const StopJob& command, const base::Context& ctx) {
    auto row = rows::lock_job(tx, command.job_id);
    if (!row || !base::may_see(ctx.actor, row->org_path, row->created_by)) throw base::Error{errors::unknown};
    if (row->finished_at) throw base::Error{errors::finished};
    if (row->state == JobState::queued) {
        row->state = JobState::stopped;
        row->finished_at = ctx.now;
        row->busy_key.reset();
    } else {
        row->state = JobState::stopping;
    }
    rows::update(tx, *row);
    return shown(*row);
}

Job resume_job(store::Transaction& tx, JobId id, const base::Context& ctx) {
    auto row = rows::lock_job(tx, id);
    if (!row || !base::may_see(ctx.actor, row->org_path, row->created_by)) throw base::Error{errors::unknown};
    if (row->state != JobState::stopped && row->state != JobState::failed)
        throw base::Error{errors::not_stopped};
    row->state = JobState::queued;
    row->finished_at.reset();
    row->message.clear();
    rows::update(tx, *row);
    return shown(*row);
}

CreatedWebhook create_webhook(store::Transaction& tx, const CreateWebhook& command, const base::Context& ctx,
                              bool allow_private) {
    check_url(command.url, allow_private, "url");
    rows::WebhookRow row;
    row.id = WebhookId{tx.next_id()};
    row.name = base::trimmed(command.name.value);
    row.url = command.url;
    row.secret = new_secret();
    row.events = joined(command.events);
    row.org_id = ctx.actor.org_id;
    row.org_path = ctx.actor.org_path;
    row.created_at = ctx.now;
    row.version = 1;
    rows::insert(tx, row);
    touch(tx, webhook_topic);
    return {.webhook = shown(row), .secret = row.secret};
}

Webhook update_webhook(store::Transaction& tx, const UpdateWebhook& command, const base::Context& ctx,
                       bool allow_private) {
    rows::WebhookRow row = seen_webhook(tx, command.webhook_id, ctx);
    if (command.url) check_url(*command.url, allow_private, "url");
    row.version = command.version;
    if (command.name) row.name = base::trimmed(command.name->value);
    if (command.url) row.url = *command.url;
    if (command.events) row.events = joined(*command.events);
    if (command.active) row.active = *command.active;
    if (!rows::update(tx, row)) throw base::Error{errors::stale};
    touch(tx, webhook_topic);
    return shown(row);
}

void delete_webhook(store::Transaction& tx, const DeleteWebhook& command, const base::Context& ctx) {
    const rows::WebhookRow row = seen_webhook(tx, command.webhook_id, ctx);
    rows::drop_waiting(tx, webhook_kind, row.id.value);
    rows::erase(tx, row.id);
    touch(tx, webhook_topic);
}

WebhookDelivery redrive(store::Transaction& tx, const RedriveDelivery& command, const base::Context& ctx) {
    seen_webhook(tx, command.webhook_id, ctx);
    auto row = rows::lock_delivery(tx, command.delivery_id);
    if (!row || row->target != command.webhook_id.value) throw base::Error{errors::unknown};
    if (row->state != DeliveryState::dead) throw base::Error{errors::not_dead};
    row->state = DeliveryState::waiting;
    row->attempts = 0;
    row->next_at = ctx.now;
    rows::update(tx, *row);
    return shown(*row);
}

}  // namespace huan::jobs
