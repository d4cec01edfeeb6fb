#include "jobs/runner.hpp"

#include "base/log.hpp"
#include "jobs/queries.hpp"
#include "jobs/rows.hpp"

namespace huan::jobs {
namespace {

using rows::JobRow;

constexpr base::Duration lease{60'000};
constexpr base::Duration look{200};

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

/// Writes a step into the row its job is at. Whether it is still ours was checked by the lock.
void advance(store::Transaction& tx, JobId id, const Step& step, base::Instant now) {
    auto row = rows::lock_job(tx, id);
    if (!row) return;
    row->position = step.position;
    row->done = std::max(row->done, step.done);
    if (step.total) row->total = step.total;
    row->message = step.message;
    if (step.finished) {
        row->result = step.result;
        finish(*row, JobState::done, now);
    } else if (row->state == JobState::stopping) {
        finish(*row, JobState::stopped, now);
    }
    rows::update(tx, *row);
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
             std::stop_token going_down, const base::Context& who)
    : job(shown_job),
      input(row.input),
      position(row.position),
      starter(who),
      stop(std::move(going_down)),
      store(records),
      clock_(std::move(clock)) {}

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
    try {
        while (!stop.stop_requested() && chunk(id, claim, stop)) told(id);
    } catch (const std::exception& problem) {
        base::log::warning("job {} failed: {}", id.value, problem.what());
        fail(id, claim, problem.what());
    }
    store_.write([&](store::Transaction& tx) { rows::release_job(tx, id, claim); });
    told(id);
}

bool Runner::chunk(JobId id, const std::string& claim, const std::stop_token& stop) {
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
    Chunk piece(store_, clock_, job, *row, stop, starter);
    const Step step = works_.at(row->kind)(piece);
    if (!piece.committed()) store_.write([&](store::Transaction& tx) { advance(tx, id, step, clock_()); });
    return !step.finished;
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
