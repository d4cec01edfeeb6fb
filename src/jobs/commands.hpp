#pragma once

#include "jobs/job.hpp"
#include "jobs/webhook.hpp"
#include "store/store.hpp"

namespace huan::jobs {

/// Asks a job to stop: a queued one is stopped at once, a running one after its current chunk.
/// \throws base::Error `jobs.unknown`, `jobs.finished`
Job stop_job(store::Transaction& tx, const StopJob& command, const base::Context& ctx);

/// Lets a job that was stopped or failed go on where its last chunk ended. Its kind decides whether that
/// makes sense, so there is no route for it. \throws base::Error `jobs.unknown`, `jobs.not_stopped`
Job resume_job(store::Transaction& tx, JobId id, const base::Context& ctx);

/// \throws base::Error `jobs.bad_url`, `jobs.private_address`, `jobs.bad_event`
CreatedWebhook create_webhook(store::Transaction& tx, const CreateWebhook& command, const base::Context& ctx,
                              bool allow_private = false);
/// \throws base::Error the same, `jobs.unknown`, `jobs.stale`
Webhook update_webhook(store::Transaction& tx, const UpdateWebhook& command, const base::Context& ctx,
                       bool allow_private = false);
/// \throws base::Error `jobs.unknown`
void delete_webhook(store::Transaction& tx, const DeleteWebhook& command, const base::Context& ctx);
/// Lets a dead delivery start over, with the id and the body it had.
/// \throws base::Error `jobs.unknown`, `jobs.not_dead`
WebhookDelivery redrive(store::Transaction& tx, const RedriveDelivery& command, const base::Context& ctx);

}  // namespace huan::jobs
