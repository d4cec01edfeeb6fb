#include "insight/segment.hpp"

#include "insight/errors.hpp"
#include "insight/testing/random_world.hpp"
#include "insight/testing/seed.hpp"
#include "insight/testing/town.hpp"

#include <gtest/gtest.h>

#include <set>

namespace huan::insight {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::hours;
using testing::RandomWorld;
using testing::seed;
using Words = std::vector<std::string>;

const char* const has_ordered = R"({"orders": {"measure": "count", "compare": "ge", "value": 1}})";
const char* const recently = R"({"orders": {"measure": "count", "compare": "ge", "value": 1,
                                            "window": {"last_days": 10}}})";

class Segments : public testing::Town {
protected:
    /// An old order that comes in by import at `now`.
    base::CustomerId imported(const std::string& who, base::Instant ordered, base::Instant now) {
        customer::RecordOrder order{.identities = {external(who)}, .ordered_at = ordered};
        order.amount = base::Money{500};
        order.live = false;
        const customer::Order stored = run(&customer::record_order, order, at(now));
        return read([&](Reader& db) { return customer::customer_of(db, stored.profile_id); });
    }
};
INSTANTIATE_ON_BOTH_STORES(Segments);

TEST_P(Segments, are_empty_until_their_first_snapshot_which_tells_nobody) {
    const base::CustomerId anna = buys("anna", days_ago(3));
    const SegmentDetail made = segment("Buyers", has_ordered);
    EXPECT_FALSE(made.snapshot);
    EXPECT_TRUE(read([&](Reader& db) { return members(db, made.id).isEmpty(); }));
    const SegmentRefreshed first = refresh(made.id, noon + hours(1));
    EXPECT_TRUE(first.first);
    EXPECT_EQ(first.snapshot.size, 1);
    EXPECT_EQ(first.snapshot.as_of, noon + hours(1));
    EXPECT_TRUE(read([&](Reader& db) { return is_member(db, made.id, anna); }));
    EXPECT_EQ(told(anna, "segment."), Words{});
    const SegmentDetail now = read([&](Reader& db) { return get_segment(db, {made.id}, at_noon); });
    EXPECT_TRUE(now.is_current);
    EXPECT_EQ(now.history.size(), 1U);
}

TEST_P(Segments, tell_who_entered_and_left_since_the_snapshot_before) {
    const base::CustomerId anna = buys("anna", days_ago(5));
    const base::CustomerId ben = buys("ben", days_ago(90));
    const SegmentId id = segment("Recent buyers", recently).id;
    EXPECT_EQ(refresh(id, noon + hours(1)).snapshot.size, 1);
    const base::CustomerId carl = buys("carl", noon + hours(2));
    const SegmentRefreshed second = refresh(id, noon + hours(24 * 7));  // Anna's order is now 12 days old.
    EXPECT_EQ(second.entered, 1);
    EXPECT_EQ(second.left, 1);
    EXPECT_EQ(told(anna, "segment."), Words{"segment.left"});
    EXPECT_EQ(told(ben, "segment."), Words{});
    EXPECT_EQ(told(carl, "segment."), Words{"segment.entered"});
    const SegmentRefreshed third = refresh(id, noon + hours(24 * 7 + 1));  // Nothing happened.
    EXPECT_EQ(third.entered + third.left, 0);
    EXPECT_EQ(third.snapshot.taken_at, noon + hours(24 * 7 + 1));
    EXPECT_EQ(told(carl, "segment."), Words{"segment.entered"});
    EXPECT_EQ(read([&](Reader& db) { return get_segment(db, {id}, at_noon).history.size(); }), 2U);
}

TEST_P(Segments, say_of_changes_that_imports_made_that_they_are_not_live) {
    const SegmentId id = segment("Buyers", has_ordered).id;
    const SegmentId quiet = segment("Not lately", R"({"none": [)" + std::string(recently) + "]}").id;
    const base::CustomerId dora = buys("dora", days_ago(8));
    refresh(id, noon + hours(1));
    refresh(quiet, noon + hours(1));
    const base::CustomerId emil = imported("emil", days_ago(300), noon + hours(2));
    refresh(id, noon + hours(24 * 5));
    refresh(quiet, noon + hours(24 * 5));
    EXPECT_EQ(told(emil, "segment."), (Words{"segment.entered (imported)", "segment.entered (imported)"}));
    EXPECT_EQ(told(dora, "segment."), Words{"segment.entered"});  // By time alone: that is live.
}

