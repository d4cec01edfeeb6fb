#include "server/onboarding.hpp"

#include "customer/commands.hpp"
#include "customer/field.hpp"
#include "insight/commands.hpp"
#include "insight/queries.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace huan::server {
namespace {

class FirstSteps : public store::testing::OnBothStores {
protected:
    Onboarding choose(Industry industry) {
        return write([&](store::Transaction& tx) { return choose_industry(tx, {industry}, at_noon); });
    }
    StepState step(FirstStep which) {
        const Onboarding state = read([](store::Reader& db) { return onboarding(db); });
        return *std::ranges::find(state.steps, which, &StepState::step);
    }
    std::vector<std::string> segments() {
        std::vector<std::string> names;
        for (const insight::Segment& one :
             read([&](store::Reader& db) { return insight::list_segments(db, {}, at_noon); }).items)
            names.push_back(one.name.value);
        return names;
    }
};
INSTANTIATE_ON_BOTH_STORES(FirstSteps);

TEST_P(FirstSteps, nothing_is_done_in_a_fresh_installation) {
    const Onboarding state = read([](store::Reader& db) { return onboarding(db); });
    EXPECT_FALSE(state.industry);
    EXPECT_FALSE(state.dismissed);
    for (const StepState& one : state.steps) EXPECT_FALSE(one.done) << base::word_of(one.step);
}

TEST_P(FirstSteps, every_template_gives_commands_that_are_accepted) {
    for (const Industry industry :
         {Industry::car_care, Industry::ecommerce, Industry::education, Industry::other}) {
        SCOPED_TRACE(base::word_of(industry));
        EXPECT_EQ(choose(industry).industry, industry);
    }
    EXPECT_GT(segments().size(), 10U);
}

TEST_P(FirstSteps, a_template_given_twice_changes_nothing_more) {
    choose(Industry::education);
    const auto first = segments();
    const auto fields = read([](store::Reader& db) { return customer::list_fields(db).items.size(); });
    choose(Industry::education);
    EXPECT_EQ(segments(), first);
    EXPECT_EQ(read([](store::Reader& db) { return customer::list_fields(db).items.size(); }), fields);
}

TEST_P(FirstSteps, thresholds_that_somebody_set_stay_theirs) {
    write([&](store::Transaction& tx) {
        insight::update_policy(tx, {.policy = {.silent_days = 45, .lost_days = 200}}, at_noon);
    });
    choose(Industry::car_care);
    EXPECT_EQ(
        read([&](store::Reader& db) { return insight::get_policy(db, {}, at_noon); }).policy.silent_days, 45);
}

TEST_P(FirstSteps, the_list_knows_what_is_done) {
    EXPECT_FALSE(step(FirstStep::people).done);
    write([&](store::Transaction& tx) {
        customer::resolve(tx, {{customer::IdentityKind::phone, "+8613700137042"}}, {}, at_noon);
    });
    EXPECT_EQ(step(FirstStep::people).count, 1);
    choose(Industry::car_care);
    EXPECT_TRUE(step(FirstStep::industry).done);
    EXPECT_TRUE(step(FirstStep::segment).done);
    EXPECT_FALSE(step(FirstStep::campaign).done);
    write([&](store::Transaction& tx) { dismiss_onboarding(tx, at_noon); });
    EXPECT_TRUE(read([](store::Reader& db) { return onboarding(db); }).dismissed);
}

}  // namespace
}  // namespace huan::server
