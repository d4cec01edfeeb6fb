#include "insight/advice.hpp"

#include "insight/errors.hpp"
#include "insight/testing/town.hpp"
#include "store/migration.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace huan::insight {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::hours;

class AdviceTable : public testing::Town {
protected:
    void SetUp() override {
        Town::SetUp();
        if (!IsSkipped()) write([&](Transaction& tx) { install_default_advice(tx, at_noon); });
    }
    /// So many washes, spread over the last 90 days.
    base::CustomerId washes(const std::string& who, int times) {
        base::CustomerId id{};
        for (int i = 0; i < times; ++i) {
            customer::RecordOrder order{.identities = {external(who)},
                                        .ordered_at = days_ago(1 + i * 88 / times)};
            order.amount = base::Money{3000};
            order.number = {who + std::to_string(i)};
            order.lines = {{.sku = {"wash-std"}, .name = {"洗车"}, .amount = base::Money{3000}}};
            const customer::Order stored = run(&customer::record_order, order);
            id = read([&](Reader& db) { return customer::customer_of(db, stored.profile_id); });
        }
        return id;
    }
    std::vector<Advice> advice(base::CustomerId who) {
        return read([&](Reader& db) { return advice_for(db, {.customer_id = who}, at_noon).items; });
    }
    SaveAdviceRule changed(const AdviceRule& rule) {
        return {.id = rule.id,
                .seen_version = rule.version,
                .business = rule.business,
                .position = rule.position,
                .usage = rule.usage,
                .from = rule.from,
                .to = rule.to,
                .condition = rule.condition,
                .product_sku = rule.product_sku,
                .product_name_zh = rule.product_name_zh,
                .product_name_en = rule.product_name_en,
                .reason_zh = rule.reason_zh,
                .reason_en = rule.reason_en,
                .unit_price = rule.unit_price,
                .monthly_price = rule.monthly_price,
                .active = rule.active};
    }
    std::vector<AdviceRule> table() {
        return read(
            [&](Reader& db) { return list_advice_rules(db, {.business = "car_care"}, at_noon).items; });
    }
};
INSTANTIATE_ON_BOTH_STORES(AdviceTable);