TEST_P(Segments, tell_everybody_exactly_once_however_often_they_are_interrupted) {
    std::stop_source stop;
    int entered = 0;
    store().reactors().on("segment.entered", "test.stop",
                          [&](Transaction&, const store::Event&, const base::Context&) {
                              if (++entered % 70 == 0) stop.request_stop();
                          });
    const SegmentId id =
        segment("Everybody", R"({"events": {"names": ["customer.created"], "measure": "count",
                                                            "compare": "ge", "value": 1}})")
            .id;
    refresh(id, noon - hours(1));
    std::set<base::CustomerId> people;
    for (int i = 0; i < 230; ++i) people.insert(met({external("p" + std::to_string(i))}).customer_id);
    for (int i = 0; i < 10; ++i) {
        stop = {};
        insight().refresh_all(noon + hours(1 + i), stop.get_token());
    }
    EXPECT_EQ(events_named("segment.entered"), 230);
    for (const base::CustomerId person : people)
        EXPECT_EQ(told(person, "segment."), Words{"segment.entered"});
    EXPECT_EQ(read([&](Reader& db) { return members(db, id).cardinality(); }), 230U);
}

TEST_P(Segments, answer_who_was_in_them_at_any_past_date) {
    const base::CustomerId anna = buys("anna", days_ago(100));
    const base::CustomerId ben = buys("ben", days_ago(40));
    const SegmentId id = segment("Recent buyers", recently).id;
    const auto as_of = [&](std::int64_t days) {
        return ids(insight().list_members({.segment_id = id, .as_of = days_ago(days)}, at_noon));
    };
    EXPECT_EQ(as_of(101), std::vector<std::int64_t>{});
    EXPECT_EQ(as_of(100), std::vector<std::int64_t>{});  // At that very moment it had not happened before it.
    EXPECT_EQ(as_of(99), std::vector<std::int64_t>{anna.value});
    EXPECT_EQ(as_of(90), std::vector<std::int64_t>{anna.value});
    EXPECT_EQ(as_of(89), std::vector<std::int64_t>{});
    EXPECT_EQ(as_of(35), std::vector<std::int64_t>{ben.value});
    refresh(id, noon);
    EXPECT_TRUE(insight().list_members({.segment_id = id}, at_noon).is_snapshot);
}

TEST_P(Segments, list_their_members_page_by_page_in_both_directions) {
    std::vector<std::int64_t> expected;
    for (int i = 0; i < 7; ++i) expected.push_back(buys("p" + std::to_string(i), days_ago(3)).value);
    const SegmentId id = segment("Buyers", has_ordered).id;
    refresh(id, noon);
    std::vector<std::int64_t> found;
    ListMembers query{.segment_id = id, .limit = 3};
    for (int pages = 1; pages <= 3; ++pages) {
        const SegmentMemberPage page = insight().list_members(query, at_noon);
        EXPECT_EQ(page.total, 7);
        for (const std::int64_t member : ids(page)) found.push_back(member);
        EXPECT_EQ(page.next_cursor.has_value(), pages < 3);
        query.cursor = page.next_cursor;
    }
    EXPECT_EQ(found, expected);
    std::vector<std::int64_t> back;
    for (base::CustomerId before{};;) {
        const auto some = read([&](Reader& db) { return members_before(db, id.value, before, 2); });
        if (some.empty()) break;
        for (const base::CustomerId member : some) back.push_back(member.value);
        before = some.back();
    }
    std::ranges::reverse(back);
    EXPECT_EQ(back, expected);
}

