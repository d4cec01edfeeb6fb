#include "jobs/runner.hpp"
#include "offer/errors.hpp"
#include "offer/queries.hpp"
#include "scene/campaign.hpp"
#include "scene/errors.hpp"
#include "scene/testing/given.hpp"
#include "scene/work.hpp"

#include <random>

namespace huan::scene {
namespace {

using base::Money;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;
using namespace std::chrono_literals;

class Campaigns : public testing::Scenes {};
INSTANTIATE_ON_BOTH_STORES(Campaigns);

// --- who is held out
// ------------------------------------------------------------------------------------------------

TEST(Holdout, divides_any_segment_in_two_that_are_disjoint_and_the_same_every_time) {
    std::mt19937_64 random(std::random_device{}());
    for (int round = 0; round < 50; ++round) {
        insight::People segment;
        const auto size = random() % 5000;
        for (std::uint64_t i = 0; i < size; ++i) segment.add(1 + random() % 1'000'000'000'000);
        const std::string salt = std::to_string(random());
        const auto percent = static_cast<std::int64_t>(random() % 51);
        SCOPED_TRACE(salt + " at " + std::to_string(percent) + " percent");
        const Audience once = divided(segment, salt, percent);
        EXPECT_TRUE(insight::same(once.treated | once.holdout, segment));
        EXPECT_TRUE((once.treated & once.holdout).isEmpty());
        EXPECT_TRUE(insight::same(divided(segment, salt, percent).holdout, once.holdout));
        for (const std::uint64_t id : segment)
            EXPECT_EQ(is_held_out(salt, percent, base::CustomerId{static_cast<std::int64_t>(id)}),
                      once.holdout.contains(id));
        insight::People larger = segment;
        for (int i = 0; i < 100; ++i) larger.add(random() % 1'000'000);
        EXPECT_TRUE(insight::same(divided(larger, salt, percent).holdout & segment, once.holdout))
            << "who comes later changes nothing for who is there";
    }
}

TEST(Holdout, takes_about_the_share_asked_for_and_other_people_with_another_salt) {
    insight::People segment;
    for (std::uint64_t id = 1; id <= 100'000; ++id) segment.add(id);
    const Audience one = divided(segment, "one", 20);
    const Audience two = divided(segment, "two", 20);
    // Twenty thousand expected, standard deviation 126: five of them on each side.
    EXPECT_NEAR(static_cast<double>(one.holdout.cardinality()), 20'000, 650);
    EXPECT_NEAR(static_cast<double>((one.holdout & two.holdout).cardinality()), 4'000, 310);
    EXPECT_TRUE(divided(segment, "one", 0).holdout.isEmpty());
}

// --- drafts and launch
// ----------------------------------------------------------------------------------------------

TEST_P(Campaigns, a_draft_may_be_incomplete_and_changes_by_version) {
    CreateCampaign draft;
    draft.name.value = "Spring";
    const CampaignView made = drafted(draft);
    EXPECT_EQ(made.status, CampaignStatus::draft);
    EXPECT_EQ(made.holdout_percent, 10);
    UpdateCampaign change;
    change.campaign_id = made.id;
    change.seen_version = made.version;
    change.name.value = "Spring recall";
    change.goal = Goal::recall;
    const CampaignView changed = write([&](Transaction& tx) { return update_campaign(tx, change, at_noon); });
    EXPECT_EQ(changed.metric, Metric::recall_rate);
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { return update_campaign(tx, change, at_noon); }); }),
        errors::stale);
    EXPECT_EQ(refusal_of([&] { draft.name.value = "Spring recall", drafted(draft); }), errors::name_taken);
    draft.name.value = "Half";
    draft.holdout_percent = 51;
    EXPECT_EQ(refusal_of([&] { drafted(draft); }), base::errors::out_of_range);
}

TEST_P(Campaigns, launching_is_refused_and_freezes_nothing_when) {
    vips(10);
    const SegmentId segment = vip_segment();
    const offer::CouponType type = coupon_type();
    const offer::CouponType unpublished = write([&](Transaction& tx) {
        return offer::create_coupon_type(tx, offer::testing::ten_off("Draft", noon), at_noon);
    });
    const SegmentId uncounted = write([&](Transaction& tx) {
                                    insight::CreateSegment command;
                                    command.name.value = "Uncounted";
                                    command.rule.tag = insight::TagRule{{"vip"}};
                                    return insight::create_segment(tx, command, at_noon);
                                }).id;
    struct Refusal {
        const char* when;
        std::function<void(CreateCampaign&)> spoil;
        base::ErrorKind because;
        const char* field;
    };
    const Refusal refusals[] = {
        {"it is for nobody", [](auto& c) { c.segment_id.reset(); }, errors::no_segment, "segment_id"},
        {"its segment was never counted", [&](auto& c) { c.segment_id = uncounted; },
         errors::segment_not_ready, "segment_id"},
        {"it gives nothing", [](auto& c) { c.coupon_type_id.reset(); }, errors::no_coupon, "coupon_type_id"},
        {"its coupon is a draft", [&](auto& c) { c.coupon_type_id = unpublished.id; },
         errors::coupon_not_published, "coupon_type_id"},
        {"its coupon will be over",
         [&](auto& c) { c.starts_at = noon + 24h * 61, c.ends_at = noon + 24h * 70; }, errors::coupon_over,
         "coupon_type_id"},
        {"it has no money", [](auto& c) { c.budget = Money{999}; }, errors::no_budget, "budget"},
        {"the coupon has less money", [](auto& c) { c.budget = Money{10'000'001}; }, errors::budget_too_large,
         "budget"},
        {"it never ends", [](auto& c) { c.ends_at.reset(); }, errors::no_end, "ends_at"},
        {"it has ended", [&](auto& c) { c.ends_at = noon; }, errors::over, "ends_at"},
        {"it ends before it begins", [&](auto& c) { c.starts_at = c.ends_at; }, errors::bad_period,
         "ends_at"},
        {"it says nothing", [](auto& c) { c.message_body.reset(); }, errors::no_message, "message_body"},
        {"its text has an unknown place", [](auto& c) { c.message_title = base::Note<80>{"{nmae}"}; },
         base::ErrorKind{base::Category::invalid, "channel.bad_template", ""}, "message_title"},
    };
    int n = 0;
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        CreateCampaign draft = complete("Campaign " + std::to_string(++n), segment, type.id);
        row.spoil(draft);
        const CampaignView made = drafted(draft);
        try {
            write([&](Transaction& tx) { return launch_campaign(tx, {made.id, made.version, {}}, at_noon); });
            ADD_FAILURE() << "it was not refused";
        } catch (const base::Error& refused) {
            EXPECT_EQ(refused.kind(), row.because);
            EXPECT_EQ(refused.field(), row.field);
        }
        const auto preview = read([&](Reader& db) { return preview_campaign(db, {made.id}, at_noon); });
        ASSERT_FALSE(preview.problems.empty());
        EXPECT_EQ(preview.problems.front().code, row.because.code)
            << "the preview names what the launch refuses";
    }
    EXPECT_EQ(number("SELECT count(*) FROM campaign_audience"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM campaign_allotment"), 0);
    EXPECT_EQ(events_named("campaign.launched"), 0);
}

TEST_P(Campaigns, a_launch_freezes_the_audience_and_sets_the_money_aside) {
    const auto people = vips(60);
    const offer::CouponType type = coupon_type();
    const CampaignView campaign = launched(complete("Spring", vip_segment(), type.id));
    EXPECT_EQ(campaign.status, CampaignStatus::live);
    EXPECT_EQ(campaign.segment_size, 60);
    EXPECT_EQ(campaign.audience_size + campaign.holdout_size, 60);
    const Audience audience = read([&](Reader& db) { return audience_of(db, campaign.id); });
    EXPECT_EQ(of(audience.treated | audience.holdout), people);
    EXPECT_TRUE((audience.treated & audience.holdout).isEmpty());
    EXPECT_EQ(read([&](Reader& db) { return offer::allotment_left(db, campaign.id); }), Money{1'000'000});
    EXPECT_EQ(read([&](Reader& db) { return offer::find_coupon_type(db, type.id).value().budget_left; }),
              Money{9'000'000});
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) {
                      return launch_campaign(tx, {campaign.id, campaign.version, {}}, at_noon);
                  });
              }),
              errors::not_draft);
}

