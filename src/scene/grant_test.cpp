#include "offer/errors.hpp"
#include "offer/queries.hpp"
#include "scene/errors.hpp"
#include "scene/guard.hpp"
#include "scene/testing/given.hpp"

namespace huan::scene {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using namespace std::chrono_literals;

class Grants : public testing::Scenes {
protected:
    CreateCampaign for_everybody(const std::string& name) {
        CreateCampaign draft = complete(name, {}, coupon_type(name).id);
        draft.strategy = Strategy::trigger;
        draft.holdout_percent = 0;
        return draft;
    }
    Grant granted(CampaignId campaign, base::CustomerId person, bool by_customer, base::Instant now) {
        return write([&](Transaction& tx) {
            return grant_coupon(tx, {campaign, person, by_customer, {}}, at(now));
        });
    }
    Grant granted(CampaignId campaign, base::CustomerId person, bool by_customer = false) {
        return granted(campaign, person, by_customer, noon);
    }
    TriggerView trigger(CampaignId campaign, const std::string& event, std::int64_t per_person = 1,
                        std::optional<insight::Rule> rule = {}) {
        CreateTrigger command;
        command.name.value = "When " + event;
        command.event.value = event;
        command.rule = std::move(rule);
        command.campaign_id = campaign;
        command.per_person = per_person;
        return write([&](Transaction& tx) { return create_trigger(tx, command, at_noon); });
    }
    store::Event happens(base::CustomerId person, const std::string& name, base::Instant now,
                         bool live = true) {
        return write([&](Transaction& tx) {
            store::Event event;
            event.name = name;
            event.profile_id = customer::main_profile(tx, person);
            event.live = live;
            return store::append(tx, event, at(now));
        });
    }
    std::int64_t coupons() { return number("SELECT count(*) FROM coupon"); }
    void guard(GuardSettings wanted) {
        write([&](Transaction& tx) {
            return update_guard(tx,
                                {guard_settings(tx).version, wanted.held_limit, wanted.type_period_days,
                                 wanted.messages_per_day, wanted.require_consent},
                                at_noon);
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(Grants);

// --- the guard
// ------------------------------------------------------------------------------------------------------

TEST_P(Grants, what_we_give_is_capped_and_what_a_person_claims_is_not) {
    guard({.held_limit = 2, .type_period_days = 0});
    const base::CustomerId anna = somebody(1);
    CreateCampaign draft = for_everybody("Rain");
    draft.per_person = 10;
    const CampaignView campaign = launched(draft);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(granted(campaign.id, anna).granted);
    const Grant third = granted(campaign.id, anna);
    EXPECT_EQ(third.reason, SkipReason::held_limit);
    EXPECT_TRUE(granted(campaign.id, anna, true).granted);
    EXPECT_EQ(number("SELECT count(*) FROM skip WHERE reason = 'held_limit' AND what = 'grant'"), 1);
}

TEST_P(Grants, the_same_kind_comes_once_a_period_and_another_kind_at_once) {
    const base::CustomerId anna = somebody(1);
    CreateCampaign draft = for_everybody("Rain");
    draft.per_person = 10;
    const CampaignView rain = launched(draft);
    const CampaignView wind = launched(for_everybody("Wind"));
    EXPECT_TRUE(granted(rain.id, anna).granted);
    EXPECT_EQ(granted(rain.id, anna, false, noon + 24h * 7 - 1ms).reason, SkipReason::type_period);
    EXPECT_TRUE(granted(wind.id, anna).granted);
    EXPECT_TRUE(granted(rain.id, anna, false, noon + 24h * 7).granted);
}

TEST_P(Grants, who_is_held_out_gets_nothing_by_any_way_and_every_try_is_on_record) {
    CreateCampaign draft = for_everybody("Rain");
    draft.holdout_percent = 50;
    const CampaignView campaign = launched(draft);
    const std::string salt = read([&](Reader& db) { return find_campaign(db, campaign.id).value().salt; });
    int held = 0;
    for (int n = 0; n < 20; ++n) {
        const base::CustomerId person = somebody(n);
        const bool is_held = is_held_out(salt, 50, person);
        held += is_held ? 1 : 0;
        for (const bool by_customer : {false, true}) {
            const Grant grant = granted(campaign.id, person, by_customer);
            EXPECT_EQ(grant.reason == SkipReason::holdout, is_held);
        }
        EXPECT_EQ(asked_why(campaign.id, person).held_out, is_held);
    }
    EXPECT_GT(held, 0);
    EXPECT_EQ(number("SELECT count(*) FROM skip WHERE reason = 'holdout'"), 2 * held);
    EXPECT_EQ(events_named("campaign.held_out"), held) << "told once a person";
    EXPECT_EQ(coupons(), 20 - held);
}

TEST_P(Grants, a_grant_is_skipped_with_its_reason_when) {
    const base::CustomerId anna = somebody(1);
    const base::CustomerId vip = somebody(2);
    write([&](Transaction& tx) { customer::add_tag(tx, {vip, {"vip"}, {}}, at_noon); });
    struct Row {
        const char* when;
        std::function<void(CreateCampaign&)> make;
        std::function<void(CampaignId)> before;
        base::CustomerId person;
        base::Instant now;
        SkipReason because;
    };
    const SegmentId vips_only = vip_segment();
    const Row rows[] = {
        {"the person is not in the segment",
         [&](auto& c) { c.segment_id = vips_only; },
         {},
         anna,
         noon,
         SkipReason::outside},
        {"it has not begun",
         [&](auto& c) { c.starts_at = noon + 1h; },
         {},
         anna,
         noon,
         SkipReason::campaign_closed},
        {"it is over", {}, {}, anna, noon + 24h * 10, SkipReason::campaign_closed},
        {"it is paused",
         {},
         [&](CampaignId id) { write([&](Transaction& tx) {
                                  return pause_campaign(tx, {id, 2}, at_noon);
                              }); },
         anna,
         noon,
         SkipReason::campaign_closed},
        {"its money is gone", [](auto& c) { c.budget = Money{1500}; },
         [&](CampaignId id) { EXPECT_TRUE(granted(id, vip).granted); }, anna, noon, SkipReason::budget_spent},
        {"the person has enough of it",
         {},
         [&](CampaignId id) { EXPECT_TRUE(granted(id, anna, true).granted); },
         anna,
         noon + 24h * 8,
         SkipReason::campaign_limit},
    };
    int n = 0;
    for (const Row& row : rows) {
        SCOPED_TRACE(row.when);
        CreateCampaign draft = for_everybody("Campaign " + std::to_string(++n));
        if (row.make) row.make(draft);
        const CampaignView campaign = launched(draft);
        if (row.before) row.before(campaign.id);
        const std::int64_t before = coupons();
        const Grant grant = granted(campaign.id, row.person, false, row.now);
        EXPECT_FALSE(grant.granted);
        EXPECT_EQ(grant.reason, row.because);
        EXPECT_EQ(coupons(), before);
        const Explanation why = asked_why(campaign.id, row.person);
        ASSERT_FALSE(why.skips.empty());
        EXPECT_EQ(why.skips.back().reason, row.because);
    }
}

TEST_P(Grants, a_message_counts_against_the_business_day_and_needs_no_luck_at_the_cap) {
    const base::CustomerId anna = somebody(1);
    const auto take = [&](base::Instant now) {
        return write([&](Transaction& tx) {
            return take_message(tx, anna, channel::ChannelKind::inbox, guard_settings(tx),
                                access::settings(tx), now);
        });
    };
    EXPECT_FALSE(take(noon).has_value());
    EXPECT_FALSE(take(noon).has_value());
    EXPECT_EQ(take(noon), SkipReason::message_limit);
    EXPECT_EQ(take(noon + 1h), SkipReason::quiet_hours);
    EXPECT_FALSE(take(noon + 14h).has_value()) << "the next morning";
    guard({.messages_per_day = 0, .require_consent = true});
    EXPECT_EQ(take(noon), SkipReason::no_consent);
    write([&](Transaction& tx) {
        customer::set_consent(tx, {anna, {"inbox"}, {"marketing"}, true, {}}, at_noon);
    });
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(take(noon).has_value());
}

TEST_P(Grants, guard_settings_change_by_version_and_within_bounds) {
    const auto change = [&](std::int64_t seen, std::int64_t held) {
        return write([&](Transaction& tx) { return update_guard(tx, {seen, held, 7, 2, false}, at_noon); });
    };
    EXPECT_EQ(change(0, 9).version, 1);
    EXPECT_EQ(refusal_of([&] { change(0, 10); }), errors::stale);
    EXPECT_EQ(refusal_of([&] { change(1, -1); }), base::errors::out_of_range);
    EXPECT_EQ(read([&](Reader& db) { return guard_settings(db).held_limit; }), 9);
}

// --- progress
// ------------------------------------------------------------------------------------------------------

TEST_P(Grants, progress_counts_what_a_trigger_did_about_each_person) {
    CreateCampaign draft = for_everybody("Welcome");
    draft.holdout_percent = 50;
    const CampaignView campaign = launched(draft);
    trigger(campaign.id, "App Opened", 5);
    std::int64_t given = 0;
    for (int n = 0; n < 20; ++n) {
        const base::CustomerId person = somebody(n);
        happens(person, "App Opened", noon);
        happens(person, "App Opened", noon + 1min);  // Has it already, or is held out again.
    }
    given = coupons();
    const base::CustomerId silent = somebody(100);
    write([&](Transaction& tx) {
        customer::set_consent(tx, {silent, {"all"}, {"all"}, false, {}}, at_noon);
    });
    const std::string salt = read([&](Reader& db) { return find_campaign(db, campaign.id).value().salt; });
    happens(silent, "App Opened", noon);
    const bool is_held = is_held_out(salt, 50, silent);
    const CampaignProgress progress =
        read([&](Reader& db) { return get_campaign(db, {campaign.id}, at_noon).progress; });
    EXPECT_EQ(progress.claimed, given);
    EXPECT_EQ(progress.sent, given);
    EXPECT_EQ(progress.skipped, is_held ? 0 : 1) << "who got it, or is held out, was not passed over";
    EXPECT_EQ(progress.held_out, 20 - given + (is_held ? 1 : 0));
    EXPECT_EQ(progress.waiting, 0);
}

TEST_P(Grants, progress_counts_who_came_and_got_nothing_and_who_was_given_without_a_message) {
    CreateCampaign draft = for_everybody("Page");
    draft.strategy = Strategy::page;
    draft.message_title = {};
    draft.message_body = {};
    const CampaignView campaign = launched(draft);
    const base::CustomerId anna = somebody(1);
    const base::CustomerId late = somebody(2);
    EXPECT_TRUE(granted(campaign.id, anna, true).granted);
    EXPECT_FALSE(granted(campaign.id, anna, true).granted) << "one a person";
    EXPECT_FALSE(granted(campaign.id, late, true, noon + 24h * 10).granted);
    const CampaignProgress progress =
        read([&](Reader& db) { return get_campaign(db, {campaign.id}, at_noon).progress; });
    EXPECT_EQ(progress.sent, 0) << "nothing was sent";
    EXPECT_EQ(progress.claimed, 1);
    EXPECT_EQ(progress.skipped, 1);
    EXPECT_EQ(progress.held_out, 0);
}

// --- triggers
// -------------------------------------------------------------------------------------------------------

TEST_P(Grants, a_live_event_grants_once_and_says_so) {
    const base::CustomerId anna = somebody(1);
    const CampaignView campaign = launched(for_everybody("Welcome"));
    const TriggerView made = trigger(campaign.id, "App Opened", 5);
    happens(anna, "App Opened", noon, false);
    EXPECT_EQ(coupons(), 0) << "an imported event fires nothing";
    const store::Event event = happens(anna, "App Opened", noon);
    EXPECT_EQ(coupons(), 1);
    EXPECT_EQ(events_named("campaign.sent"), 1);
    write([&](Transaction& tx) { react_triggers(tx, event, at_noon); });
    EXPECT_EQ(coupons(), 1) << "the same event again";
    happens(anna, "App Opened", noon);
    EXPECT_EQ(coupons(), 1) << "one a person in this campaign";
    const auto page = read([&](Reader& db) { return list_triggers(db, {campaign.id, {}, {}}, at_noon); });
    EXPECT_EQ(page.items[0].granted, 1);
    EXPECT_EQ(page.items[0].skipped, 1);
    EXPECT_EQ(read([](Reader& db) { return store::reactor_failures(db, 5); }).size(), 0U);
}

TEST_P(Grants, a_trigger_asks_its_rule_and_keeps_its_own_limit) {
    guard({.held_limit = 0, .type_period_days = 0});
    const base::CustomerId anna = somebody(1);
    const base::CustomerId vip = somebody(2);
    write([&](Transaction& tx) { customer::add_tag(tx, {vip, {"vip"}, {}}, at_noon); });
    CreateCampaign draft = for_everybody("Thanks");
    draft.per_person = 10;
    const CampaignView campaign = launched(draft);
    insight::Rule rule;
    rule.tag = insight::TagRule{{"vip"}};
    trigger(campaign.id, "Washed", 2, rule);
    for (int i = 0; i < 3; ++i) {
        happens(anna, "Washed", noon + 1min * i);
        happens(vip, "Washed", noon + 1min * i);
    }
    EXPECT_EQ(coupons(), 2);
    EXPECT_EQ(number("SELECT count(*) FROM skip WHERE reason = 'trigger_limit'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM trigger_firing"), 3) << "who the rule leaves out is no skip";
}

TEST_P(Grants, a_refused_grant_does_not_use_up_the_triggers_limit) {
    guard({.held_limit = 0, .type_period_days = 1});
    const base::CustomerId anna = somebody(1);
    CreateCampaign draft = for_everybody("Thanks");
    draft.per_person = 10;
    const CampaignView campaign = launched(draft);
    trigger(campaign.id, "Washed", 2);
    happens(anna, "Washed", noon);
    happens(anna, "Washed", noon + 1min);
    happens(anna, "Washed", noon + 24h);
    EXPECT_EQ(coupons(), 2);
}

TEST_P(Grants, in_the_night_the_coupon_is_given_and_the_message_is_not) {
    const base::CustomerId anna = somebody(1);
    const CampaignView campaign = launched(for_everybody("Welcome"));
    trigger(campaign.id, "App Opened");
    happens(anna, "App Opened", noon + 3h);
    EXPECT_EQ(coupons(), 1);
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM skip WHERE reason = 'quiet_hours' AND what = 'message'"), 1);
}

TEST_P(Grants, a_trigger_is_refused_when) {
    const CampaignView campaign = launched(for_everybody("Welcome"));
    insight::Rule empty;
    EXPECT_EQ(refusal_of([&] { trigger(campaign.id, "coupon.claimed"); }), errors::bad_event);
    EXPECT_EQ(refusal_of([&] { trigger(CampaignId{9'999'999}, "Washed"); }), errors::unknown);
    EXPECT_EQ(refusal_of([&] { trigger(campaign.id, "Washed", 0); }), base::errors::out_of_range);
    EXPECT_EQ(std::string(refusal_of([&] { trigger(campaign.id, "Washed", 1, empty); }).code), "rule.empty");
}

}  // namespace
}  // namespace huan::scene
