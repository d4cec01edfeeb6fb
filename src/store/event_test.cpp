#include "store/event.hpp"

#include "store/testing/on_both_stores.hpp"

namespace huan::store {
namespace {

class JournalOnBothStores : public testing::OnBothStores {
protected:
    Event happened(const std::string& name, base::ProfileId who = base::ProfileId{7},
                   base::Instant when = {}) {
        return write([&](Transaction& tx) {
            return append(
                tx, {.name = name, .profile_id = who, .occurred_at = when, .properties = {{"amount", 45}}},
                at_noon);
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(JournalOnBothStores);

TEST_P(JournalOnBothStores, an_event_says_who_when_and_what) {
    happened("order.completed", base::ProfileId{7}, noon - base::Duration{1000});
    const auto events = read([&](Reader& db) { return events_of(db, {base::ProfileId{7}}, noon, 10); });
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].received_at, noon);
    EXPECT_EQ(events[0].occurred_at, noon - base::Duration{1000});
    EXPECT_EQ(events[0].actor, "system system");
    EXPECT_EQ(events[0].properties.at("amount").as_int64(), 45);
}

TEST_P(JournalOnBothStores,
       a_reactor_that_fails_is_undone_recorded_and_loses_neither_the_event_nor_the_others) {
    store().reactors().on("order.completed", "first",
                          [](Transaction& tx, const Event& event, const base::Context& ctx) {
                              append(tx, {.name = "half.done", .profile_id = event.profile_id}, ctx);
                              throw std::runtime_error("no stamps left");
                          });
    store().reactors().on("order.completed", "second",
                          [](Transaction& tx, const Event& event, const base::Context& ctx) {
                              append(tx, {.name = "stage.changed", .profile_id = event.profile_id}, ctx);
                          });
    const Event order = happened("order.completed");
    EXPECT_EQ(events_named("order.completed"), 1);
    EXPECT_EQ(events_named("half.done"), 0);
    EXPECT_EQ(events_named("stage.changed"), 1);
    const auto failures = read([](Reader& db) { return reactor_failures(db, 10); });
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].reactor, "first");
    EXPECT_EQ(failures[0].event_seq, order.seq);
    EXPECT_NE(failures[0].problem.find("no stamps left"), std::string::npos);
}

TEST_P(JournalOnBothStores, a_reactor_that_meets_a_full_disk_takes_the_command_with_it) {
    bool full = true;
    store().reactors().on("order.completed", "first", [&](Transaction&, const Event&, const base::Context&) {
        if (full) throw base::Error{errors::full};
    });
    const auto order = [&] {
        write([&](Transaction& tx) { append(tx, {.name = "order.completed"}, at_noon); });
    };
    EXPECT_EQ(testing::refusal_of(order), errors::full);
    EXPECT_EQ(events_named("order.completed"), 0) << "no event without what follows from it";
    full = false;
    order();
    EXPECT_EQ(events_named("order.completed"), 1);
    EXPECT_TRUE(read([](Reader& db) { return reactor_failures(db, 10); }).empty());
}

TEST_P(JournalOnBothStores, reactors_that_set_each_other_off_come_to_an_end) {
    store().reactors().on("ping", "echo", [](Transaction& tx, const Event&, const base::Context& ctx) {
        append(tx, {.name = "ping"}, ctx);
    });
    happened("ping");
    EXPECT_LE(events_named("ping"), 9);
    EXPECT_EQ(read([](Reader& db) { return reactor_failures(db, 10); }).size(), 1U);
}

TEST_P(JournalOnBothStores,
       a_person_s_fold_sees_their_profiles_events_in_order_and_nothing_at_or_after_the_end) {
    happened("c", base::ProfileId{8}, noon + base::Duration{30});
    happened("a", base::ProfileId{7}, noon + base::Duration{10});
    happened("b", base::ProfileId{8}, noon + base::Duration{20});
    happened("other", base::ProfileId{9}, noon + base::Duration{20});
    std::string names;
    read([&](Reader& db) {
        fold_events(db, {base::ProfileId{7}, base::ProfileId{8}}, noon, noon + base::Duration{30},
                    [&](const Event& event) {
                        names += event.name;
                        return true;
                    });
    });
    EXPECT_EQ(names, "ab");
}

}  // namespace
}  // namespace huan::store