TEST_P(Campaigns, a_clash_with_a_live_campaign_is_named_with_its_overlap_before_the_launch) {
    vips(30);
    const SegmentId segment = vip_segment();
    const offer::CouponType type = coupon_type();
    const CampaignView first = launched(complete("First", segment, type.id));
    const CampaignView second = drafted(complete("Second", vip_segment("The same"), type.id));
    const auto preview = read([&](Reader& db) { return preview_campaign(db, {second.id}, at_noon); });
    ASSERT_EQ(preview.clashes.size(), 1U);
    EXPECT_EQ(preview.clashes[0].campaign_id, first.id);
    EXPECT_EQ(preview.clashes[0].overlap, 30);
    EXPECT_TRUE(preview.problems.empty());
    const auto launch = [&](bool despite) {
        write([&](Transaction& tx) {
            return launch_campaign(tx, {second.id, second.version, despite}, at_noon);
        });
    };
    EXPECT_EQ(refusal_of([&] { launch(false); }), errors::clash);
    EXPECT_NO_THROW(launch(true));
}

TEST_P(Campaigns, a_preview_says_whom_it_reaches_what_it_costs_and_what_they_will_read) {
    const auto people = vips(40);
    write([&](Transaction& tx) {
        customer::set_consent(tx, {people[0], {"inbox"}, {"marketing"}, false, {}}, at_noon);
        customer::set_consent(tx, {people[1], {"all"}, {"all"}, false, {}}, at_noon);
        for (const base::CustomerId id : people)
            customer::set_attributes(tx, {id, {{"name", "Anna"}}, {}}, at_noon);
    });
    CreateCampaign draft = complete("Spring", vip_segment(), coupon_type().id);
    draft.holdout_percent = 0;
    const CampaignView made = drafted(draft);
    const auto preview = read([&](Reader& db) { return preview_campaign(db, {made.id}, at_noon); });
    EXPECT_EQ(preview.segment_size, 40);
    EXPECT_EQ(preview.audience_size, 40);
    EXPECT_EQ(preview.sample.size(), 10U);
    EXPECT_FALSE(preview.skips_estimated);
    std::map<std::string, std::int64_t> skips;
    for (const SkipCount& skip : preview.skips) skips[skip.reason] = skip.people;
    EXPECT_EQ(skips, (std::map<std::string, std::int64_t>{{"do_not_contact", 1}, {"no_consent", 1}}));
    EXPECT_EQ(preview.cost_most, Money{40'000});
    EXPECT_EQ(preview.cost_low, Money{0});
    EXPECT_EQ(preview.message_title, "Anna, ¥10.00 off");
    EXPECT_EQ(preview.message_body, "Ten off until 2026-03-12");
    EXPECT_EQ(number("SELECT count(*) FROM skip"), 0) << "a preview leaves nothing behind";
}

TEST_P(Campaigns, another_merchants_campaign_is_unknown) {
    const CampaignView campaign = drafted(complete("Spring", {}, coupon_type().id));
    base::Context stranger = at_noon;
    stranger.actor.kind = base::ActorKind::user;
    stranger.actor.scope = base::DataScope::subtree;
    stranger.actor.org_path = "/1/5/";
    EXPECT_EQ(
        refusal_of([&] { read([&](Reader& db) { return get_campaign(db, {campaign.id}, stranger); }); }),
        errors::unknown);
    EXPECT_EQ(refusal_of([&] {
                  write([&](Transaction& tx) { return launch_campaign(tx, {campaign.id, 1, {}}, stranger); });
              }),
              errors::unknown);
    EXPECT_TRUE(read([&](Reader& db) { return list_campaigns(db, {}, stranger); }).items.empty());
}

// --- delivery
// -------------------------------------------------------------------------------------------------------

TEST_P(Campaigns, a_delivery_reaches_everybody_once_however_it_is_cut_and_tells_who_is_held_out) {
    vips(50);
    const CampaignView campaign = launched(complete("Spring", vip_segment(), coupon_type().id));
    const Audience audience = read([&](Reader& db) { return audience_of(db, campaign.id); });
    ASSERT_FALSE(audience.holdout.isEmpty());
    Delivered step;
    int steps = 0;
    for (; !step.finished && steps < 50; ++steps) step = delivered(campaign.id, 7, noon);
    EXPECT_EQ(steps, 8);
    EXPECT_EQ(step.done, 50);
    EXPECT_TRUE(delivered(campaign.id, 7, noon).finished);

    const auto treated = static_cast<std::int64_t>(audience.treated.cardinality());
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), treated);
    EXPECT_EQ(number("SELECT count(DISTINCT customer_id) FROM inbox_message"), treated);
    EXPECT_EQ(events_named("campaign.sent"), treated);
    EXPECT_EQ(events_named("campaign.held_out"), 50 - treated);
    for (const base::CustomerId id : of(audience.holdout))
        EXPECT_EQ(asked_why(campaign.id, id).answer, WhyAnswer::held_out);
    const Explanation sent = asked_why(campaign.id, of(audience.treated).front());
    EXPECT_EQ(sent.answer, WhyAnswer::sent);
    EXPECT_EQ(sent.read, false);
}

