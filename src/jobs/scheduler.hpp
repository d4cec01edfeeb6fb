#pragma once

#include "base/instant.hpp"
#include "jobs/clock.hpp"
#include "jobs/held.hpp"
#include "store/store.hpp"

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace huan::jobs {

/// Periodic work by name. A lease row sees to it that one process runs a task at a time; what was missed
/// while no process ran is done once, not as often as it was missed.
class Scheduler {
public:
    /// Does the work; opens its own transactions, and returns soon after a stop was asked for. Work that
    /// takes longer than seconds belongs into a job (see runner.hpp), which this then starts.
    using Task = std::function<void(base::Instant now, const std::stop_token& stop)>;
    /// Name of the time zone that daily times are meant in.
    using ZoneName = std::function<std::string(store::Reader& db)>;

    Scheduler(store::Store& store, Clock clock);
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Every `interval`, counted from the start of the last run; the first time as soon as it is registered.
    void every(std::string name, base::Duration interval, Task task);
    /// Each day when the wall clock shows `minute_of_day` (0..1439). A minute that a clock change skips is
    /// taken as the first one after it.
    void daily(std::string name, int minute_of_day, ZoneName zone, Task task);

    /// The task is due now instead of after its interval; if it is running, once more after that. For work
    /// whose result the task should take in at once.
    void soon(const std::string& name);
    /// The same within a change that asks for it.
    static void soon(store::Transaction& tx, const std::string& name, base::Instant now);

    /// Runs on the caller's thread what is due at `now` and held by nobody; answers how many tasks that were.
    /// Failures are logged and kept in `schedule.last_error`; the task is due again after its usual time.
    std::size_t run_due(base::Instant now, const std::stop_token& stop = {});

    void start();
    /// Returns once running tasks have seen the stop request.
    void stop();

private:
    struct Entry {
        std::string name;
        base::Duration interval{};
        int minute_of_day = -1;
        ZoneName zone{};
        Task task{};
    };
    /// The first time behind `now` at which `entry` is due.
    base::Instant next_after(const Entry& entry, base::Instant now);
    bool run(const Entry& entry, base::Instant now, const std::stop_token& stop);
    void add_rows(base::Instant now);
    void keep_leases(const std::stop_token& stop);

    store::Store& store_;
    Clock clock_;
    std::string holder_;
    std::vector<Entry> entries_;
    std::mutex mutex_;
    std::set<std::string> known_;  ///< Names that have their row.
    HeldClaims held_;
    std::vector<std::jthread> threads_;
};

/// The first instant after `now` at which the clock of `zone` shows `minute_of_day`.
base::Instant next_daily(const std::string& zone, int minute_of_day, base::Instant now);

}  // namespace huan::jobs
