#pragma once

#include "jobs/clock.hpp"
#include "jobs/held.hpp"
#include "jobs/job.hpp"
#include "jobs/stride.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace huan::jobs {

namespace rows {
struct JobRow;
}

/// What to do at length.
struct NewJob {
    std::string kind{};  ///< Registered with `Runner::work_with`.
    std::string title{};
    boost::json::object input{};  ///< For the work function; not shown to anybody.
    std::string key{};  ///< Not empty: while an unfinished job has this kind and key, that one is answered.
    std::optional<std::int64_t> total{};
};

/// Queues a job in the caller's transaction; it starts after commit.
Job queue(store::Transaction& tx, const NewJob& job, const base::Context& ctx);

/// Where a job stands after a chunk.
struct Step {
    boost::json::object position{};  ///< Whatever the work needs to go on from here, also after a restart.
    std::int64_t done = 0;
    std::optional<std::int64_t> total{};  ///< Empty leaves it as it was.
    std::string message{};
    bool finished = false;
    boost::json::object result{};  ///< Read when finished.
};

/// What one transaction of a job does.
struct Piece {
    std::int64_t units = 0;  ///< By which `done` moves.
    bool last = false;
    /// Gets the position that the piece before it reached. May run more than once, like any command.
    std::function<Step(store::Transaction&, const boost::json::object& position)> write{};
};

/// One chunk of a job, as its work function sees it.
class Chunk {
public:
    Chunk(store::Store& records, Clock clock, const Job& shown_job, const rows::JobRow& row,
          std::stop_token going_down, const base::Context& who, Stride& stride);

    const Job& job;
    const boost::json::object& input;
    const boost::json::object& position;  ///< Empty on the first chunk.
    const base::Context& starter;         ///< Who queued it, with all permissions; `now` is this chunk's.
    const std::stop_token stop;           ///< The server is going down: return soon, with the step reached.
    store::Store& store;

    /// Runs `work` in one transaction and stores the step it answers in the same one: a killed job then
    /// repeats nothing and skips nothing. Work that writes elsewhere returns its step instead and must bear
    /// being repeated.
    Step commit(const std::function<Step(store::Transaction&)>& work);
    /// The same for some tenths of a second of short transactions in a row, so that nobody waits long behind
    /// one of them. `next(units)` prepares a piece of about so many units, while the pieces before it are
    /// being written: on the embedded store several are on their way and share an fsync. A piece is carried
    /// out only where the one before it ended. Answers the last step that is durable.
    Step commit_each(const std::function<Piece(std::int64_t units)>& next);
    bool committed() const { return committed_; }
    /// The job is over, was stopped, or is somebody else's now: nothing of it follows in this process.
    bool ended() const { return ended_; }

private:
    struct UnderWay;
    std::shared_ptr<UnderWay> submit(Piece piece, std::int64_t from);

    Clock clock_;
    std::string holder_;
    Stride& stride_;
    /// Pieces that the store has and has not begun with: they wait for the writer too, but are nobody else's.
    std::shared_ptr<std::atomic<std::int64_t>> queued_ = std::make_shared<std::atomic<std::int64_t>>(0);
    bool committed_ = false;
    bool ended_ = false;
};

/// Does some seconds' worth at most and says how far it came. What it throws fails the job, with the reason
/// shown.
using Work = std::function<Step(Chunk&)>;

/// Works off queued jobs. A job belongs to one process at a time, by lease.
class Runner {
public:
    /// Told after each chunk and change of state; see http::Live.
    using Publish = std::function<void(const Job&, const std::string& org_path)>;

    Runner(store::Store& store, Clock clock, Publish publish = {}, int threads = 2);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Before `start`.
    void work_with(std::string kind, Work work);
    void start();
    /// Returns when the chunks under way have ended; their jobs go on after the next start.
    void stop();
    /// Takes the next job and works on it until it is over or `stop`; false when there is none. For tests and
    /// `start`.
    bool run_one(const std::stop_token& stop = {});

private:
    void keep_leases(const std::stop_token& stop);
    void run(JobId id, const std::string& claim, const std::stop_token& stop);
    /// One chunk; false when the job is over.
    bool chunk(JobId id, const std::string& claim, const std::stop_token& stop, Stride& stride);
    void fail(JobId id, const std::string& claim, const std::string& problem);
    void told(JobId id);

    store::Store& store_;
    Clock clock_;
    Publish publish_;
    int thread_count_;
    std::string holder_;
    std::map<std::string, Work> works_;
    HeldClaims held_;
    std::vector<std::jthread> threads_;
};

/// Frees whatever a process that died was working on. Called once at start where this process is the only
/// one, that is on the embedded store; with PostgreSQL leases run out by themselves.
void take_over(store::Store& store);

}  // namespace huan::jobs
