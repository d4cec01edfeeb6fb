// What people are promised when they turn out to be one: their limits are not new, and a holdout stays one.
#include "channel/commands.hpp"
#include "customer/decision.hpp"
#include "scene/follow.hpp"
#include "scene/queries.hpp"
#include "scene/testing/given.hpp"

namespace huan::scene {
namespace {

using store::Reader;
using store::Transaction;

class JoinedPeople : public testing::Scenes {
protected:
    void SetUp() override {
        Scenes::SetUp();
        if (IsSkipped()) return;
        for (const char* name : {"profiles.merged", "profiles.parted"}) {
            store().reactors().on(name, "channel.follow", &channel::react_to_merge);
            store().reactors().on(name, "scene.follow", &follow_people);
        }
    }
    std::int64_t joined(base::CustomerId who, base::CustomerId with) {
        return write([&](Transaction& tx) {
                   return customer::merge_customers(tx, {who, with, {}}, at_noon);
               })
            .decision_id;
    }
    void parted(std::int64_t decision) {
        write([&](Transaction& tx) { customer::take_back(tx, {decision}, at_noon); });
    }
    std::int64_t messages_today(base::CustomerId who) {
        return number("SELECT n FROM message_count WHERE customer_id = " + std::to_string(who.value));
    }
};
INSTANTIATE_ON_BOTH_STORES(JoinedPeople);

TEST_P(JoinedPeople, share_the_messages_of_the_day_and_have_their_own_again_when_parted) {
    const auto people = vips(2);
    CreateCampaign everybody = complete("Spring", vip_segment(), coupon_type().id);
    everybody.holdout_percent = 0;
    delivered(launched(everybody).id, 10, noon);
    EXPECT_EQ(messages_today(people[0]), 1);
    EXPECT_EQ(messages_today(people[1]), 1);
    const std::int64_t decision = joined(people[0], people[1]);
    EXPECT_EQ(messages_today(people[0]), 2);
    EXPECT_EQ(messages_today(people[1]), 0);
    parted(decision);
    EXPECT_EQ(messages_today(people[0]), 1);
    EXPECT_EQ(messages_today(people[1]), 1);
}

TEST_P(JoinedPeople, get_no_message_when_one_of_them_was_held_out) {
    const auto people = vips(1);
    CreateCampaign half = complete("Spring", vip_segment(), coupon_type().id);
    half.holdout_percent = 50;
    half.budget = base::Money{10'000};
    CampaignView campaign;
    Audience audience;
    for (int tries = 0; audience.treated.isEmpty(); ++tries) {  // Chance decides; a few drafts decide for us.
        ASSERT_LT(tries, 100);
        half.name.value = "Spring " + std::to_string(tries);
        campaign = launched(half, true);
        audience = read([&](Reader& db) { return audience_of(db, campaign.id); });
    }
    const std::string salt = read([&](Reader& db) { return find_campaign(db, campaign.id)->salt; });
    base::CustomerId other = somebody(1);
    for (int n = 2; !is_held_out(salt, 50, other); ++n) other = somebody(n);
    const Grant refused = write([&](Transaction& tx) {
        return grant_coupon(tx, {.campaign_id = campaign.id, .customer_id = other}, at_noon);
    });
    ASSERT_EQ(refused.reason, SkipReason::holdout);

    joined(people[0], other);
    delivered(campaign.id, 10, noon);
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 0);
    EXPECT_EQ(asked_why(campaign.id, people[0]).answer, WhyAnswer::held_out);
}

}  // namespace
}  // namespace huan::scene
