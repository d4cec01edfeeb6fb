#pragma once

#include "customer/decision.hpp"
#include "customer/order.hpp"
#include "customer/queries.hpp"
#include "offer/points.hpp"
#include "offer/testing/offers.hpp"
#include "store/event.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::offer::testing {

/// Short ways to say what happens to points: an organisation where 100 yuan earn 100 points, at noon unless
/// said otherwise, with the reactors that points have.
class PointsWorld : public Offers {
protected:
    void SetUp() override {
        Offers::SetUp();
        if (IsSkipped()) return;
        store::Reactors& reactors = store().reactors();
        for (const char* name : {"profiles.merged", "profiles.parted"}) {
            reactors.on(name, "offer.follow", &react_to_merge);
            reactors.on(name, "offer.points", &move_points);
        }
        reactors.on("order.completed", "offer.earn", &earn_points);
        reactors.on("order.refunded", "offer.unearn", &return_points);
        ruled({.enabled = true, .points_per_100 = 100});
    }
    PointRule ruled(const PointRule& rule) {
        return write([&](store::Transaction& tx) {
            const UpdatePointRule command{point_rule(tx).version, rule.enabled, rule.points_per_100,
                                          rule.expire_days, rule.count_history};
            return update_point_rule(tx, command, at_noon);
        });
    }
    customer::Order ordered(base::CustomerId who, std::int64_t amount, std::optional<base::Instant> when = {},
                            bool live = true) {
        customer::RecordOrder order;
        order.customer_id = who;
        order.number = base::Text<100>{"A-" + std::to_string(++orders_)};
        order.ordered_at = when.value_or(noon);
        order.amount = base::Money{amount};
        order.live = live;
        return write([&](store::Transaction& tx) {
            return customer::record_order(tx, order, at(std::max(noon, order.ordered_at)));
        });
    }
    void refunded(const customer::Order& order, std::int64_t amount, std::optional<base::Instant> when = {}) {
        write([&](store::Transaction& tx) {
            return customer::refund_order(tx, {.order_id = order.id, .amount = base::Money{amount}},
                                          at(when.value_or(noon)));
        });
    }
    PointsMoved adjusted(base::CustomerId who, std::int64_t points, std::optional<base::Instant> when = {}) {
        return write([&](store::Transaction& tx) {
            return adjust_points(tx, {who, points, {"a gift"}, {}}, at(when.value_or(noon)));
        });
    }
    PointsMoved spent(base::CustomerId who, std::int64_t points, std::optional<base::Instant> when = {}) {
        SpendPoints command{who, points, base::Text<80>{"till 7"}, {}, {}};
        return write(
            [&](store::Transaction& tx) { return spend_points(tx, command, at(when.value_or(noon))); });
    }
    CustomerPoints points(base::CustomerId who, std::optional<base::Instant> when = {}) {
        return read([&](store::Reader& db) { return points_of(db, {who, {}, {}}, at(when.value_or(noon))); });
    }
    std::int64_t balance(base::CustomerId who) { return points(who).balance; }
    PointLedger point_books() {
        return read([&](store::Reader& db) { return point_ledger(db, {}, at_noon); });
    }
    customer::Decided merged(base::CustomerId who, base::CustomerId with) {
        return write([&](store::Transaction& tx) {
            return customer::merge_customers(tx, {who, with, {}}, at_noon);
        });
    }
    void taken_back(std::int64_t decision_id) {
        write([&](store::Transaction& tx) { return customer::take_back(tx, {decision_id}, at_noon); });
    }
    std::int64_t number(const std::string& sql) {
        return read([&](store::Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
    /// Everything the books claim, recomputed from postings, lots, balances and events.
    void expect_points_to_agree() {
        const PointLedger book = point_books();
        EXPECT_EQ(book.balance, 0);
        EXPECT_EQ(book.held, number("SELECT CAST(COALESCE(sum(balance), 0) AS BIGINT) FROM point_account"));
        EXPECT_EQ(number("SELECT count(*) FROM (SELECT entry_id FROM point_posting GROUP BY entry_id "
                         "HAVING sum(points) <> 0) broken"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_entry e WHERE points <> (SELECT "
                         "COALESCE(sum(p.points), 0) FROM point_posting p WHERE p.entry_id = e.id "
                         "AND p.account = 'held')"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_lot l WHERE held <> (SELECT COALESCE(sum(p.points), 0) "
                         "FROM point_posting p WHERE p.lot_id = l.id AND p.account = 'held')"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_lot WHERE held < 0 OR expired < 0 OR returned < 0 "
                         "OR held + expired + returned > granted"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_account a WHERE balance < 0 OR balance <> (SELECT "
                         "COALESCE(sum(l.held), 0) FROM point_lot l WHERE l.customer_id = a.customer_id)"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_lot l WHERE held > 0 AND NOT EXISTS (SELECT 1 FROM "
                         "point_account a WHERE a.customer_id = l.customer_id)"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM point_lot l JOIN profile p ON p.id = l.profile_id "
                         "WHERE l.customer_id <> p.customer_id"),
                  0);
    }
    /// What the events of a person add up to.
    std::int64_t told(base::CustomerId who) {
        return read([&](store::Reader& db) {
            std::int64_t sum = 0;
            for (const store::Event& event : store::events_of(
                     db, customer::profiles_of(db, who), noon + std::chrono::hours(24 * 4000), 100'000)) {
                if (!event.name.starts_with("points.")) continue;
                const bool more = event.name == "points.earned" || event.name == "points.adjusted";
                sum += (more ? 1 : -1) * event.properties.at("points").as_int64();
            }
            return sum;
        });
    }

private:
    int orders_ = 0;
};

}  // namespace huan::offer::testing
