#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "jobs/commands.hpp"
#include "jobs/errors.hpp"
#include "jobs/job.hpp"
#include "jobs/queries.hpp"
#include "jobs/routes.hpp"
#include "jobs/rows.hpp"
#include "jobs/runner.hpp"
#include "store/testing/on_both_stores.hpp"

#include <set>

namespace huan::jobs {
namespace {

using store::testing::OnBothStores;
using store::testing::refusal_of;

class JobsOnBothStores : public OnBothStores {
protected:
    Job queued(NewJob job = {.kind = "count", .title = "To five"}) {
        return write([&](store::Transaction& tx) { return queue(tx, job, at_noon); });
    }
    Job found(JobId id) {
        return read([&](store::Reader& db) { return find_job(db, {id}, at_noon); });
    }
    Job stop(JobId id) {
        return write([&](store::Transaction& tx) { return stop_job(tx, {id}, at_noon); });
    }
    /// Counts to five, a chunk a number, from where it stood.
    static Step counting(Chunk& chunk) {
        std::int64_t at = 0;
        if (const auto* stored = chunk.position.if_contains("at")) at = stored->as_int64();
        ++at;
        Step step{
            .position = {{"at", at}}, .done = at, .total = 5, .message = "counting", .finished = at == 5};
        if (step.finished) step.result = {{"counted", at}};
        return step;
    }
    Clock clock = [this] { return now; };
    base::Instant now = noon;
};
INSTANTIATE_ON_BOTH_STORES(JobsOnBothStores);

TEST_P(JobsOnBothStores, a_job_is_worked_off_chunk_by_chunk_and_tells_how_far_it_is) {
    std::vector<std::int64_t> told;
    Runner runner(store(), clock, [&](const Job& job, const std::string&) { told.push_back(job.done); });
    runner.work_with("count", &counting);
    const Job job = queued();
    EXPECT_EQ(job.state, JobState::queued);
    EXPECT_TRUE(runner.run_one());
    EXPECT_FALSE(runner.run_one());
    const Job done = found(job.id);
    EXPECT_EQ(done.state, JobState::done);
    EXPECT_EQ(done.done, 5);
    EXPECT_EQ(done.total, 5);
    EXPECT_EQ(done.result.at("counted").as_int64(), 5);
    EXPECT_EQ(done.started_at, noon);
    EXPECT_EQ(done.finished_at, noon);
    EXPECT_EQ(told, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}));
}

TEST_P(JobsOnBothStores, a_job_that_was_cut_off_goes_on_where_it_stood) {
    const Job job = queued();
    {
        std::stop_source going_down;
        Runner runner(store(), clock);
        runner.work_with("count", [&](Chunk& chunk) {
            if (chunk.job.done == 2) going_down.request_stop();
            return counting(chunk);
        });
        runner.run_one(going_down.get_token());
    }
    EXPECT_EQ(found(job.id).state, JobState::running);
    EXPECT_EQ(found(job.id).done, 3);
    fresh().reopen();
    Runner runner(store(), clock);
    std::vector<std::int64_t> started_at;
    runner.work_with("count", [&](Chunk& chunk) {
        started_at.push_back(chunk.job.done);
        return counting(chunk);
    });
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(started_at, (std::vector<std::int64_t>{3, 4}));
    EXPECT_EQ(found(job.id).state, JobState::done);
}

TEST_P(JobsOnBothStores, a_job_waits_while_the_disk_is_full_and_goes_on_where_it_stood) {
    const Job job = queued();
    int refused = 0;
    Runner runner(store(), clock);
    runner.work_with("count", [&](Chunk& chunk) {
        if (chunk.job.done == 2 && refused == 0) {
            ++refused;
            throw base::Error{store::errors::full};
        }
        return counting(chunk);
    });
    runner.run_one();
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(found(job.id).state, JobState::done);
    EXPECT_EQ(found(job.id).done, 5);
}

