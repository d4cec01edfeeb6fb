#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/ledger.hpp"
#include "offer/queries.hpp"
#include "offer/testing/given.hpp"
#include "store/testing/on_both_stores.hpp"

#include <cstdlib>
#include <sstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace huan::offer {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using testing::person;
using testing::ten_off;

constexpr CampaignId campaign{5};

struct Outcome {
    int claimed = 0;
    std::vector<std::string>
        surprises{};  ///< Whatever was neither a coupon nor one of the refusals to expect.
};

/// Many clients at once, each asking for each person in turn until nobody gets anything any more.
Outcome claim_at_once(store::Store& store, CouponTypeId type, const std::vector<base::CustomerId>& people,
                      int threads, int rounds, const base::Context& ctx) {
    std::vector<Outcome> outcomes(static_cast<std::size_t>(threads));
    std::vector<std::thread> clients;
    for (int client = 0; client < threads; ++client)
        clients.emplace_back([&, client] {
            Outcome& outcome = outcomes[static_cast<std::size_t>(client)];
            for (int round = 0; round < rounds; ++round)
                for (std::size_t i = 0; i < people.size(); ++i) {
                    Claim command;
                    command.coupon_type_id = type;
                    command.customer_id = people[(i + static_cast<std::size_t>(client)) % people.size()];
                    command.campaign_id = campaign;
                    try {
                        store.write([&](Transaction& tx) { return claim(tx, command, ctx); });
                        ++outcome.claimed;
                    } catch (const base::Error& refused) {
                        const bool expected = refused.kind() == errors::sold_out ||
                                              refused.kind() == errors::day_limit ||
                                              refused.kind() == errors::campaign_limit ||
                                              refused.kind() == errors::budget_spent;
                        if (!expected) outcome.surprises.emplace_back(refused.what());
                    }
                }
        });
    for (std::thread& client : clients) client.join();
    Outcome all;
    for (const Outcome& outcome : outcomes) {
        all.claimed += outcome.claimed;
        all.surprises.insert(all.surprises.end(), outcome.surprises.begin(), outcome.surprises.end());
    }
    return all;
}

