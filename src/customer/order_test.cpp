#include "customer/errors.hpp"
#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Orders : public testing::Company {
protected:
    std::vector<OrderOutcome> recorded(const std::vector<RecordOrder>& orders) {
        return write([&](Transaction& tx) { return record_orders(tx, orders, at_noon); });
    }
    Customer buyer(const std::string& id) {
        return read([&](Reader& db) {
            return find_customer(db, find_by_identity(db, external(id), at_noon).value().customer_id).value();
        });
    }
    static base::ErrorKind refused(const OrderOutcome& outcome) {
        return refusal_of([&] {
            if (outcome.error) std::rethrow_exception(outcome.error);
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(Orders);

TEST_P(Orders, are_kept_with_their_lines_and_counted_for_the_buyer) {
    RecordOrder order = purchase({external("17")}, "A-1", 5900);
    order.discount = Money{1000};
    order.store = {"Pudong"};
    order.channel = {"store"};
    order.coupon_ids = {4711};
    order.currency = "CNY";
    order.lines = {{{"wash"}, {"Night wash"}, 2, Money{4900}}, {{"wax"}, {"Wax"}, 1, Money{2000}}};
    const Order stored = run(&record_order, order);
    EXPECT_EQ(stored.quantity, 3);
    EXPECT_EQ(stored.lines.size(), 2U);
    EXPECT_EQ(stored.status, OrderStatus::completed);
    EXPECT_FALSE(stored.unchanged);
    const Customer person = buyer("17");
    EXPECT_EQ(person.order_count, 1);
    EXPECT_EQ(person.order_amount, Money{5900});
    EXPECT_EQ(person.last_order_at, order.ordered_at);
    EXPECT_EQ(person.first_seen, order.ordered_at);
    read([&](Reader& db) {
        const auto events = store::events_of(db, {stored.profile_id}, noon, 1);
        const boost::json::object& said = events.at(0).properties;
        EXPECT_EQ(events[0].name, "order.completed");
        EXPECT_EQ(events[0].occurred_at, order.ordered_at);
        EXPECT_EQ(events[0].place, "Pudong");
        EXPECT_EQ(said.at("order_id").as_int64(), stored.id.value);
        EXPECT_EQ(said.at("amount").as_int64(), 5900);
        EXPECT_EQ(said.at("lines").as_array().at(1).at("sku").as_string(), "wax");
        EXPECT_EQ(said.at("coupon_ids").as_array().at(0).as_int64(), 4711);
        const OrderView view = get_order(db, {stored.id}, at_noon);
        EXPECT_EQ(view.lines.size(), 2U);
        EXPECT_EQ(view.customer_id, person.id);
    });
}

TEST_P(Orders, sent_again_change_nothing) {
    const Order first = ordered({external("17")}, "A-1", 100);
    const Order again = ordered({external("17")}, "A-1", 100);
    EXPECT_TRUE(again.unchanged);
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(buyer("17").order_count, 1);
    EXPECT_EQ(events_named("order.completed"), 1);
    // Also under another identity of the same person.
    met({external("17"), phone("13812341234")});
    met({phone("13812341234")});
    EXPECT_TRUE(ordered({phone("13812341234")}, "A-1", 100).unchanged);
}

TEST_P(Orders, sent_again_with_a_further_identity_change_nothing) {
    ordered({phone("13812341234")}, "A-1", 100);
    EXPECT_TRUE(ordered({external("17"), phone("13812341234")}, "A-1", 100).unchanged);
    EXPECT_EQ(number_of("SELECT count(*) FROM profile"), 1);
}

TEST_P(Orders, with_a_number_that_means_another_order_are_refused) {
    ordered({external("17")}, "A-1", 100);
    EXPECT_EQ(refusal_of([&] { ordered({external("17")}, "A-1", 101); }), errors::order_differs);
    EXPECT_EQ(refusal_of([&] { ordered({external("18")}, "A-1", 100); }), errors::order_differs);
    RecordOrder elsewhere = purchase({external("17")}, "A-1", 100);
    elsewhere.store = {"Pudong"};
    EXPECT_EQ(refusal_of([&] { run(&record_order, elsewhere); }), errors::order_differs);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_order"), 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 1);
}

TEST_P(Orders, of_two_nodes_may_share_a_number) {
    run(&record_order, purchase({external("17")}, "A-1", 100), someone_at("/1/4/"));
    const Order other = run(&record_order, purchase({external("17")}, "A-1", 250), someone_at("/1/5/"));
    EXPECT_FALSE(other.unchanged);
    EXPECT_EQ(buyer("17").order_amount, Money{350});
    const auto seen = read([&](Reader& db) { return list_orders(db, {}, someone_at("/1/5/")); });
    ASSERT_EQ(seen.items.size(), 1U);
    EXPECT_EQ(seen.items[0].amount, Money{250});
    EXPECT_EQ(
        refusal_of([&] { read([&](Reader& db) { return get_order(db, {other.id}, someone_at("/1/4/")); }); }),
        errors::unknown_order);
    EXPECT_EQ(refusal_of([&] {
                  run(&refund_order, {other.id, Money{1}}, someone_at("/1/4/"));
              }),
              errors::unknown_order);
}

TEST_P(Orders, without_a_number_get_one_from_content_and_occurrence) {
    RecordOrder order = purchase({external("17")}, "", 100);
    const Order first = run(&record_order, order);
    EXPECT_TRUE(run(&record_order, order).unchanged);
    order.occurrence = 2;
    const Order second = run(&record_order, order);
    EXPECT_FALSE(second.unchanged);
    EXPECT_NE(second.number, first.number);
    order.identities = {external("18")};
    EXPECT_FALSE(run(&record_order, order).unchanged);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_order"), 3);
}

TEST(OrderNumber, depends_on_every_part_of_an_order) {
    RecordOrder order;
    order.ordered_at = Instant{1000};
    order.amount = Money{100};
    const Identity buyer{IdentityKind::external_id, "17"};
    const std::string number = derived_number(order_content(order, buyer), 1);
    EXPECT_EQ(derived_number(order_content(order, buyer), 1), number);
    std::set<std::string> numbers{number, derived_number(order_content(order, buyer), 2),
                                  derived_number(order_content(order, {IdentityKind::external_id, "18"}), 1),
                                  derived_number(order_content(order, {IdentityKind::card_number, "17"}), 1)};
    const std::function<void(RecordOrder&)> changes[] = {
        [](RecordOrder& o) { o.ordered_at.ms += 1; },
        [](RecordOrder& o) { o.amount.minor += 1; },
        [](RecordOrder& o) { o.discount = Money{1}; },
        [](RecordOrder& o) { o.quantity = 2; },
        [](RecordOrder& o) { o.store = {"a"}; },
        [](RecordOrder& o) { o.channel = {"a"}; },
        [](RecordOrder& o) {
            o.lines = {{{"a"}, {}, 1}};
        },
        [](RecordOrder& o) {
            o.lines = {{{}, {"a"}, 1}};
        },
    };
    for (const auto& change : changes) {
        RecordOrder other = order;
        change(other);
        numbers.insert(derived_number(order_content(other, buyer), 1));
    }
    EXPECT_EQ(numbers.size(), 12U);
}

TEST_P(Orders, are_refused_and_store_nothing_when) {
    struct Case {
        const char* why;
        std::function<void(RecordOrder&)> change;
        base::ErrorKind because;
    };
    const Case cases[] = {
        {"nobody bought it", [](RecordOrder& o) { o.identities.clear(); }, errors::no_buyer},
        {"the buyer's phone is none", [](RecordOrder& o) { o.identities = {phone("1")}; },
         errors::bad_identity},
        {"the customer is unknown", [](RecordOrder& o) { o.customer_id = CustomerId{5}; }, errors::unknown},
        {"the profile is unknown", [](RecordOrder& o) { o.profile_id = ProfileId{5}; }, errors::unknown},
        {"its amount is negative", [](RecordOrder& o) { o.amount = Money{-1}; }, errors::bad_amount},
        {"its discount is negative", [](RecordOrder& o) { o.discount = Money{-1}; }, errors::bad_amount},
        {"its quantity is negative", [](RecordOrder& o) { o.quantity = -1; }, errors::bad_amount},
        {"a line is negative",
         [](RecordOrder& o) {
             o.lines = {{{}, {}, 1, Money{-1}}};
         },
         errors::bad_amount},
        {"a line takes back pieces",
         [](RecordOrder& o) {
             o.lines = {{{}, {}, -1, Money{1}}};
         },
         errors::bad_amount},
        {"it is in dollars", [](RecordOrder& o) { o.currency = "USD"; }, errors::other_currency},
        {"it lies ahead", [&](RecordOrder& o) { o.ordered_at = noon + hours(25); }, errors::bad_time},
        {"it lies before all trade", [](RecordOrder& o) { o.ordered_at = base::earliest_instant; },
         errors::bad_time},
        {"it has too many lines", [](RecordOrder& o) { o.lines.resize(501); }, errors::too_many_lines},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.why);
        RecordOrder order = purchase({external("17")}, "A-1", 100);
        one.change(order);
        EXPECT_EQ(refusal_of([&] { run(&record_order, order); }), one.because);
    }
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 0);
    EXPECT_EQ(number_of("SELECT count(*) FROM event"), 0);
}

TEST_P(Orders, whose_sum_no_longer_fits_are_refused) {
    const std::int64_t huge = std::numeric_limits<std::int64_t>::max() - 10;
    ordered({external("17")}, "A-1", huge);
    EXPECT_EQ(refusal_of([&] { ordered({external("17")}, "A-2", 11); }), base::errors::overflow);
    EXPECT_EQ(buyer("17").order_amount, Money{huge});
    EXPECT_EQ(buyer("17").order_count, 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_order"), 1);
}

TEST_P(Orders, are_given_back_in_part_or_whole_but_never_more) {
    const Order order = ordered({external("17")}, "A-1", 1000);
    ordered({external("17")}, "A-2", 500);
    const Order part = run(&refund_order, {.order_id = order.id, .amount = Money{300}, .number = {{"R-1"}}});
    EXPECT_EQ(part.status, OrderStatus::partly_refunded);
    EXPECT_EQ(part.refunded, Money{300});
    EXPECT_EQ(buyer("17").order_amount, Money{1200});
    EXPECT_EQ(buyer("17").order_count, 2);

    EXPECT_TRUE(
        run(&refund_order, {.order_id = order.id, .amount = Money{300}, .number = {{"R-1"}}}).unchanged);
    EXPECT_EQ(refusal_of([&] {
                  run(&refund_order, {.order_id = order.id, .amount = Money{301}, .number = {{"R-1"}}});
              }),
              errors::refund_differs);
    EXPECT_EQ(refusal_of([&] { run(&refund_order, {.order_id = order.id, .amount = Money{701}}); }),
              errors::refund_too_much);
    EXPECT_EQ(refusal_of([&] { run(&refund_order, {.order_id = order.id, .amount = Money{0}}); }),
              errors::bad_amount);
    EXPECT_EQ(refusal_of([&] { run(&refund_order, {.order_id = OrderId{5}, .amount = Money{1}}); }),
              errors::unknown_order);

    const Order whole = run(&refund_order, {.order_id = order.id, .amount = Money{700}});
    EXPECT_EQ(whole.status, OrderStatus::refunded);
    EXPECT_EQ(buyer("17").order_amount, Money{500});
    EXPECT_EQ(buyer("17").order_count, 1);
    EXPECT_EQ(events_named("order.refunded"), 2);
    const OrderView view = read([&](Reader& db) { return get_order(db, {order.id}, at_noon); });
    EXPECT_EQ(view.refunds.size(), 2U);
    const CustomerHead head = this->head(buyer("17").id);
    EXPECT_EQ(head.average_order, Money{500});
    EXPECT_EQ(head.orders_30_days, 1);
}

TEST_P(Orders, in_bulk_have_the_effect_of_one_after_another) {
    ordered({external("1")}, "A-1", 100);
    std::vector<RecordOrder> many = {
        purchase({external("1")}, "A-1", 100),  // Known.
        purchase({external("1")}, "A-2", 200),
        purchase({external("2"), phone("13812341234")}, "A-3", 300),  // Somebody new...
        purchase({phone("13812341234")}, "A-4", 400),                 // ...and by another key.
        purchase({external("1")}, "A-2", 200),                        // The same again.
        purchase({external("1")}, "A-2", 999),                        // The same number for another order.
        purchase({external("3")}, "A-2", 200),                        // For another buyer.
        purchase({phone("1")}, "A-5", 500),                           // No phone.
        purchase({external("2")}, "A-6", -1),
        purchase({external("2")}, "A-7", 700),
    };
    const std::vector<OrderOutcome> outcomes = recorded(many);
    ASSERT_EQ(outcomes.size(), many.size());
    EXPECT_TRUE(outcomes[0].unchanged);
    EXPECT_TRUE(outcomes[4].unchanged);
    EXPECT_EQ(outcomes[4].id, outcomes[1].id);
    EXPECT_EQ(refused(outcomes[5]), errors::order_differs);
    EXPECT_EQ(refused(outcomes[6]), errors::order_differs);
    EXPECT_EQ(refused(outcomes[7]), errors::bad_identity);
    EXPECT_EQ(refused(outcomes[8]), errors::bad_amount);
    for (const int good : {1, 2, 3, 9}) EXPECT_FALSE(outcomes[static_cast<std::size_t>(good)].error);
    EXPECT_EQ(buyer("1").order_amount, Money{300});
    EXPECT_EQ(buyer("2").order_amount, Money{1400});
    EXPECT_EQ(buyer("2").order_count, 3);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 2);
    EXPECT_EQ(events_named("order.completed"), 5);

    const std::vector<OrderOutcome> again = recorded(many);
    for (const int good : {0, 1, 2, 3, 4, 9})
        EXPECT_TRUE(again[static_cast<std::size_t>(good)].unchanged) << good;
    EXPECT_EQ(events_named("order.completed"), 5);
    EXPECT_EQ(buyer("2").order_count, 3);
}

TEST_P(Orders, checked_are_answered_as_if_recorded_and_leave_no_trace) {
    ordered({external("1")}, "A-1", 100);
    ordered({external("full")}, "B-1", std::numeric_limits<std::int64_t>::max());
    const std::vector<RecordOrder> many = {
        purchase({external("1")}, "A-1", 100),
        purchase({external("1")}, "A-1", 999),
        purchase({external("1")}, "A-2", 200),
        purchase({external("2"), phone("13812341234")}, "A-3", 300),
        purchase({external("2"), phone("13812341234")}, "A-4", 400),
        purchase({external("1")}, "A-2", 200),
        purchase({external("3")}, "A-2", 200),
        purchase({phone("1")}, "A-5", 500),
        purchase({external("4")}, "A-6", -1),
        purchase({external("4")}, "A-7", 1),
        purchase({external("4")}, "A-8", std::numeric_limits<std::int64_t>::max()),
        purchase({external("5")}, "A-7", 1),
        purchase({external("full")}, "B-2", 1),
    };
    const auto stored = [&] {
        return number_of(
            "SELECT CAST((SELECT count(*) FROM customer_order) + (SELECT count(*) FROM customer) + "
            "(SELECT count(*) FROM identity) + (SELECT count(*) FROM event) + "
            "(SELECT count(*) FROM import_repeat) + (SELECT sum(order_count) FROM customer) AS BIGINT)");
    };
    base::Context importing = at_noon;
    importing.actor.import_id = importing.actor.source_id = 7;
    const std::int64_t before = stored();
    const auto checked = write([&](Transaction& tx) { return check_orders(tx, many, importing); });
    EXPECT_EQ(stored(), before);
    const auto recorded = write([&](Transaction& tx) { return record_orders(tx, many, importing); });
    ASSERT_EQ(checked.size(), recorded.size());
    for (std::size_t i = 0; i < many.size(); ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ(checked[i].unchanged, recorded[i].unchanged);
        ASSERT_EQ(checked[i].error == nullptr, recorded[i].error == nullptr);
        if (checked[i].error) {
            EXPECT_EQ(refused(checked[i]), refused(recorded[i]));
        }
    }
    EXPECT_EQ(std::ranges::count_if(checked, [](const auto& one) { return one.error != nullptr; }), 7);
}

TEST_P(Orders, of_history_fire_nothing) {
    RecordOrder order = purchase({external("17")}, "A-1", 100);
    order.live = false;
    run(&record_order, order);
    EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE live = 1"), 0);
    EXPECT_EQ(number_of("SELECT count(*) FROM event WHERE live = 0"), 3);
}

TEST_P(Orders, are_listed_newest_first_page_by_page) {
    for (int i = 0; i < 5; ++i) {
        RecordOrder order =
            purchase({external(std::to_string(i % 2))}, "A-" + std::to_string(i), 100 * (i + 1));
        order.ordered_at = noon - hours(i / 2);
        order.store = {i < 3 ? "Pudong" : "Minhang"};
        run(&record_order, order);
    }
    std::vector<std::string> numbers;
    std::optional<std::string> cursor;
    do {
        const auto page =
            read([&](Reader& db) { return list_orders(db, {.cursor = cursor, .limit = 2}, at_noon); });
        for (const OrderView& order : page.items) numbers.push_back(order.number);
        cursor = page.next_cursor;
    } while (cursor);
    EXPECT_EQ(numbers, (std::vector<std::string>{"A-1", "A-0", "A-3", "A-2", "A-4"}));
    const auto size = [&](const ListOrders& query) {
        return read([&](Reader& db) { return list_orders(db, query, at_noon).items.size(); });
    };
    EXPECT_EQ(size({.store = "Pudong"}), 3U);
    EXPECT_EQ(size({.customer_id = buyer("1").id}), 2U);
    EXPECT_EQ(size({.status = OrderStatus::refunded}), 0U);
    EXPECT_EQ(size({.after = noon - hours(1), .before = noon}), 2U);
    EXPECT_EQ(refusal_of([&] { size({.cursor = "nonsense"}); }), base::errors::not_allowed);
    EXPECT_EQ(refusal_of([&] { size({.limit = 201}); }), base::errors::out_of_range);
}

}  // namespace
}  // namespace huan::customer
