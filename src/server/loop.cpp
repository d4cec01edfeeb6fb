#include "server/loop.hpp"

#include "channel/commands.hpp"
#include "customer/document.hpp"
#include "customer/holding.hpp"
#include "insight/commands.hpp"
#include "offer/commands.hpp"
#include "offer/points.hpp"
#include "sales/commands.hpp"
#include "scene/commands.hpp"
#include "scene/follow.hpp"

namespace huan::server {
namespace {

std::string text_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t number_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

/// Open consoles hear that something happened once it is committed, and ask for what they may see.
void tell(http::Live& live, const std::string& topic, store::Transaction& tx, const store::Event& event) {
    tx.after_commit([&live, topic, name = event.name, path = text_in(event, "org_path"),
                     owner = number_in(event, "owner_id")] {
        live.publish(topic, boost::json::object{{"event", name}}, path, base::UserId{owner});
    });
}

}  // namespace

void close_the_loop(store::Reactors& reactors, jobs::Teller& teller, http::Live& live) {
    using store::Event;
    using store::Transaction;

    // People first: when two turn out to be one, or one two, what hangs on them follows.
    reactors.on("profiles.merged", "insight.stage", &insight::forget_merged);
    for (const char* name : {"profiles.merged", "profiles.parted"})
        reactors.on(name, "insight.restage", &insight::restage_people);
    for (const char* name : {"profiles.merged", "profiles.parted"}) {
        reactors.on(name, "offer.follow", &offer::react_to_merge);
        reactors.on(name, "offer.points", &offer::move_points);
        reactors.on(name, "channel.follow", &channel::react_to_merge);
        reactors.on(name, "scene.follow", &scene::follow_people);
        reactors.on(name, "sales.follow", &sales::follow_merge);
    }

    // 4 capture -> 1 insight: a purchase moves its buyer along the life cycle.
    reactors.on("order.completed", "insight.stage", &insight::restage_buyer);
    reactors.on("order.refunded", "insight.stage", &insight::restage_buyer);

    // 4 capture -> 2 offer: coupons an order names are redeemed with it; a full refund gives them back.
    reactors.on("order.completed", "offer.redeem", &offer::react_to_order);
    reactors.on("order.refunded", "offer.return", &offer::react_to_refund);
    // Orders earn points; what is refunded has earned none.
    reactors.on("order.completed", "offer.earn", &offer::earn_points);
    reactors.on("order.refunded", "offer.unearn", &offer::return_points);

    // 4 capture -> 3 scene: on event, if rule, then grant.
    reactors.on("*", "scene.triggers", &scene::react_triggers);

    // 4 capture -> 5 sales: what a technician finds is somebody's lead; a won lead pays its finder.
    reactors.on("finding.recorded", "sales.lead", &sales::lead_from_finding);
    reactors.on("lead.captured", "sales.import", &sales::lead_from_import);
    reactors.on("lead.won", "sales.finder", &sales::pay_finder);

    // Whoever watches is told last, of what has become true.
    live.topic("lead", base::Permission::lead_read);
    live.topic("ring", base::Permission::signed_in);
    for (const char* name : {"lead.created", "lead.assigned", "lead.won", "lead.merged", "lead.reopened",
                             "task.created", "task.assigned", "task.done"})
        reactors.on(name, "live.lead", [&live](Transaction& tx, const Event& event, const base::Context&) {
            tell(live, "lead", tx, event);
        });
    for (const char* name : {"order.completed", "coupon.redeemed", "coupon.claimed", "finding.recorded",
                             "call.ended", "campaign.sent"})
        reactors.on(name, "live.ring", [&live](Transaction& tx, const Event& event, const base::Context&) {
            if (event.live) tell(live, "ring", tx, event);
        });
    reactors.on("*", "jobs.webhooks",
                [&teller](Transaction& tx, const Event& event, const base::Context& ctx) {
                    teller.react(tx, event, ctx);
                });
}

customer::Forgetters forgetters() {
    customer::Forgetters all;
    all.add("customer", [](store::Transaction& tx, const customer::Gone& gone, const base::Context& ctx) {
        customer::forget_assets(tx, gone.profiles, ctx);
        customer::forget_documents(tx, gone.profiles);
    });
    all.add("insight", &insight::forget_people);
    all.add("offer", &offer::forget_points);
    return all;
}

void undo_the_loop(capture::Undo& undo) {
    undo.on("order.completed", &offer::take_back_order);
    undo.on("coupon.claimed", &offer::take_back_coupon);
    undo.on("lead.captured", &sales::take_back_lead);
    for (const char* name : {"lead.created", "lead.assigned"}) undo.on(name, &sales::take_back_lead_news);
}

}  // namespace huan::server
