#include "capture/contact_point.hpp"

#include "store/event.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

namespace huan::capture {
namespace {

using std::chrono::hours;
using store::Transaction;
using store::testing::refusal_of;

class ContactPoints : public store::testing::OnBothStores {
protected:
    ContactPoint added(const std::string& name, const std::string& channel, const std::string& place) {
        return write([&](Transaction& tx) {
            return add_contact_point(tx,
                                     {.name = {name},
                                      .kind = ContactKind::store,
                                      .channel = base::Note<80>{channel},
                                      .place = base::Note<120>{place}},
                                     at_noon);
        });
    }
    void met(std::int64_t person, const std::string& name, const std::string& channel,
             const std::string& place, base::Instant when) {
        write([&](Transaction& tx) {
            store::append(tx,
                          {.name = name,
                           .profile_id = base::ProfileId{person},
                           .occurred_at = when,
                           .channel = channel,
                           .place = place},
                          at_noon);
        });
    }
    ContactPointList listed(std::int64_t days = 30) {
        const auto history = history::open_journal(store());
        return list_contact_points(store(), *history, {days}, at_noon);
    }
};
INSTANTIATE_ON_BOTH_STORES(ContactPoints);

TEST_P(ContactPoints, count_events_by_what_they_say_of_channel_and_place) {
    added("West store", "", "West store");
    added("West counter", "counter", "West store");
    added("Mini program", "mini_program", "");
    met(1, "order.completed", "store", "West store", noon - hours(1));
    met(1, "Product Viewed", "store", "West store", noon - hours(2));
    met(2, "Product Viewed", "store", "West store", noon - hours(3));
    met(2, "Product Viewed", "counter", "West store", noon - hours(3));
    met(3, "page.viewed", "mini_program", "", noon - hours(4));
    met(3, "page.viewed", "h5", "Home", noon - hours(4));
    met(3, "page.viewed", "", "", noon - hours(4));
    met(4, "page.viewed", "mini_program", "", noon - hours(24 * 40));

    const ContactPointList list = listed();
    ASSERT_EQ(list.items.size(), 3U);
    EXPECT_EQ(list.items[0].name, "West store");
    EXPECT_EQ(list.items[0].events, 3);
    EXPECT_EQ(list.items[0].people, 2);
    EXPECT_EQ(list.items[0].orders, 1);
    EXPECT_EQ(list.items[0].last_at, noon - hours(1));
    EXPECT_EQ(list.items[1].events, 1);
    EXPECT_EQ(list.items[2].events, 1);
    ASSERT_EQ(list.unknown.size(), 1U);
    EXPECT_EQ(list.unknown[0].channel, "h5");
    EXPECT_EQ(list.unknown[0].place, "Home");
    EXPECT_EQ(list.events, 6);
    EXPECT_EQ(listed(60).events, 7);
}

TEST_P(ContactPoints, are_told_apart_and_changed_by_version) {
    const ContactPoint west = added("West store", "", "West store");
    EXPECT_STREQ(refusal_of([&] { added("Again", "", "West store"); }).code, "contact_point.taken");
    EXPECT_STREQ(refusal_of([&] { added("Nowhere", "", " "); }).code, "contact_point.no_mark");
    const auto change = [&](std::int64_t seen) {
        return write([&](Transaction& tx) {
            return change_contact_point(tx,
                                        {.contact_point_id = west.id,
                                         .seen_version = seen,
                                         .name = {"West"},
                                         .kind = ContactKind::garage,
                                         .place = base::Note<120>{"West store"},
                                         .active = false},
                                        at_noon);
        });
    };
    EXPECT_FALSE(change(1).active);
    EXPECT_STREQ(refusal_of([&] { change(1); }).code, "contact_point.stale");
    EXPECT_EQ(listed().items[0].kind, ContactKind::garage);
}

}  // namespace
}  // namespace huan::capture
