#include "customer/errors.hpp"
#include "customer/testing/company.hpp"
#include "store/event.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

constexpr base::Duration year = hours{24 * 365};

class Timeline : public testing::Company {
protected:
    void SetUp() override {
        Company::SetUp();
        if (IsSkipped()) return;
        who = named("Anna Berg", {external("a")});
        happened("page.viewed", "web", noon - year);
        happened("page.viewed", "web", noon - year + hours{1});
        happened("coupon.claimed", "h5", noon - year - year);
        happened("screen.viewed", "app", noon - hours{1});
    }
    void happened(const std::string& name, const std::string& channel, Instant at) {
        write([&](Transaction& tx) {
            store::append(
                tx, {.name = name, .profile_id = ProfileId{who.value}, .occurred_at = at, .channel = channel},
                at_noon);
        });
    }
    std::vector<std::string> names(const GetTimeline& query) {
        std::vector<std::string> found;
        for (const TimelineItem& item :
             read([&](Reader& db) { return get_timeline(db, query, at_noon); }).items)
            found.push_back(item.name);
        return found;
    }
    TimelineExtent extent(std::optional<TimelineKind> kind = {}, std::optional<std::string> channel = {}) {
        return read([&](Reader& db) { return get_timeline_extent(db, {who, kind, channel}, at_noon); });
    }

    CustomerId who;
};
INSTANTIATE_ON_BOTH_STORES(Timeline);

TEST_P(Timeline, is_narrowed_to_a_kind_a_channel_and_what_lies_before) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(names({.customer_id = who, .channel = "web"}), (Names{"page.viewed", "page.viewed"}));
    EXPECT_EQ(names({.customer_id = who, .kind = TimelineKind::coupon}), Names{"coupon.claimed"});
    EXPECT_EQ(names({.customer_id = who, .kind = TimelineKind::coupon, .channel = "web"}), Names{});
    EXPECT_EQ(names({.customer_id = who, .before = noon - year - hours{1}}), Names{"coupon.claimed"});
    EXPECT_EQ(names({.customer_id = who, .channel = "web", .before = noon - year + hours{1}}),
              Names{"page.viewed"});
}

TEST_P(Timeline, says_how_much_there_is_in_which_year_over_which_channel) {
    const TimelineExtent all = extent();
    ASSERT_EQ(all.years.size(), 3U);
    EXPECT_EQ(all.years[0].year, 2026);
    EXPECT_EQ(all.years[1].year, 2025);
    EXPECT_EQ(all.years[1].events, 2);
    EXPECT_EQ(all.years[2].year, 2024);
    EXPECT_EQ(names({.customer_id = who, .channel = "h5", .before = all.years[2].until}).size(), 1U);
    EXPECT_TRUE(names({.customer_id = who, .channel = "web", .before = all.years[2].until}).empty());

    const TimelineExtent web = extent({}, "web");
    ASSERT_EQ(web.years.size(), 1U);
    EXPECT_EQ(web.years[0].year, 2025);
    ASSERT_EQ(web.kinds.size(), 1U);
    EXPECT_EQ(web.kinds[0].kind, TimelineKind::behaviour);
    EXPECT_EQ(extent(TimelineKind::behaviour).channels.size(), 2U);
}

TEST_P(Timeline, of_many_years_is_paged_through_to_its_end) {
    for (int i = 0; i < 40; ++i) happened("page.viewed", "web", noon - year * (i % 10) - hours{i});
    GetTimeline query{.customer_id = who, .limit = 7};
    std::size_t seen = 0;
    Instant last{noon + hours{24}};
    for (;;) {
        const auto page = read([&](Reader& db) { return get_timeline(db, query, at_noon); });
        for (const TimelineItem& item : page.items) {
            EXPECT_LE(item.occurred_at, last);
            last = item.occurred_at;
        }
        seen += page.items.size();
        if (!page.next_cursor) break;
        query.cursor = page.next_cursor;
    }
    std::int64_t counted = 0;
    for (const TimelineYear& one : extent().years) counted += one.events;
    EXPECT_EQ(static_cast<std::int64_t>(seen), counted);
    EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE profile_id IS NOT NULL"), counted);
}

TEST_P(Timeline, a_note_is_part_of_the_history_and_stays_with_its_writer) {
    const TimelineItem note =
        run(&add_note, {.customer_id = who, .text = {"  Prefers Saturdays. "}}, someone_at("/1/"));
    EXPECT_EQ(note.kind, TimelineKind::note);
    const auto notes = read([&](Reader& db) {
        return get_timeline(db, {.customer_id = who, .kind = TimelineKind::note}, at_noon);
    });
    ASSERT_EQ(notes.items.size(), 1U);
    EXPECT_EQ(notes.items[0].properties.at("text").as_string(), "Prefers Saturdays.");
    EXPECT_EQ(notes.items[0].actor, "user:77 Li Lei");
    EXPECT_EQ(notes.items[0].seq, note.seq);
    EXPECT_EQ(refusal_of([&] { run(&add_note, {.customer_id = who, .text = {"x"}}, someone_at("/9/")); }),
              errors::unknown);
}

}  // namespace
}  // namespace huan::customer
