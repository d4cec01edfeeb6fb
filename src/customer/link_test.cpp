#include "customer/decision.hpp"
#include "customer/errors.hpp"
#include "customer/testing/company.hpp"
#include "customer/testing/observations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

class OneId : public testing::Company {
protected:
    /// Who is with whom in a company, by the identities that name profiles.
    testing::Partition people_of(const testing::Observations& seen, const base::Context& ctx) {
        return read([&](Reader& db) {
            std::map<CustomerId, std::set<Identity>> people;
            for (const std::vector<Identity>& together : seen) {
                const Resolved who = find_by_identity(db, together.front(), ctx).value();
                EXPECT_EQ(customer_of(db, who.profile_id), who.customer_id);
                people[who.customer_id].insert(together.front());
            }
            testing::Partition partition;
            for (const auto& [id, homes] : people) partition.insert(homes);
            return partition;
        });
    }
    std::vector<KeyState> states(const std::string& value) {
        return read([&](Reader& db) {
            std::vector<KeyState> found;
            for (const std::string& word :
                 db.column<std::string>("SELECT state FROM identity WHERE value = $1", value)) {
                found.emplace_back();
                base::from_word(word, found.back());
            }
            return found;
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(OneId);

TEST_P(OneId, a_known_identity_finds_the_same_profile_and_stores_nothing) {
    const Resolved first = met({phone("13812341234")});
    EXPECT_TRUE(first.created);
    EXPECT_EQ(first.customer_id.value, first.profile_id.value);
    const std::int64_t events = number_of("SELECT count(*) FROM event");
    const Resolved again = met({phone("+86 138 1234 1234")});
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.profile_id, first.profile_id);
    EXPECT_EQ(number_of("SELECT count(*) FROM event"), events);
    EXPECT_EQ(events_named("customer.created"), 1);
    EXPECT_EQ(events_named("identity.linked"), 1);
}

TEST_P(OneId, a_key_that_joins_two_customers_merges_them_and_says_which) {
    const Resolved by_phone = met({phone("13812341234")});
    const Resolved by_id = met({external("17")});
    ASSERT_NE(by_phone.customer_id, by_id.customer_id);
    const Resolved joined = met({external("17"), phone("13812341234")});
    EXPECT_EQ(joined.profile_id, by_id.profile_id);
    EXPECT_EQ(joined.customer_id, by_phone.customer_id);  // The older one stays.
    EXPECT_EQ(events_named("profiles.merged"), 1);
    const CustomerHead merged = head(by_phone.customer_id);
    EXPECT_EQ(merged.profiles, 2);
    const IdentityReport report =
        read([&](Reader& db) { return identity_report(db, {by_phone.customer_id}, at_noon); });
    ASSERT_EQ(report.profiles.size(), 2U);
    EXPECT_EQ(report.profiles[1].value, "17");
    ASSERT_EQ(report.joins.size(), 1U);
    EXPECT_EQ(report.joins[0].left, by_phone.profile_id);
    EXPECT_EQ(report.joins[0].right, by_id.profile_id);
    EXPECT_EQ(report.joins[0].key_kind, IdentityKind::phone);
    EXPECT_EQ(report.joins[0].key_value, "138****1234");
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 1);
    read([&](Reader& db) {
        EXPECT_EQ(find_customer(db, by_id.customer_id)->id,
                  by_phone.customer_id);  // The old id still finds them.
        EXPECT_EQ(main_profile(db, by_id.customer_id), by_phone.profile_id);
        EXPECT_EQ(profiles_of(db, by_id.customer_id),
                  (std::vector<ProfileId>{by_phone.profile_id, by_id.profile_id}));
        const std::vector<MovedProfile> moved = moved_profiles(db);
        ASSERT_EQ(moved.size(), 1U);
        EXPECT_EQ(moved[0].profile_id, by_id.profile_id);
        EXPECT_EQ(moved[0].customer_id, by_phone.customer_id);
    });
}

TEST_P(OneId, a_profile_that_comes_to_a_known_person_makes_no_customer) {
    const Resolved person = met({external("17"), phone("13812341234")});
    const Resolved caller = met({phone("13812341234")});
    EXPECT_TRUE(caller.created);
    EXPECT_NE(caller.profile_id, person.profile_id);
    EXPECT_EQ(caller.customer_id, person.customer_id);
    EXPECT_EQ(events_named("customer.created"), 1);
    EXPECT_EQ(events_named("profiles.merged"), 0);
}

TEST_P(OneId, two_ids_of_the_company_never_become_one_person) {
    const Resolved anna = met({external("1"), phone("13812341234")});
    const Resolved bert = met({external("2"), phone("13812341234")});
    EXPECT_NE(anna.customer_id, bert.customer_id);
    const Resolved caller = met({phone("13812341234")});
    EXPECT_NE(caller.customer_id, anna.customer_id);
    EXPECT_NE(caller.customer_id, bert.customer_id);
    EXPECT_EQ(states("+8613812341234"), std::vector{KeyState::conflict});
    const auto review = read([&](Reader& db) { return list_conflicts(db, {}, at_noon); });
    ASSERT_EQ(review.items.size(), 1U);
    EXPECT_EQ(review.items[0].state, KeyState::conflict);
    EXPECT_EQ(review.items[0].customers.size(), 3U);
}

TEST_P(OneId, a_disputed_key_parts_whom_it_had_joined) {
    const Resolved anna = met({external("1"), phone("13812341234")});
    const Resolved caller = met({phone("13812341234")});
    ordered({phone("13812341234")}, "A-1", 1000);
    EXPECT_EQ(head(anna.customer_id).order_count, 1);
    met({external("2"), phone("13812341234")});
    EXPECT_EQ(head(anna.customer_id).order_count, 0);
    EXPECT_EQ(head(anna.customer_id).profiles, 1);
    EXPECT_EQ(head(CustomerId{caller.profile_id.value}).order_count, 1);
    EXPECT_EQ(events_named("profiles.parted"), 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 3);
}

TEST_P(OneId, a_device_that_everybody_uses_joins_nobody) {
    const std::int64_t limit = KindRules::built_in().of(IdentityKind::anonymous_id).people_limit;
    const auto number = [](std::int64_t i) { return "1381234" + std::to_string(1000 + i); };
    for (std::int64_t i = 0; i < limit; ++i) met({phone(number(i)), device("kiosk")});
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 1);
    met({phone(number(limit)), device("kiosk")});
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), limit + 1);
    EXPECT_EQ(states("kiosk"), std::vector{KeyState::crowded});
    met({phone(number(limit + 1)), device("kiosk")});
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), limit + 2);
}

