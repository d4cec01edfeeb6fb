#include "offer/offer.hpp"

#include "customer/errors.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/ledger.hpp"
#include "offer/money_flow.hpp"
#include "offer/queries.hpp"
#include "offer/testing/offers.hpp"

#include <set>

namespace huan::offer {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::person;
using testing::ten_off;
using namespace std::chrono_literals;

class Coupons : public testing::Offers {};
INSTANTIATE_ON_BOTH_STORES(Coupons);

// --- claiming
// -------------------------------------------------------------------------------------------------------

TEST_P(Coupons, a_claim_hands_out_one_piece_and_books_it) {
    const CouponType type = ten_off_now();
    const base::CustomerId anna = somebody(1);
    const Coupon coupon = claimed(type, anna);
    EXPECT_EQ(coupon.state, CouponState::claimed);
    EXPECT_EQ(coupon.usable_from, noon);
    EXPECT_EQ(coupon.usable_until, noon + 24h * 30);
    EXPECT_EQ(coupon.code.size(), 16U);
    EXPECT_EQ(coupon.code.find_first_not_of("23456789ABCDEFGHJKMNPQRSTUVWXYZ"), std::string::npos);
    EXPECT_EQ(stored(type.id).issued, 1);
    EXPECT_EQ(stored(type.id).budget_left, Money{99'000});
    EXPECT_EQ(books().issued, Money{1000});
    EXPECT_EQ(books().budget, Money{99'000});
    EXPECT_EQ(books().balance, Money{0});
    EXPECT_EQ(events_named("coupon.claimed"), 1);
    EXPECT_EQ(read([&](Reader& db) { return held_count(db, anna); }), 1);
    const auto page = read([&](Reader& db) { return list_coupons(db, {.customer_id = anna}, at_noon); });
    ASSERT_EQ(page.items.size(), 1U);
    EXPECT_EQ(page.items[0].name, "Ten off");
}

TEST_P(Coupons, a_claim_is_refused_and_changes_nothing_when) {
    struct Refusal {
        const char* when;
        std::function<void(CreateCouponType&)> make;
        std::function<void(Claim&)> ask;
        int claims_before;  ///< By the same person.
        base::ErrorKind because;
    };
    const Refusal refusals[] = {
        {"claiming has not begun", [&](auto& t) { t.claim_from = noon + 1h; }, {}, 0, errors::too_early},
        {"claiming is over", [&](auto& t) { t.claim_until = noon; }, {}, 0, errors::over},
        {"it could not be used any more",
         [&](auto& t) {
             t.use_days.reset();
             t.use_until = noon;
         },
         {},
         0,
         errors::over},
        {"all are claimed", [](auto& t) { t.stock = 2; }, {}, 2, errors::sold_out},
        {"the budget is used up", [](auto& t) { t.budget = Money{2999}; }, {}, 2, errors::budget_spent},
        {"the day's limit is reached", [](auto& t) { t.per_person_per_day = 2; }, {}, 2, errors::day_limit},
        {"the campaign's limit is reached",
         [](auto& t) { t.per_person_per_campaign = 2; },
         {},
         2,
         errors::campaign_limit},
        {"the person holds enough", {}, [](Claim& c) { c.held_limit = 2; }, 2, errors::held_limit},
        {"the person got one lately", {}, [](Claim& c) { c.type_period = 24h; }, 1, errors::type_period},
        {"the campaign has nothing",
         {},
         [](Claim& c) { c.campaign_id = CampaignId{5}; },
         0,
         errors::campaign_closed},
        {"there is no such person",
         {},
         [](Claim& c) { c.customer_id = base::CustomerId{9'999'999}; },
         0,
         customer::errors::unknown},
        {"there is no such coupon type",
         {},
         [](Claim& c) { c.coupon_type_id = CouponTypeId{9'999'999}; },
         0,
         errors::unknown},
    };
    int n = 0;
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        CreateCouponType draft = ten_off("Type " + std::to_string(++n), noon);
        draft.claim_from = noon - 48h;
        if (row.make) row.make(draft);
        const CouponType type =
            write([&](Transaction& tx) { return testing::published(tx, draft, at(noon - 47h)); });
        const base::CustomerId anna = somebody(n);
        for (int i = 0; i < row.claims_before; ++i) claimed(type, anna);
        const std::int64_t events = events_named("coupon.claimed");
        const std::int64_t issued = stored(type.id).issued;
        Claim command;
        command.coupon_type_id = type.id;
        command.customer_id = anna;
        if (row.ask) row.ask(command);
        EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return claim(tx, command, at_noon); }); }),
                  row.because);
        EXPECT_EQ(events_named("coupon.claimed"), events);
        EXPECT_EQ(stored(type.id).issued, issued);
        EXPECT_EQ(read([&](Reader& db) { return held_count(db, anna); }), row.claims_before);
    }
}