TEST_P(Campaigns, who_may_not_be_written_to_is_skipped_with_the_reason_on_record) {
    const auto people = vips(6);
    const base::CustomerId no_contact = people[0], no_consent = people[1], tired = people[2];
    write([&](Transaction& tx) {
        customer::set_consent(tx, {no_contact, {"all"}, {"all"}, false, {}}, at_noon);
        customer::set_consent(tx, {no_consent, {"inbox"}, {"marketing"}, false, {}}, at_noon);
        for (int i = 0; i < 2; ++i)
            take_message(tx, tired, channel::ChannelKind::inbox, guard_settings(tx), access::settings(tx),
                         noon);
    });
    CreateCampaign draft = complete("Spring", vip_segment(), coupon_type().id);
    draft.holdout_percent = 0;
    const CampaignView campaign = launched(draft);
    EXPECT_TRUE(delivered(campaign.id, 100, noon).finished);
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 3);
    const auto reason = [&](base::CustomerId id) { return asked_why(campaign.id, id).skip_reason; };
    EXPECT_EQ(reason(no_contact), SkipReason::do_not_contact);
    EXPECT_EQ(reason(no_consent), SkipReason::no_consent);
    EXPECT_EQ(reason(tired), SkipReason::message_limit);
    EXPECT_EQ(asked_why(campaign.id, tired).answer, WhyAnswer::skipped);
    const SkipPage page = read([&](Reader& db) {
        return list_skips(db, {campaign.id, {}, {}, {}}, at_noon);
    });
    EXPECT_EQ(page.items.size(), 3U);
    EXPECT_EQ(page.by_reason.size(), 3U);
    const auto detail = read([&](Reader& db) { return get_campaign(db, {campaign.id}, at_noon); });
    EXPECT_EQ(detail.progress.sent, 3);
    EXPECT_EQ(detail.progress.skipped, 3);
    EXPECT_EQ(detail.progress.waiting, 0);
}