TEST_P(OneId, a_plate_only_suggests) {
    const Resolved anna = met({phone("13812341234"), {IdentityKind::plate, "沪A·8K321"}});
    const Resolved bert = met({phone("13812345678"), {IdentityKind::plate, "沪A8K321"}});
    EXPECT_NE(anna.customer_id, bert.customer_id);
    EXPECT_EQ(states("沪A8K321"), std::vector{KeyState::weak});
}

TEST_P(OneId, groups_are_equal_for_every_order_of_arrival) {
    std::mt19937 random(20260302);
    const int rounds = GetParam() == store::Engine::sqlite ? 40 : 12;
    std::int64_t company = 100;
    for (int round = 0; round < rounds; ++round) {
        testing::Observations seen = testing::random_observations(random, 4 + round % 10);
        SCOPED_TRACE(testing::text_of(seen));
        const testing::Partition expected = testing::grouped_slowly(seen);
        for (int order = 0; order < 4; ++order) {
            const base::Context ctx = someone_at("/" + std::to_string(++company) + "/");
            for (const std::vector<Identity>& together : seen) met(together, ctx);
            ASSERT_EQ(people_of(seen, ctx), expected) << "order " << order;
            std::shuffle(seen.begin(), seen.end(), random);
        }
    }
    // Nobody is lost or left over: a customer for each group, and each profile in one that exists.
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"),
              number_of("SELECT count(DISTINCT customer_id) FROM profile"));
    EXPECT_EQ(number_of("SELECT count(*) FROM profile p WHERE NOT EXISTS "
                        "(SELECT 1 FROM customer c WHERE c.id = p.customer_id)"),
              0);
}

TEST_P(OneId, the_sums_of_orders_follow_the_group_both_ways) {
    std::mt19937 random(5);
    for (int round = 0; round < 25; ++round) {
        const testing::Observations seen = testing::random_observations(random, 8);
        const base::Context ctx = someone_at("/" + std::to_string(900 + round) + "/");
        for (std::size_t i = 0; i < seen.size(); ++i)
            run(&record_order, purchase(seen[i], std::to_string(i), 100 + static_cast<std::int64_t>(i)), ctx);
    }
    EXPECT_EQ(number_of("SELECT CAST(sum(order_count) AS BIGINT) FROM customer"), 200);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer c WHERE order_amount <> (SELECT "
                        "CAST(COALESCE(sum(o.amount), 0) AS "
                        "BIGINT) FROM customer_order o JOIN profile p ON p.id = o.profile_id WHERE "
                        "p.customer_id = c.id)"),
              0);
}

TEST_P(OneId, companies_do_not_share_identities) {
    const Resolved ours = met({phone("13812341234")}, someone_at("/1/"));
    const Resolved theirs = met({phone("13812341234")}, someone_at("/2/"));
    EXPECT_NE(ours.customer_id, theirs.customer_id);
}

TEST_P(OneId, nothing_is_stored_of_an_observation_that_is_refused) {
    EXPECT_EQ(store::testing::refusal_of([&] { met({external("17"), phone("1")}); }), errors::bad_identity);
    EXPECT_EQ(store::testing::refusal_of([&] { met({}); }), errors::no_identity);
    EXPECT_EQ(number_of("SELECT count(*) FROM identity"), 0);
    EXPECT_EQ(number_of("SELECT count(*) FROM event"), 0);
}

TEST_P(OneId, history_comes_in_with_its_own_time_and_sets_nothing_off) {
    const Instant then = noon - std::chrono::hours(24 * 365);
    const Resolved who = write([&](Transaction& tx) {
        return resolve(tx, {external("17")}, OrgId{1}, at_noon, {.at = then, .live = false});
    });
    const CustomerHead person = head(who.customer_id);
    EXPECT_EQ(person.first_seen, then);
    EXPECT_EQ(person.last_seen, then);
    EXPECT_EQ(person.created_at, noon);
    EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE live = 1"), 0);
}

}  // namespace
}  // namespace huan::customer
