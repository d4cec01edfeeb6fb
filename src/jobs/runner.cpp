#include "jobs/runner.hpp"

#include "base/log.hpp"
#include "jobs/queries.hpp"
#include "jobs/rows.hpp"

#include <chrono>
#include <deque>
#include <future>
#include <memory>
#include <utility>

namespace huan::jobs {
namespace {

using rows::JobRow;

constexpr base::Duration lease{60'000};
constexpr base::Duration look{200};
using std::chrono::milliseconds;

/// How long a transaction of a job may be. The embedded store has one writer for everybody: short while
/// others wait for it, longer while nobody does, for a long one does more with each statement and writes a
/// page once that many rows share. On PostgreSQL only who needs the same rows waits, and each statement has
/// its way to the server.
Stride first_stride(store::Engine engine) {
    if (engine == store::Engine::sqlite) return {milliseconds{3}, milliseconds{20}};
    return {milliseconds{100}, milliseconds{100}};
}
/// For how long `commit_each` goes on: between two chunks the progress is told.
constexpr milliseconds stretch{250};
/// Pieces on their way at a time. PostgreSQL would run them side by side instead of one after another.
constexpr std::size_t ahead_embedded = 2;
constexpr std::size_t ahead_postgres = 1;

base::Context context_of(const JobRow& row, base::Instant now) {
    base::Context ctx{.now = now, .actor = base::system_actor()};
    if (row.created_by) ctx.actor.kind = base::ActorKind::user;
    ctx.actor.id = row.created_by.value;
    ctx.actor.name = row.created_by_name;
    ctx.actor.org_id = row.org_id;
    ctx.actor.org_path = row.org_path;
    return ctx;
}

void finish(JobRow& row, JobState state, base::Instant now) {
    row.state = state;
    row.finished_at = now;
    row.busy_key.reset();
    row.holder.clear();
    row.lease_until = base::Instant{};
}

/// Writes a step into its job's locked row; answers whether the job goes on.
bool advance(store::Transaction& tx, JobRow row, const Step& step, base::Instant now) {
    row.position = step.position;
    row.done = std::max(row.done, step.done);
    if (step.total) row.total = step.total;
    row.message = step.message;
    if (step.finished) {
        row.result = step.result;
        finish(row, JobState::done, now);
    } else if (row.state == JobState::stopping) {
        finish(row, JobState::stopped, now);
    }
    rows::update(tx, row);
    return row.state == JobState::running;
}

/// Whether the job is still ours was checked when the chunk began.
void advance(store::Transaction& tx, JobId id, const Step& step, base::Instant now) {
    if (auto row = rows::lock_job(tx, id)) advance(tx, std::move(*row), step, now);
}

/// How long a job waits for a disk with room or a database that answers.
constexpr std::chrono::minutes patience{10};

/// The disk is full, the database away: the job goes on where it stands once that is over.
bool passes(const std::exception& problem) {
    const auto* refused = dynamic_cast<const base::Error*>(&problem);
    return refused != nullptr &&
           (refused->kind() == store::errors::full || refused->kind() == store::errors::unavailable);
}

}  // namespace

Job queue(store::Transaction& tx, const NewJob& job, const base::Context& ctx) {
    JobRow row;
    if (!job.key.empty()) {
        row.busy_key = job.kind + ":" + job.key;
        if (const auto busy = rows::find_busy(tx, *row.busy_key)) return shown(*busy);
    }
    row.id = JobId{tx.next_id()};
    row.kind = job.kind;
    row.title = job.title;
    row.input = job.input;
    row.total = job.total;
    row.org_id = ctx.actor.org_id;
    row.org_path = ctx.actor.org_path;
    if (ctx.actor.kind == base::ActorKind::user) row.created_by = base::UserId{ctx.actor.id};
    row.created_by_name = ctx.actor.name;
    row.created_at = ctx.now;
    rows::insert(tx, row);
    return shown(row);
}

Chunk::Chunk(store::Store& records, Clock clock, const Job& shown_job, const rows::JobRow& row,
             std::stop_token going_down, const base::Context& who, Stride& stride)
    : job(shown_job),
      input(row.input),
      position(row.position),
      starter(who),
      stop(std::move(going_down)),
      store(records),
      clock_(std::move(clock)),
      holder_(row.holder),
      stride_(stride) {}

/// A piece that was handed to the store.
struct Chunk::UnderWay {
    Piece piece{};
    bool begun = false;
    std::optional<Step> reached{};  ///< Empty: the job was not where the piece begins, or not ours any more.
    bool goes_on = false;
    Stride::Duration held{};
    bool others_wait = false;  ///< For the writer, when it was done with this piece.
    std::promise<void> durable{};
};

std::shared_ptr<Chunk::UnderWay> Chunk::submit(Piece piece, std::int64_t from) {
    auto way = std::make_shared<UnderWay>();
    way->piece = std::move(piece);
    queued_->fetch_add(1);
    store.submit(
        [way, from, id = job.id, holder = holder_, clock = clock_, queued = queued_,
         &records = store](store::Transaction& tx) {
            if (!std::exchange(way->begun, true)) queued->fetch_sub(1);
            const auto started = std::chrono::steady_clock::now();
            way->reached.reset();
            way->goes_on = false;
            auto row = rows::lock_job(tx, id);
            if (row && row->holder == holder && row->done == from) {
                Step step = way->piece.write(tx, row->position);
                way->goes_on = advance(tx, std::move(*row), step, clock());
                way->reached = std::move(step);
            }
            way->held = std::chrono::steady_clock::now() - started;
            way->others_wait = std::cmp_greater(records.backlog(), queued->load());
        },
        [way](const std::exception_ptr& failed) {
            if (failed)
                way->durable.set_exception(failed);
            else
                way->durable.set_value();
        });
    return way;
}

Step Chunk::commit_each(const std::function<Piece(std::int64_t units)>& next) {
    const std::size_t ahead = store.engine() == store::Engine::sqlite ? ahead_embedded : ahead_postgres;
    const auto until = std::chrono::steady_clock::now() + stretch;
    Step reached{.position = position, .done = job.done};
    std::deque<std::shared_ptr<UnderWay>> under_way;
    std::exception_ptr failed;
    std::int64_t from = job.done;
    bool others_waited = false;
    committed_ = true;
    for (bool more = true; more || !under_way.empty();) {
        try {
            if (more && under_way.size() < ahead) {
                Piece piece = next(stride_.units());
                more = !piece.last && !stop.stop_requested() && std::chrono::steady_clock::now() < until;
                under_way.push_back(submit(piece, from));
                from += piece.units;
                continue;
            }
            const std::shared_ptr<UnderWay> first = under_way.front();
            under_way.pop_front();
            first->durable.get_future().get();
            ended_ = ended_ || !first->goes_on;
            more = more && !ended_;
            if (!first->reached) continue;
            reached = *first->reached;
            // Of two pieces in one batch, only the second sees who has come since the batch was made.
            stride_.took(first->piece.units, first->held, first->others_wait || others_waited);
            others_waited = first->others_wait;
        } catch (...) {  // Those behind it find the job where it stayed, and do nothing.
            if (!failed) failed = std::current_exception();
            more = false;
        }
    }
    if (failed) std::rethrow_exception(failed);
    return reached;
}

Step Chunk::commit(const std::function<Step(store::Transaction&)>& work) {
    Step step = store.write([&](store::Transaction& tx) {
        Step reached = work(tx);
        advance(tx, job.id, reached, clock_());
        return reached;
    });
    committed_ = true;
    return step;
}

Runner::Runner(store::Store& store, Clock clock, Publish publish, int threads)
    : store_(store),
      clock_(std::move(clock)),
      publish_(std::move(publish)),
      thread_count_(threads),
      holder_(holder_name()) {}

Runner::~Runner() { stop(); }

void Runner::work_with(std::string kind, Work work) {
    works_.insert_or_assign(std::move(kind), std::move(work));
}

void Runner::start() {
    for (int i = 0; i < thread_count_; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                bool worked = false;
                try {
                    worked = run_one(stop);
                } catch (const std::exception& problem) {
                    base::log::warning("jobs: {}", problem.what());
                    rest(stop, base::Duration{2000});
                }
                if (!worked) rest(stop, look);
            }
        });
    threads_.emplace_back([this](const std::stop_token& stop) { keep_leases(stop); });
}

