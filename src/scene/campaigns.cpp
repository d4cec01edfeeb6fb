#include "access/secret.hpp"
#include "access/settings.hpp"
#include "jobs/runner.hpp"
#include "offer/commands.hpp"
#include "scene/commands.hpp"
#include "scene/errors.hpp"
#include "scene/launch.hpp"
#include "scene/rows.hpp"
#include "scene/work.hpp"

namespace huan::scene {

namespace {

void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* field) {
    if (value < low || value > high)
        throw base::Error{base::errors::out_of_range, field,
                          "Between " + std::to_string(low) + " and " + std::to_string(high) + "."};
}

/// What both requests have in common. A draft may be incomplete, but what it says must be sensible.
template <class Request> void take_over(store::Transaction& tx, Campaign& campaign, const Request& request) {
    campaign.name = request.name;
    campaign.goal = request.goal;
    campaign.segment_id = request.segment_id;
    campaign.coupon_type_id = request.coupon_type_id;
    campaign.starts_at = request.starts_at;
    campaign.ends_at = request.ends_at;
    campaign.strategy = request.strategy.value_or(Strategy::send);
    campaign.message_title = request.message_title.value_or(base::Note<80>{});
    campaign.message_body = request.message_body.value_or(base::Note<500>{});
    campaign.per_person = request.per_person.value_or(1);
    campaign.budget = request.budget.value_or(base::Money{});
    campaign.holdout_percent = request.holdout_percent.value_or(10);
    campaign.expected_orders = request.expected_orders;
    campaign.expected_amount = request.expected_amount;
    check_range(campaign.per_person, 1, 1000, "per_person");
    check_range(campaign.budget.minor, 0, 1'000'000'000'000, "budget");
    check_range(campaign.holdout_percent, 0, 50, "holdout_percent");
    if (campaign.expected_orders) check_range(*campaign.expected_orders, 0, 1'000'000'000, "expected_orders");
    if (campaign.expected_amount)
        check_range(campaign.expected_amount->minor, 0, 1'000'000'000'000'000, "expected_amount");
    if (rows::name_taken(tx, campaign.org_id, campaign.name, campaign.id))
        throw base::Error{errors::name_taken, "name"};
}

Campaign seen_campaign(store::Transaction& tx, CampaignId id, std::int64_t seen_version,
                       const base::Context& ctx) {
    const auto campaign = rows::lock_campaign(tx, id);
    if (!campaign || !base::may_see(ctx.actor, campaign->org_path)) throw base::Error{errors::unknown};
    if (campaign->version != seen_version) throw base::Error{errors::stale, "seen_version"};
    return *campaign;
}

CampaignView kept(store::Transaction& tx, Campaign& campaign) {
    ++campaign.version;
    store::update_row(tx, "campaign", campaign);
    return view_of(campaign);
}

void end(store::Transaction& tx, Campaign& campaign, const base::Context& ctx) {
    offer::release_allotment(tx, campaign.id, ctx);
    campaign.status = CampaignStatus::ended;
    campaign.ended_at = ctx.now;
    kept(tx, campaign);
    store::Event event;
    event.name = "campaign.ended";
    event.org_id = campaign.org_id;
    event.properties["campaign_id"] = campaign.id.value;
    store::append(tx, std::move(event), ctx);
}

/// Queues the delivery where it may begin now; one job at a time works on a campaign.
void start_delivery(store::Transaction& tx, const Campaign& campaign, const base::Context& ctx) {
    if (campaign.strategy != Strategy::send || *campaign.starts_at > ctx.now) return;
    const auto progress = rows::progress(tx, campaign.id);
    if (!progress || progress->is_done || access::settings(tx).is_quiet(ctx.now)) return;
    jobs::NewJob job;
    job.kind = delivery_job;
    job.title = campaign.name.value;
    job.input["campaign_id"] = campaign.id.value;
    job.key = "campaign:" + std::to_string(campaign.id.value);
    job.total = campaign.segment_size;
    jobs::queue(tx, job, ctx);
}

}  // namespace

CampaignView create_campaign(store::Transaction& tx, const CreateCampaign& command,
                             const base::Context& ctx) {
    Campaign campaign;
    campaign.id = CampaignId{tx.next_id()};
    campaign.org_id = ctx.actor.org_id;
    campaign.org_path = ctx.actor.org_path;
    campaign.salt = access::random_token();
    campaign.created_at = ctx.now;
    campaign.version = 1;
    take_over(tx, campaign, command);
    store::insert_row(tx, "campaign", campaign);
    return view_of(campaign);
}

CampaignView update_campaign(store::Transaction& tx, const UpdateCampaign& command,
                             const base::Context& ctx) {
    Campaign campaign = seen_campaign(tx, command.campaign_id, command.seen_version, ctx);
    if (campaign.status != CampaignStatus::draft) throw base::Error{errors::not_draft};
    take_over(tx, campaign, command);
    return kept(tx, campaign);
}

CampaignView launch_campaign(store::Transaction& tx, const LaunchCampaign& command,
                             const base::Context& ctx) {
    Campaign campaign = seen_campaign(tx, command.campaign_id, command.seen_version, ctx);
    if (campaign.status != CampaignStatus::draft) throw base::Error{errors::not_draft};
    if (const auto found = obstacles(tx, campaign, ctx.now); !found.empty())
        throw base::Error{found.front().kind, found.front().field, found.front().detail};
    const insight::People segment = segment_people(tx, campaign);
    if (const auto found = clashes(tx, campaign, segment);
        !found.empty() && !command.despite_clashes.value_or(false)) {
        std::string names;
        for (const CampaignClash& clash : found)
            names.append(names.empty() ? "" : ", ")
                .append(clash.name + " (" + std::to_string(clash.overlap) + ")");
        throw base::Error{errors::clash, "segment_id", "Already reached by: " + names + "."};
    }
    const Audience audience = divided(segment, campaign.salt, campaign.holdout_percent);
    campaign.status = CampaignStatus::live;
    campaign.starts_at = campaign.starts_at.value_or(ctx.now);
    campaign.launched_at = ctx.now;
    campaign.audience_size = static_cast<std::int64_t>(audience.treated.cardinality());
    campaign.holdout_size = static_cast<std::int64_t>(audience.holdout.cardinality());
    campaign.segment_size = campaign.audience_size + campaign.holdout_size;
    rows::insert_audience(tx, campaign.id, audience, ctx.now);
    offer::allot(tx, {campaign.id, *campaign.coupon_type_id, campaign.budget, campaign.per_person}, ctx);
    CampaignView view = kept(tx, campaign);

    store::Event event;
    event.name = "campaign.launched";
    event.org_id = campaign.org_id;
    event.properties = {{"campaign_id", campaign.id.value},
                        {"audience_size", campaign.audience_size},
                        {"holdout_size", campaign.holdout_size}};
    store::append(tx, std::move(event), ctx);
    start_delivery(tx, campaign, ctx);
    return view;
}

CampaignView pause_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx) {
    Campaign campaign = seen_campaign(tx, command.campaign_id, command.seen_version, ctx);
    if (campaign.status != CampaignStatus::live) throw base::Error{errors::not_live};
    offer::set_allotment_open(tx, campaign.id, false, ctx);
    campaign.status = CampaignStatus::paused;
    return kept(tx, campaign);
}

CampaignView resume_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx) {
    Campaign campaign = seen_campaign(tx, command.campaign_id, command.seen_version, ctx);
    if (campaign.status != CampaignStatus::paused) throw base::Error{errors::not_paused};
    if (*campaign.ends_at <= ctx.now) throw base::Error{errors::over};
    offer::set_allotment_open(tx, campaign.id, true, ctx);
    campaign.status = CampaignStatus::live;
    CampaignView view = kept(tx, campaign);
    start_delivery(tx, campaign, ctx);
    return view;
}

CampaignView end_campaign(store::Transaction& tx, const MoveCampaign& command, const base::Context& ctx) {
    Campaign campaign = seen_campaign(tx, command.campaign_id, command.seen_version, ctx);
    if (campaign.status != CampaignStatus::live && campaign.status != CampaignStatus::paused)
        throw base::Error{errors::not_live};
    end(tx, campaign, ctx);
    return view_of(campaign);
}

void run_clock(store::Transaction& tx, const base::Context& ctx) {
    for (const CampaignId id : rows::to_end(tx, ctx.now)) {
        auto campaign = rows::lock_campaign(tx, id);
        if (campaign && campaign->status != CampaignStatus::ended && *campaign->ends_at <= ctx.now)
            end(tx, *campaign, ctx);
    }
    for (const Campaign& campaign : rows::to_deliver(tx, ctx.now)) start_delivery(tx, campaign, ctx);
}

}  // namespace huan::scene