TEST_P(Segments, show_size_parts_sample_and_overlap_before_they_are_stored) {
    const base::CustomerId anna = buys("anna", days_ago(5), 9000);
    buys("ben", days_ago(50), 4000);
    buys("carl", days_ago(50), 9000);
    met({external("dora")});
    const SegmentId buyers = segment("Recent buyers", recently).id;
    refresh(buyers, noon);
    const SegmentPreview shown = insight().preview(
        {.rule = rule(R"({"all": [{"orders": {"measure": "sum", "compare": "ge", "value": 5000}},
                                  {"segment": {"segment_id": )" +
                      std::to_string(buyers.value) + "}}]}"),
         .overlap_with = std::vector{buyers}},
        at(noon + hours(1)));
    EXPECT_EQ(shown.size, 1);
    EXPECT_EQ(shown.people, 4);
    ASSERT_EQ(shown.parts.size(), 3U);
    EXPECT_EQ(shown.parts[1].path, "rule.all[0]");
    EXPECT_EQ(shown.parts[1].size, 2);
    EXPECT_EQ(shown.parts[2].size, 1);
    ASSERT_EQ(shown.sample.size(), 1U);
    EXPECT_EQ(shown.sample[0].customer_id, anna);
    ASSERT_EQ(shown.overlaps.size(), 1U);
    EXPECT_EQ(shown.overlaps[0].both, 1);
    EXPECT_EQ(shown.refers_to.at(0).name, "Recent buyers");
    EXPECT_EQ(
        insight()
            .preview({.rule = rule(R"({"none": [)" + std::string(has_ordered) + "]}")}, at(noon + hours(1)))
            .size,
        1);
}

TEST_P(Segments, hold_only_people_of_their_own_part_of_the_organisation) {
    write([&](Transaction& tx) {
        tx.execute(
            "INSERT INTO org (id, parent_id, kind, name, path, created_at, version)"
            " VALUES (40, 1, 'merchant', 'Forty', '/1/40/', 0, 1)");
    });
    const base::Context forty = someone_at("/1/40/");
    const base::CustomerId ours = met({external("ours")}, forty).customer_id;
    met({external("theirs")});
    const char* const everybody =
        R"({"events": {"names": ["customer.created"], "measure": "count", "compare": "ge",
                                                 "value": 1}})";
    const SegmentId id = run(&create_segment, {.name = {"Mine"}, .rule = rule(everybody)}, forty).id;
    const SegmentId all = segment("All", everybody).id;
    const base::Context later{.now = noon + hours(1), .actor = forty.actor};
    EXPECT_EQ(insight().refresh({.segment_id = id}, later).snapshot.size, 1);
    EXPECT_EQ(refresh(all, noon + hours(1)).snapshot.size, 2);
    EXPECT_EQ(ids(insight().list_members({.segment_id = id}, later)), std::vector<std::int64_t>{ours.value});
    const SegmentPreview seen = insight().preview({.rule = rule(everybody)}, later);
    EXPECT_EQ(seen.size, 1);
    EXPECT_EQ(seen.people, 1);
    EXPECT_EQ(insight().life_cycle({}, later).people, 1);
    EXPECT_EQ(refusal_of([&] { insight().list_members({.segment_id = all}, later); }),
              errors::segment_unknown);
    EXPECT_EQ(read([&](Reader& db) { return list_segments(db, {}, forty).items.size(); }), 1U);
    EXPECT_EQ(refusal_of([&] {
                  run(&create_segment, {.name = {"Spy"}, .rule = Rule{.segment = SegmentRule{all}}}, forty);
              }),
              errors::segment_unknown);
}

struct Refusal {
    const char* when;
    std::function<void()> what;
    base::ErrorKind because;
};

TEST_P(Segments, are_left_as_they_are_when) {
    const SegmentId buyers = segment("Buyers", has_ordered).id;
    const std::string refers = R"({"segment": {"segment_id": )" + std::to_string(buyers.value) + "}}";
    const SegmentId built = segment("Built on buyers", refers).id;
    const std::string back = R"({"segment": {"segment_id": )" + std::to_string(built.value) + "}}";
    const auto update = [&](std::int64_t seen, const std::string& name, const std::string& json) {
        run(&update_segment,
            {.segment_id = buyers, .seen_version = seen, .name = {name}, .rule = rule(json)});
    };
    const Refusal refusals[] = {
        {"someone changed it meanwhile", [&] { update(7, "Buyers", has_ordered); }, errors::segment_stale},
        {"the name is taken", [&] { update(1, "Built on buyers", has_ordered); }, errors::segment_name_taken},
        {"it would lead back to itself", [&] { update(1, "Buyers", back); }, errors::rule_cycle},
        {"its rule names nothing", [&] { update(1, "Buyers", R"({"segment": {"segment_id": 4}})"); },
         errors::segment_unknown},
        {"its rule is empty", [&] { update(1, "Buyers", R"({"any": []})"); }, errors::rule_empty},
        {"another one is built on it", [&] { run(&archive_segment, {buyers}); }, errors::segment_used},
        {"it is not there", [&] { run(&archive_segment, {SegmentId{4}}); }, errors::segment_unknown},
    };
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        EXPECT_EQ(refusal_of(row.what), row.because);
    }
    const SegmentDetail still = read([&](Reader& db) { return get_segment(db, {buyers}, at_noon); });
    EXPECT_EQ(still.version, 1);
    EXPECT_EQ(still.used_by.at(0).name, "Built on buyers");
    run(&archive_segment, {built});
    EXPECT_EQ(refusal_of([&] { refresh(built, noon); }), errors::segment_archived);
    EXPECT_NO_THROW(run(&archive_segment, {buyers}));
    EXPECT_NO_THROW(segment("Buyers", has_ordered));  // The name is free again.
}