TEST_P(JobsOnBothStores, a_killed_process_is_relieved_when_its_lease_is_over) {
    const Job job = queued();
    write([&](store::Transaction& tx) {  // What a process leaves behind that took the job and died.
        ASSERT_TRUE(rows::claim_job(tx, job.id, "dead", noon, noon + base::Duration{60'000}));
    });
    Runner runner(store(), clock);
    runner.work_with("count", &counting);
    EXPECT_FALSE(runner.run_one()) << "it may still be alive";
    now = noon + base::Duration{60'000};
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(found(job.id).state, JobState::done);
}

TEST_P(JobsOnBothStores, on_the_embedded_store_a_new_process_takes_over_at_once) {
    const Job job = queued();
    write([&](store::Transaction& tx) {
        rows::claim_job(tx, job.id, "dead", noon, noon + base::Duration{60'000});
    });
    take_over(store());
    Runner runner(store(), clock);
    runner.work_with("count", &counting);
    EXPECT_EQ(runner.run_one(), GetParam() == store::Engine::sqlite);
}

TEST_P(JobsOnBothStores, a_chunk_and_its_position_are_one_transaction) {
    const Job job = queued();
    Runner runner(store(), clock);
    runner.work_with("count", [&](Chunk& chunk) {
        return chunk.commit([&](store::Transaction& tx) {
            store::append(tx, {.name = "thing.counted"}, chunk.starter);
            Step step = counting(chunk);
            if (step.done == 3) throw std::runtime_error("the disk is full");
            return step;
        });
    });
    runner.run_one();
    EXPECT_EQ(found(job.id).state, JobState::failed);
    EXPECT_EQ(found(job.id).message, "the disk is full");
    EXPECT_EQ(found(job.id).done, 2);
    EXPECT_EQ(events_named("thing.counted"), 2) << "the third went back with its chunk";
}

/// Counts to ten, two units a piece; what `before` throws, the piece throws.
Step by_twos(Chunk& chunk, const std::function<void(std::int64_t)>& before) {
    std::int64_t prepared = chunk.job.done;
    return chunk.commit_each([&](std::int64_t) {
        prepared += 2;
        return Piece{
            .units = 2,
            .last = prepared == 10,
            .write = [&](store::Transaction& tx, const boost::json::object& position) {
                const auto* at = position.if_contains("at");
                const std::int64_t from = at == nullptr ? 0 : at->as_int64();
                before(from);
                store::append(tx, {.name = "pair.counted"}, chunk.starter);
                return Step{.position = {{"at", from + 2}}, .done = from + 2, .finished = from + 2 == 10};
            }};
    });
}

TEST_P(JobsOnBothStores, pieces_on_their_way_together_begin_where_the_one_before_ended) {
    const Job job = queued();
    Runner runner(store(), clock);
    std::set<std::int64_t> begun;  // A piece may be run more than once.
    runner.work_with("count", [&](Chunk& chunk) {
        return by_twos(chunk, [&](std::int64_t from) { begun.insert(from); });
    });
    runner.run_one();
    EXPECT_EQ(found(job.id).state, JobState::done);
    EXPECT_EQ(found(job.id).done, 10);
    EXPECT_EQ(begun, (std::set<std::int64_t>{0, 2, 4, 6, 8}));
}

TEST_P(JobsOnBothStores, behind_a_piece_that_failed_none_is_carried_out) {
    const Job job = queued();
    Runner runner(store(), clock);
    runner.work_with("count", [&](Chunk& chunk) {
        return by_twos(chunk, [&](std::int64_t from) {
            if (from == 4) throw std::runtime_error("the disk is full");
        });
    });
    runner.run_one();
    EXPECT_EQ(found(job.id).state, JobState::failed);
    EXPECT_EQ(found(job.id).message, "the disk is full");
    EXPECT_EQ(found(job.id).done, 4);
    EXPECT_EQ(events_named("pair.counted"), 2);
}

TEST_P(JobsOnBothStores, pieces_are_short_while_others_wait_for_the_writer) {
    if (GetParam() != store::Engine::sqlite) GTEST_SKIP() << "Its writers do not wait for each other.";
    const Job job = queued();
    Runner runner(store(), clock);
    std::int64_t longest = 0;
    constexpr std::int64_t pieces = 12;
    runner.work_with("count", [&](Chunk& chunk) {
        std::int64_t prepared = 0;
        return chunk.commit_each([&](std::int64_t units) {
            if (++prepared > pieces / 2) longest = std::max(longest, units);
            return Piece{
                .units = 1,
                .last = prepared == pieces,
                .write = [&, last = prepared == pieces](store::Transaction&, const boost::json::object& at) {
                    for (int i = 0; i < 2; ++i)
                        store().submit([](store::Transaction&) {}, [](const std::exception_ptr&) {});
                    std::this_thread::sleep_for(std::chrono::milliseconds{1});
                    const std::int64_t done = at.empty() ? 1 : at.at("at").as_int64() + 1;
                    return Step{.position = {{"at", done}}, .done = done, .finished = last};
                }};
        });
    });
    runner.run_one();
    EXPECT_EQ(found(job.id).state, JobState::done);
    EXPECT_GE(longest, 1);
    EXPECT_LE(longest, 3) << "a millisecond each: 20 would do if nobody waited";
}

TEST_P(JobsOnBothStores, a_job_is_stopped_between_two_pieces) {
    const Job job = queued();
    Runner runner(store(), clock);
    runner.work_with("count", [&](Chunk& chunk) {
        stop(chunk.job.id);
        return by_twos(chunk, [](std::int64_t) {});
    });
    runner.run_one();
    EXPECT_EQ(found(job.id).state, JobState::stopped);
    EXPECT_EQ(found(job.id).done, 2);
    EXPECT_EQ(events_named("pair.counted"), 1);
}

TEST(AStride, aims_at_the_time_a_transaction_may_take) {
    using std::chrono::milliseconds;
    constexpr bool others_wait = true;
    Stride stride(milliseconds{4}, milliseconds{20});
    const auto took_each = [&](std::chrono::microseconds each, bool crowded) {
        for (int i = 0; i < 10; ++i) stride.took(stride.units(), each * stride.units(), crowded);
    };
    took_each(std::chrono::microseconds{100}, others_wait);
    EXPECT_EQ(stride.units(), 40) << "0.1 ms each";
    took_each(std::chrono::microseconds{100}, !others_wait);
    EXPECT_EQ(stride.units(), 200) << "nobody waits";
    stride.took(200, milliseconds{20}, others_wait);
    EXPECT_EQ(stride.units(), 100);
    stride.took(100, milliseconds{900}, !others_wait);
    EXPECT_EQ(stride.units(), 50) << "one hiccup halves it at most";
    took_each(milliseconds{50}, !others_wait);
    EXPECT_EQ(stride.units(), 1);
    took_each(milliseconds{0}, others_wait);
    EXPECT_EQ(stride.units(), Stride::most);
}

TEST_P(JobsOnBothStores, a_queued_job_is_stopped_at_once_and_a_running_one_after_its_chunk) {
    const Job waiting = queued();
    EXPECT_EQ(stop(waiting.id).state, JobState::stopped);
    const Job job = queued();
    Runner runner(store(), clock);
    runner.work_with("count", [&](Chunk& chunk) {
        if (chunk.job.done == 2) {
            EXPECT_EQ(stop(chunk.job.id).state, JobState::stopping);
        }
        return counting(chunk);
    });
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(found(job.id).state, JobState::stopped);
    EXPECT_EQ(found(job.id).done, 3);
    EXPECT_EQ(found(waiting.id).done, 0);
    EXPECT_EQ(refusal_of([&] { stop(job.id); }), errors::finished);
}

TEST_P(JobsOnBothStores, the_same_work_is_queued_once_while_it_is_unfinished) {
    const NewJob work{.kind = "count", .title = "Segment 7", .key = "7"};
    const Job first = queued(work);
    EXPECT_EQ(queued(work).id, first.id);
    EXPECT_NE(queued({.kind = "count", .title = "Segment 8", .key = "8"}).id, first.id);
    Runner runner(store(), clock);
    runner.work_with("count", &counting);
    while (runner.run_one()) {}
    EXPECT_NE(queued(work).id, first.id);
}

TEST_P(JobsOnBothStores, its_threads_work_and_stop_in_between) {
    Runner runner(store(), &base::clock_now);
    std::atomic<int> chunks = 0;
    runner.work_with("count", [&](Chunk& chunk) {
        ++chunks;
        Step step = counting(chunk);
        step.finished = false;
        rest(chunk.stop, base::Duration{20});
        return step;
    });
    const Job job = queued();
    runner.start();
    for (int i = 0; i < 500 && chunks < 3; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const auto asked = std::chrono::steady_clock::now();
    runner.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(2));
    EXPECT_GE(chunks, 3);
    EXPECT_EQ(found(job.id).state, JobState::running);
    EXPECT_GE(found(job.id).done, 3);
}

TEST_P(JobsOnBothStores, its_progress_reaches_an_open_console_as_it_happens) {
    http::Live live;
    const Runner::Publish publish = publisher(live);
    http::Router router;
    router.set_hooks(
        {.authenticate = [](store::Reader&, const http::Request&, const http::Route&, base::Instant when) {
            return base::Context{.now = when, .actor = base::system_actor()};
        }});
    live.routes(router);
    routes(router, false);
    http::ServerOptions options;
    options.port = 0;
    http::Server server(router, store(), options);
    server.start();
    http::testing::Wire console(server.port());
    console.send(http::testing::bytes_of({.target = "/api/live?topics=job"}));
    console.read_until("retry:");

    Runner runner(store(), clock, publish);
    runner.work_with("count", &counting);
    const Job job = queued();
    runner.run_one();
    const std::string heard = console.read_until("\"state\":\"done\"");
    EXPECT_NE(heard.find("event: job"), std::string::npos) << heard;
    EXPECT_NE(heard.find("\"state\":\"running\""), std::string::npos) << heard;
    EXPECT_NE(heard.find("\"state\":\"done\""), std::string::npos) << heard;
    const http::testing::Reply reply =
        http::testing::ask(server.port(), {.target = "/api/jobs/" + std::to_string(job.id.value)});
    EXPECT_EQ(reply.json().at("done").as_int64(), 5);
    live.close();
    server.stop(std::chrono::milliseconds(500));
}

TEST_P(JobsOnBothStores, a_list_is_paged_newest_first_and_keeps_to_the_callers_scope) {
    for (int i = 0; i < 5; ++i) {
        base::Context ctx = at(noon + base::Duration{i});
        ctx.actor.kind = base::ActorKind::user;
        ctx.actor.id = 10 + i % 2;
        ctx.actor.org_path = i < 3 ? "/1/4/" : "/1/5/";
        write([&](store::Transaction& tx) { queue(tx, {.kind = "count", .title = std::to_string(i)}, ctx); });
    }
    const auto titles = [&](base::DataScope scope, const std::string& path) {
        base::Context ctx = at_noon;
        ctx.actor.kind = base::ActorKind::user;
        ctx.actor.id = 10;
        ctx.actor.scope = scope;
        ctx.actor.org_path = path;
        std::string all;
        ListJobs query{.limit = 2};
        for (int page = 0; page < 4; ++page) {
            const JobPage got = read([&](store::Reader& db) { return list_jobs(db, query, ctx); });
            for (const Job& job : got.items) all += job.title;
            if (!got.next_cursor) break;
            query.cursor = got.next_cursor;
        }
        return all;
    };
    EXPECT_EQ(titles(base::DataScope::all, "/1/"), "43210");
    EXPECT_EQ(titles(base::DataScope::subtree, "/1/4/"), "210");
    EXPECT_EQ(titles(base::DataScope::own, "/1/4/"), "420");
}

TEST_P(JobsOnBothStores, another_nodes_job_is_unknown) {
    const Job job = queued();
    base::Context stranger = at_noon;
    stranger.actor.scope = base::DataScope::subtree;
    stranger.actor.org_path = "/1/9/";
    EXPECT_EQ(refusal_of([&] { read([&](store::Reader& db) { return find_job(db, {job.id}, stranger); }); }),
              errors::unknown);
    EXPECT_EQ(refusal_of([&] { write([&](store::Transaction& tx) { stop_job(tx, {job.id}, stranger); }); }),
              errors::unknown);
}

}  // namespace
}  // namespace huan::jobs