TEST_P(AdviceTable, fits_a_product_to_the_usage_with_its_reason) {
    const auto rare = advice(washes("rare", 3));
    ASSERT_EQ(rare.size(), 1U);
    EXPECT_EQ(rare[0].product_sku, "wash-single");
    EXPECT_EQ(rare[0].reason_en, "Washed 3 times in 90 days, about 1 a month: paying per wash is best.");
    EXPECT_EQ(rare[0].reason_zh, "近 90 天洗车 3 次，约每月 1 次，按次付费最划算。");
    EXPECT_EQ(rare[0].evidence.count, 3);
    const auto often = advice(washes("often", 7));
    EXPECT_EQ(often.at(0).product_sku, "wash-month-3");
    EXPECT_EQ(often.at(0).evidence.per_month, Decimal{23'000});  // 7 in 90 days: 2.3 a month.
    EXPECT_EQ(advice(washes("daily", 30)).at(0).product_sku, "wash-year-unlimited");
    EXPECT_EQ(advice(buys("other", days_ago(3))).at(0).business, "purchases");  // Does not wash here.
}

TEST_P(AdviceTable, names_and_counts_in_each_language_by_itself) {
    const Advice once = advice(washes("once", 1)).at(0);
    EXPECT_EQ(once.product_name_zh, "单次洗车");
    EXPECT_EQ(once.product_name_en, "Single wash");
    EXPECT_EQ(once.reason_en, "Washed once in 90 days, about 0.3 a month: paying per wash is best.");
    EXPECT_EQ(once.reason_zh, "近 90 天洗车 1 次，约每月 0.3 次，按次付费最划算。");
    EXPECT_EQ(advice(washes("twice", 2)).at(0).reason_en,
              "Washed twice in 90 days, about 0.7 a month: paying per wash is best.");
    for (const AdviceRule& rule :
         read([&](Reader& db) { return list_advice_rules(db, {}, at_noon).items; })) {
        EXPECT_TRUE(std::ranges::all_of(rule.product_name_en.value, [](unsigned char c) { return c < 128; }));
        EXPECT_TRUE(std::ranges::none_of(rule.product_name_zh.value, [](unsigned char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }));
    }
}

TEST_P(AdviceTable, written_before_names_had_a_language_is_read_on) {
    write([&](Transaction& tx) {
        tx.execute(
            "UPDATE advice_rule SET body = replace(body, "
            "'\"product_name_zh\":\"单次洗车\",\"product_name_en\"', "
            "'\"product_name\"')");
        tx.execute("UPDATE advice_rule SET body = replace(body, 'Single wash', '单次洗车 Single wash')");
        tx.execute(
            "UPDATE advice_rule SET body = replace(body, '\"product_name_zh\":\"月卡 3 次\","
            "\"product_name_en\":\"Monthly card of 3\"', '\"product_name\":\"Three washes\"')");
        for (const store::Migration& migration : store::all_migrations()) {
            if (migration.module != "insight" || migration.number != 2) continue;
            std::string text(migration.sql);
            for (std::size_t at = text.find("UPDATE"); at != std::string::npos;) {
                const std::size_t end = text.find(";\n", at);
                tx.execute(text.substr(at, end - at));
                at = text.find("UPDATE", end);
            }
        }
    });
    EXPECT_EQ(table().at(0).product_name_zh.value, "单次洗车");
    EXPECT_EQ(table().at(0).product_name_en.value, "Single wash");
    EXPECT_EQ(table().at(1).product_name_zh.value, "Three washes");
    EXPECT_EQ(table().at(1).product_name_en.value, "Three washes");
}

TEST_P(AdviceTable, advises_on_orders_alone_with_the_reason) {
    const auto buyer = [&](const std::string& who, int times, std::int64_t latest_days_ago) {
        base::CustomerId id{};
        for (int i = 0; i < times; ++i)  // As an import brings them: orders without lines, and nothing else.
            id = buys(who, days_ago(latest_days_ago + i * 5), 1000, false);
        const auto found = advice(id);
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? Advice{} : found[0];
    };
    const Advice once = buyer("once", 1, 20);
    EXPECT_EQ(once.business, "purchases");
    EXPECT_EQ(once.product_name_en, "Coupon for the next order");
    EXPECT_EQ(once.reason_en,
              "Orders in 365 days: 1, less than one in two months. A coupon for the next one fits.");
    EXPECT_EQ(once.reason_zh, "近 365 天下单 1 次，不到两个月一次，下次购买可用的优惠券最合适。");
    EXPECT_EQ(once.evidence.count, 1);
    EXPECT_EQ(buyer("regular", 12, 20).product_name_en, "Quarterly membership");
    EXPECT_EQ(buyer("eager", 30, 20).product_name_en, "Yearly membership");
    const Advice gone = buyer("gone", 4, 366);
    EXPECT_EQ(gone.product_name_en, "Come-back coupon");
    EXPECT_EQ(gone.evidence.count, 4);
    EXPECT_EQ(gone.reason_en, "Orders in all: 4, none within the last year. A come-back coupon fits.");
}

TEST_P(AdviceTable, knows_as_of_any_date_what_suited_then) {
    const base::CustomerId who = buys("who", days_ago(400), 1000, false);
    const auto as_of = [&](base::Instant when) {
        return read([&](Reader& db) { return advice_for(db, {who, when}, at_noon).items; });
    };
    EXPECT_TRUE(as_of(days_ago(400)).empty()) << "no order yet";
    EXPECT_EQ(as_of(days_ago(390)).at(0).product_name_en, "Coupon for the next order");
    EXPECT_EQ(as_of(noon).at(0).product_name_en, "Come-back coupon");
}

TEST_P(AdviceTable, names_the_gap_where_no_product_fits) {
    const auto found = advice(washes("gap", 18));  // Six a month: between the card of 3 and the yearly one.
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].gap);
    EXPECT_FALSE(found[0].product_sku);
    EXPECT_EQ(found[0].evidence.count, 18);
    EXPECT_EQ(found[0].evidence.per_month, Decimal{60'000});
}

TEST_P(AdviceTable, counts_no_order_that_was_given_back) {
    const base::CustomerId who = washes("back", 1);
    EXPECT_EQ(advice(who).size(), 1U);
    const auto order = read(
        [&](Reader& db) { return customer::list_orders(db, {.customer_id = who}, at_noon).items.at(0); });
    run(&customer::refund_order,
        {.order_id = order.id, .amount = order.amount, .refunded_at = noon - hours(1)});
    EXPECT_TRUE(advice(who).empty());
}

TEST_P(AdviceTable, computes_the_saving_and_asks_the_condition) {
    SaveAdviceRule card = changed(table().at(1));
    card.unit_price = base::Money{3000};
    card.monthly_price = base::Money{4500};
    card.reason_en = {"{product} saves {saving} a month"};
    card.condition = rule(R"({"tag": {"tag": "vip"}})");
    EXPECT_EQ(run(&save_advice_rule, card).version, 2);
    const base::CustomerId who = washes("often", 6);
    EXPECT_TRUE(advice(who).at(0).gap);  // The condition does not hold.
    run(&customer::add_tag, {.customer_id = who, .tag = {"vip"}}, at(noon - hours(1)));
    const Advice found = advice(who).at(0);
    EXPECT_EQ(found.evidence.saving, base::Money{1500});  // Two washes of 30.00 a month against 45.00.
    EXPECT_EQ(found.reason_en, "Monthly card of 3 saves 15.00 a month");
}

TEST_P(AdviceTable, refuses_a_rule_that_could_never_be_right) {
    const AdviceRule card = table().at(1);
    const auto with = [&](auto change) {
        SaveAdviceRule command = changed(card);
        change(command);
        return refusal_of([&] { run(&save_advice_rule, command); });
    };
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.reason_zh = {"{amount}"}; }), errors::advice_template);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.reason_en = {"{count"}; }), errors::advice_template);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.to = c.from; }), base::errors::out_of_range);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.usage.days = 0; }), base::errors::out_of_range);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.condition = Rule{}; }), errors::rule_empty);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.seen_version = 9; }), errors::advice_stale);
    EXPECT_EQ(with([](SaveAdviceRule& c) { c.id = AdviceRuleId{5}; }), errors::advice_unknown);
    EXPECT_EQ(table().at(1).version, 1);
}

TEST_P(AdviceTable, is_installed_once_and_then_left_alone) {
    SaveAdviceRule off = changed(table().at(0));
    off.active = false;
    run(&save_advice_rule, off);
    write([&](Transaction& tx) { install_default_advice(tx, at_noon); });
    EXPECT_EQ(table().size(), 3U);
    EXPECT_FALSE(table().at(0).active);
    EXPECT_TRUE(advice(washes("rare", 3)).at(0).gap);
}

}  // namespace
}  // namespace huan::insight