TEST_P(Segments, are_current_until_the_rule_changes_but_not_for_a_new_name) {
    const SegmentId id = segment("Buyers", has_ordered).id;
    refresh(id, noon);
    const auto update = [&](std::int64_t seen, const char* json) {
        return run(&update_segment,
                   {.segment_id = id, .seen_version = seen, .name = {"Buyers!"}, .rule = rule(json)});
    };
    EXPECT_TRUE(update(1, has_ordered).is_current);
    EXPECT_FALSE(update(2, recently).is_current);
    refresh(id, noon + hours(1));
    EXPECT_TRUE(read([&](Reader& db) { return find_segment(db, id); }).is_current);
}

TEST_P(Segments, have_their_first_snapshot_as_soon_as_they_are_stored_from_outside) {
    buys("anna", days_ago(3));
    const SegmentDetail made = insight().create({.name = {"Buyers"}, .rule = rule(has_ordered)}, at_noon);
    ASSERT_TRUE(made.snapshot);
    EXPECT_EQ(made.snapshot->size, 1);
    EXPECT_TRUE(made.is_current);
    const SegmentDetail changed = insight().update({.segment_id = made.id,
                                                    .seen_version = made.version,
                                                    .name = made.name,
                                                    .rule = rule(R"({"tag": {"tag": "vip"}})")},
                                                   at(noon + hours(1)));
    EXPECT_EQ(changed.snapshot->size, 0);
    EXPECT_TRUE(changed.is_current);
}

TEST_P(Segments, find_by_scan_whom_triggers_find_person_by_person) {
    RandomWorld random(seed());
    SCOPED_TRACE(::testing::Message() << "HUAN_TEST_SEED=" << seed());
    std::set<base::CustomerId> people;
    for (int i = 0; i < 24; ++i) {
        std::vector<customer::Identity> known{external("p" + std::to_string(i))};
        if (random.chance(40)) known.push_back(phone("1381234100" + std::to_string(random.number(0, 4))));
        const customer::Resolved who = met(known, at(RandomWorld::as_of - hours(24 * 90)));
        std::int64_t seq = i * 1000;
        write([&](Transaction& tx) {
            for (store::Event event : random.events(who.profile_id, seq)) {
                event.seq = 0;
                store::append(tx, std::move(event), at(RandomWorld::as_of));
            }
        });
    }
    for (int i = 1; i <= RandomWorld::segments; ++i) {
        const Rule other = random.rule(1, false);
        write([&](Transaction& tx) {  // Rules refer to 1..3.
            const SegmentDetail made =
                create_segment(tx, {.name = {"S" + std::to_string(i)}, .rule = other}, at_noon);
            tx.execute("UPDATE segment SET id = $2 WHERE id = $1", made.id, std::int64_t{i});
        });
    }
    for (int i = 0; i < 24; ++i)
        people.insert(read([&](Reader& db) {
            return customer::find_by_identity(db, external("p" + std::to_string(i)), at_noon)->customer_id;
        }));
    for (int round = 0; round < 25; ++round) {
        const Rule asked = random.rule(2);
        const SegmentPreview scanned =
            insight().preview({.rule = asked, .as_of = RandomWorld::as_of}, at_noon);
        std::int64_t one_by_one = 0;
        for (const base::CustomerId person : people)
            one_by_one +=
                read([&](Reader& db) { return matches(db, asked, person, RandomWorld::as_of); }) ? 1 : 0;
        ASSERT_EQ(scanned.size, one_by_one) << boost::json::serialize(base::to_json(asked));
    }
}

}  // namespace
}  // namespace huan::insight
