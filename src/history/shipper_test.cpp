#include "history/shipper.hpp"

#include "history/testing/copies.hpp"
#include "history/testing/fragile.hpp"
#include "history/testing/memory_history.hpp"
#include "store/lease.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>

namespace huan::history {
namespace {

using testing::events_in;

class Shipping : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        directory_ = store::testing::scratch_directory();
    }
    std::unique_ptr<History> open_columns() const {
#ifdef HUAN_WITH_HISTORY
        return open({.directory = directory_});
#else
        return testing::open_in_memory(directory_);
#endif
    }
    void lose_columns() const {
        std::filesystem::remove_all(directory_);
        testing::forget_in_memory(directory_);
    }
    std::unique_ptr<Shipper> shipper(ShipperOptions options = {.batch = 100, .pause = base::Duration{20}}) {
        return std::make_unique<Shipper>(
            store(), [this] { return open_columns(); }, options);
    }
    std::int64_t append(int count = 1) {
        return write([&](store::Transaction& tx) {
            std::int64_t last = 0;
            for (int i = 0; i < count; ++i)
                last = store::append(tx, {.name = "x", .profile_id = base::ProfileId{5}}, at_noon).seq;
            return last;
        });
    }
    std::int64_t withdraw(const std::vector<std::int64_t>& seqs) {
        return write([&](store::Transaction& tx) { return store::withdraw(tx, seqs, at_noon); });
    }
    std::vector<std::int64_t> in_journal() { return events_in(*open_journal(store())); }
    /// What the columns hold once the shipper stopped.
    std::vector<std::int64_t> in_columns() { return events_in(*open_columns()); }
    static void until(const std::function<bool()>& true_now) {
        for (int tries = 0; tries < 1'000 && !true_now(); ++tries)
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        ASSERT_TRUE(true_now());
    }
    void until_caught_up(Shipper& shipper) {
        until([&] { return shipper.status().caught_up; });
    }

    std::string directory_;
};
INSTANTIATE_ON_BOTH_STORES(Shipping);

TEST_P(Shipping, carries_every_event_once_in_several_batches) {
    append(950);
    auto shipping = shipper();
    until_caught_up(*shipping);
    append(120);
    ASSERT_TRUE(shipping->catch_up());
    EXPECT_TRUE(shipping->history().is_projection());
    EXPECT_EQ(shipping->status().rows, 1'070);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    shipping.reset();
    EXPECT_EQ(in_columns(), in_journal());
}

TEST_P(Shipping, goes_on_where_it_ended_before_a_restart) {
    append(150);
    for (int round = 0; round < 3; ++round) {
        auto shipping = shipper();
        until_caught_up(*shipping);
        append(30);
        ASSERT_TRUE(shipping->catch_up());
        append(7);
    }
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    EXPECT_EQ(shipping->status().rows, 150 + 3 * 37);
    EXPECT_EQ(shipping->status().rebuilds, 0);
}

TEST_P(Shipping, compares_the_columns_with_the_journal_row_for_row) {
    write([&](store::Transaction& tx) {
        for (int i = 0; i < 250; ++i)
            store::append(tx,
                          {.name = i % 2 == 0 ? "x" : "y",
                           .profile_id = base::ProfileId{1 + i % 7},
                           .channel = "app",
                           .properties = {{"price", 12.5}, {"lines", {{{"sku", "a"}, {"amount", i}}}}}},
                          at_noon);
    });
    const std::vector<std::int64_t> seqs = in_journal();
    auto shipping = shipper();
    EXPECT_FALSE(shipping->compare().differs_at);
    until_caught_up(*shipping);
    Comparison found = shipping->compare();
    EXPECT_TRUE(found.compared);
    EXPECT_EQ(found.rows, 250);
    EXPECT_FALSE(found.differs_at);

    write([&](store::Transaction& tx) {
        tx.execute("UPDATE event SET properties = '{\"price\":12.6}' WHERE seq = $1", seqs[120]);
    });
    found = shipping->compare();
    EXPECT_TRUE(found.compared);
    EXPECT_EQ(found.differs_at, seqs[120]) << "a value differs";
    write([&](store::Transaction& tx) { tx.execute("DELETE FROM event WHERE seq = $1", seqs[30]); });
    found = shipping->compare();
    ASSERT_TRUE(found.differs_at) << "a row too many";
    EXPECT_GE(*found.differs_at, seqs[29]);
    EXPECT_LE(*found.differs_at, seqs[31]);
}

TEST_P(Shipping, waits_for_one_event) {
    auto shipping = shipper({.batch = 100, .pause = base::Duration{60'000}});
    until_caught_up(*shipping);
    const std::int64_t seq = append();
    EXPECT_TRUE(shipping->wait_until_shipped(seq));
    EXPECT_EQ(events_in(shipping->history()), std::vector{seq});
    EXPECT_FALSE(shipping->wait_until_shipped(seq + 1, base::Duration{50}));
}

TEST_P(Shipping, knows_after_a_restart_what_was_shipped_before) {
    const std::int64_t last = append(10);
    until_caught_up(*shipper());
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_TRUE(shipping->wait_until_shipped(last, base::Duration{1'000}));
    EXPECT_EQ(shipping->status().rows, 10);
}

TEST_P(Shipping, inserts_only_the_missing_rows_of_a_batch_that_was_cut_off) {
    append(40);
    const std::vector<std::int64_t> all = in_journal();
    {
        // As left behind by a process that died between the insert of a part and the mark.
        auto columns = open_columns();
        const auto entries =
            read([&](store::Reader& db) { return rows::settled_after(db, {}, rows::horizon(db), 100); });
        ASSERT_EQ(entries.size(), 40U);
        std::vector<Row> part;
        for (std::size_t i = 0; i < 30; i += 3) part.push_back(to_row(entries[i].event));
        columns->insert(part);
        const rows::Position end = entries[29].at;
        write([&](store::Transaction& tx) {
            rows::save(tx, {.directory = columns->id(), .planned_xid = end.xid, .planned_seq = end.seq});
        });
    }
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_EQ(events_in(shipping->history()), all);
    EXPECT_EQ(shipping->status().rows, 40);
    EXPECT_EQ(shipping->status().rebuilds, 0);
}

TEST_P(Shipping, fills_an_empty_directory_and_one_that_lost_rows_from_the_journal) {
    append(250);
    until_caught_up(*shipper());
    lose_columns();
    {
        auto shipping = shipper();
        until_caught_up(*shipping);
        EXPECT_EQ(events_in(shipping->history()), in_journal());
    }
    open_columns()->clear();
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    EXPECT_EQ(shipping->status().rebuilds, 1);
}

TEST_P(Shipping, replaces_rows_that_are_none_of_this_journals) {
    append(10);
    {
        auto columns = open_columns();
        columns->insert(std::vector<Row>{{.seq = 1, .name = "stranger"}, {.seq = 2, .name = "stranger"}});
    }
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
}

TEST_P(Shipping, answers_from_the_journal_until_the_columns_have_caught_up) {
    append(20);
    std::promise<void> let_open;
    const auto opened = let_open.get_future().share();
    Shipper shipping(store(),
                     [&] {
                         opened.wait();
                         return open_columns();
                     },
                     {.batch = 100, .pause = base::Duration{20}});
    EXPECT_FALSE(shipping.history().is_projection());
    EXPECT_EQ(shipping.history().count(), 20);
    EXPECT_TRUE(shipping.wait_until_shipped(in_journal().back()));
    let_open.set_value();
    until_caught_up(shipping);
    EXPECT_TRUE(shipping.history().is_projection());
    EXPECT_EQ(shipping.history().count(), 20);
}

TEST_P(Shipping, answers_from_the_journal_while_the_columns_cannot_be_opened) {
    append(20);
    Shipper shipping(store(), []() -> std::unique_ptr<History> { throw std::runtime_error("no such disk"); },
                     {});
    until([&] { return !shipping.status().problem.empty(); });
    EXPECT_EQ(shipping.status().problem, "no such disk");
    EXPECT_EQ(events_in(shipping.history()), in_journal());
    EXPECT_FALSE(shipping.history().is_clean()) << "nobody knows what lies in their files";
    Shipper none(store(), {});
    EXPECT_TRUE(none.catch_up());
    EXPECT_TRUE(none.history().is_clean());
    EXPECT_EQ(none.status().history, "journal");
}

TEST_P(Shipping, drops_what_was_withdrawn_whether_it_had_been_shipped_or_not) {
    append(20);
    const std::vector<std::int64_t> early = in_journal();
    {
        auto shipping = shipper();
        until_caught_up(*shipping);
        EXPECT_EQ(withdraw({early[0], early[7], 123'456'789}), 2);
        ASSERT_TRUE(shipping->catch_up());
        EXPECT_EQ(events_in(shipping->history()), in_journal());
        EXPECT_EQ(shipping->status().rows, 18);
    }
    append(5);
    EXPECT_EQ(withdraw({early[1], in_journal().back()}), 2) << "the last one has not been shipped";
    auto shipping = shipper();
    until_caught_up(*shipping);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    EXPECT_EQ(shipping->status().rows, 21);
    EXPECT_EQ(shipping->status().rebuilds, 0);
}

TEST_P(Shipping, follows_withdrawals_exactly_when_it_dies_at_any_point) {
    enum class Dies { nowhere, before, after };
    append(40);
    for (int round = 0; round < 6; ++round) {
        for (const Dies where : {Dies::before, Dies::after}) {
            auto at_insert = std::make_shared<Dies>(round % 2 == 0 ? where : Dies::nowhere);
            auto at_drop = std::make_shared<Dies>(round % 2 == 1 ? where : Dies::nowhere);
            append(7);
            const std::vector<std::int64_t> all = in_journal();
            if (round % 2 == 1) withdraw({all.front(), all[5]});
            {
                Shipper dying(store(),
                              [&] {
                                  return std::make_unique<testing::Fragile>(
                                      open_columns(), [=] { testing::die(*at_insert == Dies::before); },
                                      [=] { testing::die(*at_insert == Dies::after); },
                                      [=] { testing::die(*at_drop == Dies::before); },
                                      [=] { testing::die(*at_drop == Dies::after); });
                              },
                              {.batch = 100, .pause = base::Duration{20}});
                until([&] { return !dying.status().problem.empty(); });
            }
            // What was on its way, and may have arrived, is withdrawn before anybody looks.
            withdraw({all[all.size() - 3], all[all.size() - 1]});
            auto shipping = shipper();
            until_caught_up(*shipping);
            ASSERT_EQ(events_in(shipping->history()), in_journal()) << round;
            ASSERT_EQ(shipping->status().rebuilds, 0) << "the books were right without counting anew";
        }
    }
}

TEST_P(Shipping, stands_still_while_paused_so_that_copies_fit) {
    auto shipping = shipper();
    until_caught_up(*shipping);
    append(50);
    ASSERT_TRUE(shipping->catch_up());
    shipping->while_paused([&] {
        append(10);
        shipping->ship_now();
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        EXPECT_EQ(shipping->history().count(), 50);
    });
    ASSERT_TRUE(shipping->catch_up());
    EXPECT_EQ(shipping->history().count(), 60);
    EXPECT_THROW(shipping->while_paused([] { throw std::runtime_error("disk"); }), std::runtime_error);
    append(1);
    ASSERT_TRUE(shipping->catch_up());
    EXPECT_EQ(shipping->history().count(), 61);
}

TEST_P(Shipping, loses_nothing_of_a_transaction_held_open_while_later_ones_commit) {
    if (GetParam() != store::Engine::postgres) GTEST_SKIP() << "an embedded store has one writer";
    auto shipping = shipper();
    append(3);
    until_caught_up(*shipping);
    std::promise<std::int64_t> begun;
    std::promise<void> let_commit;
    const auto commit = let_commit.get_future().share();
    auto held = std::async(std::launch::async, [&] {
        write([&](store::Transaction& tx) {
            const std::int64_t seq = store::append(tx, {.name = "early"}, at_noon).seq;
            begun.set_value(seq);
            commit.wait();
        });
    });
    const std::int64_t early = begun.get_future().get();
    const std::int64_t later = append(5);
    ASSERT_LT(early, later);
    ASSERT_TRUE(shipping->catch_up());
    EXPECT_FALSE(shipping->wait_until_shipped(later, base::Duration{200})) << "it may be overtaken still";
    let_commit.set_value();
    held.get();
    EXPECT_TRUE(shipping->wait_until_shipped(early));
    EXPECT_TRUE(shipping->wait_until_shipped(later));
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    EXPECT_EQ(in_journal().size(), 9U);
}

TEST_P(Shipping, starts_anew_with_a_journal_copied_from_another_server) {
    if (GetParam() != store::Engine::postgres)
        GTEST_SKIP() << "an embedded journal has no transaction numbers";
    append(30);
    until_caught_up(*shipper());
    write([](store::Transaction& tx) { tx.execute("UPDATE event SET xid = xid + 1000000000000"); });
    auto shipping = shipper();
    until_caught_up(*shipping);
    append(5);
    ASSERT_TRUE(shipping->catch_up());
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    EXPECT_EQ(shipping->status().rows, 35);
}

TEST_P(Shipping, is_done_by_one_process_and_taken_over_when_its_lease_ends) {
    if (GetParam() != store::Engine::postgres) GTEST_SKIP() << "an embedded store has one process";
    append(10);
    const base::Instant now = base::clock_now();
    write([&](store::Transaction& tx) {
        EXPECT_TRUE(store::acquire_lease(tx, "history", "another", now + base::Duration{1'000}, now));
    });
    auto shipping = shipper({.batch = 100, .pause = base::Duration{20}, .lease = base::Duration{500}});
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    EXPECT_FALSE(shipping->status().shipping);
    EXPECT_EQ(events_in(shipping->history()), in_journal());
    until_caught_up(*shipping);
    EXPECT_GE((base::clock_now() - now).count(), 1'000);

    // Taken away again, as after a long sleep of this process: it steps back and the journal answers.
    write([&](store::Transaction& tx) {
        const base::Instant later = base::clock_now() + base::Duration{3'600'000};
        EXPECT_TRUE(store::acquire_lease(tx, "history", "another", later + base::Duration{3'600'000}, later));
    });
    until([&] { return !shipping->status().shipping; });
    append(1);
    EXPECT_EQ(shipping->history().count(), 11);
}

TEST_P(Shipping, gives_its_lease_up_when_it_ends) {
    if (GetParam() != store::Engine::postgres) GTEST_SKIP() << "an embedded store has one process";
    for (int round = 0; round < 2; ++round) {
        auto shipping =
            shipper({.batch = 100, .pause = base::Duration{20}, .lease = base::Duration{3'600'000}});
        until_caught_up(*shipping);
    }
}

}  // namespace
}  // namespace huan::history
