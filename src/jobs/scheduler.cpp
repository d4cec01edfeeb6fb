#include "jobs/scheduler.hpp"

#include "base/log.hpp"
#include "base/zone.hpp"
#include "jobs/rows.hpp"

namespace huan::jobs {
namespace {

constexpr base::Duration lease{60'000};
constexpr base::Duration look{500};
constexpr int thread_count = 2;  // So that one slow task does not hold up the rest.

}  // namespace

base::Instant next_daily(const std::string& zone, int minute_of_day, base::Instant now) {
    // A day that is cut at that minute starts exactly then.
    const base::Zone cut_there(zone, std::chrono::minutes(minute_of_day));
    return cut_there.start_of(cut_there.day_of(now) + std::chrono::days(1));
}

Scheduler::Scheduler(store::Store& store, Clock clock)
    : store_(store),
      clock_(std::move(clock)),
      holder_(holder_name()) {}

Scheduler::~Scheduler() { stop(); }

void Scheduler::every(std::string name, base::Duration interval, Task task) {
    entries_.push_back({.name = std::move(name), .interval = interval, .task = std::move(task)});
}

void Scheduler::daily(std::string name, int minute_of_day, ZoneName zone, Task task) {
    entries_.push_back({.name = std::move(name),
                        .minute_of_day = minute_of_day,
                        .zone = std::move(zone),
                        .task = std::move(task)});
}

base::Instant Scheduler::next_after(const Entry& entry, base::Instant now) {
    if (entry.minute_of_day < 0) return now + entry.interval;
    const std::string zone = store_.read([&](store::Reader& db) { return entry.zone(db); });
    return next_daily(zone, entry.minute_of_day, now);
}

void Scheduler::soon(const std::string& name) {
    store_.write([&](store::Transaction& tx) { soon(tx, name, clock_()); });
}

void Scheduler::soon(store::Transaction& tx, const std::string& name, base::Instant now) {
    rows::hasten_schedule(tx, name, now);
}

void Scheduler::add_rows(base::Instant now) {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (known_.contains(entry.name)) continue;
        // A daily task waits for its time; an interval starts with a run.
        const base::Instant first = entry.minute_of_day < 0 ? now : next_after(entry, now);
        store_.write(
            [&](store::Transaction& tx) { rows::add_schedule(tx, {.name = entry.name, .next_at = first}); });
        known_.insert(entry.name);
    }
}

std::size_t Scheduler::run_due(base::Instant now, const std::stop_token& stop) {
    add_rows(now);
    const std::vector<rows::ScheduleRow> rows =
        store_.read([](store::Reader& db) { return rows::all_schedules(db); });
    std::size_t count = 0;
    for (const Entry& entry : entries_) {
        const auto row = std::ranges::find(rows, entry.name, &rows::ScheduleRow::name);
        if (row == rows.end() || row->next_at > now || row->lease_until > now || stop.stop_requested())
            continue;
        if (run(entry, now, stop)) ++count;
    }
    return count;
}

bool Scheduler::run(const Entry& entry, base::Instant now, const std::stop_token& stop) {
    const std::string claim = holder_ + holder_name();
    if (!store_.write([&](store::Transaction& tx) {
            return rows::claim_schedule(tx, entry.name, claim, now, now + lease);
        }))
        return false;
    const HeldClaims::While held(held_, claim);
    std::string problem;
    try {
        entry.task(now, stop);
    } catch (const std::exception& failed) {
        problem = failed.what();
        base::log::error("task {} failed: {}", entry.name, problem);
    }
    const base::Instant next = next_after(entry, now);
    store_.write([&](store::Transaction& tx) {
        rows::finish_schedule(tx, entry.name, claim, clock_(), next, problem);
    });
    return true;
}

void Scheduler::keep_leases(const std::stop_token& stop) {
    while (rest(stop, lease / 3)) {
        for (const std::string& claim : held_.all()) {
            try {
                store_.write(
                    [&](store::Transaction& tx) { rows::extend_schedules(tx, claim, clock_() + lease); });
            } catch (const std::exception& problem) {
                base::log::warning("scheduler: {}", problem.what());
            }
        }
    }
}

void Scheduler::start() {
    for (int i = 0; i < thread_count; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) {
            do {
                try {
                    run_due(clock_(), stop);
                } catch (const std::exception& problem) {
                    base::log::warning("scheduler: {}", problem.what());
                }
            } while (rest(stop, look));
        });
    threads_.emplace_back([this](const std::stop_token& stop) { keep_leases(stop); });
}

void Scheduler::stop() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

}  // namespace huan::jobs
