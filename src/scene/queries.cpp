#include "scene/queries.hpp"

#include "access/settings.hpp"
#include "channel/commands.hpp"
#include "channel/queries.hpp"
#include "customer/queries.hpp"
#include "offer/queries.hpp"
#include "scene/errors.hpp"
#include "scene/grant.hpp"
#include "scene/launch.hpp"
#include "scene/message.hpp"
#include "scene/rows.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <map>

namespace huan::scene {

namespace {

Campaign seen(store::Reader& db, CampaignId id, const base::Context& ctx) {
    const auto campaign = rows::find_campaign(db, id);
    if (!campaign || !base::may_see(ctx.actor, campaign->org_path)) throw base::Error{errors::unknown};
    return *campaign;
}

std::int64_t issued(const offer::CouponCounts& counts) {
    return counts.claimed + counts.locked + counts.redeemed + counts.returned + counts.expired +
           counts.revoked;
}

/// People of the audience behind the place the delivery has reached.
std::int64_t waiting(store::Reader& db, CampaignId id) {
    const auto progress = rows::progress(db, id);
    if (!progress || progress->is_done) return 0;
    const insight::People people = audience_of(db, id).treated;
    return static_cast<std::int64_t>(people.cardinality() -
                                     people.rank(static_cast<std::uint64_t>(progress->reached)));
}

SkipView shown(store::Reader& db, const Skip& skip) {
    const auto person = customer::find_customer(db, skip.customer_id);
    SkipView view;
    view.id = skip.id;
    view.customer_id = skip.customer_id;
    view.customer_name = person ? person->name : "";
    view.what = skip.what;
    view.reason = skip.reason;
    view.sentence = sentence_of(skip.reason);
    view.trigger_id = skip.trigger_id;
    view.at = skip.at;
    return view;
}

}  // namespace

base::Page<CampaignView> list_campaigns(store::Reader& db, const ListCampaigns& query,
                                        const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(rows::campaigns(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                             limit, [](const Campaign& campaign) { return view_of(campaign); });
}

namespace {

std::optional<base::Instant> quiet_until(store::Reader& db, base::Instant now) {
    const access::Settings settings = access::settings(db);
    return settings.is_quiet(now) ? std::optional(settings.quiet_end(now)) : std::nullopt;
}

}  // namespace

CampaignDetail get_campaign(store::Reader& db, const GetCampaign& query, const base::Context& ctx) {
    const Campaign campaign = seen(db, query.campaign_id, ctx);
    CampaignDetail detail;
    detail.campaign = view_of(campaign);
    const offer::CouponCounts counts = offer::counts_of_campaign(db, campaign.id);
    detail.progress.sent = rows::count_deliveries(db, campaign.id, DeliveryStatus::sent);
    detail.progress.skipped = rows::count_passed_over(db, campaign.id);
    detail.progress.held_out = rows::count_deliveries(db, campaign.id, DeliveryStatus::held_out);
    if (campaign.strategy == Strategy::send) detail.progress.waiting = waiting(db, campaign.id);
    detail.progress.visited = rows::visitors(db, campaign.id);
    detail.progress.claimed = issued(counts);
    detail.progress.redeemed = counts.redeemed;
    detail.progress.budget_left = offer::allotment_left(db, campaign.id);
    if (campaign.status == CampaignStatus::live && detail.progress.waiting > 0)
        detail.progress.quiet_until = quiet_until(db, ctx.now);
    ListPlacements places;
    places.campaign_id = campaign.id;
    places.limit = 200;
    detail.placements = list_placements(db, places, ctx).items;
    return detail;
}

// --- preview
// --------------------------------------------------------------------------------------------------------

namespace {

/// At most `size` people, spread evenly.
std::vector<base::CustomerId> spread(const insight::People& people, std::size_t size) {
    const std::uint64_t all = people.cardinality();
    std::vector<base::CustomerId> chosen;
    std::uint64_t index = 0;
    for (const std::uint64_t id : people) {
        // Takes every all/size-th without rounding drift: where the running share passes the next whole
        // number.
        if (index * size / all != (index + 1) * size / all || all <= size)
            chosen.emplace_back(static_cast<std::int64_t>(id));
        ++index;
    }
    return chosen;
}

void preview_skips(store::Reader& db, const Audience& audience, CampaignPreview& preview, base::Instant now) {
    constexpr std::size_t most = 1000;  // One question costs some indexed reads; more would make typing slow.
    const std::vector<base::CustomerId> asked = spread(audience.treated, most);
    const GuardSettings guard = guard_settings(db);
    access::Settings settings = access::settings(db);
    settings.quiet_from_minute =
        settings.quiet_until_minute;  // The delivery waits for the morning: nobody is skipped.
    std::map<SkipReason, std::int64_t> counts;
    for (const base::CustomerId id : asked)
        if (const auto reason = message_hindrance(db, id, channel::ChannelKind::inbox, guard, settings, now))
            ++counts[*reason];
    preview.skips_estimated = static_cast<std::int64_t>(asked.size()) < preview.audience_size;
    for (const auto& [reason, n] : counts)
        preview.skips.push_back({std::string(base::word_of(reason)),
                                 preview.skips_estimated
                                     ? n * preview.audience_size / static_cast<std::int64_t>(asked.size())
                                     : n});
}

void preview_cost(store::Reader& db, const Campaign& campaign, const offer::CouponType& type,
                  CampaignPreview& preview) {
    const bool sends = campaign.strategy == Strategy::send;
    // Without an audience of its own, only money bounds what page or trigger hands out.
    const std::int64_t by_budget = campaign.budget.minor / type.face_value.minor;
    const std::int64_t pieces = sends ? std::min(preview.audience_size * campaign.per_person, by_budget)
                                      : by_budget;
    preview.cost_most = type.face_value * pieces;
    preview.cost_high = preview.cost_most;
    std::vector<base::Money> costs;
    for (const CampaignId id : rows::ended_like(db, campaign)) {
        const auto earlier = rows::find_campaign(db, id);
        const std::int64_t reached = rows::count_deliveries(db, id, DeliveryStatus::sent);
        if (!earlier || reached == 0) continue;
        const std::int64_t redeemed = offer::counts_of_campaign(db, id).redeemed;
        costs.push_back(type.face_value * (preview.audience_size * redeemed / reached));
    }
    if (!sends || costs.empty()) return;
    preview.earlier_campaigns = static_cast<std::int64_t>(costs.size());
    const auto [low, high] = std::minmax_element(costs.begin(), costs.end());
    preview.cost_low = std::min(*low, preview.cost_most);
    preview.cost_high = std::min(*high, preview.cost_most);
}

}  // namespace

CampaignPreview preview_campaign(store::Reader& db, const GetCampaign& query, const base::Context& ctx) {
    const Campaign campaign = seen(db, query.campaign_id, ctx);
    const insight::People people = segment_people(db, campaign);
    const Audience audience = divided(people, campaign.salt, campaign.holdout_percent);
    CampaignPreview preview;
    preview.as_of = ctx.now;
    preview.segment_size = static_cast<std::int64_t>(people.cardinality());
    preview.audience_size = static_cast<std::int64_t>(audience.treated.cardinality());
    preview.holdout_size = static_cast<std::int64_t>(audience.holdout.cardinality());
    for (const customer::Customer& person : customer::list_customers(db, spread(audience.treated, 10)))
        preview.sample.push_back({person.id, person.name});
    if (campaign.strategy == Strategy::send) {
        preview_skips(db, audience, preview, ctx.now);
        preview.quiet_until = quiet_until(db, ctx.now);
    }
    preview.clashes = clashes(db, campaign, people);
    if (campaign.status == CampaignStatus::draft)
        for (const Obstacle& obstacle : obstacles(db, campaign, ctx.now))
            preview.problems.push_back({obstacle.kind.code, obstacle.field,
                                        obstacle.detail.empty() ? obstacle.kind.sentence : obstacle.detail});
    const auto type = campaign.coupon_type_id ? offer::find_coupon_type(db, *campaign.coupon_type_id)
                                              : std::nullopt;
    if (!type) return preview;
    preview_cost(db, campaign, *type, preview);
    const auto values = message_values(
        campaign, *type, preview.sample.empty() ? "" : preview.sample.front().name, access::settings(db));
    preview.message_title = channel::fill(campaign.message_title.value, values);
    preview.message_body = channel::fill(campaign.message_body.value, values);
    return preview;
}

// --- skips and why
// --------------------------------------------------------------------------------------------------

SkipPage list_skips(store::Reader& db, const ListSkips& query, const base::Context& ctx) {
    seen(db, query.campaign_id, ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    base::Page<SkipView> page =
        store::page_shown(rows::skips(db, query, store::before_id(query.cursor), limit + 1), limit,
                          [&](const Skip& skip) { return shown(db, skip); });
    return {.items = std::move(page.items),
            .next_cursor = std::move(page.next_cursor),
            .by_reason = rows::skips_by_reason(db, query.campaign_id)};
}

namespace {

std::string sentence_for(const Explanation& found) {
    switch (found.answer) {
        case WhyAnswer::redeemed: return "Claimed the coupon and used it.";
        case WhyAnswer::claimed: return "Claimed the coupon and has not used it.";
        case WhyAnswer::visited: return "Opened the claim page and did not claim.";
        case WhyAnswer::sent:
            return found.read.value_or(false) ? "Was sent the message and read it." : "Was sent the message.";
        case WhyAnswer::skipped: return sentence_of(found.skip_reason.value_or(SkipReason::outside));
        case WhyAnswer::held_out: return sentence_of(SkipReason::holdout);
        case WhyAnswer::waiting: return "Is in the audience; the delivery has not come to them yet.";
        case WhyAnswer::outside: return sentence_of(SkipReason::outside);
        case WhyAnswer::not_launched: return "The campaign was not launched.";
    }
    return {};
}

/// The furthest the person came.
WhyAnswer answer_of(const Explanation& found, const Campaign& campaign) {
    const auto is_redeemed = [](const WhyCoupon& coupon) { return coupon.state == "redeemed"; };
    if (std::any_of(found.coupons.begin(), found.coupons.end(), is_redeemed)) return WhyAnswer::redeemed;
    if (!found.coupons.empty()) return WhyAnswer::claimed;
    if (campaign.status == CampaignStatus::draft) return WhyAnswer::not_launched;
    if (found.held_out) return WhyAnswer::held_out;
    if (found.skip_reason && !found.sent_at) return WhyAnswer::skipped;
    if (found.visits > 0) return WhyAnswer::visited;
    if (found.sent_at) return WhyAnswer::sent;
    return found.in_audience ? WhyAnswer::waiting : WhyAnswer::outside;
}

/// What the delivery did, under any of the ids that were joined in this person since.
void add_delivery(store::Reader& db, const Campaign& campaign, Explanation& found) {
    for (const base::ProfileId profile : customer::profiles_of(db, found.customer_id)) {
        const auto delivery = rows::delivery(db, campaign.id, base::CustomerId{profile.value});
        if (!delivery) continue;
        if (delivery->status == DeliveryStatus::skipped) found.skip_reason = delivery->reason;
        if (delivery->status != DeliveryStatus::sent) continue;
        found.sent_at = delivery->at;
        if (!delivery->message_id) continue;
        found.read = channel::receipts(db, *delivery->message_id).size() > 1;
    }
}

}  // namespace

Explanation why(store::Reader& db, const AskWhy& query, const base::Context& ctx) {
    const Campaign campaign = seen(db, query.campaign_id, ctx);
    const customer::Customer person = customer::visible_customer(db, query.customer_id, ctx);
    Explanation found;
    found.customer_id = person.id;
    found.customer_name = person.name;
    const Audience audience = audience_of(db, campaign.id);
    for (const base::ProfileId profile : customer::profiles_of(db, person.id)) {
        const auto id = static_cast<std::uint64_t>(profile.value);
        found.in_audience = found.in_audience || audience.treated.contains(id) ||
                            audience.holdout.contains(id);
        found.held_out = found.held_out || audience.holdout.contains(id);
    }
    if (campaign.status != CampaignStatus::draft) {
        const bool is_for_all = !campaign.segment_id;
        found.held_out = found.held_out ||
                         ((is_for_all || found.in_audience) && held_out(db, campaign, person.id));
        found.in_audience = found.in_audience || is_for_all;
        add_delivery(db, campaign, found);
    }
    for (const Skip& skip : rows::skips_of(db, campaign.id, person.id))
        found.skips.push_back(shown(db, skip));
    if (!found.skip_reason && !found.skips.empty()) found.skip_reason = found.skips.back().reason;
    if (const auto visits = rows::visits(db, campaign.id, person.id)) {
        found.visits = visits->n;
        found.visited_at = visits->first_at;
    }
    for (const offer::Coupon& coupon : offer::coupons_of_campaign(db, campaign.id, person.id))
        found.coupons.push_back({coupon.id, std::string(base::word_of(coupon.state)), coupon.claimed_at,
                                 coupon.redeemed_at, coupon.channel});
    found.answer = answer_of(found, campaign);
    if (found.answer == WhyAnswer::waiting)
        if (const auto reason = message_hindrance(db, person.id, channel::ChannelKind::inbox,
                                                  guard_settings(db), access::settings(db), ctx.now))
            found.would_be_skipped.push_back({std::string(base::word_of(*reason)), 1});
    found.sentence = sentence_for(found);
    return found;
}

// --- for the modules below
// ------------------------------------------------------------------------------------------

std::optional<Campaign> find_campaign(store::Reader& db, CampaignId id) {
    return rows::find_campaign(db, id);
}

std::vector<Delivery> deliveries(store::Reader& db, CampaignId campaign_id) {
    return rows::deliveries(db, campaign_id);
}

std::int64_t campaign_count(store::Reader& db) { return rows::count_campaigns(db); }

}  // namespace huan::scene
