#include "effect/home.hpp"
#include "effect/measure.hpp"
#include "scene/testing/given.hpp"

#include <gtest/gtest.h>

namespace huan::effect {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;

/// Campaigns for whoever comes: no segment, so nobody is frozen at launch.
class OpenCampaigns : public scene::testing::Scenes {
protected:
    scene::CampaignId open(std::int64_t holdout_percent) {
        const std::string name = "Open " + std::to_string(++campaigns_);
        scene::CreateCampaign draft = complete(name, {}, coupon_type(name).id);
        draft.strategy = scene::Strategy::page;
        draft.holdout_percent = holdout_percent;
        return launched(draft).id;
    }
    /// The n-th person asks for the coupon.
    bool asks(scene::CampaignId campaign, int n, base::Instant when) {
        const base::CustomerId who = somebody(n);
        return write([&](Transaction& tx) {
                   return scene::grant_coupon(tx, {campaign, who, true, {}}, at(when));
               })
            .granted;
    }
    void buys(int n, base::Instant when, std::int64_t amount) {
        customer::RecordOrder order{
            .identities = {{customer::IdentityKind::phone, "139" + std::to_string(10'000'000 + n)}},
            .ordered_at = when};
        order.amount = base::Money{amount};
        order.number = {"A-" + std::to_string(++orders_)};
        write([&](Transaction& tx) { return customer::record_order(tx, order, at(when)); });
    }
    CampaignReport report(scene::CampaignId campaign, base::Instant now) {
        const auto history = history::open_journal(store());
        return measure(store(), *history, {.campaign_id = campaign}, at(now));
    }
    Home home(base::Instant now) {
        const auto history = history::open_journal(store());
        return HomePage(store(), *history).show(at(now));
    }

private:
    int campaigns_ = 0;
    int orders_ = 0;
};
INSTANTIATE_ON_BOTH_STORES(OpenCampaigns);

TEST_P(OpenCampaigns, compare_who_was_offered_with_who_was_held_out_when_they_asked) {
    const scene::CampaignId campaign = open(50);
    std::int64_t given = 0;
    for (int n = 0; n < 40; ++n) {
        buys(n, noon + hours(1), 70'000);  // Before they met the campaign: it earned nothing of this.
        const bool granted = asks(campaign, n, noon + hours(2));
        given += granted ? 1 : 0;
        buys(n, noon + hours(3), granted ? 3000 + n : 1000 + n);
    }
    buys(99, noon + hours(3), 90'000);  // Never met it.
    const CampaignReport made = report(campaign, noon + hours(4));
    EXPECT_EQ(made.treated, given);
    EXPECT_EQ(made.holdout, 40 - given);
    EXPECT_EQ(made.funnel.targeted, given);
    ASSERT_TRUE(made.amount.total);
    EXPECT_NEAR(*made.amount.per_person, 2000, 30);
    EXPECT_EQ(made.verdict, Verdict::earned);
    const auto month = home(noon + hours(4)).month;
    ASSERT_TRUE(month);
    EXPECT_EQ(month->amount, std::llround(*made.amount.total));
}

TEST_P(OpenCampaigns, count_as_offered_who_was_let_through_and_then_got_nothing) {
    const scene::CampaignId campaign = open(0);
    EXPECT_TRUE(asks(campaign, 1, noon + hours(1)));
    EXPECT_FALSE(asks(campaign, 1, noon + hours(2))) << "one a person";
    const base::CustomerId two = somebody(2);
    write([&](Transaction& tx) {
        customer::set_consent(tx, {two, {"all"}, {"all"}, false, {}}, at_noon);
        return scene::grant_coupon(tx, {campaign, two, false, {}}, at(noon + hours(1)));
    });
    const CampaignReport made = report(campaign, noon + hours(4));
    EXPECT_EQ(made.treated, 2);
    EXPECT_EQ(made.holdout, 0);
}

TEST_P(OpenCampaigns, are_measured_on_those_only_who_had_come_by_then) {
    const scene::CampaignId campaign = open(50);
    for (int n = 0; n < 10; ++n) asks(campaign, n, noon + hours(1));
    for (int n = 10; n < 20; ++n) asks(campaign, n, noon + hours(3));
    const CampaignReport early = report(campaign, noon + hours(2));
    EXPECT_EQ(early.treated + early.holdout, 10);
}

}  // namespace
}  // namespace huan::effect
