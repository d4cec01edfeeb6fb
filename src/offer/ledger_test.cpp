#include "offer/ledger.hpp"

#include "customer/queries.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/queries.hpp"
#include "offer/testing/given.hpp"
#include "store/testing/on_both_stores.hpp"

#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <sstream>

namespace huan::offer {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using testing::person;
using testing::ten_off;
using namespace std::chrono_literals;

class Books : public store::testing::OnBothStores {
protected:
    std::int64_t number(const std::string& sql) {
        return read([&](Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
    /// Everything the books claim, recomputed from coupons and counters.
    void expect_books_to_agree() {
        EXPECT_EQ(read([](Reader& db) { return ledger_balance(db); }), Money{0});
        EXPECT_EQ(number("SELECT count(*) FROM (SELECT entry_id FROM ledger_posting GROUP BY entry_id "
                         "HAVING sum(amount) <> 0) broken"),
                  0);
        const Ledger book = read([&](Reader& db) { return ledger(db, {}, at_noon); });
        EXPECT_EQ(book.issued.minor, number("SELECT CAST(COALESCE(sum(face_value), 0) AS BIGINT) FROM coupon "
                                            "WHERE state IN ('claimed', 'locked')"));
        EXPECT_EQ(book.cost_platform.minor, number("SELECT CAST(COALESCE(sum(platform_cost), 0) AS BIGINT) "
                                                   "FROM coupon WHERE state = 'redeemed'"));
        EXPECT_EQ(book.cost_merchant.minor, number("SELECT CAST(COALESCE(sum(merchant_cost), 0) AS BIGINT) "
                                                   "FROM coupon WHERE state = 'redeemed'"));
        EXPECT_EQ(book.budget.minor,
                  number("SELECT CAST(COALESCE(sum(budget_left), 0) AS BIGINT) FROM coupon_type WHERE status "
                         "<> 'draft'") +
                      number("SELECT CAST(COALESCE(sum(budget_left), 0) AS BIGINT) FROM campaign_allotment"));
        EXPECT_EQ(number("SELECT count(*) FROM coupon_type t WHERE issued <> "
                         "(SELECT count(*) FROM coupon c WHERE c.coupon_type_id = t.id)"),
                  0);
        EXPECT_EQ(number("SELECT count(*) FROM coupon_type WHERE budget_left < 0 OR issued > stock"), 0);
        EXPECT_EQ(number("SELECT count(*) FROM coupon_holder h WHERE held <> (SELECT count(*) FROM coupon c "
                         "WHERE c.customer_id = h.customer_id AND c.state IN ('claimed', 'locked'))"),
                  0);
    }
    /// Does one thing somebody might do; refusals are part of life.
    void something_happens(std::mt19937& random, const std::vector<CouponType>& types,
                           std::vector<CouponId>& coupons, base::Instant now) {
        const auto pick = [&](std::size_t n) {
            return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
        };
        const std::size_t what = pick(8);
        try {
            write([&](Transaction& tx) {
                if (what <= 2 || coupons.empty()) {
                    Claim command;
                    command.coupon_type_id = types[pick(types.size())].id;
                    command.customer_id = person(tx, static_cast<int>(pick(6)), at_noon);
                    if (pick(2) == 0) command.campaign_id = CampaignId{5};
                    coupons.push_back(claim(tx, command, at(now)).id);
                    return;
                }
                const CouponId id = coupons[pick(coupons.size())];
                const auto amount = Money{static_cast<std::int64_t>(pick(2000))};
                if (what == 3) lock_coupon(tx, {id, {"A1"}, amount, {}, {}}, at(now));
                if (what == 4 || what == 5)
                    redeem(tx, {id, amount, base::Text<80>{"A1"}, {}, {}, {}}, at(now));
                if (what == 6) return_coupon(tx, {id, {}}, at(now));
                if (what == 7) revoke_coupon(tx, {id, {"a whim"}}, at(now));
            });
        } catch (const base::Error&) {
            if (what <= 2 && !coupons.empty() &&
                !read([&](Reader& db) { return find_coupon(db, coupons.back()); }))
                coupons.pop_back();
        }
    }
};
INSTANTIATE_ON_BOTH_STORES(Books);

TEST_P(Books, agree_with_coupons_and_counters_whatever_happens) {
    std::vector<CouponType> types;
    write([&](Transaction& tx) {
        types.clear();
        for (const char* name : {"A", "B"}) {
            CreateCouponType draft = ten_off(name, noon);
            draft.threshold = Money{0};
            draft.stock = 60;
            draft.budget = Money{24'500};
            draft.use_days = 2;
            types.push_back(testing::published(tx, draft, at_noon));
        }
        allot(tx, {CampaignId{5}, types[0].id, Money{7'300}, {}}, at_noon);
    });
    std::mt19937 random(
        20260302);  // The same walk every time; it meets every entry kind, which is checked below.
    std::vector<CouponId> coupons;
    for (int step = 0; step < 600; ++step) {
        const base::Instant now = noon + 20min * step;
        something_happens(random, types, coupons, now);
        if (step % 60 == 59) write([&](Transaction& tx) { return expire_due(tx, 20, at(now)); });
        if (step == 400) write([&](Transaction& tx) { release_allotment(tx, CampaignId{5}, at(now)); });
        if (step % 100 == 99) expect_books_to_agree();
    }
    expect_books_to_agree();
    EXPECT_EQ(number("SELECT count(DISTINCT kind) FROM ledger_entry"), 8);
    EXPECT_EQ(number("SELECT count(DISTINCT name) FROM event WHERE name LIKE 'coupon.%'"), 7)
        << "something never happened";
}

TEST_P(Books, refuse_an_entry_that_does_not_balance) {
    const CouponType type =
        write([&](Transaction& tx) { return testing::published(tx, ten_off("A", noon), at_noon); });
    Entry entry;
    entry.org_id = type.org_id;
    entry.org_path = type.org_path;
    entry.at = noon;
    entry.coupon_type_id = type.id;
    const std::int64_t before = number("SELECT count(*) FROM ledger_posting");
    EXPECT_THROW(
        write([&](Transaction& tx) {
            post(tx, entry, {{AccountKind::budget, 0, Money{-5}}, {AccountKind::issued, 0, Money{4}}});
        }),
        std::logic_error);
    EXPECT_EQ(number("SELECT count(*) FROM ledger_posting"), before);
}

TEST_P(Books, show_each_entry_with_its_postings_newest_first) {
    const CouponType type =
        write([&](Transaction& tx) { return testing::published(tx, ten_off("A", noon), at_noon); });
    write([&](Transaction& tx) {
        Claim command;
        command.coupon_type_id = type.id;
        command.customer_id = person(tx, 1, at_noon);
        return claim(tx, command, at_noon);
    });
    const auto first = read([&](Reader& db) { return entries(db, {.limit = 1}, at_noon); });
    ASSERT_EQ(first.items.size(), 1U);
    EXPECT_EQ(first.items[0].kind, EntryKind::claim);
    ASSERT_EQ(first.items[0].postings.size(), 2U);
    EXPECT_EQ(first.items[0].postings[0].amount, Money{-1000});
    ASSERT_TRUE(first.next_cursor.has_value());
    const auto second = read([&](Reader& db) { return entries(db, {.cursor = first.next_cursor}, at_noon); });
    ASSERT_EQ(second.items.size(), 1U);
    EXPECT_EQ(second.items[0].kind, EntryKind::publish);
    EXPECT_FALSE(second.next_cursor.has_value());
}

TEST(BooksSource, hold_no_statement_that_changes_or_removes_a_line) {
    const std::regex forbidden("(UPDATE|DELETE\\s+FROM)\\s+(ledger|point)_(entry|posting)",
                               std::regex::icase);
    int files = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(HUAN_SOURCE_DIR "/src")) {
        const std::string name = file.path().filename().string();
        if (!file.is_regular_file() || name.ends_with("_test.cpp")) continue;
        std::ifstream stream(file.path());
        std::stringstream text;
        text << stream.rdbuf();
        EXPECT_FALSE(std::regex_search(text.str(), forbidden)) << file.path();
        ++files;
    }
    EXPECT_GT(files, 50);
}

// --- what follows from orders and merges
// ----------------------------------------------------------------------------

class OfferReactors : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        store().reactors().on("order.completed", "offer.order", &react_to_order);
        store().reactors().on("order.refunded", "offer.refund", &react_to_refund);
        store().reactors().on("profiles.merged", "offer.merge", &react_to_merge);
        type_ = write([&](Transaction& tx) { return testing::published(tx, ten_off("A", noon), at_noon); });
    }
    Coupon claimed(int n) {
        return write([&](Transaction& tx) {
            Claim command;
            command.coupon_type_id = type_.id;
            command.customer_id = person(tx, n, at_noon);
            return claim(tx, command, at_noon);
        });
    }
    customer::Order ordered(const Coupon& coupon, std::int64_t paid) {
        customer::RecordOrder order;
        order.customer_id = coupon.customer_id;
        order.number = base::Text<100>{"A1"};
        order.ordered_at = noon;
        order.amount = Money{paid};
        order.discount = Money{1000};
        order.store = base::Note<80>{"Store 9"};
        order.coupon_ids = {coupon.id.value};
        return write([&](Transaction& tx) { return customer::record_order(tx, order, at_noon); });
    }
    Coupon stored(CouponId id) {
        return read([&](Reader& db) { return find_coupon(db, id).value(); });
    }
    CouponType type_;
};
INSTANTIATE_ON_BOTH_STORES(OfferReactors);

TEST_P(OfferReactors, an_order_uses_the_coupons_it_names_and_its_full_refund_gives_them_back) {
    const Coupon coupon = claimed(1);
    const customer::Order order = ordered(coupon, 5500);
    Coupon used = stored(coupon.id);
    EXPECT_EQ(used.state, CouponState::redeemed);
    EXPECT_EQ(used.order_id, order.id);
    EXPECT_EQ(used.order_amount, Money{6500});
    const auto refund = [&](std::int64_t amount) {
        customer::RefundOrder command;
        command.order_id = order.id;
        command.amount = Money{amount};
        write([&](Transaction& tx) { return customer::refund_order(tx, command, at(noon + 1h)); });
    };
    refund(500);
    EXPECT_EQ(stored(coupon.id).state, CouponState::redeemed) << "a part of the order stands";
    refund(5000);
    EXPECT_EQ(stored(coupon.id).state, CouponState::claimed);
}

TEST_P(OfferReactors, an_order_ties_a_coupon_that_the_till_redeemed_before_to_itself) {
    const Coupon coupon = claimed(1);
    write([&](Transaction& tx) {
        return redeem(tx, {coupon.id, Money{6500}, base::Text<80>{"A1"}, {}, {}, {}}, at_noon);
    });
    const customer::Order order = ordered(coupon, 5500);
    EXPECT_EQ(stored(coupon.id).order_id, order.id);
    EXPECT_EQ(events_named("coupon.redeemed"), 1);
}

TEST_P(OfferReactors, an_order_below_the_threshold_stands_and_the_refused_coupon_is_on_record) {
    const Coupon coupon = claimed(1);
    ordered(coupon, 100);
    EXPECT_EQ(stored(coupon.id).state, CouponState::claimed);
    EXPECT_EQ(events_named("order.completed"), 1);
    EXPECT_EQ(events_named("coupon.refused"), 1);
}

TEST_P(OfferReactors, coupons_and_counters_follow_people_who_become_one) {
    const Coupon one = claimed(1);
    const Coupon two = claimed(2);
    const auto joined = write([&](Transaction& tx) {
        // Whoever has both numbers' member card is one person.
        customer::add_identities(tx, {one.customer_id, {{customer::IdentityKind::external_id, "M-1"}}},
                                 at_noon);
        customer::add_identities(tx, {two.customer_id, {{customer::IdentityKind::external_id, "M-1"}}},
                                 at_noon);
        return customer::find_customer(tx, two.customer_id).value().id;
    });
    EXPECT_EQ(stored(one.id).customer_id, joined);
    EXPECT_EQ(stored(two.id).customer_id, joined);
    EXPECT_EQ(stored(two.id).profile_id, two.profile_id);
    EXPECT_EQ(read([&](Reader& db) { return held_count(db, joined); }), 2);
}

}  // namespace
}  // namespace huan::offer