TEST_P(Coupons, a_new_business_day_allows_another_claim) {
    CreateCouponType draft = ten_off("Daily", noon);
    draft.per_person_per_day = 1;
    const CouponType type = published(draft);
    const base::CustomerId anna = somebody(1);
    // 12:00 UTC is 20:00 in Shanghai, where the day ends at 16:00 UTC.
    claimed(type, anna);
    EXPECT_EQ(refusal_of([&] { claimed_at(type, anna, noon + 3h + 59min); }), errors::day_limit);
    EXPECT_NO_THROW(claimed_at(type, anna, noon + 4h));
}

TEST_P(Coupons, qualify_names_every_hindrance_and_agrees_with_the_claim) {
    CreateCouponType draft = ten_off("Scarce", noon);
    draft.stock = 1;
    draft.budget = Money{1000};
    draft.per_person_per_day = 1;
    const CouponType type = published(draft);
    const base::CustomerId anna = somebody(1);
    const Qualify question{type.id, anna, {}};
    EXPECT_TRUE(read([&](Reader& db) { return qualify(db, question, at_noon); }).qualified);
    claimed(type, anna);
    const Qualification after = read([&](Reader& db) { return qualify(db, question, at_noon); });
    EXPECT_FALSE(after.qualified);
    std::set<std::string> codes;
    for (const Hindrance& hindrance : after.hindrances) codes.insert(hindrance.code);
    EXPECT_EQ(codes, (std::set<std::string>{"offer.day_limit", "offer.sold_out", "offer.budget_spent"}));
}

TEST_P(Coupons, a_retry_under_a_request_key_gets_the_same_coupon_and_another_request_is_refused) {
    const CouponType type = ten_off_now();
    Claim command;
    command.coupon_type_id = type.id;
    command.customer_id = somebody(1);
    command.request_key = "campaign:7:customer:9";
    const auto ask = [&](const Claim& asked) {
        return write([&](Transaction& tx) { return claim(tx, asked, at_noon); });
    };
    const Coupon first = ask(command);
    EXPECT_EQ(ask(command).id, first.id);
    EXPECT_EQ(stored(type.id).issued, 1);
    EXPECT_EQ(events_named("coupon.claimed"), 1);
    Claim other = command;
    other.customer_id = somebody(2);
    EXPECT_EQ(refusal_of([&] { ask(other); }), errors::key_reused);

    RedeemCoupon redemption;
    redemption.coupon_id = first.id;
    redemption.order_amount = Money{6000};
    redemption.request_key = base::Text<120>{"campaign:7:customer:9"};  // Keys are unique per verb.
    const auto use = [&] { return write([&](Transaction& tx) { return redeem(tx, redemption, at_noon); }); };
    EXPECT_EQ(use().version, use().version);
    redemption.order_amount = Money{6001};
    EXPECT_EQ(refusal_of(use), errors::key_reused);
}

TEST_P(Coupons, a_refused_request_does_not_use_up_its_key) {
    CreateCouponType draft = ten_off("Later", noon);
    draft.claim_from = noon + 1h;
    const CouponType type = published(draft);
    Claim command;
    command.coupon_type_id = type.id;
    command.customer_id = somebody(1);
    command.request_key = "once";
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return claim(tx, command, at_noon); }); }),
              errors::too_early);
    EXPECT_NO_THROW(write([&](Transaction& tx) { return claim(tx, command, at(noon + 2h)); }));
}

TEST_P(Coupons, a_person_of_another_merchant_cannot_be_given_anything) {
    const CouponType type = ten_off_now();
    const base::CustomerId anna = somebody(1);
    ClaimCoupon command{type.id, anna, {}, {}};
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) { return claim_coupon(tx, command, merchant_at("/1/5/")); });
              }),
              customer::errors::unknown);
    EXPECT_EQ(write([&](Transaction& tx) { return claim_coupon(tx, command, at_noon); }).channel, "api");
}

// --- what a campaign may hand out
// -----------------------------------------------------------------------------------

