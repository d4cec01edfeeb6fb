#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace huan::jobs {

using JobId = base::Id<struct JobTag>;

/// queued -> running -> done | failed; stopping -> stopped when somebody asked for it.
enum class JobState { queued, running, stopping, stopped, done, failed };
BOOST_DESCRIBE_ENUM(JobState, queued, running, stopping, stopped, done, failed)

/// Long work that somebody started and may watch or stop: an import, an export, a segment's snapshot.
/// It is done in chunks; a job whose process died goes on where its last chunk ended.
struct Job {
    JobId id{};
    std::string kind{};   ///< "capture.import": which registered work does it.
    std::string title{};  ///< What a person calls it: the file's or the segment's name.
    JobState state = JobState::queued;
    std::int64_t done = 0;                     ///< Units finished (rows, people), never going back.
    std::optional<std::int64_t> total{};       ///< All units, where known.
    std::string message{};                     ///< The stage it is at; the reason when failed.
    boost::json::object result{};              ///< What came out of it; its members depend on `kind`.
    std::optional<std::int64_t> created_by{};  ///< User; absent for the server's own work.
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<base::Instant> started_at{};
    std::optional<base::Instant> finished_at{};
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, kind, title, state, done, total, message, result, created_by, created_by_name,
                       created_at, started_at, finished_at))
using JobPage = base::Page<Job>;

/// GET /api/jobs: newest first.
struct ListJobs {
    std::optional<std::string> kind{};
    std::optional<JobState> state{};
    std::optional<bool> unfinished{};  ///< Only queued, running and stopping ones.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListJobs, (), (kind, state, unfinished, cursor, limit))

/// GET /api/jobs/{job_id}
struct FindJob {
    JobId job_id{};
};
BOOST_DESCRIBE_STRUCT(FindJob, (), (job_id))

/// POST /api/jobs/{job_id}/stop: takes effect between two chunks; a queued job stops at once.
struct StopJob {
    JobId job_id{};
};
BOOST_DESCRIBE_STRUCT(StopJob, (), (job_id))

}  // namespace huan::jobs
