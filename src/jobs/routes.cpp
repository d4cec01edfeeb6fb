#include "jobs/routes.hpp"

#include "jobs/commands.hpp"
#include "jobs/queries.hpp"

#include <map>
#include <mutex>

namespace huan::jobs {
namespace {

using enum base::Permission;

constexpr std::chrono::milliseconds between_news{250};

/// Which job was spoken of when, to say no more than a console can show.
class Pace {
public:
    bool may_tell(const Job& job) {
        const std::lock_guard lock(mutex_);
        if (job.finished_at) {
            last_.erase(job.id.value);
            return true;
        }
        const auto now = std::chrono::steady_clock::now();
        auto& [state, at] = last_[job.id.value];
        if (state == job.state && now - at < between_news) return false;
        state = job.state;
        at = now;
        return true;
    }

private:
    std::mutex mutex_;
    std::map<std::int64_t, std::pair<JobState, std::chrono::steady_clock::time_point>> last_;
};

}  // namespace

void routes(http::Router& router, bool allow_private) {
    const auto create = [allow_private](store::Transaction& tx, const CreateWebhook& command,
                                        const base::Context& ctx) {
        return create_webhook(tx, command, ctx, allow_private);
    };
    const auto update = [allow_private](store::Transaction& tx, const UpdateWebhook& command,
                                        const base::Context& ctx) {
        return update_webhook(tx, command, ctx, allow_private);
    };
    // clang-format off
    router.query  ("GET /api/jobs",                              job_read,       &list_jobs);
    router.query  ("GET /api/jobs/{job_id}",                     job_read,       &find_job);
    router.command("POST /api/jobs/{job_id}/stop",               job_stop,       &stop_job);
    router.query  ("GET /api/webhooks",                          webhook_manage, &list_webhooks);
    router.command("POST /api/webhooks",                         webhook_manage, create);
    router.command("PUT /api/webhooks/{webhook_id}",             webhook_manage, update);
    router.command("DELETE /api/webhooks/{webhook_id}",          webhook_manage, &delete_webhook);
    router.query  ("GET /api/webhooks/{webhook_id}/deliveries",  webhook_manage, &list_deliveries);
    router.command("POST /api/webhooks/{webhook_id}/deliveries/{delivery_id}/redrive", webhook_manage,
                   &redrive);
    // clang-format on
}

Runner::Publish publisher(http::Live& live) {
    live.topic(job_topic, job_read);
    return [&live, pace = std::make_shared<Pace>()](const Job& job, const std::string& org_path) {
        if (pace->may_tell(job))
            live.publish(job_topic, base::to_json(job), org_path, base::UserId{job.created_by.value_or(0)});
    };
}

}  // namespace huan::jobs
