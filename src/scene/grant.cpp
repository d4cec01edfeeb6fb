#include "scene/grant.hpp"

#include "channel/commands.hpp"
#include "customer/queries.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/errors.hpp"
#include "scene/message.hpp"
#include "scene/rows.hpp"
#include "store/event.hpp"

#include <limits>

namespace huan::scene {

void hold_out(store::Transaction& tx, const Campaign& campaign, base::CustomerId customer_id,
              base::ProfileId profile_id, const base::Context& ctx) {
    if (!rows::insert_delivery(tx, {campaign.id,
                                    customer_id,
                                    profile_id,
                                    DeliveryStatus::held_out,
                                    SkipReason::holdout,
                                    {},
                                    ctx.now}))
        return;
    store::Event event;
    event.name = "campaign.held_out";
    event.profile_id = profile_id;
    event.org_id = campaign.org_id;
    event.properties["campaign_id"] = campaign.id.value;
    store::append(tx, std::move(event), ctx);
}

bool held_out(store::Reader& db, const Campaign& campaign, base::CustomerId customer_id) {
    // A person may have been met under any of the ids that were joined since: an id is that of its oldest
    // profile.
    bool was_sent = false;
    for (const base::ProfileId profile : customer::profiles_of(db, customer_id)) {
        const auto delivery = rows::delivery(db, campaign.id, base::CustomerId{profile.value});
        if (delivery && delivery->status == DeliveryStatus::held_out) return true;
        was_sent = was_sent || (delivery && delivery->status == DeliveryStatus::sent);
    }
    return !was_sent && is_held_out(campaign.salt, campaign.holdout_percent, customer_id);
}

bool is_inside(store::Reader& db, const Campaign& campaign, base::CustomerId customer_id, bool invited,
               base::Instant now) {
    if (invited || !campaign.segment_id) return true;
    if (insight::is_member(db, *campaign.segment_id, customer_id)) return true;
    return insight::matches(db, *campaign.segment_id, customer_id, now + base::Duration{1});
}

void note_skip(store::Transaction& tx, const Campaign& campaign, const Giving& giving, SkippedWhat what,
               SkipReason reason, const base::Context& ctx) {
    Skip skip;
    skip.org_id = campaign.org_id;
    skip.org_path = campaign.org_path;
    skip.customer_id = giving.customer_id;
    skip.campaign_id = campaign.id;
    if (giving.trigger_id) skip.trigger_id = giving.trigger_id->value;
    skip.what = what;
    skip.reason = reason;
    record_skip(tx, skip, ctx);
}

namespace {

std::optional<SkipReason> campaign_hindrance(store::Transaction& tx, const Campaign& campaign,
                                             const Giving& giving, const base::Context& ctx) {
    if (campaign.status != CampaignStatus::live || ctx.now < *campaign.starts_at ||
        ctx.now >= *campaign.ends_at)
        return SkipReason::campaign_closed;
    if (held_out(tx, campaign, giving.customer_id)) {
        hold_out(tx, campaign, giving.customer_id, customer::main_profile(tx, giving.customer_id), ctx);
        return SkipReason::holdout;
    }
    if (!is_inside(tx, campaign, giving.customer_id, giving.invited, ctx.now)) return SkipReason::outside;
    if (giving.by_customer) return {};
    if (customer::consent_of(tx, giving.customer_id, "all", "all") == false)
        return SkipReason::do_not_contact;
    return {};
}

offer::Claim claim_of(store::Transaction& tx, const Campaign& campaign, const Giving& giving) {
    offer::Claim claim;
    claim.coupon_type_id = *campaign.coupon_type_id;
    claim.customer_id = giving.customer_id;
    claim.campaign_id = campaign.id;
    claim.placement_id = giving.placement_id;
    claim.channel = giving.channel;
    claim.request_key = giving.request_key;
    if (giving.by_customer) return claim;
    const GuardSettings guard = guard_settings(tx);
    if (guard.held_limit > 0) claim.held_limit = guard.held_limit;
    if (guard.type_period_days > 0) claim.type_period = std::chrono::hours(24 * guard.type_period_days);
    return claim;
}

}  // namespace

Given give(store::Transaction& tx, const Campaign& campaign, const Giving& giving, const base::Context& ctx) {
    const SkippedWhat what = giving.by_customer ? SkippedWhat::claim : SkippedWhat::grant;
    Given given;
    given.reason = campaign_hindrance(tx, campaign, giving, ctx);
    if (!given.reason) {
        try {
            const offer::Claim claim = claim_of(tx, campaign, giving);
            tx.nested([&] { given.coupon = offer::claim(tx, claim, ctx); });
            return given;
        } catch (const base::Error& refused) {
            given.reason = reason_of(refused.kind());
            if (!given.reason) throw;
        }
    }
    note_skip(tx, campaign, giving, what, *given.reason, ctx);
    return given;
}

channel::MessageId send_message(store::Transaction& tx, const Campaign& campaign,
                                const offer::CouponType& type, const customer::Customer& person,
                                const access::Settings& settings, const base::Context& ctx) {
    const auto values = message_values(campaign, type, person.name, settings);
    channel::Message message;
    message.customer_id = person.id;
    message.title = channel::fill(campaign.message_title.value, values);
    message.body = channel::fill(campaign.message_body.value, values);
    message.link = claim_link(tx, campaign, person.id, settings);
    message.campaign_id = campaign.id;
    const channel::MessageId id = channel::send(tx, message, ctx);

    store::Event event;
    event.name = "campaign.sent";
    event.profile_id = customer::main_profile(tx, person.id);
    event.org_id = campaign.org_id;
    event.channel = "inbox";
    event.properties = {{"campaign_id", campaign.id.value}, {"channel", "inbox"}, {"message_id", id.value}};
    store::append(tx, std::move(event), ctx);
    return id;
}

Grant grant_coupon(store::Transaction& tx, const GrantCoupon& command, const base::Context& ctx) {
    const auto campaign = rows::find_campaign(tx, command.campaign_id);
    if (!campaign || !base::may_see(ctx.actor, campaign->org_path)) throw base::Error{errors::unknown};
    Giving giving;
    giving.customer_id = customer::visible_customer(tx, command.customer_id, ctx).id;
    giving.channel = "api";
    giving.by_customer = command.by_customer.value_or(false);
    if (command.request_key) giving.request_key = command.request_key->value;
    Grant answer;
    const Given given = give(tx, *campaign, giving, ctx);
    answer.granted = given.coupon.has_value();
    if (given.coupon) {
        answer.coupon_id = given.coupon->id;
        answer.code = given.coupon->code;
        answer.usable_until = given.coupon->usable_until;
    } else {
        answer.reason = given.reason;
        answer.sentence = sentence_of(*given.reason);
    }
    return answer;
}

}  // namespace huan::scene
