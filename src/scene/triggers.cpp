#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "insight/rule.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/errors.hpp"
#include "scene/grant.hpp"
#include "scene/queries.hpp"
#include "scene/rows.hpp"
#include "store/paging.hpp"

namespace huan::scene {

namespace {

TriggerView shown(store::Reader& db, const Trigger& trigger) {
    TriggerView view;
    view.id = trigger.id;
    view.name = trigger.name;
    view.event = trigger.event;
    if (!trigger.rule.empty()) view.rule = base::from_json<insight::Rule>(trigger.rule);
    view.campaign_id = trigger.campaign_id;
    view.per_person = trigger.per_person;
    view.enabled = trigger.enabled;
    view.granted = rows::firings(db, trigger.id, true);
    view.skipped = rows::firings(db, trigger.id, false);
    view.created_at = trigger.created_at;
    view.version = trigger.version;
    return view;
}

/// Events that a grant or message causes itself; a trigger on one of them would feed on its own doing.
bool is_own_doing(std::string_view event) {
    for (const std::string_view prefix : {"coupon.", "campaign.", "message.", "placement."})
        if (event.starts_with(prefix) && event != "coupon.redeemed" && event != "campaign.visited")
            return true;
    return false;
}

template <class Request>
void take_over(store::Transaction& tx, Trigger& trigger, const Request& request, const base::Context& ctx) {
    trigger.name = request.name;
    trigger.event.value = base::trimmed(request.event.value);
    trigger.campaign_id = request.campaign_id;
    trigger.rule = {};
    if (request.rule) {
        insight::check(*request.rule, "rule");
        trigger.rule = base::to_object(*request.rule);
    }
    if (trigger.per_person < 1 || trigger.per_person > 1'000'000)
        throw base::Error{base::errors::out_of_range, "per_person", "Between 1 and 1000000."};
    if (is_own_doing(trigger.event.value)) throw base::Error{errors::bad_event, "event"};
    const auto campaign = rows::find_campaign(tx, trigger.campaign_id);
    if (!campaign || !base::may_see(ctx.actor, campaign->org_path))
        throw base::Error{errors::unknown, "campaign_id"};
}

bool rule_holds(store::Reader& db, const Trigger& trigger, base::CustomerId customer_id,
                const store::Event& event) {
    if (trigger.rule.empty()) return true;
    const auto rule = base::from_json<insight::Rule>(trigger.rule);
    return insight::matches(db, rule, customer_id, event.occurred_at + base::Duration{1});
}

/// Counts the person's firing and gives; a refusal takes the count back.
Given give_within_limit(store::Transaction& tx, const Trigger& trigger, const Campaign& campaign,
                        const Giving& giving, const base::Context& ctx) {
    if (rows::take_firing(tx, trigger.id, giving.customer_id, trigger.per_person)) {
        Given given = give(tx, campaign, giving, ctx);
        if (!given.coupon) rows::return_firing(tx, trigger.id, giving.customer_id);
        return given;
    }
    note_skip(tx, campaign, giving, SkippedWhat::grant, SkipReason::trigger_limit, ctx);
    return {{}, SkipReason::trigger_limit};
}

void announce(store::Transaction& tx, const Campaign& campaign, const Giving& giving,
              const base::Context& ctx) {
    if (base::trimmed(campaign.message_title.value).empty()) return;
    const access::Settings settings = access::settings(tx);
    const auto hindrance = take_message(tx, giving.customer_id, channel::ChannelKind::inbox,
                                        guard_settings(tx), settings, ctx.now);
    if (hindrance) return note_skip(tx, campaign, giving, SkippedWhat::message, *hindrance, ctx);
    const auto person = customer::find_customer(tx, giving.customer_id);
    const auto type = offer::find_coupon_type(tx, *campaign.coupon_type_id);
    const channel::MessageId message =
        send_message(tx, campaign, type.value(), person.value(), settings, ctx);
    rows::insert_delivery(tx, {campaign.id,
                               person->id,
                               customer::main_profile(tx, person->id),
                               DeliveryStatus::sent,
                               {},
                               message,
                               ctx.now});
}

void fire(store::Transaction& tx, const Trigger& trigger, const store::Event& event,
          base::CustomerId customer_id, const base::Context& ctx) {
    const auto campaign = rows::find_campaign(tx, trigger.campaign_id);
    if (!campaign || campaign->status == CampaignStatus::draft ||
        !rule_holds(tx, trigger, customer_id, event))
        return;
    rows::Firing firing{trigger.id, event.seq, customer_id, {}, {}, ctx.now};
    if (!rows::insert_firing(tx, firing)) return;

    Giving giving;
    giving.customer_id = customer_id;
    giving.channel = "trigger";
    giving.request_key = "trigger:" + std::to_string(trigger.id.value) +
                         ":event:" + std::to_string(event.seq);
    giving.trigger_id = trigger.id;
    base::Context acting = ctx;  // The promise is ours, whoever caused the event.
    acting.actor = base::system_actor();
    const Given given = give_within_limit(tx, trigger, *campaign, giving, acting);
    if (given.coupon) firing.coupon_id = given.coupon->id;
    firing.reason = given.reason;
    rows::set_firing(tx, firing);
    if (given.coupon) announce(tx, *campaign, giving, acting);
}

}  // namespace

TriggerView create_trigger(store::Transaction& tx, const CreateTrigger& command, const base::Context& ctx) {
    Trigger trigger;
    trigger.id = TriggerId{tx.next_id()};
    trigger.org_id = ctx.actor.org_id;
    trigger.org_path = ctx.actor.org_path;
    trigger.per_person = command.per_person.value_or(1);
    trigger.created_at = ctx.now;
    trigger.version = 1;
    take_over(tx, trigger, command, ctx);
    store::insert_row(tx, "event_trigger", trigger);
    return shown(tx, trigger);
}

TriggerView update_trigger(store::Transaction& tx, const UpdateTrigger& command, const base::Context& ctx) {
    auto trigger = rows::lock_trigger(tx, command.trigger_id);
    if (!trigger || !base::may_see(ctx.actor, trigger->org_path)) throw base::Error{errors::unknown};
    if (trigger->version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    trigger->per_person = command.per_person;
    trigger->enabled = command.enabled;
    take_over(tx, *trigger, command, ctx);
    ++trigger->version;
    store::update_row(tx, "event_trigger", *trigger);
    return shown(tx, *trigger);
}

void react_triggers(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    if (!event.live || !event.profile_id) return;
    const std::vector<Trigger> triggers = rows::enabled_for(tx, event.name);
    if (triggers.empty()) return;
    const base::CustomerId customer_id = customer::customer_of(tx, event.profile_id);
    if (!customer_id) return;
    for (const Trigger& trigger : triggers) fire(tx, trigger, event, customer_id, ctx);
}

base::Page<TriggerView> list_triggers(store::Reader& db, const ListTriggers& query,
                                      const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(rows::triggers(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                             limit, [&](const Trigger& trigger) { return shown(db, trigger); });
}

}  // namespace huan::scene