void Runner::stop() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

void Runner::keep_leases(const std::stop_token& stop) {
    while (rest(stop, lease / 3)) {
        for (const std::string& claim : held_.all()) {
            try {
                store_.write([&](store::Transaction& tx) { rows::extend_jobs(tx, claim, clock_() + lease); });
            } catch (const std::exception& problem) {
                base::log::warning("jobs: {}", problem.what());
            }
        }
    }
}

bool Runner::run_one(const std::stop_token& stop) {
    std::vector<std::string> kinds;
    for (const auto& [kind, work] : works_) kinds.push_back(kind);
    if (kinds.empty()) return false;
    const base::Instant now = clock_();
    const auto id = store_.read([&](store::Reader& db) { return rows::next_job(db, kinds, now); });
    if (!id) return false;
    const std::string claim = holder_ + holder_name();
    if (!store_.write(
            [&](store::Transaction& tx) { return rows::claim_job(tx, *id, claim, now, now + lease); }))
        return true;  // Somebody else was quicker; there may be more.
    const HeldClaims::While held(held_, claim);
    run(*id, claim, stop);
    return true;
}

void Runner::run(JobId id, const std::string& claim, const std::stop_token& stop) {
    told(id);
    Stride stride = first_stride(store_.engine());
    const auto end = std::chrono::steady_clock::now() + patience;
    for (bool over = false; !over;) {
        try {
            while (!stop.stop_requested() && chunk(id, claim, stop, stride)) told(id);
            over = true;
        } catch (const std::exception& problem) {
            const bool again = passes(problem) && std::chrono::steady_clock::now() < end;
            base::log::warning("job {} {}: {}", id.value, again ? "waits" : "failed", problem.what());
            if (!again) fail(id, claim, problem.what());
            over = !again || !rest(stop, base::Duration{1'000});
        }
    }
    store_.write([&](store::Transaction& tx) { rows::release_job(tx, id, claim); });
    told(id);
}

bool Runner::chunk(JobId id, const std::string& claim, const std::stop_token& stop, Stride& stride) {
    const auto row = store_.read([&](store::Reader& db) { return rows::find_job(db, id); });
    if (!row || row->holder != claim) return false;  // Over, or our lease ran out and it is another's now.
    if (row->state == JobState::stopping) {
        store_.write([&](store::Transaction& tx) {
            auto locked = rows::lock_job(tx, id);
            finish(*locked, JobState::stopped, clock_());
            rows::update(tx, *locked);
        });
        return false;
    }
    const base::Context starter = context_of(*row, clock_());
    const Job job = shown(*row);
    Chunk piece(store_, clock_, job, *row, stop, starter, stride);
    const Step step = works_.at(row->kind)(piece);
    if (!piece.committed()) store_.write([&](store::Transaction& tx) { advance(tx, id, step, clock_()); });
    return !step.finished && !piece.ended();
}

void Runner::fail(JobId id, const std::string& claim, const std::string& problem) {
    store_.write([&](store::Transaction& tx) {
        auto row = rows::lock_job(tx, id);
        if (!row || row->holder != claim) return;
        row->message = problem;
        finish(*row, JobState::failed, clock_());
        rows::update(tx, *row);
    });
}

void Runner::told(JobId id) {
    if (!publish_) return;
    const auto row = store_.read([&](store::Reader& db) { return rows::find_job(db, id); });
    if (row) publish_(shown(*row), row->org_path);
}

void take_over(store::Store& store) {
    if (store.engine() == store::Engine::postgres) return;
    store.write([](store::Transaction& tx) { rows::release_everything(tx); });
}

}  // namespace huan::jobs