TEST_P(Coupons, a_campaign_spends_its_own_allotment_and_gives_the_rest_back) {
    const CouponType type = ten_off_now();
    const CampaignId campaign{5};
    Allot command{campaign, type.id, Money{2500}, 1};
    write([&](Transaction& tx) { allot(tx, command, at_noon); });
    EXPECT_EQ(stored(type.id).budget_left, Money{97'500});
    Claim claimed_by;
    claimed_by.coupon_type_id = type.id;
    claimed_by.campaign_id = campaign;
    const auto ask = [&](int n, base::Instant now) {
        claimed_by.customer_id = somebody(n);
        return write([&](Transaction& tx) { return claim(tx, claimed_by, at(now)); });
    };
    ask(1, noon);
    EXPECT_EQ(refusal_of([&] { ask(1, noon); }), errors::campaign_limit);
    const Coupon second = ask(2, noon);
    EXPECT_EQ(refusal_of([&] { ask(3, noon); }), errors::budget_spent);

    write([&](Transaction& tx) { set_allotment_open(tx, campaign, false, at_noon); });
    EXPECT_EQ(refusal_of([&] { ask(3, noon); }), errors::campaign_closed);
    write([&](Transaction& tx) { release_allotment(tx, campaign, at_noon); });
    EXPECT_EQ(stored(type.id).budget_left, Money{98'000});
    write([&](Transaction& tx) { return revoke_coupon(tx, {second.id, {"a mistake"}}, at_noon); });
    EXPECT_EQ(stored(type.id).budget_left, Money{99'000});
    EXPECT_EQ(books().balance, Money{0});
    EXPECT_EQ(books().issued, Money{1000});
    EXPECT_EQ(books().budget, Money{99'000});
}

TEST_P(Coupons, an_allotment_is_refused_when_the_type_cannot_spare_it) {
    const CouponType type = ten_off_now();
    const auto ask = [&](std::int64_t budget) {
        write([&](Transaction& tx) { allot(tx, {CampaignId{5}, type.id, Money{budget}, {}}, at_noon); });
    };
    EXPECT_EQ(refusal_of([&] { ask(100'001); }), errors::budget_spent);
    EXPECT_EQ(refusal_of([&] { ask(999); }), base::errors::out_of_range);
    EXPECT_NO_THROW(ask(100'000));
}

// --- using
// ----------------------------------------------------------------------------------------------------------

TEST_P(Coupons, a_lock_keeps_the_coupon_for_one_order_and_runs_out) {
    const CouponType type = ten_off_now();
    const Coupon coupon = claimed(type, somebody(1));
    LockCoupon lock{coupon.id, {"A1"}, Money{6000}, 10, {}};
    const Coupon locked = write([&](Transaction& tx) { return lock_coupon(tx, lock, at_noon); });
    EXPECT_EQ(locked.state, CouponState::locked);
    EXPECT_EQ(locked.locked_until, noon + 10min);
    lock.order_number.value = "A2";
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return lock_coupon(tx, lock, at_noon); }); }),
              errors::locked);
    EXPECT_EQ(refusal_of([&] { redeemed(coupon, 6000, "A2"); }), errors::locked);
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) { return unlock_coupon(tx, {coupon.id, {"A2"}, {}}, at_noon); });
              }),
              errors::locked);

    const Due due = write([&](Transaction& tx) { return expire_due(tx, 50, at(noon + 10min)); });
    EXPECT_EQ(due.unlocked, 1);
    EXPECT_EQ(stored(coupon.id).state, CouponState::claimed);
    EXPECT_EQ(write([&](Transaction& tx) { return lock_coupon(tx, lock, at(noon + 11min)); }).order_number,
              "A2");
    EXPECT_EQ(write([&](Transaction& tx) {
                  return unlock_coupon(tx, {coupon.id, {"A2"}, {}}, at(noon + 12min));
              }).state,
              CouponState::claimed);
    EXPECT_EQ(events_named("coupon.unlocked"), 2);
}

TEST_P(Coupons, a_lock_protects_its_order_past_the_end_of_the_coupon) {
    const CouponType type = ten_off_now();
    const Coupon coupon = claimed(type, somebody(1));
    const base::Instant last_moment = coupon.usable_until - 1min;
    LockCoupon lock{coupon.id, {"A1"}, Money{6000}, {}, {}};
    write([&](Transaction& tx) { return lock_coupon(tx, lock, at(last_moment)); });
    EXPECT_EQ(write([&](Transaction& tx) { return expire_due(tx, 50, at(coupon.usable_until)); }).expired, 0);
    RedeemCoupon use{coupon.id, Money{6000}, base::Text<80>{"A1"}, {}, {}, {}};
    EXPECT_EQ(write([&](Transaction& tx) { return redeem(tx, use, at(coupon.usable_until + 5min)); }).state,
              CouponState::redeemed);
}

TEST_P(Coupons, redeeming_takes_the_face_value_off_and_splits_its_cost_exactly) {
    const CouponType type = ten_off_now();
    const base::CustomerId anna = somebody(1);
    const Coupon coupon = redeemed(claimed(type, anna), 6000);
    EXPECT_EQ(coupon.state, CouponState::redeemed);
    EXPECT_EQ(coupon.discount, Money{1000});
    EXPECT_EQ(coupon.platform_cost, Money{333});
    EXPECT_EQ(coupon.merchant_cost, Money{667});
    EXPECT_EQ(books().issued, Money{0});
    EXPECT_EQ(books().cost_platform, Money{333});
    EXPECT_EQ(books().cost_merchant, Money{667});
    EXPECT_EQ(books().balance, Money{0});
    EXPECT_EQ(read([&](Reader& db) { return held_count(db, anna); }), 0);
    EXPECT_EQ(redeemed(coupon, 6000).version, coupon.version) << "the till asked twice";
    EXPECT_EQ(events_named("coupon.redeemed"), 1);
    EXPECT_EQ(refusal_of([&] { redeemed(coupon, 6000, "A2"); }), errors::redeemed);
}

TEST_P(Coupons, a_discount_is_never_more_than_the_order_and_what_it_leaves_is_free_again) {
    CreateCouponType draft = ten_off("No threshold", noon);
    draft.threshold = Money{0};
    const CouponType type = published(draft);
    EXPECT_EQ(redeemed(claimed(type, somebody(1)), 300).discount, Money{300});
    EXPECT_EQ(stored(type.id).budget_left, Money{99'700});
    EXPECT_EQ(books().budget, Money{99'700});
}

TEST_P(Coupons, using_a_coupon_is_refused_when) {
    CreateCouponType later = ten_off("From tomorrow", noon);
    later.use_days.reset();
    later.use_from = noon + 24h;
    later.use_until = noon + 48h;
    const CouponType type = ten_off_now();
    const CouponType tomorrow = published(later);
    const Coupon usable = claimed(type, somebody(1));
    const Coupon early = claimed(tomorrow, somebody(1));
    const Coupon revoked = claimed(type, somebody(1));
    write([&](Transaction& tx) { return revoke_coupon(tx, {revoked.id, {"a mistake"}}, at_noon); });
    struct Refusal {
        const char* when;
        CouponId coupon_id;
        std::int64_t amount;
        base::Instant now;
        base::ErrorKind because;
    };
    const Refusal refusals[] = {
        {"the order is too small", usable.id, 4999, noon, errors::below_threshold},
        {"the amount is negative", usable.id, -1, noon, base::errors::out_of_range},
        {"its time is over", usable.id, 6000, usable.usable_until, errors::expired},
        {"its time has not come", early.id, 6000, noon, errors::not_usable_yet},
        {"it was taken back", revoked.id, 6000, noon, errors::not_claimed},
        {"there is no such coupon", CouponId{9'999'999}, 6000, noon, errors::unknown},
    };
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        RedeemCoupon use{row.coupon_id, Money{row.amount}, base::Text<80>{"A1"}, {}, {}, {}};
        EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { return redeem(tx, use, at(row.now)); }); }),
                  row.because);
        LockCoupon lock{row.coupon_id, {"A1"}, Money{row.amount}, {}, {}};
        EXPECT_EQ(
            refusal_of([&] { write([&](Transaction& tx) { return lock_coupon(tx, lock, at(row.now)); }); }),
            row.because);
    }
    EXPECT_EQ(events_named("coupon.redeemed"), 0);
}

TEST_P(Coupons, a_store_below_redeems_by_the_code_as_read_out_and_a_stranger_cannot) {
    const CouponType type = write(
        [&](Transaction& tx) { return testing::published(tx, ten_off("Ours", noon), merchant_at("/1/4/")); });
    const Coupon coupon = claimed(type, somebody(1));
    std::string spoken = coupon.code;
    for (char& c : spoken) c = static_cast<char>(std::tolower(c));
    spoken.insert(8, " ").insert(4, "-");
    RedeemByCode use{{spoken}, Money{6000}, base::Text<80>{"A1"}, {}, base::Note<80>{"Store 9"}, {}};
    const auto ask = [&](const std::string& path) {
        return write([&](Transaction& tx) { return redeem_by_code(tx, use, merchant_at(path)); });
    };
    EXPECT_EQ(refusal_of([&] { ask("/1/5/"); }), errors::unknown);
    EXPECT_EQ(ask("/1/4/9/").store, "Store 9");
}

TEST_P(Coupons, a_return_makes_the_coupon_good_again_while_it_lasts) {
    const CouponType type = ten_off_now();
    const base::CustomerId anna = somebody(1);
    const Coupon coupon = redeemed(claimed(type, anna), 6000);
    const Coupon back = returned_at(coupon, noon + 1h);
    EXPECT_EQ(back.state, CouponState::claimed);
    EXPECT_FALSE(back.order_number.has_value());
    EXPECT_EQ(books().issued, Money{1000});
    EXPECT_EQ(books().cost_platform + books().cost_merchant, Money{0});
    EXPECT_EQ(read([&](Reader& db) { return held_count(db, anna); }), 1);
    EXPECT_EQ(refusal_of([&] { returned_at(coupon, noon + 1h); }), errors::not_redeemed);
    EXPECT_EQ(redeemed(back, 7000, "A2").state, CouponState::redeemed);
}

TEST_P(Coupons, a_return_after_its_time_ends_it_and_frees_its_money) {
    const CouponType type = ten_off_now();
    const Coupon coupon = redeemed(claimed(type, somebody(1)), 6000);
    EXPECT_EQ(returned_at(coupon, coupon.usable_until).state, CouponState::returned);
    EXPECT_EQ(stored(type.id).budget_left, Money{100'000});
    EXPECT_EQ(books().budget, Money{100'000});
    EXPECT_EQ(books().balance, Money{0});
}

TEST_P(Coupons, a_return_that_the_budget_cannot_take_back_ends_the_coupon) {
    CreateCouponType draft = ten_off("Tight", noon);
    draft.threshold = Money{0};
    draft.budget = Money{1700};
    const CouponType type = published(draft);
    const Coupon coupon = redeemed(claimed(type, somebody(1)), 300);  // 700 are free again, 1400 in all...
    claimed(type, somebody(2));                                       // ...and 1000 of them taken by another.
    EXPECT_EQ(returned_at(coupon, noon + 1h).state, CouponState::returned);
    EXPECT_EQ(stored(type.id).budget_left, Money{700});
    EXPECT_EQ(books().balance, Money{0});
}

TEST_P(Coupons, what_nobody_used_expires_and_its_money_is_free_again) {
    const CouponType type = ten_off_now();
    const base::CustomerId anna = somebody(1);
    for (int i = 0; i < 5; ++i) claimed(type, anna);
    const base::Instant end = noon + 24h * 30;
    EXPECT_EQ(write([&](Transaction& tx) { return expire_due(tx, 50, at(end - 1ms)); }).expired, 0);
    const Due first = write([&](Transaction& tx) { return expire_due(tx, 3, at(end)); });
    EXPECT_EQ(first.expired, 3);
    EXPECT_TRUE(first.more);
    const Due rest = write([&](Transaction& tx) { return expire_due(tx, 3, at(end)); });
    EXPECT_EQ(rest.expired, 2);
    EXPECT_FALSE(rest.more);
    EXPECT_EQ(stored(type.id).budget_left, Money{100'000});
    EXPECT_EQ(stored(type.id).issued, 5) << "an expired piece does not come back";
    EXPECT_EQ(read([&](Reader& db) { return held_count(db, anna); }), 0);
    EXPECT_EQ(events_named("coupon.expired"), 5);
    EXPECT_EQ(books().balance, Money{0});
    EXPECT_EQ(read([&](Reader& db) { return get_coupon_type(db, {type.id}, at_noon); }).counts.expired, 5);
}

TEST(CostSplit, gives_the_merchant_what_rounding_leaves) {
    struct Row {
        std::int64_t discount, share, platform, merchant;
    };
    for (const Row& row :
         {Row{1000, 0, 0, 1000}, Row{1000, 10'000, 1000, 0}, Row{1000, 3333, 333, 667}, Row{1, 9999, 0, 1},
          Row{7, 5000, 3, 4}, Row{999'999'999'999, 1, 99'999'999, 999'900'000'000}}) {
        const CostSplit cost = split(Money{row.discount}, row.share);
        EXPECT_EQ(cost.platform, Money{row.platform});
        EXPECT_EQ(cost.merchant, Money{row.merchant});
        EXPECT_EQ(cost.platform + cost.merchant, Money{row.discount});
    }
}

}  // namespace
}  // namespace huan::offer
