// Segments, campaigns, calls and the scheduler, as stories say it.
#include "access/queries.hpp"
#include "base/json.hpp"
#include "capture/finding.hpp"
#include "customer/commands.hpp"
#include "effect/measure.hpp"
#include "insight/commands.hpp"
#include "offer/commands.hpp"
#include "offer/points.hpp"
#include "sales/commands.hpp"
#include "scene/audience.hpp"
#include "scene/commands.hpp"
#include "scene/queries.hpp"
#include "world.hpp"

namespace huan::loop {
namespace {

constexpr base::Duration day{86'400'000};
constexpr std::int64_t at_once = 1000;

}  // namespace

// --- insight ------------------------------------------------------------------------------------

std::string World::segment(const std::string& name, const std::string& rule) {
    insight::CreateSegment create;
    create.name.value = name;
    create.rule = base::from_json<insight::Rule>(base::parse_json(rule));
    segments_[name] =
        write([&](store::Transaction& tx) { return insight::create_segment(tx, create, at()).id; });
    return is_looked_at({name});
}

std::string World::defines_segment(const Words& said) {
    return segment(said[0], R"({"all":[{"orders":{"measure":"count","compare":"eq","value":1}},)"
                            R"({"orders":{"measure":"last_days_ago","compare":"ge","value":)" +
                                said[1] + "}}]}");
}

std::string World::defines_buyers(const Words& said) {
    return segment(said[0],
                   R"({"all":[{"orders":{"measure":"count","compare":"ge","value":)" + said[1] + "}}]}");
}

std::string World::defines_spenders(const Words& said) {
    return segment(said[0], R"({"all":[{"orders":{"measure":"sum","window":{"last_days":)" + said[2] +
                                R"(},"compare":"ge","value":)" + std::to_string(money(said[1]).minor) +
                                "}}]}");
}

std::string World::is_looked_at(const Words& said) {
    const insight::SegmentId id = told(segments_, said[0]);
    insight_.refresh({.segment_id = id}, at());
    const auto size = read([&](store::Reader& db) { return insight::members(db, id).cardinality(); });
    return many(static_cast<std::int64_t>(size), "person", "people");
}

std::string World::everybody_is_looked_at(const Words&) {
    insight_.refresh_all(now_.now);
    return "done";
}

// --- scene --------------------------------------------------------------------------------------

std::string World::launch(const std::string& name, const Launched& terms) {
    scene::CreateCampaign create;
    create.name.value = name;
    create.goal = scene::Goal::recall;
    create.coupon_type_id = told(coupons_, terms.coupon);
    create.segment_id = told(segments_, terms.segment);
    create.holdout_percent = std::stoll(terms.holdout);
    create.starts_at = now_.now;
    create.ends_at = now_.now + day * 20;
    create.message_title = base::Note<80>{"For you"};
    create.message_body = base::Note<500>{"{amount} off, {name}"};
    create.budget = money(terms.budget);
    if (!terms.per_person.empty()) create.per_person = std::stoll(terms.per_person);
    if (!terms.strategy.empty()) {
        create.strategy.emplace();
        base::from_word(terms.strategy, *create.strategy);
    }
    const scene::CampaignView live = write([&](store::Transaction& tx) {
        const scene::CampaignView draft = scene::create_campaign(tx, create, at());
        return scene::launch_campaign(
            tx, {.campaign_id = draft.id, .seen_version = draft.version, .despite_clashes = true}, at());
    });
    campaigns_[name] = live.id;
    return std::to_string(live.audience_size) + " treated, " + std::to_string(live.holdout_size) +
           " held out";
}

std::string World::launches(const Words& said) {
    return launch(said[0], {said[1], said[2], said[3], "20.00", "", ""});
}

std::string World::launches_with_limits(const Words& said) {
    return launch(said[0], {said[1], said[2], said[3], said[4], said[5], said[6]});
}

std::string World::is_delivered(const Words& said) {
    const scene::CampaignId id = told(campaigns_, said[0]);
    write([&](store::Transaction& tx) { scene::deliver(tx, id, scene::audience_of(tx, id), at_once, at()); });
    const auto sent = read(
        [&](store::Reader& db) { return scene::get_campaign(db, {.campaign_id = id}, at()).progress.sent; });
    return std::to_string(sent) + " sent";
}

std::string World::claims(const Words& said) {
    const scene::GrantCoupon claim{
        .campaign_id = told(campaigns_, said[1]), .customer_id = customer(said[0]), .by_customer = true};
    const scene::Grant grant =
        write([&](store::Transaction& tx) { return scene::grant_coupon(tx, claim, at()); });
    return grant.granted ? "claimed" : std::string(base::word_of(*grant.reason));
}

std::string World::gives(const Words& said) {
    const scene::GrantCoupon gift{.campaign_id = told(campaigns_, said[0]), .customer_id = customer(said[1])};
    const scene::Grant grant =
        write([&](store::Transaction& tx) { return scene::grant_coupon(tx, gift, at()); });
    return grant.granted ? "given" : std::string(base::word_of(*grant.reason));
}

std::string World::move_campaign(const std::string& name,
                                 scene::CampaignView (*move)(store::Transaction&, const scene::MoveCampaign&,
                                                             const base::Context&)) {
    const scene::CampaignId id = told(campaigns_, name);
    const scene::CampaignView moved = write([&](store::Transaction& tx) {
        const std::int64_t version = scene::find_campaign(tx, id).value().version;
        return move(tx, {.campaign_id = id, .seen_version = version}, at());
    });
    return std::string(base::word_of(moved.status));
}

std::string World::pauses(const Words& said) { return move_campaign(said[0], &scene::pause_campaign); }
std::string World::goes_on(const Words& said) { return move_campaign(said[0], &scene::resume_campaign); }
std::string World::ends(const Words& said) { return move_campaign(said[0], &scene::end_campaign); }

std::string World::sets_trigger(const Words& said) {
    scene::CreateTrigger create;
    create.name.value = said[0] + " " + said[1];
    create.event.value = said[0];
    create.campaign_id = told(campaigns_, said[1]);
    create.per_person = std::stoll(said[2]);
    write([&](store::Transaction& tx) { scene::create_trigger(tx, create, at()); });
    return "set";
}

std::string World::guards(const Words& said) {
    write([&](store::Transaction& tx) {
        const scene::UpdateGuard guard{.seen_version = scene::guard_settings(tx).version,
                                       .held_limit = std::stoll(said[0]),
                                       .type_period_days = std::stoll(said[1]),
                                       .messages_per_day = std::stoll(said[2])};
        scene::update_guard(tx, guard, at());
    });
    return "set";
}

// --- sales --------------------------------------------------------------------------------------

std::string World::finds(const Words& said) {
    const base::CustomerId owner = customer(said[2]);
    write([&](store::Transaction& tx) {
        customer::set_vehicle(tx, {.plate = {said[1]}, .customer_id = owner}, at());
        capture::record_finding(tx, {.type = {said[0]}, .plate = {said[1]}}, at());
    });
    const auto leads =
        read([&](store::Reader& db) { return sales::list_leads(db, {.customer_id = owner}, at()); });
    return many(static_cast<std::int64_t>(leads.items.size()), "lead", "leads");
}

std::string World::hopes_for(const Words& said) {
    const sales::CreateLead create{.customer_id = customer(said[0]), .kind = {said[1]}};
    const auto lead = write([&](store::Transaction& tx) { return sales::create_lead(tx, create, at()); });
    return std::string(base::word_of(lead.state));
}

std::string World::is_assigned(const Words& said) {
    const base::CustomerId who = known(said[0]);
    const auto leads = read([&](store::Reader& db) {
        return sales::list_leads(db, {.state = sales::LeadState::open, .customer_id = who}, at());
    });
    if (leads.items.empty()) throw base::Error{not_told};
    const sales::AssignLead assign{
        .lead_id = leads.items.front().id, .user_id = agent_, .seen_version = leads.items.front().version};
    const auto lead = write([&](store::Transaction& tx) { return sales::assign_lead(tx, assign, at()); });
    return std::string(base::word_of(lead.state));
}

std::string World::is_called(const Words& said) {
    const base::CustomerId who = customer(said[0]);
    const auto leads = read([&](store::Reader& db) {
        return sales::list_leads(db, {.unfinished = true, .customer_id = who}, at());
    });
    if (leads.items.empty()) throw base::Error{not_told};
    base::Context agent = at();
    agent.actor = read([&](store::Reader& db) { return access::actor_of(db, agent_).value(); });
    const sales::Call call = write([&](store::Transaction& tx) {
        return sales::start_call(tx, {.lead_id = leads.items.front().id}, agent);
    });
    sales::HangUp command{.call_id = call.id, .reason = {said[2]}};
    base::from_word(said[1], command.outcome);
    agent.now = agent.now + std::chrono::minutes{2};
    if (command.outcome == sales::Outcome::callback) command.callback_at = agent.now + day;
    const sales::HungUp done =
        write([&](store::Transaction& tx) { return sales::hang_up(tx, command, agent); });
    return "commission " + text(done.commission);
}

// --- jobs and effect ----------------------------------------------------------------------------

std::string World::clock_strikes(const Words&) {
    offer::Due due;
    offer::PointsDue points;
    write([&](store::Transaction& tx) {
        due = offer::expire_due(tx, at_once, at());
        points = offer::expire_points(tx, at_once, at());
        scene::run_clock(tx, at());
    });
    return std::to_string(due.unlocked) + " unlocked, " + std::to_string(due.expired) + " expired, " +
           std::to_string(points.expired) + " points over";
}

std::string World::reports(const Words& said) {
    const effect::GetReport query{.campaign_id = told(campaigns_, said[0])};
    const effect::CampaignReport report = effect::measure(store_, *history_, query, at());
    return std::to_string(report.redemption.part) + " redeemed, subsidy " + text(report.subsidy) + ", paid " +
           text(report.sales_amount);
}

}  // namespace huan::loop
