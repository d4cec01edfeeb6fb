#include "access/queries.hpp"
#include "customer/asset.hpp"
#include "effect/home.hpp"
#include "effect/measure.hpp"
#include "history/history.hpp"
#include "insight/queries.hpp"
#include "offer/ledger.hpp"
#include "sales/commands.hpp"
#include "scene/queries.hpp"
#include "server/commands.hpp"
#include "server/data_directory.hpp"
#include "store/event.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

/// The demo goes through the product's own commands, so that it is a test of all of them together.
namespace huan::server {
namespace {

using store::testing::refusal_of;

constexpr std::int64_t size = 500;
/// 10 in the morning in Shanghai: last night is over, and the business day is not.
constexpr const char* now_text = "2026-11-22T02:00:00Z";

Config config_of(const std::string& directory) {
    Config config;
    config.data = directory;
    return config;
}

std::string made(const DemoOrder& order) {
    const std::string directory = store::testing::scratch_directory();
    make_demo(config_of(directory), order);
    return directory;
}

/// One demo for all cases that only look at it.
class Demo : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        directory_ = made({.now = now_text, .size = std::to_string(size)});
        store_ = store::Store::open({.directory = directory_, .durable = false});
        journal_ = history::open_journal(*store_);
    }
    static void TearDownTestSuite() {
        journal_.reset();
        store_.reset();
    }
    template <class Work> static auto read(Work&& work) { return store_->read(std::forward<Work>(work)); }
    static std::int64_t count(const std::string& sql) {
        return read([&](store::Reader& db) { return db.value<std::int64_t>(sql).value(); });
    }
    static base::Context ctx() {
        return {.now = base::parse_instant(now_text).value(), .actor = base::system_actor()};
    }
    static std::map<std::string, scene::CampaignView> campaigns() {
        std::map<std::string, scene::CampaignView> found;
        for (const auto& one :
             read([](store::Reader& db) { return scene::list_campaigns(db, {}, ctx()); }).items)
            found[one.name.value] = one;
        return found;
    }
    static effect::CampaignReport report(const std::string& name) {
        return effect::measure(*store_, *journal_, {.campaign_id = campaigns().at(name).id}, ctx());
    }

    static inline std::string directory_;
    static inline std::unique_ptr<store::Store> store_;
    static inline std::unique_ptr<history::History> journal_;
};

TEST_F(Demo, balances_and_nothing_of_it_failed) {
    EXPECT_EQ(read(&offer::ledger_balance), base::Money{});
    EXPECT_TRUE(read([](store::Reader& db) { return store::reactor_failures(db, 1); }).empty());
    EXPECT_GT(count("SELECT count(*) FROM coupon WHERE state = 'redeemed'"), size / 2);
    EXPECT_EQ(count("SELECT count(*) FROM coupon WHERE state = 'redeemed'"),
              count("SELECT count(*) FROM event WHERE name = 'coupon.redeemed'"));
    EXPECT_EQ(count("SELECT count(*) FROM customer"), size);
    EXPECT_EQ(count("SELECT count(*) FROM customer_order"),
              count("SELECT count(*) FROM event WHERE name = 'order.completed'"));
}

TEST_F(Demo, history_holds_every_event_of_the_journal) {
    if (!history::available()) GTEST_SKIP() << "this build has no chDB";
    const auto columns = history::open({.directory = directory_ + "/history"});
    EXPECT_EQ(columns->count(), count("SELECT count(*) FROM event"));
    std::map<std::string, std::int64_t> shipped;
    for (const history::Group& group : columns->group_by({.by = {history::Dimension::name}}))
        shipped[group.key.at(0)] = group.count;
    for (const history::Group& group : journal_->group_by({.by = {history::Dimension::name}}))
        EXPECT_EQ(shipped[group.key.at(0)], group.count) << group.key.at(0);
}

TEST_F(Demo, groups_have_the_shares_that_are_required) {
    const std::map<std::string, double> required{{"每月洗车 2–3 次", 0.38},
                                                 {"数月洗车一次", 0.30},
                                                 {"每月洗车 4–10 次（产品空白）", 0.12},
                                                 {"每月洗车 10 次以上", 0.03},
                                                 {"车险 30 天内到期", 410.0 / 5000}};
    std::size_t found = 0;
    for (const insight::Segment& segment :
         read([](store::Reader& db) { return insight::list_segments(db, {}, ctx()); }).items) {
        const auto share = required.find(segment.name.value);
        if (share == required.end()) continue;
        ++found;
        ASSERT_TRUE(segment.snapshot) << segment.name.value;
        EXPECT_NEAR(static_cast<double>(segment.snapshot->size) / size, share->second, 0.03)
            << segment.name.value;
    }
    EXPECT_EQ(found, required.size());
}

