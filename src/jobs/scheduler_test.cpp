#include "jobs/scheduler.hpp"

#include "jobs/queries.hpp"
#include "jobs/rows.hpp"
#include "jobs/version.hpp"
#include "store/testing/on_both_stores.hpp"

namespace huan::jobs {
namespace {

using store::testing::OnBothStores;

constexpr base::Duration minute{60'000};
constexpr base::Duration day = minute * (24 * 60);

std::string shanghai(store::Reader&) { return "Asia/Shanghai"; }

base::Instant instant(const char* text) { return *base::parse_instant(text); }

class SchedulerOnBothStores : public OnBothStores {
protected:
    Clock clock = [this] { return noon; };
    std::vector<base::Instant> runs{};
    Scheduler::Task noting = [this](base::Instant now, const std::stop_token&) { runs.push_back(now); };
};
INSTANTIATE_ON_BOTH_STORES(SchedulerOnBothStores);

TEST_P(SchedulerOnBothStores, an_interval_task_runs_at_once_and_then_each_time_it_is_due) {
    Scheduler scheduler(store(), clock);
    scheduler.every("expire", minute, noting);
    EXPECT_EQ(scheduler.run_due(noon), 1U);
    EXPECT_EQ(scheduler.run_due(noon + minute - base::Duration{1}), 0U);
    EXPECT_EQ(scheduler.run_due(noon + minute), 1U);
    EXPECT_EQ(runs, (std::vector{noon, noon + minute}));
}

TEST_P(SchedulerOnBothStores, what_was_missed_while_nobody_ran_is_done_once) {
    {
        Scheduler scheduler(store(), clock);
        scheduler.every("expire", minute, noting);
        scheduler.daily("snapshot", 3 * 60, &shanghai, noting);
        scheduler.run_due(noon);
    }
    fresh().reopen();
    runs.clear();
    Scheduler scheduler(store(), clock);
    scheduler.every("expire", minute, noting);
    scheduler.daily("snapshot", 3 * 60, &shanghai, noting);
    const base::Instant later = noon + day * 5;
    EXPECT_EQ(scheduler.run_due(later), 2U);
    EXPECT_EQ(scheduler.run_due(later), 0U);
    EXPECT_EQ(runs, (std::vector{later, later}));
}

TEST_P(SchedulerOnBothStores, a_daily_task_waits_for_its_time_in_the_organisations_zone) {
    Scheduler scheduler(store(), clock);
    scheduler.daily("snapshot", 3 * 60, &shanghai, noting);
    EXPECT_EQ(scheduler.run_due(noon), 0U);                       // 20:00 in Shanghai.
    const base::Instant three = instant("2026-03-02T19:00:00Z");  // 03:00 the day after.
    EXPECT_EQ(scheduler.run_due(three - base::Duration{1}), 0U);
    EXPECT_EQ(scheduler.run_due(three), 1U);
    EXPECT_EQ(scheduler.run_due(three + day - base::Duration{1}), 0U);
    EXPECT_EQ(scheduler.run_due(three + day), 1U);
}

TEST_P(SchedulerOnBothStores, a_task_can_be_wanted_sooner) {
    base::Instant now = noon;
    Scheduler scheduler(store(), [&now] { return now; });
    scheduler.every("refresh", minute, noting);
    scheduler.run_due(now);
    now = noon + base::Duration{1000};
    EXPECT_EQ(scheduler.run_due(now), 0U);
    scheduler.soon("refresh");
    scheduler.soon("refresh");
    EXPECT_EQ(scheduler.run_due(now), 1U);
    EXPECT_EQ(scheduler.run_due(now), 0U) << "once";
    EXPECT_EQ(scheduler.run_due(now + minute), 1U) << "and then as usual";
}

TEST_P(SchedulerOnBothStores, a_task_wanted_while_it_runs_runs_once_more) {
    int runs_left = 1;
    Scheduler scheduler(store(), clock);
    scheduler.every("refresh", minute, [&](base::Instant now, const std::stop_token&) {
        runs.push_back(now);
        if (runs_left-- > 0) scheduler.soon("refresh");  // In the same millisecond as it began.
    });
    EXPECT_EQ(scheduler.run_due(noon), 1U);
    EXPECT_EQ(scheduler.run_due(noon + base::Duration{1}), 1U);
    EXPECT_EQ(scheduler.run_due(noon + base::Duration{2}), 0U);
    EXPECT_EQ(scheduler.run_due(noon + base::Duration{1} + minute), 1U);
}

TEST(NextDaily, keeps_to_the_wall_clock_when_clocks_change) {
    // New York goes from 02:00 to 03:00 on 2026-03-08.
    EXPECT_EQ(next_daily("America/New_York", 9 * 60, instant("2026-03-07T20:00:00Z")),
              instant("2026-03-08T13:00:00Z"));
    EXPECT_EQ(next_daily("America/New_York", 9 * 60, instant("2026-03-08T13:00:00Z")),
              instant("2026-03-09T13:00:00Z"));
    EXPECT_EQ(next_daily("America/New_York", 150, instant("2026-03-08T00:00:00Z")),
              instant("2026-03-08T07:00:00Z"))
        << "02:30 does not exist that night";
}

TEST_P(SchedulerOnBothStores, two_processes_run_a_task_once) {
    const auto other_store = store::Store::open(fresh().options());
    std::atomic<int> count = 0;
    const Scheduler::Task slow = [&](base::Instant, const std::stop_token&) {
        ++count;
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    };
    Scheduler here(store(), clock);
    Scheduler there(*other_store, clock);
    here.every("expire", minute, slow);
    there.every("expire", minute, slow);
    std::thread other([&] { there.run_due(noon); });
    here.run_due(noon);
    other.join();
    EXPECT_EQ(count, 1);
}

TEST_P(SchedulerOnBothStores, a_task_whose_process_died_is_run_again_when_its_lease_is_over) {
    Scheduler scheduler(store(), clock);
    scheduler.every("expire", minute * 60, noting);
    write([&](store::Transaction& tx) {
        rows::add_schedule(tx, {.name = "expire", .next_at = noon});
        ASSERT_TRUE(rows::claim_schedule(tx, "expire", "dead", noon, noon + minute));
    });
    EXPECT_EQ(scheduler.run_due(noon), 0U);
    EXPECT_EQ(scheduler.run_due(noon + minute), 1U);
}

TEST_P(SchedulerOnBothStores, a_task_that_fails_is_noted_and_the_others_run) {
    Scheduler scheduler(store(), clock);
    scheduler.every("broken", minute,
                    [](base::Instant, const std::stop_token&) { throw std::runtime_error("no such table"); });
    scheduler.every("expire", minute, noting);
    EXPECT_EQ(scheduler.run_due(noon), 2U);
    EXPECT_EQ(runs.size(), 1U);
    const auto states = read([](store::Reader& db) { return task_states(db); });
    ASSERT_EQ(states.size(), 2U);
    EXPECT_EQ(states[0].last_error, "no such table");
    EXPECT_EQ(states[0].next_at, noon + minute);
}

TEST_P(SchedulerOnBothStores, its_threads_run_tasks_and_stop_in_the_middle_of_one) {
    Scheduler scheduler(store(), &base::clock_now);
    std::atomic<int> begun = 0;
    scheduler.every("long", minute, [&](base::Instant, const std::stop_token& stop) {
        ++begun;
        rest(stop, minute);
    });
    scheduler.start();
    for (int i = 0; i < 500 && begun == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(begun, 1);
    const auto asked = std::chrono::steady_clock::now();
    scheduler.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(2));
}

TEST_P(SchedulerOnBothStores, a_cache_is_told_of_changes_here_at_once_and_elsewhere_soon) {
    const auto other_store = store::Store::open(fresh().options());
    Follower here("things");
    const auto changed = [&](store::Store& where) {
        bool loaded = false;
        where.read([&](store::Reader& db) { here.follow(db, [&] { loaded = true; }); });
        return loaded;
    };
    EXPECT_TRUE(changed(store()));
    EXPECT_FALSE(changed(store()));
    write([](store::Transaction& tx) { touch(tx, "things"); });
    EXPECT_TRUE(here.due());
    EXPECT_TRUE(changed(store()));
    EXPECT_FALSE(changed(store()));
    write([](store::Transaction& tx) { touch(tx, "other things"); });
    EXPECT_FALSE(changed(store()));
    EXPECT_THROW(write([](store::Transaction& tx) {
                     touch(tx, "things");
                     throw std::runtime_error("rolled back");
                 }),
                 std::runtime_error);
    EXPECT_FALSE(changed(store()));
}

TEST_P(SchedulerOnBothStores, whoever_asks_a_cache_while_it_loads_gets_what_was_loaded) {
    Follower here("things");
    std::atomic<bool> loading = false;
    std::atomic<bool> loaded = false;
    std::thread first([&] {
        store().read([&](store::Reader& db) {
            here.follow(db, [&] {
                loading = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
                loaded = true;
            });
        });
    });
    while (!loading) std::this_thread::yield();
    EXPECT_TRUE(here.due()) << "nothing is loaded yet";
    store().read([&](store::Reader& db) { here.follow(db, [] { ADD_FAILURE() << "loaded twice"; }); });
    EXPECT_TRUE(loaded);
    first.join();
}

TEST_P(SchedulerOnBothStores, a_cache_that_could_not_load_is_loaded_by_the_next_who_asks) {
    Follower here("things");
    const auto ask = [&](const std::function<void()>& load) {
        store().read([&](store::Reader& db) { here.follow(db, load); });
    };
    EXPECT_THROW(ask([] { throw std::runtime_error("no memory"); }), std::runtime_error);
    bool loaded = false;
    ask([&] { loaded = true; });
    EXPECT_TRUE(loaded);
}

}  // namespace
}  // namespace huan::jobs
