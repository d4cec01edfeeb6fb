#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "offer/errors.hpp"
#include "offer/testing/points.hpp"

#include <map>
#include <random>

// Points when people turn out to be one, or two, or go.
namespace huan::offer {
namespace {

using base::CustomerId;
using store::Reader;
using store::Transaction;
using namespace std::chrono_literals;

constexpr base::Duration day{24LL * 3'600'000};

class PointsOfPeople : public testing::PointsWorld {
protected:
    /// All lots and balances, as text.
    std::string everything() {
        return read([](Reader& db) {
            std::string all;
            for (const char* sql : {"SELECT customer_id, balance FROM point_account ORDER BY customer_id",
                                    "SELECT id, customer_id FROM point_lot ORDER BY id",
                                    "SELECT id, held FROM point_lot ORDER BY id"}) {
                const store::Result rows = db.run(sql);
                for (std::size_t row = 0; row < rows.rows(); ++row) {
                    std::int64_t left = 0, right = 0;
                    store::read_cell(rows.at(row, 0), left);
                    store::read_cell(rows.at(row, 1), right);
                    all += std::to_string(left) + "=" + std::to_string(right) + " ";
                }
            }
            return all;
        });
    }
    CustomerId now(CustomerId id) {
        return read([&](Reader& db) { return customer::find_customer(db, id).value().id; });
    }
};
INSTANTIATE_ON_BOTH_STORES(PointsOfPeople);

TEST_P(PointsOfPeople, follow_a_merge_and_its_undoing_exactly) {
    const CustomerId anna = somebody(1);
    const CustomerId anne = somebody(2);
    ordered(anna, 10'000);
    ordered(anne, 4'000);
    spent(anna, 30);
    const std::string before = everything();
    const customer::Decided decided = merged(anna, anne);
    EXPECT_EQ(balance(anna), 110);
    EXPECT_EQ(balance(anne), 110) << "by either id";
    EXPECT_EQ(points(anna).items.size(), 3U);
    taken_back(decided.decision_id);
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(balance(anna), 70);
    EXPECT_EQ(balance(anne), 40);
    EXPECT_EQ(points(anne).items.size(), 1U);
    expect_points_to_agree();
}

TEST_P(PointsOfPeople, spent_together_stay_spent_by_whose_they_were) {
    const CustomerId anna = somebody(1);
    const CustomerId anne = somebody(2);
    adjusted(anna, 100);
    ruled({.enabled = true, .expire_days = 30});
    adjusted(anne, 40);
    const customer::Decided decided = merged(anna, anne);
    const PointsMoved moved = spent(anna, 60);
    EXPECT_EQ(moved.move.points, -60);
    EXPECT_EQ(points(anna).items.front().points, -60) << "one act, although of two profiles";
    EXPECT_EQ(events_named("points.spent"), 2);
    taken_back(decided.decision_id);
    EXPECT_EQ(balance(anna), 80);
    EXPECT_EQ(balance(anne), 0) << "hers ended first";
    EXPECT_EQ(points(anna).items.front().points, -20);
    EXPECT_EQ(points(anne).items.front().points, -40);
    EXPECT_EQ(told(anna), 80);
    EXPECT_EQ(told(anne), 0);
    expect_points_to_agree();
}

/// People who earn, spend, are refunded, joined and parted as chance will have it.
class PointsByChance : public PointsOfPeople {
protected:
    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
    std::int64_t some(std::size_t n) { return 1 + static_cast<std::int64_t>(pick(n)); }
    CustomerId anybody() { return ids_[pick(ids_.size())]; }
    /// Drawn one after the other: compilers differ in which argument of a call comes first.
    struct Draw {
        std::int64_t amount = 0;
        CustomerId who{};
    };
    Draw draw(std::size_t most) {
        const std::int64_t amount = some(most);
        return {amount, anybody()};
    }
    void somebody_pays(base::Instant today) {
        const Draw drawn = draw(20'000);
        orders_.push_back(ordered(drawn.who, drawn.amount, today));
    }
    void somebody_spends(base::Instant today) {
        const Draw drawn = draw(120);
        spent(drawn.who, drawn.amount, today);
    }
    void somebody_is_given_points(base::Instant today) {
        const Draw drawn = draw(200);
        adjusted(drawn.who, drawn.amount - 60, today);
    }
    void somebody_brings_back(base::Instant today) {
        const std::int64_t amount = some(9'000);
        refunded(orders_[pick(orders_.size())], amount, today);
    }
    void two_are_joined() {
        const std::string before = everything();
        const CustomerId other = anybody();
        joined_[merged(anybody(), other).decision_id] = before;
    }

    /// Refusals are part of life.
    void something_happens(base::Instant today) {
        const std::size_t what = pick(12);
        if (what < 9)  // Undoing brings back people from now on, but no longer their points.
            for (auto& [decision, before] : joined_) before.clear();
        try {
            if (what <= 1) somebody_pays(today);
            if (what == 2) ruled({.enabled = true, .expire_days = some(40)});
            if (what == 3) ruled({.enabled = true, .points_per_100 = 33});
            if (what == 4 || what == 5) somebody_spends(today);
            if (what == 6) somebody_is_given_points(today);
            if (what == 7 && !orders_.empty()) somebody_brings_back(today);
            if (what == 8) write([&](Transaction& tx) { return expire_points(tx, 2, at(today)); });
            if (what == 9 || what == 10) two_are_joined();
            if (what == 11 && !joined_.empty()) part_the_last();
        } catch (const base::Error&) {}
    }
    void part_the_last() {
        const auto [decision, before] = *std::prev(joined_.end());
        joined_.erase(decision);
        taken_back(decision);
        if (before.empty()) return;
        EXPECT_EQ(everything(), before);
        ++exactly_undone_;
    }
    void expect_everybody_to_have_what_they_were_told() {
        for (const CustomerId id : ids_) {
            const std::string who = std::to_string(now(id).value);
            EXPECT_EQ(number("SELECT balance FROM point_account WHERE customer_id = " + who), told(now(id)));
        }
    }

    std::vector<CustomerId> ids_;
    int exactly_undone_ = 0;

private:
    std::mt19937 random_{20260302};  // The same walk every time; it meets every kind, which is checked below.
    std::vector<customer::Order> orders_;
    std::map<std::int64_t, std::string> joined_;  ///< Decision and how it was before it.
};
INSTANTIATE_ON_BOTH_STORES(PointsByChance);

TEST_P(PointsByChance, are_never_lost_or_negative_whatever_happens) {
    for (int n = 0; n < 5; ++n) ids_.push_back(somebody(n));
    for (int step = 0; step < 500; ++step) {
        something_happens(noon + 5h * step);
        if (step % 25 != 24) continue;
        expect_points_to_agree();
        expect_everybody_to_have_what_they_were_told();
    }
    EXPECT_EQ(number("SELECT count(DISTINCT kind) FROM point_entry"), 5) << "something never happened";
    EXPECT_GT(number("SELECT count(*) FROM (SELECT act_id FROM point_entry GROUP BY act_id "
                     "HAVING count(*) > 1) several"),
              0);
    EXPECT_GT(number("SELECT count(*) FROM point_entry WHERE missing > 0"), 0);
    EXPECT_GT(number("SELECT count(*) FROM point_lot WHERE collected > 0"), 0);
    EXPECT_GT(exactly_undone_, 3);
    EXPECT_EQ(number("SELECT count(*) FROM reactor_failure"), 0);
}

TEST_P(PointsOfPeople, who_are_erased_are_given_up_and_the_books_still_agree) {
    const CustomerId anna = somebody(1);
    const CustomerId ben = somebody(2);
    ordered(anna, 10'000);
    spent(anna, 30);
    adjusted(ben, 11);
    const AdjustPoints worded{anna, -1, {"hers"}, base::Text<120>{"k"}};
    write([&](Transaction& tx) { return adjust_points(tx, worded, at_noon); });
    write([&](Transaction& tx) {
        forget_points(tx, {.profiles = customer::profiles_of(tx, anna), .customers = {anna}}, at_noon);
    });
    const PointLedger book = point_books();
    EXPECT_EQ(book.held, 11);
    EXPECT_EQ(book.spent, 30);
    EXPECT_EQ(book.expired, 69);
    EXPECT_EQ(number("SELECT count(*) FROM point_request"), 0);
    EXPECT_EQ(balance(anna), 0);
    EXPECT_EQ(book.people, 1);
    EXPECT_EQ(events_named("points.expired"), 0);
    expect_points_to_agree();
}

TEST_P(PointsOfPeople, earned_by_an_order_that_was_never_there_go_with_it_unless_they_were_used) {
    ruled({.enabled = true, .count_history = true});
    const CustomerId anna = somebody(1);
    const customer::Order kept = ordered(anna, 5'000, noon - day, false);
    const customer::Order gone = ordered(anna, 10'000, noon - day, false);
    spent(anna, 10);  // Of the older lot.
    const auto take_back = [&](const customer::Order& order) {
        return write([&](Transaction& tx) {
            store::Event event{.name = "order.completed", .profile_id = order.profile_id};
            event.properties["order_id"] = order.id.value;
            return take_back_order(tx, event, {}, at_noon);
        });
    };
    EXPECT_FALSE(take_back(kept));
    EXPECT_TRUE(take_back(gone));
    EXPECT_TRUE(read([&](Reader& db) { return customer::find_order(db, kept.id); }));
    EXPECT_FALSE(read([&](Reader& db) { return customer::find_order(db, gone.id); }));
    EXPECT_EQ(balance(anna), 40);
    EXPECT_EQ(told(anna), 40);
    EXPECT_EQ(point_books().balance, 0);
    EXPECT_EQ(point_books().held, 40);
    EXPECT_EQ(point_books().promised, -50);
}

}  // namespace
}  // namespace huan::offer