TEST_F(Demo, technicians_find_something_on_8_percent_of_the_cars_and_worn_tyres_on_3) {
    const std::string since = "(SELECT min(found_at) FROM finding)";
    const auto washes = static_cast<double>(
        count("SELECT count(*) FROM customer_order WHERE channel = 'store' AND ordered_at >= " + since));
    EXPECT_NEAR(static_cast<double>(count("SELECT count(*) FROM finding")) / washes, 0.08, 0.015);
    EXPECT_NEAR(static_cast<double>(count("SELECT count(*) FROM finding WHERE type = 'tyre_wear'")) / washes,
                0.03, 0.01);
}

TEST_F(Demo, one_campaign_earned_money_and_one_that_everybody_used_lost_it) {
    const effect::CampaignReport good = report("老朋友回访");
    EXPECT_EQ(good.verdict, effect::Verdict::earned);
    EXPECT_GT(good.profit.value().low.value(), 0);
    const effect::CampaignReport bad = report("常客大减价");
    EXPECT_EQ(bad.verdict, effect::Verdict::lost);
    EXPECT_LT(bad.profit.value().high.value(), 0);
    EXPECT_GT(bad.redemption.value.value(), 0.9);
    EXPECT_EQ(bad.subsidy, bad.subsidy_merchant + bad.subsidy_platform);
    for (const effect::CampaignReport& one : {good, bad}) {
        EXPECT_EQ(one.treated + one.holdout, one.campaign.segment_size);
        EXPECT_GE(one.funnel.targeted, one.funnel.sent);
        EXPECT_GE(one.funnel.sent, one.funnel.visited);
        EXPECT_GE(one.funnel.visited, one.funnel.claimed);
        EXPECT_GE(one.funnel.claimed, one.funnel.redeemed);
    }
}

TEST_F(Demo, no_step_of_the_ring_is_empty) {
    effect::HomePage page(*store_, *journal_);
    const effect::Home home = page.show(ctx());
    for (const effect::HomeStep& step : home.steps) EXPECT_GT(step.figure, 0) << step.step;
    EXPECT_TRUE(home.month.has_value());
    ASSERT_FALSE(home.suggestions.empty());
    EXPECT_NEAR(static_cast<double>(home.suggestions.front().people), size * 0.06, size * 0.04);
    EXPECT_FALSE(home.feed.empty());
}

TEST_F(Demo, the_draft_names_its_clash_its_skips_and_its_holdout) {
    const scene::CampaignView draft = campaigns().at("月卡体验");
    const scene::CampaignPreview preview = read(
        [&](store::Reader& db) { return scene::preview_campaign(db, {.campaign_id = draft.id}, ctx()); });
    EXPECT_TRUE(preview.problems.empty());
    EXPECT_NEAR(static_cast<double>(preview.holdout_size), 0.1 * static_cast<double>(preview.segment_size),
                8);
    ASSERT_EQ(preview.clashes.size(), 1U);
    EXPECT_EQ(preview.clashes.front().name, "车险到期礼");
    EXPECT_GT(preview.clashes.front().overlap, 0);
    EXPECT_FALSE(preview.skips.empty());
}

TEST_F(Demo, the_first_task_of_the_agent_is_who_washes_often_and_whose_policy_ends_in_27_days) {
    const auto agent = read([](store::Reader& db) {
        for (const base::UserId user : access::users_with_role(db, access::Role::agent, "/1/"))
            if (const auto actor = access::actor_of(db, user); actor->name == "云一") return actor;
        return std::optional<base::Actor>{};
    });
    const base::Context as_agent{.now = ctx().now, .actor = agent.value()};
    const auto tasks = read([&](store::Reader& db) { return sales::workbench(db, {}, as_agent).tasks; });
    ASSERT_FALSE(tasks.empty());
    EXPECT_EQ(tasks.front().customer_name, "云十二");
    const auto detail =
        read([&](store::Reader& db) { return sales::get_lead(db, {.lead_id = tasks.front().id}, as_agent); });
    EXPECT_TRUE(detail.phone.has_value());
    ASSERT_FALSE(detail.advice.empty());
    EXPECT_EQ(detail.advice.front().product_sku, "wash-year-unlimited");
    const auto has = read([&](store::Reader& db) {
        return customer::list_assets(db, {.customer_id = tasks.front().customer_id}, ctx());
    });
    bool found = false;
    for (const customer::AssetDue& due : has.at(0).dues)
        found = found || (due.kind == customer::AssetKind::policy && due.days_left == 27);
    EXPECT_TRUE(found);
    // A technician who had told of something in 18 months of washes would have opened this lead before.
    EXPECT_EQ(count("SELECT count(*) FROM finding WHERE customer_id = " +
                    std::to_string(tasks.front().customer_id.value)),
              0);
}