TEST_P(Campaigns, a_delivery_waits_for_the_morning_and_for_a_pause_to_end) {
    vips(5);
    CreateCampaign draft = complete("Spring", vip_segment(), coupon_type().id);
    draft.holdout_percent = 0;
    const CampaignView campaign = launched(draft);
    const base::Instant evening = noon + 1h;  // 21:00 in Shanghai; quiet until 09:00.
    const Delivered quiet = delivered(campaign.id, 100, evening);
    EXPECT_EQ(quiet.waits_until, noon + 13h);
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 0);
    const auto told = [&](base::Instant now) {
        return read([&](Reader& db) {
                   return get_campaign(db, {campaign.id}, {.now = now, .actor = base::system_actor()});
               })
            .progress.quiet_until;
    };
    EXPECT_EQ(told(evening), noon + 13h);
    EXPECT_EQ(told(noon + 14h), std::nullopt);

    const CampaignView paused = write([&](Transaction& tx) {
        return pause_campaign(tx, {campaign.id, campaign.version}, at_noon);
    });
    EXPECT_TRUE(delivered(campaign.id, 100, noon + 13h).stopped);
    write([&](Transaction& tx) { return resume_campaign(tx, {campaign.id, paused.version}, at_noon); });
    EXPECT_TRUE(delivered(campaign.id, 100, noon + 13h).finished);
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 5);
}

