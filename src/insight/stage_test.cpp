#include "insight/errors.hpp"
#include "insight/testing/town.hpp"

#include <gtest/gtest.h>

namespace huan::insight {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using testing::hours;
using Words = std::vector<std::string>;

class Stages : public testing::Town {
protected:
    void SetUp() override {
        Town::SetUp();
        if (IsSkipped()) return;
        store().reactors().on("order.completed", "insight.stage", &restage_buyer);
        store().reactors().on("order.refunded", "insight.stage", &restage_buyer);
        store().reactors().on("profiles.merged", "insight.merged", &forget_merged);
    }
    Stage stage(base::CustomerId who, base::Instant as_of) {
        return read([&](Reader& db) {
            return get_customer_stage(db, {.customer_id = who, .as_of = as_of}, at_noon).stage;
        });
    }
    std::string stored(base::CustomerId who) {
        return read([&](Reader& db) {
            return db.value<std::string>("SELECT stage FROM customer_stage WHERE customer_id = $1", who)
                .value_or("");
        });
    }
    std::map<Stage, std::int64_t> distribution(base::Instant as_of) {
        std::map<Stage, std::int64_t> shares;
        const LifeCycle answer = insight().life_cycle({.as_of = as_of}, at_noon);
        std::int64_t sum = 0;
        for (const StageShare& share : answer.stages) {
            sum += share.people;
            if (share.people > 0) shares[share.stage] = share.people;
        }
        EXPECT_EQ(answer.stages.size(), 7U);
        EXPECT_EQ(sum, answer.people);
        return shares;
    }
};
INSTANTIATE_ON_BOTH_STORES(Stages);

TEST_P(Stages, change_at_once_with_an_order_and_back_with_its_refund) {
    const base::CustomerId anna = buys("anna", days_ago(200));
    EXPECT_EQ(stored(anna), "lost");
    buys("anna", noon);
    EXPECT_EQ(stored(anna), "new");
    EXPECT_EQ(told(anna, "stage."), Words{"stage.changed"});
    run(&customer::refund_order, {.order_id = last_order(), .amount = base::Money{1000}});
    EXPECT_EQ(stored(anna), "lost");
    EXPECT_EQ(told(anna, "stage."), (Words{"stage.changed", "stage.changed"}));
    const CustomerStage shown =
        read([&](Reader& db) { return get_customer_stage(db, {.customer_id = anna}, at(noon + hours(1))); });
    EXPECT_EQ(shown.stage, Stage::lost);
    EXPECT_EQ(shown.orders, 1);
    EXPECT_EQ(shown.last_order, days_ago(200));
    EXPECT_EQ(shown.since, noon);
}

TEST_P(Stages, of_everybody_are_known_for_every_past_date) {
    buys("anna", days_ago(200));
    buys("ben", days_ago(50));
    const base::CustomerId carl = buys("carl", days_ago(5));
    met({external("dora")}, at(days_ago(20)));
    using Shares = std::map<Stage, std::int64_t>;
    EXPECT_EQ(distribution(noon + hours(1)),
              (Shares{{Stage::potential, 1}, {Stage::new_, 1}, {Stage::silent, 1}, {Stage::lost, 1}}));
    EXPECT_EQ(distribution(days_ago(45)), (Shares{{Stage::new_, 1}, {Stage::lost, 1}}));
    EXPECT_EQ(distribution(days_ago(195)), (Shares{{Stage::new_, 1}}));
    EXPECT_EQ(distribution(days_ago(300)), Shares{});
    EXPECT_EQ(stage(carl, days_ago(1)), Stage::new_);
}

TEST_P(Stages, that_time_alone_changes_are_found_by_the_scheduled_refresh) {
    const base::CustomerId anna = buys("anna", days_ago(5));
    buys("imported", days_ago(5), 1000, false);
    const base::CustomerId dora = met({external("dora")}).customer_id;
    EXPECT_EQ(stored(dora), "");
    insight().refresh_all(noon + hours(1));
    EXPECT_EQ(stored(dora), "potential");
    EXPECT_EQ(stored(anna), "new");
    EXPECT_EQ(events_named("stage.changed"), 0);  // A first stage is nobody's change.
    insight().refresh_all(noon + hours(24 * 40));
    EXPECT_EQ(stored(anna), "silent");
    EXPECT_EQ(told(anna, "stage."), Words{"stage.changed"});
    EXPECT_EQ(events_named("stage.changed"), 2);
    insight().refresh_all(noon + hours(24 * 40 + 1));
    EXPECT_EQ(events_named("stage.changed"), 2);
}

TEST_P(Stages, are_not_changed_live_by_an_import) {
    const base::CustomerId anna = buys("anna", days_ago(200));
    insight().refresh_all(noon + hours(1));
    customer::RecordOrder old{.identities = {external("anna")}, .ordered_at = days_ago(3)};
    old.amount = base::Money{100};
    old.live = false;
    run(&customer::record_order, old, at(noon + hours(2)));
    EXPECT_EQ(stored(anna), "lost");  // The reactor leaves imports to the next refresh.
    insight().refresh_all(noon + hours(3));
    EXPECT_EQ(stored(anna), "new");
    EXPECT_EQ(told(anna, "stage."), Words{"stage.changed (imported)"});
    insight().refresh_all(noon + hours(24 * 60));
    EXPECT_EQ(told(anna, "stage."), (Words{"stage.changed (imported)", "stage.changed"}));
}

TEST_P(Stages, belong_to_people_not_to_their_profiles) {
    const base::CustomerId anna = buys("anna", days_ago(200));
    customer::RecordOrder order{.identities = {device("d1")}, .ordered_at = days_ago(5)};
    order.amount = base::Money{500};
    const base::ProfileId visitor = run(&customer::record_order, order).profile_id;
    const base::CustomerId twin{visitor.value};
    insight().refresh_all(noon + hours(1));
    EXPECT_EQ(stored(twin), "new");
    met({external("anna"), device("d1")});  // Both were Anna.
    ASSERT_EQ(read([&](Reader& db) { return customer::customer_of(db, visitor); }), anna);
    insight().refresh_all(noon + hours(2));
    EXPECT_EQ(stored(twin), "");
    EXPECT_EQ(stored(anna), "new");
    EXPECT_EQ(distribution(noon + hours(2)), (std::map<Stage, std::int64_t>{{Stage::new_, 1}}));
}

TEST_P(Stages, follow_the_thresholds_of_the_organisation) {
    const base::CustomerId anna = buys("anna", days_ago(50));
    EXPECT_EQ(stage(anna, noon), Stage::silent);
    LifeCyclePolicy patient;
    patient.silent_days = 60;
    patient.lost_days = 120;
    EXPECT_EQ(run(&update_policy, {.seen_version = 0, .policy = patient}).version, 1);
    EXPECT_EQ(stage(anna, noon), Stage::declining);
    EXPECT_EQ(refusal_of([&] { run(&update_policy, {.seen_version = 0, .policy = patient}); }),
              errors::policy_stale);
    patient.lost_days = 60;
    EXPECT_EQ(refusal_of([&] { run(&update_policy, {.seen_version = 1, .policy = patient}); }),
              base::errors::out_of_range);
    EXPECT_EQ(read([&](Reader& db) { return get_policy(db, {}, at_noon).version; }), 1);
}

TEST_P(Stages, of_people_whom_the_caller_may_not_see_are_not_told) {
    const base::CustomerId anna = buys("anna", days_ago(50));
    EXPECT_EQ(refusal_of([&] {
                  read([&](Reader& db) {
                      return get_customer_stage(db, {.customer_id = anna}, someone_at("/1/77/"));
                  });
              }),
              errors::customer_unknown);
}

class Vocabularies : public testing::Town {};
INSTANTIATE_ON_BOTH_STORES(Vocabularies);

TEST_P(Vocabularies, say_what_rules_can_be_about) {
    const base::CustomerId anna = buys("anna", days_ago(5));
    run(&customer::set_attributes, {.customer_id = anna, .attributes = {{"city", "Suzhou"}, {"age", 30}}});
    run(&customer::add_tag, {.customer_id = anna, .tag = {"vip"}});
    run(&customer::set_consent,
        {.customer_id = anna, .channel = {"sms"}, .purpose = {"marketing"}, .granted = true});
    write([&](Transaction& tx) {
        store::Event viewed{.name = "Product Viewed", .profile_id = customer::main_profile(tx, anna)};
        viewed.properties = {{"sku", "wash"}, {"price", 12.5}, {"tags", boost::json::array{"new"}}};
        store::append(tx, std::move(viewed), at_noon);
    });
    const SegmentId buyers = segment("Buyers", R"({"tag": {"tag": "vip"}})").id;
    const Vocabulary words = insight().vocabulary({.event = "Product Viewed"}, at_noon);
    EXPECT_EQ(words.tags, Words{"vip"});
    EXPECT_EQ(words.consents, Words{"sms/marketing"});
    ASSERT_EQ(words.attributes.size(), 2U);
    EXPECT_EQ(words.attributes[0].key, "age");
    EXPECT_EQ(words.attributes[0].kind, WordKind::number);
    EXPECT_EQ(words.attributes[1].examples, Words{"Suzhou"});
    ASSERT_EQ(words.properties.size(), 3U);
    EXPECT_EQ(words.properties[0].key, "price");
    EXPECT_EQ(words.properties[1].examples, Words{"wash"});
    EXPECT_EQ(words.properties[2].key, "tags[]");
    EXPECT_TRUE(
        std::ranges::any_of(words.order_properties, [](const KnownKey& key) { return key.key == "amount"; }));
    EXPECT_TRUE(std::ranges::any_of(words.events, [](const KnownEvent& event) {
        return event.name == "order.completed" && event.count == 1 && event.people == 1;
    }));
    EXPECT_EQ(words.segments.at(0).id, buyers);
}

}  // namespace
}  // namespace huan::insight