TEST_F(Demo, agents_differ_in_what_they_sell) {
    const auto won = read([](store::Reader& db) {
        return db.column<std::int64_t>(
            "SELECT sum(CASE outcome WHEN 'won' THEN 1000 ELSE 0 END) / count(*) FROM call GROUP BY user_id "
            "ORDER BY user_id");
    });
    ASSERT_EQ(won.size(), 6U);
    EXPECT_GT(won.front(), won.back());
    EXPECT_GT(count("SELECT count(*) FROM call WHERE outcome = 'lost' AND reason = 'price'"), 0);
}

TEST_F(Demo, is_made_again_only_when_that_is_said) {
    const Config config = config_of(directory_);
    EXPECT_EQ(refusal_of([&] { make_demo(config, {}); }).code, std::string_view("demo.there_already"));
    const std::string other = store::testing::scratch_directory();
    std::ofstream(other + "/huan.db") << "somebody's";
    EXPECT_EQ(refusal_of([&] { make_demo(config_of(other), {.reset = true}); }).code,
              std::string_view("demo.holds_data"));
    EXPECT_TRUE(std::filesystem::exists(other + "/huan.db"));
    EXPECT_EQ(refusal_of([&] { make_demo(config_of(other), {.size = "many"}); }).code,
              std::string_view("demo.bad_number"));
}

TEST(demo, has_no_empty_step_whenever_it_is_made) {
    // Just after the day's cut, before and in the middle of the night's work, at its end and in the morning.
    for (const char* now : {"2026-11-22T04:03:00Z", "2026-11-22T11:50:00Z", "2026-11-22T16:30:00Z",
                            "2026-11-22T22:30:00Z", "2026-11-22T23:24:50Z"}) {
        const auto store =
            store::Store::open({.directory = made({.now = now, .size = "300"}), .durable = false});
        const auto journal = history::open_journal(*store);
        const base::Context ctx{.now = base::parse_instant(now).value(), .actor = base::system_actor()};
        for (const effect::HomeStep& step : effect::HomePage(*store, *journal).show(ctx).steps)
            EXPECT_GT(step.figure, 0) << step.step << " at " << now;
        const auto first_task = store->read([](store::Reader& db) {
            return db.value<std::string>(
                "SELECT c.name FROM lead l JOIN customer c ON c.id = l.customer_id WHERE l.state IN "
                "('assigned', 'callback') ORDER BY l.owner_id, l.due_at, l.id LIMIT 1");
        });
        EXPECT_EQ(first_task, "云十二") << now;
    }
}

/// The journal, word for word: who, what, when, in which order, under which numbers.
std::string journal_of(const std::string& directory) {
    const auto store = store::Store::open({.directory = directory, .durable = false});
    std::string all;
    store->read([&](store::Reader& db) {
        db.stream(
            "SELECT seq || ' ' || name || ' ' || coalesce(profile_id, 0) || ' ' || occurred_at || ' ' || "
            "received_at || ' ' || org_id || ' ' || channel || ' ' || actor || ' ' || live || ' ' || "
            "properties "
            "FROM event ORDER BY seq",
            [&](const store::RowView& row) {
                std::string line;
                store::read_cell(row[0], line);
                all += line + "\n";
                return true;
            });
    });
    return all;
}

TEST(demo, the_same_order_makes_the_same_journal_and_another_seed_another_one) {
    const DemoOrder order{.seed = "5", .now = now_text, .size = "100"};
    const std::string directory = made(order);
    const std::string first = journal_of(directory);
    DemoOrder again = order;
    again.reset = true;
    make_demo(config_of(directory), again);
    EXPECT_EQ(first == journal_of(directory), true);  // Not EXPECT_EQ of the texts: they are megabytes.
    again.seed = "6";
    make_demo(config_of(directory), again);
    EXPECT_NE(first == journal_of(directory), true);
}

}  // namespace
}  // namespace huan::server