class Crowd : public store::testing::OnBothStores {
protected:
    CouponType given(std::int64_t stock, std::int64_t budget, std::int64_t per_day) {
        return write([&](Transaction& tx) {
            CreateCouponType draft = ten_off("Rush", noon);
            draft.stock = stock;
            draft.budget = Money{1'000'000};
            draft.per_person_per_day = per_day;
            const CouponType type = testing::published(tx, draft, at_noon);
            allot(tx, {campaign, type.id, Money{budget}, {}}, at_noon);
            return type;
        });
    }
    std::vector<base::CustomerId> crowd(int n) {
        return write([&](Transaction& tx) {
            std::vector<base::CustomerId> people;
            for (int i = 0; i < n; ++i) people.push_back(person(tx, i, at_noon));
            return people;
        });
    }
    std::int64_t number(const std::string& sql) {
        return read([&](Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
    void expect_exactly(std::int64_t coupons, std::int64_t per_person) {
        EXPECT_EQ(number("SELECT count(*) FROM coupon"), coupons);
        EXPECT_EQ(number("SELECT issued FROM coupon_type"), coupons);
        EXPECT_LE(number("SELECT max(n) FROM (SELECT count(*) AS n FROM coupon GROUP BY customer_id) c"),
                  per_person);
        EXPECT_EQ(number("SELECT count(*) FROM event WHERE name = 'coupon.claimed'"), coupons);
        EXPECT_EQ(read([](Reader& db) { return ledger_balance(db); }), Money{0});
        EXPECT_EQ(read([&](Reader& db) { return ledger(db, {}, at_noon); }).issued, Money{1000 * coupons});
    }
};
INSTANTIATE_ON_BOTH_STORES(Crowd);

TEST_P(Crowd, sixteen_clients_exhaust_the_stock_exactly) {
    const CouponType type = given(40, 1'000'000, 3);
    const Outcome outcome = claim_at_once(store(), type.id, crowd(30), 16, 1, at_noon);
    EXPECT_EQ(outcome.surprises, std::vector<std::string>{});
    EXPECT_EQ(outcome.claimed, 40);
    expect_exactly(40, 3);
}

TEST_P(Crowd, sixteen_clients_exhaust_the_budget_exactly) {
    const CouponType type = given(1000, 25'999, 3);
    const Outcome outcome = claim_at_once(store(), type.id, crowd(30), 16, 1, at_noon);
    EXPECT_EQ(outcome.surprises, std::vector<std::string>{});
    EXPECT_EQ(outcome.claimed, 25);
    expect_exactly(25, 3);
}

TEST_P(Crowd, sixteen_clients_get_each_person_exactly_what_one_may) {
    const CouponType type = given(1000, 1'000'000, 2);
    const Outcome outcome = claim_at_once(store(), type.id, crowd(10), 16, 1, at_noon);
    EXPECT_EQ(outcome.surprises, std::vector<std::string>{});
    EXPECT_EQ(outcome.claimed, 20);
    expect_exactly(20, 2);
}

TEST_P(Crowd, one_request_key_asked_by_all_at_once_makes_one_coupon) {
    const CouponType type = given(1000, 1'000'000, 100);
    const base::CustomerId anna = crowd(1).front();
    std::vector<std::thread> clients;
    std::vector<CouponId> got(16);
    for (std::size_t client = 0; client < got.size(); ++client)
        clients.emplace_back([&, client] {
            Claim command;
            command.coupon_type_id = type.id;
            command.customer_id = anna;
            command.campaign_id = campaign;
            command.request_key = "once";
            got[client] = store().write([&](Transaction& tx) { return claim(tx, command, at_noon); }).id;
        });
    for (std::thread& client : clients) client.join();
    for (const CouponId id : got) EXPECT_EQ(id, got.front());
    expect_exactly(1, 1);
}

/// What a child process is told: database, coupon type, people.
constexpr const char* orders_for_child = "HUAN_TEST_CLAIM";

/// Not a test of its own: the body of the processes that the next test starts.
TEST(ClaimingProcess, DISABLED_claims_as_told) {
    const char* orders = std::getenv(orders_for_child);
    ASSERT_NE(orders, nullptr);
    std::istringstream told(orders);
    std::int64_t now = 0;
    CouponTypeId type;
    std::size_t size = 0;
    told >> now >> type.value >> size;
    std::vector<base::CustomerId> people(size);
    for (base::CustomerId& id : people) told >> id.value;
    store::Options options;
    told >> std::ws;
    std::getline(told, options.postgres);
    const auto store = store::Store::open(options);
    const base::Context ctx{.now = base::Instant{now}, .actor = base::system_actor()};
    const Outcome outcome = claim_at_once(*store, type, people, 6, 1, ctx);
    EXPECT_EQ(outcome.surprises, std::vector<std::string>{});
    EXPECT_GT(outcome.claimed, 0) << "it came too late to compete";
}

TEST_P(Crowd, three_processes_on_one_database_exhaust_the_stock_exactly) {
    if (GetParam() == store::Engine::sqlite) GTEST_SKIP() << "one process owns an embedded store";
    const CouponType type = given(300, 1'000'000, 2);
    const std::vector<base::CustomerId> people = crowd(160);
    std::ostringstream orders;
    orders << noon.ms << ' ' << type.id.value << ' ' << people.size();
    for (const base::CustomerId id : people) orders << ' ' << id.value;
    orders << '\n' << fresh().options().postgres << '\n';
    const std::string told = orders.str();

    std::vector<pid_t> children;
    for (int i = 0; i < 3; ++i) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            setenv(orders_for_child, told.c_str(), 1);
            execl("/proc/self/exe", "offer_test", "--gtest_filter=ClaimingProcess.*",
                  "--gtest_also_run_disabled_tests", static_cast<char*>(nullptr));
            _exit(127);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "a process failed: " << status;
    }
    expect_exactly(300, 2);
}

}  // namespace
}  // namespace huan::offer
