#include "access/queries.hpp"
#include "demo/story.hpp"
#include "offer/commands.hpp"
#include "sales/commands.hpp"
#include "scene/commands.hpp"

#include <algorithm>

namespace huan::demo {
namespace {

using base::Money;

/// The policy that ends in 27 days, of somebody who washes 12 times a month: before everything else of the
/// first agent.
void first_task(Story& story) {
    const base::Instant now = story.calendar.now();
    const base::UserId agent = story.agents.front();
    const auto tasks =
        story.read([&](store::Reader& db) { return sales::workbench(db, {}, story.as(agent, now)).tasks; });
    base::Instant due = now + std::chrono::hours{1};
    if (!tasks.empty()) due = std::min(due, tasks.front().due_at - std::chrono::minutes{5});
    story.write([&](store::Transaction& tx) {
        sales::CreateLead lead{.customer_id = story.customers[insured_washer], .kind = {"insurance"}};
        lead.note = base::Note<400>{"车险 27 天后到期；每月洗车约 12 次，年卡配车险最划算"};
        lead.owner_id = agent;
        lead.due_at = due;
        sales::create_lead(tx, lead, story.as(story.marketer, now));
    });
}

/// A call about tyres among the first agent's next ones.
void tyre_task(Story& story) {
    const base::Instant now = story.calendar.now();
    const base::Context ctx = story.as(story.marketer, now);
    const auto leads = story.read([&](store::Reader& db) {
        return sales::list_leads(db, {.unfinished = true, .kind = "tyres"}, ctx).items;
    });
    const std::int64_t agent = story.agents.front().value;
    if (leads.empty() || std::ranges::any_of(leads, [&](const auto& lead) { return lead.owner_id == agent; }))
        return;
    story.write([&](store::Transaction& tx) {
        sales::assign_lead(tx,
                           {.lead_id = leads.front().id,
                            .user_id = story.agents.front(),
                            .seen_version = leads.front().version},
                           ctx);
    });
}

/// A draft for the largest group: it can be launched once its clash was looked at.
void drafted_campaign(Story& story) {
    const base::Instant now = story.calendar.now();
    const base::Context ctx = story.as(story.marketer, now);
    story.write([&](store::Transaction& tx) {
        offer::CreateCouponType create;
        create.name.value = "月卡立减 10 元";
        create.face_value = Money{1000};
        create.threshold = Money{6000};
        create.stock = 2000;
        create.budget = create.face_value * create.stock;
        create.claim_until = story.calendar.noon(story.calendar.today() + 45);
        create.use_days = 14;
        const offer::CouponType draft = offer::create_coupon_type(tx, create, ctx);
        const offer::CouponType type =
            offer::publish_coupon_type(tx, {.coupon_type_id = draft.id, .seen_version = draft.version}, ctx);
        scene::CreateCampaign campaign;
        campaign.name.value = "月卡体验";
        campaign.goal = scene::Goal::repurchase;
        campaign.segment_id = story.segments.at("每月洗车 2–3 次");
        campaign.coupon_type_id = type.id;
        campaign.ends_at = story.calendar.noon(story.calendar.today() + 30);
        campaign.message_title = base::Note<80>{"{name}，月卡更划算"};
        campaign.message_body = base::Note<500>{"您常来洗车：月卡 3 次，再减 {amount}，{until} 前有效。"};
        campaign.budget = create.face_value * 1000;
        campaign.holdout_percent = 10;
        scene::create_campaign(tx, campaign, ctx);
    });
}

}  // namespace

void set_the_table(Story& story) {
    tyre_task(story);  // It may be due already, and the first task is to come before it.
    first_task(story);
    drafted_campaign(story);
}

}  // namespace huan::demo