TEST_P(Campaigns, the_job_delivers_and_the_clock_starts_and_ends_campaigns) {
    vips(45);
    CreateCampaign draft = complete("Spring", vip_segment(), coupon_type().id);
    draft.starts_at = noon + 24h;
    draft.holdout_percent = 0;
    const CampaignView campaign = launched(draft);
    base::Instant now = noon;
    jobs::Runner runner(store(), [&] { return now; });
    jobs::Scheduler scheduler(store(), [&] { return now; });
    add_work(runner, scheduler, store());
    scheduler.run_due(now);
    EXPECT_FALSE(runner.run_one()) << "its time has not come";
    now = noon + 24h;
    scheduler.run_due(now);
    EXPECT_TRUE(runner.run_one());
    EXPECT_EQ(number("SELECT count(*) FROM inbox_message"), 45);
    now = noon + 24h + 2min;
    scheduler.run_due(now);
    EXPECT_FALSE(runner.run_one()) << "it is done";

    now = noon + 24h * 10;
    scheduler.run_due(now);
    EXPECT_EQ(read([&](Reader& db) { return find_campaign(db, campaign.id).value().status; }),
              CampaignStatus::ended);
    EXPECT_EQ(read([&](Reader& db) { return offer::allotment_left(db, campaign.id); }), Money{0});
    EXPECT_EQ(events_named("campaign.ended"), 1);
}

TEST_P(Campaigns, only_what_is_live_is_paused_and_only_what_is_paused_resumed) {
    vips(5);
    const CampaignView campaign = launched(complete("Spring", vip_segment(), coupon_type().id));
    const auto move = [&](auto verb, std::int64_t version) {
        return write([&](Transaction& tx) { return verb(tx, MoveCampaign{campaign.id, version}, at_noon); });
    };
    EXPECT_EQ(refusal_of([&] { move(&resume_campaign, campaign.version); }), errors::not_paused);
    const CampaignView paused = move(&pause_campaign, campaign.version);
    EXPECT_EQ(refusal_of([&] { move(&pause_campaign, paused.version); }), errors::not_live);
    EXPECT_EQ(refusal_of([&] { move(&resume_campaign, campaign.version); }), errors::stale);
    const CampaignView ended = move(&end_campaign, paused.version);
    EXPECT_EQ(ended.status, CampaignStatus::ended);
    EXPECT_EQ(refusal_of([&] { move(&end_campaign, ended.version); }), errors::not_live);
}

}  // namespace
}  // namespace huan::scene
