#include "offer/points.hpp"

#include "customer/errors.hpp"
#include "offer/errors.hpp"
#include "offer/testing/points.hpp"

#include <thread>

namespace huan::offer {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::ten_off;
using namespace std::chrono_literals;

constexpr base::Duration day{24LL * 3'600'000};

TEST(PointsFor, is_the_rule_for_what_was_paid_rounded_down_once) {
    struct Case {
        std::int64_t paid;
        int digits;
        std::int64_t per_100;
        std::int64_t points;
    };
    const Case cases[] = {
        {10'000, 2, 100, 100},  // 100 yuan at a point a yuan.
        {199, 2, 100, 1},
        {99, 2, 100, 0},
        {12'345, 2, 5, 6},  // 123.45 yuan at 5 points for 100: 6.17.
        {100, 0, 1, 1},     // 100 yen.
        {99, 0, 1, 0},
        {100'000, 3, 10, 10},  // 100 dinars.
        {1'000'000'000'000, 2, 1'000'000, 100'000'000'000'000},
    };
    for (const Case& one : cases) {
        const PointRule rule{.points_per_100 = one.per_100};
        EXPECT_EQ(points_for(Money{one.paid}, one.digits, rule), one.points) << one.paid;
    }
}

class Points : public testing::PointsWorld {};
INSTANTIATE_ON_BOTH_STORES(Points);

TEST_P(Points, are_earned_once_by_what_an_order_paid) {
    const base::CustomerId anna = somebody(1);
    const customer::Order order = ordered(anna, 12'350);
    EXPECT_EQ(balance(anna), 123);
    write([&](Transaction& tx) {  // The same purchase told again.
        customer::RecordOrder again;
        again.customer_id = anna;
        again.number = base::Text<100>{order.number};
        again.ordered_at = noon;
        again.amount = Money{12'350};
        return customer::record_order(tx, again, at_noon);
    });
    ordered(anna, 99);
    EXPECT_EQ(balance(anna), 123);
    EXPECT_EQ(events_named("points.earned"), 1);
    const CustomerPoints all = points(anna);
    ASSERT_EQ(all.items.size(), 1U);
    EXPECT_EQ(all.items[0].kind, PointEntryKind::earn);
    EXPECT_EQ(all.items[0].order_id, order.id);
    EXPECT_EQ(all.earned, 123);
    expect_points_to_agree();
}

TEST_P(Points, are_not_earned_by_history_unless_the_rule_says_so) {
    const base::CustomerId anna = somebody(1);
    ruled({.enabled = false});
    ordered(anna, 10'000);
    ruled({.enabled = true});
    ordered(anna, 10'000, noon - day * 40, false);
    EXPECT_EQ(balance(anna), 0);
    EXPECT_EQ(point_books().held, 0);

    ruled({.enabled = true, .expire_days = 30, .count_history = true});
    ordered(anna, 20'000, noon - day * 10, false);
    ordered(anna, 40'000, noon - day * 31, false);  // Those would have ended yesterday.
    EXPECT_EQ(balance(anna), 200);
    EXPECT_EQ(points(anna).ending->at, noon + day * 20);
    EXPECT_EQ(number("SELECT count(*) FROM event WHERE name = 'points.earned' AND live = 0"), 1);
}

TEST_P(Points, are_spent_where_they_end_first_and_refused_in_words_beyond_what_there_is) {
    const base::CustomerId anna = somebody(1);
    ruled({.enabled = true, .expire_days = 60});
    adjusted(anna, 50);
    ruled({.enabled = true});
    adjusted(anna, 70);
    ruled({.enabled = true, .expire_days = 10});
    adjusted(anna, 30);
    EXPECT_EQ(points(anna).ending->points, 30);

    EXPECT_EQ(spent(anna, 40).balance, 110);
    const CustomerPoints after = points(anna);
    EXPECT_EQ(after.ending->at, noon + day * 60);
    EXPECT_EQ(after.ending->points, 40);
    EXPECT_EQ(after.spent, 40);
    EXPECT_EQ(after.items.front().order_number, "till 7");
    try {
        spent(anna, 111);
        ADD_FAILURE() << "they were spent";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::not_enough_points);
        EXPECT_EQ(refused.detail(), "There are 110 points, 111 are needed.");
    }
    EXPECT_EQ(refusal_of([&] { adjusted(anna, -111); }), errors::not_enough_points);
    EXPECT_EQ(adjusted(anna, -110).balance, 0);
    EXPECT_FALSE(points(anna).ending);
    expect_points_to_agree();
    EXPECT_EQ(told(anna), 0);
}

TEST_P(Points, are_refused_when_the_number_is_none) {
    const base::CustomerId anna = somebody(1);
    for (const std::int64_t wrong : {0L, 1'000'000'001L})
        EXPECT_EQ(refusal_of([&] { adjusted(anna, wrong); }), base::errors::out_of_range) << wrong;
    for (const std::int64_t wrong : {0L, -1L})
        EXPECT_EQ(refusal_of([&] { spent(anna, wrong); }), base::errors::out_of_range) << wrong;
    EXPECT_EQ(refusal_of([&] { spent(anna, 1); }), errors::not_enough_points);
    EXPECT_EQ(refusal_of([&] { spent(base::CustomerId{987'654}, 1); }), customer::errors::unknown);
}

TEST_P(Points, end_on_their_day_whether_or_not_the_scheduler_came_by) {
    ruled({.enabled = true, .expire_days = 10});
    const base::CustomerId anna = somebody(1);
    const base::CustomerId ben = somebody(2);
    adjusted(anna, 50);
    adjusted(ben, 7);
    adjusted(anna, 5, noon + day);
    EXPECT_EQ(points(anna, noon + day * 10 - 1ms).balance, 55);
    EXPECT_EQ(points(anna, noon + day * 10).balance, 5) << "what is over cannot be seen";
    EXPECT_EQ(refusal_of([&] { spent(anna, 6, noon + day * 10); }), errors::not_enough_points);
    EXPECT_EQ(spent(anna, 4, noon + day * 10).balance, 1);

    PointsDue due;
    int steps = 0;
    do {
        due = write([&](Transaction& tx) { return expire_points(tx, 1, at(noon + day * 12)); });
        ++steps;
    } while (due.more);
    EXPECT_EQ(steps, 2);
    EXPECT_EQ(balance(anna), 0);
    EXPECT_EQ(balance(ben), 0);
    EXPECT_EQ(point_books().expired, 58);
    EXPECT_EQ(events_named("points.expired"), 3);
    EXPECT_EQ(write([&](Transaction& tx) { return expire_points(tx, 9, at(noon + day * 13)); }).people, 0);
    expect_points_to_agree();
}

TEST_P(Points, of_a_refunded_order_go_back_as_far_as_they_are_there) {
    const base::CustomerId anna = somebody(1);
    const customer::Order order = ordered(anna, 10'001);
    refunded(order, 3'333);  // 66.68 remain, which keep 66 of the 100.
    EXPECT_EQ(balance(anna), 66);
    refunded(order, 1);
    EXPECT_EQ(balance(anna), 66);
    refunded(order, 6'667);
    EXPECT_EQ(balance(anna), 0);
    EXPECT_EQ(events_named("points.returned"), 2);
    EXPECT_EQ(told(anna), 0);
    expect_points_to_agree();
}

TEST_P(Points, that_were_spent_are_taken_from_others_and_what_is_nowhere_is_recorded) {
    const base::CustomerId anna = somebody(1);
    const customer::Order order = ordered(anna, 10'000);
    spent(anna, 90);
    ordered(anna, 3'000);
    refunded(order, 5'000);
    EXPECT_EQ(balance(anna), 0) << "10 of its own, 30 of the other order";
    refunded(order, 5'000);
    EXPECT_EQ(balance(anna), 0);
    const CustomerPoints all = points(anna);
    EXPECT_EQ(all.items[0].kind, PointEntryKind::return_);
    EXPECT_EQ(all.items[0].points, 0);
    EXPECT_EQ(all.items[0].missing, 50);
    EXPECT_EQ(all.items[1].points, -40);
    EXPECT_EQ(all.items[1].missing, 10);
    expect_points_to_agree();
    EXPECT_EQ(told(anna), 0);
}

TEST_P(Points, that_ended_count_as_given_back) {
    ruled({.enabled = true, .expire_days = 10});
    const base::CustomerId anna = somebody(1);
    const customer::Order order = ordered(anna, 10'000);
    spent(anna, 30);
    write([&](Transaction& tx) { return expire_points(tx, 10, at(noon + day * 10)); });
    ruled({.enabled = true});
    adjusted(anna, 500);
    refunded(order, 7'000, noon + day * 11);
    EXPECT_EQ(balance(anna), 500) << "70 of them had ended";
    refunded(order, 3'000, noon + day * 11);
    EXPECT_EQ(balance(anna), 470) << "30 had been spent";
    expect_points_to_agree();
}

TEST_P(Points, buy_a_coupon_at_its_price_or_nothing_happens) {
    const base::CustomerId anna = somebody(1);
    CreateCouponType draft = ten_off("For points", noon);
    draft.stock = 1;
    draft.points_price = 80;
    const CouponType type = published(draft);
    const CouponType free = ten_off_now();
    const auto exchange = [&](CouponTypeId id) {
        return write([&](Transaction& tx) { return exchange_points(tx, {anna, id, {}}, at_noon); });
    };
    EXPECT_EQ(refusal_of([&] { exchange(type.id); }), errors::not_enough_points);
    EXPECT_EQ(stored(type.id).issued, 0);
    adjusted(anna, 200);
    EXPECT_EQ(refusal_of([&] { exchange(free.id); }), errors::no_points_price);

    const PointsMoved done = exchange(type.id);
    EXPECT_EQ(done.balance, 120);
    ASSERT_TRUE(done.coupon);
    EXPECT_EQ(done.coupon->customer_id, anna);
    EXPECT_EQ(done.coupon->channel, "points");
    EXPECT_EQ(done.move.coupon_id, done.coupon->id);
    EXPECT_EQ(done.move.kind, PointEntryKind::exchange);
    EXPECT_EQ(done.move.reason, "For points");

    EXPECT_EQ(refusal_of([&] { exchange(type.id); }), errors::sold_out);
    EXPECT_EQ(balance(anna), 120);
    EXPECT_EQ(events_named("points.spent"), 1);
    expect_points_to_agree();
    const auto shop = read([&](Reader& db) { return list_coupon_types(db, {.for_points = true}, at_noon); });
    ASSERT_EQ(shop.items.size(), 1U);
    EXPECT_EQ(shop.items[0].points_price, 80);
}

TEST_P(Points, a_retry_under_a_request_key_moves_nothing_and_another_request_is_refused) {
    const base::CustomerId anna = somebody(1);
    AdjustPoints gift{anna, 100, {"a gift"}, base::Text<120>{"k"}};
    const auto give = [&] {
        return write([&](Transaction& tx) { return adjust_points(tx, gift, at_noon); });
    };
    const PointsMoved first = give();
    EXPECT_EQ(give().move.id, first.move.id);
    EXPECT_EQ(balance(anna), 100);
    gift.points = 101;
    EXPECT_EQ(refusal_of(give), errors::key_reused);

    SpendPoints buy{anna, 150, {}, {}, base::Text<120>{"k"}};  // Keys are unique per verb.
    const auto spend = [&] { return write([&](Transaction& tx) { return spend_points(tx, buy, at_noon); }); };
    EXPECT_EQ(refusal_of(spend), errors::not_enough_points);
    adjusted(anna, 50);
    EXPECT_EQ(spend().balance, 0) << "a refused request did not use up its key";
    EXPECT_EQ(spend().balance, 0);

    CreateCouponType draft = ten_off("For points", noon);
    draft.points_price = 10;
    const CouponType type = published(draft);
    adjusted(anna, 30);
    const ExchangePoints wanted{anna, type.id, base::Text<120>{"k"}};
    const auto exchange = [&] {
        return write([&](Transaction& tx) { return exchange_points(tx, wanted, at_noon); });
    };
    EXPECT_EQ(exchange().coupon->id, exchange().coupon->id);
    EXPECT_EQ(balance(anna), 20);
    expect_points_to_agree();
}

TEST_P(Points, sixteen_clients_spend_a_balance_exactly) {
    const base::CustomerId anna = somebody(1);
    for (int i = 0; i < 10; ++i) adjusted(anna, 10);
    std::vector<int> spent_by(16, 0);
    std::vector<std::string> surprises(16);
    std::vector<std::thread> clients;
    for (std::size_t client = 0; client < 16; ++client)
        clients.emplace_back([&, client] {
            for (int i = 0; i < 5; ++i) {
                try {
                    spent(anna, 3);
                    ++spent_by[client];
                } catch (const base::Error& refused) {
                    if (refused.kind() != errors::not_enough_points) surprises[client] = refused.what();
                }
            }
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(surprises, std::vector<std::string>(16));
    int all = 0;
    for (const int one : spent_by) all += one;
    EXPECT_EQ(all, 33);
    EXPECT_EQ(balance(anna), 1);
    EXPECT_EQ(point_books().spent, 99);
    expect_points_to_agree();
}

TEST_P(Points, earned_spent_and_joined_at_once_are_all_there) {
    const base::CustomerId anna = somebody(1);
    const base::CustomerId anne = somebody(2);
    adjusted(anna, 100);
    adjusted(anne, 100);
    std::vector<std::string> surprises(9);
    std::vector<std::thread> clients;
    for (std::size_t client = 0; client < 8; ++client)
        clients.emplace_back([&, client] {
            try {
                const base::CustomerId who = client % 2 == 0 ? anna : anne;
                for (int i = 0; i < 5; ++i) client < 4 ? adjusted(who, 7) : spent(who, 3);
            } catch (const std::exception& refused) {
                surprises[client] = refused.what();
            }
        });
    clients.emplace_back([&] {
        try {
            for (int i = 0; i < 3; ++i) taken_back(merged(anna, anne).decision_id);
            merged(anna, anne);
        } catch (const std::exception& refused) {
            surprises[8] = refused.what();
        }
    });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(surprises, std::vector<std::string>(9));
    EXPECT_EQ(balance(anna), 200 + 20 * 7 - 20 * 3);
    EXPECT_EQ(number("SELECT count(*) FROM reactor_failure"), 0);
    expect_points_to_agree();
}

TEST_P(Points, the_rule_changes_by_version_and_within_reason) {
    const PointRule seen = ruled({.enabled = true, .points_per_100 = 5, .expire_days = 365});
    EXPECT_EQ(read([](Reader& db) { return point_rule(db); }).expire_days, 365);
    const auto change = [&](UpdatePointRule command) {
        return write([&](Transaction& tx) { return update_point_rule(tx, command, at_noon); });
    };
    EXPECT_EQ(refusal_of([&] { change({seen.version - 1, true, 5, {}, false}); }), errors::stale);
    EXPECT_EQ(refusal_of([&] { change({seen.version, true, 0, {}, false}); }), base::errors::out_of_range);
    EXPECT_EQ(refusal_of([&] { change({seen.version, true, 5, 0, false}); }), base::errors::out_of_range);
    EXPECT_EQ(change({seen.version, false, 5, {}, false}).version, seen.version + 1);
}

TEST_P(Points, of_people_of_another_merchant_are_not_there) {
    const base::CustomerId anna = somebody(1);
    adjusted(anna, 100);
    const base::Context other = merchant_at("/1/5/");
    EXPECT_EQ(refusal_of([&] { read([&](Reader& db) {
                                   return points_of(db, {anna, {}, {}}, other);
                               }); }),
              customer::errors::unknown);
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) { return spend_points(tx, {anna, 1, {}, {}, {}}, other); });
              }),
              customer::errors::unknown);
    EXPECT_EQ(read([&](Reader& db) { return point_ledger(db, {}, other); }).held, 0);
    EXPECT_EQ(read([&](Reader& db) { return list_point_moves(db, {}, other); }).items.size(), 0U);
    EXPECT_EQ(read([&](Reader& db) { return list_point_moves(db, {}, at_noon); }).items.size(), 1U);
}

TEST_P(Points, are_listed_page_by_page_newest_first) {
    const base::CustomerId anna = somebody(1);
    for (int i = 1; i <= 5; ++i) adjusted(anna, i);
    std::vector<std::int64_t> seen;
    std::optional<std::string> cursor;
    do {
        const CustomerPoints page = read([&](Reader& db) {
            return points_of(db, {anna, cursor, 2}, at_noon);
        });
        for (const PointMove& move : page.items) seen.push_back(move.points);
        cursor = page.next_cursor;
    } while (cursor);
    EXPECT_EQ(seen, (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
    const auto gifts = read([&](Reader& db) {
        return list_point_moves(db, {.kind = PointEntryKind::adjust, .limit = 1}, at_noon);
    });
    EXPECT_EQ(gifts.items.at(0).customer_id, anna);
    EXPECT_TRUE(gifts.next_cursor);
    EXPECT_EQ(read([&](Reader& db) {
                  return list_point_moves(db, {.kind = PointEntryKind::spend}, at_noon);
              }).items.size(),
              0U);
}

}  // namespace
}  // namespace huan::offer
