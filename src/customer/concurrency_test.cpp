#include "customer/errors.hpp"
#include "customer/testing/company.hpp"
#include "customer/testing/observations.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace huan::customer {
namespace {

using store::Reader;
using store::Store;
using store::Transaction;

class AtOnce : public testing::Company {
protected:
    /// On PostgreSQL every second thread works through a store of its own, as another process would.
    void SetUp() override {
        Company::SetUp();
        if (!IsSkipped() && GetParam() == store::Engine::postgres) other_ = Store::open(fresh().options());
    }
    void TearDown() override { other_.reset(); }

    template <class Work> void sixteen_times(Work work) {
        std::vector<std::thread> threads;
        for (int i = 0; i < 16; ++i)
            threads.emplace_back([&, i] { work(i % 2 == 1 && other_ ? *other_ : store(), i); });
        for (std::thread& thread : threads) thread.join();
    }
    void expect_consistent() {
        EXPECT_EQ(number_of("SELECT count(*) FROM customer"),
                  number_of("SELECT count(DISTINCT customer_id) FROM profile"));
        EXPECT_EQ(number_of("SELECT count(*) FROM profile p WHERE NOT EXISTS "
                            "(SELECT 1 FROM customer c WHERE c.id = p.customer_id)"),
                  0);
        EXPECT_EQ(
            number_of("SELECT count(*) FROM customer c WHERE order_amount <> "
                      "(SELECT CAST(COALESCE(sum(o.amount - o.refunded), 0) AS BIGINT) FROM customer_order o "
                      "JOIN profile p ON p.id = o.profile_id WHERE p.customer_id = c.id)"),
            0);
    }

private:
    std::unique_ptr<Store> other_;
};
INSTANTIATE_ON_BOTH_STORES(AtOnce);

TEST_P(AtOnce, the_same_new_phone_makes_one_customer) {
    for (int round = 0; round < 20; ++round) {
        const std::string number = "138123410" + std::to_string(10 + round);
        std::atomic<int> created{0};
        sixteen_times([&](Store& store, int) {
            store.write([&](Transaction& tx) {
                const bool mine = resolve(tx, {phone(number)}, OrgId{1}, at_noon).created;
                tx.after_commit([&, mine] { created += mine ? 1 : 0; });
            });
        });
        EXPECT_EQ(created, 1);
    }
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 20);
    EXPECT_EQ(events_named("customer.created"), 20);
}

TEST_P(AtOnce, overlapping_identities_end_in_the_same_groups_as_one_after_another) {
    std::mt19937 random(3);
    const testing::Observations seen = testing::random_observations(random, 160);
    sixteen_times([&](Store& store, int thread) {
        for (std::size_t i = static_cast<std::size_t>(thread); i < seen.size(); i += 16)
            store.write([&](Transaction& tx) { resolve(tx, seen[i], OrgId{1}, at_noon); });
    });
    const testing::Partition people = read([&](Reader& db) {
        std::map<CustomerId, std::set<Identity>> by_customer;
        for (const std::vector<Identity>& together : seen)
            by_customer[find_by_identity(db, together.front(), at_noon).value().customer_id].insert(
                together.front());
        testing::Partition partition;
        for (const auto& [id, homes] : by_customer) partition.insert(homes);
        return partition;
    });
    EXPECT_EQ(people, testing::grouped_slowly(seen));
    expect_consistent();
}

TEST_P(AtOnce, orders_are_counted_while_their_buyers_become_one) {
    sixteen_times([&](Store& store, int thread) {
        for (int i = 0; i < 12; ++i) {
            const std::string person = std::to_string(i % 4);
            const std::string number = "1381234100" + person;
            store.write([&](Transaction& tx) {
                if (thread % 4 == 0 && i == 6)
                    resolve(tx, {external(person), phone(number)}, OrgId{1}, at_noon);
                const std::vector<Identity> buyer{thread % 2 == 0 ? phone(number) : external(person)};
                record_order(tx, purchase(buyer, std::to_string(thread) + "-" + std::to_string(i), 100),
                             at_noon);
            });
        }
    });
    EXPECT_EQ(number_of("SELECT CAST(sum(order_count) AS BIGINT) FROM customer"), 16 * 12);
    EXPECT_EQ(number_of("SELECT CAST(sum(order_amount) AS BIGINT) FROM customer"), 16 * 12 * 100);
    EXPECT_EQ(events_named("order.completed"), 16 * 12);
    expect_consistent();
}

TEST_P(AtOnce, one_order_sent_by_everybody_is_one_order) {
    std::atomic<int> unchanged{0};
    sixteen_times([&](Store& store, int) {
        store.write([&](Transaction& tx) {
            const bool known = record_order(tx, purchase({external("17")}, "A-1", 100), at_noon).unchanged;
            tx.after_commit([&, known] { unchanged += known ? 1 : 0; });
        });
    });
    EXPECT_EQ(unchanged, 15);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_order"), 1);
    expect_consistent();
}

TEST_P(AtOnce, no_more_is_refunded_than_was_paid) {
    const Order order = ordered({external("17")}, "A-1", 1000);
    std::atomic<int> refused{0};
    sixteen_times([&](Store& store, int) {
        try {
            store.write([&](Transaction& tx) {
                refund_order(tx, {.order_id = order.id, .amount = Money{150}}, at_noon);
            });
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), errors::refund_too_much);
            ++refused;
        }
    });
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(number_of("SELECT refunded FROM customer_order"), 900);
    expect_consistent();
}

}  // namespace
}  // namespace huan::customer
