#include "sales/commands.hpp"

#include "access/queries.hpp"
#include "access/settings.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "insight/queries.hpp"
#include "insight/segment.hpp"
#include "sales/errors.hpp"
#include "sales/merge.hpp"
#include "sales/rows.hpp"

#include <algorithm>

namespace huan::sales {
namespace {

constexpr std::int64_t most_at_once = 500;
/// A new lead is to be called on the same day, one that did not answer a few hours later.
constexpr base::Duration first_due{4LL * 3600 * 1000};
constexpr base::Duration try_again{3LL * 3600 * 1000};

Lead visible(std::optional<Lead> lead, const base::Context& ctx) {
    if (!lead || !base::may_see(ctx.actor, lead->org_path, lead->owner_id))
        throw base::Error{errors::unknown, "lead_id"};
    return std::move(*lead);
}

/// Agents of the node and below with their number of unfinished leads. Where there is none, those of the
/// nearest node above that has some: a call centre serves the stores below it.
class Agents {
public:
    Agents(store::Reader& db, std::string org_path) {
        auto users = access::users_with_role(db, access::Role::agent, org_path);
        while (users.empty() && org_path.size() > 1) {
            org_path.erase(org_path.rfind('/', org_path.size() - 2) + 1);
            if (org_path.size() > 1) users = access::users_with_role(db, access::Role::agent, org_path);
        }
        for (const base::UserId user : users) loads_.push_back({user, rows::open_leads_of(db, user)});
    }
    /// Whoever looks after the customer, or else who has fewest; 0 where there is no agent: the lead waits in
    /// the pool.
    base::UserId next(base::UserId owner) {
        auto least = std::ranges::find(loads_, owner, &Load::user);
        if (least == loads_.end())
            least = std::ranges::min_element(
                loads_, {}, [](const Load& load) { return std::pair(load.leads, load.user); });
        if (least == loads_.end()) return {};
        ++least->leads;
        return least->user;
    }

private:
    struct Load {
        base::UserId user{};
        std::int64_t leads = 0;
    };
    std::vector<Load> loads_;
};

/// Who works on a lead may add to its customer, also one outside of their own records.
base::Context for_customer(const base::Context& ctx) {
    base::Context wide = ctx;
    wide.actor.scope = base::DataScope::all;
    return wide;
}

/// An agent sees the customers they look after: whoever gets a lead looks after its customer, unless
/// somebody does already.
void look_after(store::Transaction& tx, const Lead& lead, const base::Context& ctx) {
    if (!lead.owner_id || !lead.customer_id) return;
    const auto who = customer::find_customer(tx, lead.customer_id);
    if (!who || who->owner_id) return;
    customer::set_owner(tx, {.customer_id = who->id, .owner_id = lead.owner_id}, for_customer(ctx));
}

void store_new(store::Transaction& tx, Lead& lead, const base::Context& ctx, bool live = true) {
    lead.id = LeadId{tx.next_id()};
    lead.created_at = ctx.now;
    lead.version = 1;
    if (lead.due_at.ms == 0) lead.due_at = ctx.now + first_due;
    if (!lead.closed_at) lead.state = lead.owner_id ? LeadState::assigned : LeadState::open;
    store::insert_row(tx, "lead", lead);
    look_after(tx, lead, ctx);
    store::append(tx,
                  {.name = "lead.created",
                   .profile_id = lead.profile_id,
                   .org_id = lead.org_id,
                   .live = live,
                   .properties = {{"lead_id", lead.id.value},
                                  {"kind", lead.kind},
                                  {"source", std::string(base::word_of(lead.source))},
                                  {"source_id", lead.source_id},
                                  {"owner_id", lead.owner_id.value},
                                  {"org_path", lead.org_path},
                                  {"campaign_id", lead.campaign_id}}},
                  ctx);
}

void require_agent(store::Reader& db, base::UserId user, const base::Context& ctx, const std::string& field) {
    const auto agents = access::users_with_role(
        db, access::Role::agent, ctx.actor.scope == base::DataScope::all ? "/1/" : ctx.actor.org_path);
    if (std::find(agents.begin(), agents.end(), user) == agents.end())
        throw base::Error{errors::bad_owner, field};
}

void update(store::Transaction& tx, Lead& lead) {
    ++lead.version;
    store::update_row(tx, "lead", lead);
}

std::int64_t number_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::string text_in(const store::Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// The number behind "user:7 Li Lei"; 0 for anybody else.
std::int64_t user_in(const std::string& actor) {
    return actor.starts_with("user:") ? std::atoll(actor.c_str() + 5) : 0;
}

/// What a call earns by the rule: won, long enough, each fact learned.
std::vector<CommissionPart> earnings(const CommissionRule& rule, const Call& call, const HangUp& command) {
    std::vector<CommissionPart> parts;
    const auto seconds = (*call.ended_at - call.started_at).count() / 1000;
    if (command.outcome == Outcome::won) parts.push_back({"won", rule.won});
    if (command.outcome != Outcome::no_answer && seconds >= rule.valid_seconds)
        parts.push_back({"valid_call", rule.valid_call});
    if (command.learned) {
        const std::int64_t facts = (command.learned->insurer ? 1 : 0) +
                                   (command.learned->insurance_until ? 1 : 0) +
                                   (command.learned->intent ? 1 : 0);
        if (facts > 0) parts.push_back({"learned", rule.learned * facts});
    }
    std::erase_if(parts, [](const CommissionPart& part) { return part.amount == base::Money{}; });
    return parts;
}

base::Money total(const std::vector<CommissionPart>& parts) {
    base::Money sum;
    for (const CommissionPart& part : parts) sum += part.amount;
    return sum;
}

/// Pays once per cause; records the fact.
void pay(store::Transaction& tx, base::UserId user, const std::string& cause, std::int64_t cause_id,
         const Lead& lead, const std::vector<CommissionPart>& parts, const base::Context& ctx) {
    const base::Money amount = total(parts);
    if (!user || amount == base::Money{}) return;
    const bool fresh = rows::pay(tx, {.id = tx.next_id(),
                                      .org_id = lead.org_id,
                                      .org_path = lead.org_path,
                                      .user_id = user,
                                      .amount = amount,
                                      .cause = cause,
                                      .cause_id = cause_id,
                                      .breakdown = base::to_json(parts),
                                      .at = ctx.now});
    if (!fresh) return;
    store::append(tx,
                  {.name = "commission.earned",
                   .org_id = lead.org_id,
                   .properties = {{"user_id", user.value},
                                  {"amount", amount.minor},
                                  {"cause", cause},
                                  {"cause_id", cause_id},
                                  {"org_path", lead.org_path}}},
                  ctx);
}

void keep_learned(store::Transaction& tx, const Lead& lead, const Learned& learned,
                  const base::Context& ctx) {
    if (!lead.plate.empty() && (learned.insurer || learned.insurance_until))
        customer::set_vehicle(
            tx,
            {.plate = {lead.plate}, .insurer = learned.insurer, .insurance_until = learned.insurance_until},
            ctx);
    if (!lead.customer_id) return;
    boost::json::object attributes;
    if (learned.insurer) attributes["insurer"] = learned.insurer->value;
    if (learned.insurance_until)
        attributes["insurance_until"] = base::format_instant(*learned.insurance_until);
    if (learned.intent) attributes["intent"] = learned.intent->value;
    if (!attributes.empty())
        customer::set_attributes(tx, {.customer_id = lead.customer_id, .attributes = attributes}, ctx);
}

/// Where an outcome takes the lead.
void move_lead(store::Transaction& tx, Lead& lead, const HangUp& command, const base::Context& ctx) {
    ++lead.attempts;
    switch (command.outcome) {
        case Outcome::won:
        case Outcome::lost:
            lead.state = command.outcome == Outcome::won ? LeadState::won : LeadState::lost;
            lead.closed_at = ctx.now;
            break;
        case Outcome::callback:
            lead.state = LeadState::callback;
            lead.due_at = *command.callback_at;
            break;
        case Outcome::no_answer: lead.due_at = ctx.now + try_again; break;
    }
    update(tx, lead);
    if (command.outcome == Outcome::won)
        store::append(tx,
                      {.name = "lead.won",
                       .profile_id = lead.profile_id,
                       .org_id = lead.org_id,
                       .properties = {{"lead_id", lead.id.value}, {"kind", lead.kind}}},
                      ctx);
    if (command.reason.value == "do_not_call" && lead.customer_id)
        customer::set_consent(tx,
                              {.customer_id = lead.customer_id,
                               .channel = {"phone"},
                               .purpose = {"all"},
                               .granted = false,
                               .proof = base::Note<400>{"Asked on the phone"},
                               .method = customer::ConsentMethod::call},
                              for_customer(ctx));
}

void check(store::Reader& db, const Call& call, const HangUp& command, const base::Context& ctx) {
    if (call.ended_at) throw base::Error{errors::ended, "call_id"};
    if (!rows::has_reason(db, command.outcome, command.reason))
        throw base::Error{errors::bad_reason, "reason"};
    if (command.outcome == Outcome::callback && (!command.callback_at || *command.callback_at <= ctx.now))
        throw base::Error{errors::needs_time, "callback_at"};
}

}  // namespace

LeadView create_lead(store::Transaction& tx, const CreateLead& command, const base::Context& ctx) {
    const customer::Customer who = customer::visible_customer(tx, command.customer_id, ctx);
    if (rows::open_lead(tx, who.id, command.kind)) throw base::Error{errors::open_already, "kind"};
    Lead lead{.org_id = who.org_id,
              .org_path = who.org_path,
              .kind = command.kind.value,
              .customer_id = who.id,
              .profile_id = customer::main_profile(tx, who.id),
              .source = LeadSource::manual,
              .campaign_id = command.campaign_id.value_or(0),
              .note = command.note ? command.note->value : ""};
    if (command.owner_id) require_agent(tx, *command.owner_id, ctx, "owner_id");
    lead.owner_id = command.owner_id ? *command.owner_id : Agents(tx, who.org_path).next(who.owner_id);
    lead.due_at = command.due_at.value_or(base::Instant{});
    store_new(tx, lead, ctx);
    return view(tx, lead, ctx.now);
}

LeadsMade leads_from_segment(store::Transaction& tx, const LeadsFromSegment& command,
                             const base::Context& ctx) {
    const std::int64_t most = command.most.value_or(most_at_once);
    if (most < 1 || most > most_at_once)
        throw base::Error{base::errors::out_of_range, "most", "1 to 500 leads at once."};
    const insight::SegmentId segment{command.segment_id};
    insight::get_segment(tx, {.segment_id = segment}, ctx);  // Refuses one the caller may not see.
    LeadsMade made;
    Agents agents(tx, ctx.actor.scope == base::DataScope::all ? "/1/" : ctx.actor.org_path);
    for (const std::uint64_t member : insight::members(tx, segment)) {
        const base::CustomerId id{static_cast<std::int64_t>(member)};
        if (rows::open_lead(tx, id, command.kind)) {
            ++made.open_already;
            continue;
        }
        if (made.created == most) {
            ++made.remaining;
            continue;
        }
        const auto who = customer::find_customer(tx, id);
        if (!who) continue;
        Lead lead{.org_id = who->org_id,
                  .org_path = who->org_path,
                  .kind = command.kind.value,
                  .customer_id = who->id,
                  .profile_id = customer::main_profile(tx, who->id),
                  .source = LeadSource::segment,
                  .source_id = command.segment_id,
                  .campaign_id = command.campaign_id.value_or(0),
                  .note = command.note ? command.note->value : "",
                  .owner_id = agents.next(who->owner_id)};
        store_new(tx, lead, ctx);
        ++made.created;
    }
    return made;
}

LeadView assign_lead(store::Transaction& tx, const AssignLead& command, const base::Context& ctx) {
    Lead lead = visible(rows::lock(tx, command.lead_id), ctx);
    if (lead.version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    if (lead.closed_at) throw base::Error{errors::closed};
    require_agent(tx, command.user_id, ctx, "user_id");
    lead.owner_id = command.user_id;
    if (lead.state == LeadState::open) lead.state = LeadState::assigned;
    update(tx, lead);
    look_after(tx, lead, ctx);
    store::append(tx,
                  {.name = "lead.assigned",
                   .profile_id = lead.profile_id,
                   .org_id = lead.org_id,
                   .properties = {{"lead_id", lead.id.value},
                                  {"owner_id", lead.owner_id.value},
                                  {"org_path", lead.org_path}}},
                  ctx);
    return view(tx, lead, ctx.now);
}

Call start_call(store::Transaction& tx, const StartCall& command, const base::Context& ctx) {
    Lead lead = visible(rows::lock(tx, command.lead_id), ctx);
    if (lead.closed_at) throw base::Error{errors::closed};
    const base::UserId caller{ctx.actor.kind == base::ActorKind::user ? ctx.actor.id : 0};
    if (lead.owner_id && caller != lead.owner_id) throw base::Error{errors::not_yours};
    if (lead.customer_id && customer::consent_of(tx, lead.customer_id, "phone", "marketing") == false)
        throw base::Error{errors::do_not_call};
    if (auto open = rows::open_call(tx, lead.id, caller)) return *open;
    if (!lead.owner_id) {  // Whoever calls first has it.
        lead.owner_id = caller;
        lead.state = LeadState::assigned;
        update(tx, lead);
    }
    Call call{.id = CallId{tx.next_id()},
              .org_id = lead.org_id,
              .org_path = lead.org_path,
              .lead_id = lead.id,
              .customer_id = lead.customer_id,
              .user_id = caller,
              .started_at = ctx.now,
              .version = 1};
    store::insert_row(tx, "call", call);
    store::append(tx,
                  {.name = "call.started",
                   .profile_id = lead.profile_id,
                   .org_id = lead.org_id,
                   .channel = "phone",
                   .properties = {{"call_id", call.id.value}, {"lead_id", lead.id.value}}},
                  ctx);
    return call;
}

HungUp hang_up(store::Transaction& tx, const HangUp& command, const base::Context& ctx) {
    auto found = rows::lock_call(tx, command.call_id);
    if (!found || !base::may_see(ctx.actor, found->org_path, found->user_id))
        throw base::Error{errors::unknown_call, "call_id"};
    Call call = *found;
    check(tx, call, command, ctx);
    Lead lead = followed_up(tx, call.lead_id);  // It may have been merged during the call.
    call.ended_at = ctx.now;
    call.outcome = base::word_of(command.outcome);
    call.reason = command.reason.value;
    call.note = command.note ? command.note->value : "";
    call.callback_at = command.outcome == Outcome::callback ? command.callback_at : std::nullopt;
    ++call.version;
    store::update_row(tx, "call", call);
    if (command.learned) keep_learned(tx, lead, *command.learned, for_customer(ctx));
    move_lead(tx, lead, command, ctx);
    store::append(tx,
                  {.name = "call.ended",
                   .profile_id = lead.profile_id,
                   .org_id = lead.org_id,
                   .channel = "phone",
                   .properties = {{"call_id", call.id.value},
                                  {"lead_id", lead.id.value},
                                  {"kind", lead.kind},
                                  {"outcome", call.outcome},
                                  {"reason", call.reason},
                                  {"user_id", call.user_id.value},
                                  {"campaign_id", lead.campaign_id}}},
                  ctx);
    HungUp answer{.call = call, .breakdown = earnings(rows::rule(tx), call, command)};
    answer.commission = total(answer.breakdown);
    pay(tx, call.user_id, "call", call.id.value, lead, answer.breakdown, ctx);
    const base::Zone zone = access::settings(tx).zone();
    answer.earned_today =
        rows::earned(tx, call.user_id, zone.start_of(zone.day_of(ctx.now)), ctx.now + base::Duration{1});
    if (const auto next = rows::tasks(tx, call.user_id, 1); !next.empty()) answer.next_lead_id = next[0].id;
    return answer;
}

CommissionRule update_rule(store::Transaction& tx, const UpdateCommissionRule& command,
                           const base::Context&) {
    CommissionRule rule = rows::rule(tx);
    if (rule.version != command.seen_version) throw base::Error{errors::rule_stale, "seen_version"};
    const std::pair<const char*, base::Money> amounts[] = {{"won", command.won},
                                                           {"valid_call", command.valid_call},
                                                           {"learned", command.learned},
                                                           {"finding", command.finding},
                                                           {"finding_won", command.finding_won}};
    for (const auto& [field, amount] : amounts)
        if (amount < base::Money{})
            throw base::Error{base::errors::out_of_range, field, "A commission is not negative."};
    if (command.valid_seconds < 0 || command.valid_seconds > 3600)
        throw base::Error{base::errors::out_of_range, "valid_seconds", "0 to 3600 seconds."};
    rule = {.won = command.won,
            .valid_call = command.valid_call,
            .valid_seconds = command.valid_seconds,
            .learned = command.learned,
            .finding = command.finding,
            .finding_won = command.finding_won,
            .version = rule.version + 1};
    store::update_row(tx, "commission_rule", rule);
    return rule;
}

void lead_from_finding(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const base::CustomerId customer{number_in(event, "customer_id")};
    const std::string kind = text_in(event, "lead_kind");
    const base::UserId finder{user_in(event.actor)};
    Lead lead{.org_id = event.org_id,
              .org_path = access::org_path(tx, event.org_id),
              .kind = kind,
              .customer_id = customer,
              .profile_id = event.profile_id,
              .source = LeadSource::finding,
              .source_id = number_in(event, "finding_id"),
              .plate = text_in(event, "plate"),
              .note = text_in(event, "note"),
              .photo_id = base::Id<PhotoTag>{number_in(event, "photo_id")},
              .finder_id = finder};
    if (customer && rows::open_lead(tx, customer, kind))
        return;  // Known already: one call a person and business.
    const auto who = customer::find_customer(tx, customer);
    lead.owner_id = Agents(tx, lead.org_path).next(who ? who->owner_id : base::UserId{});
    store_new(tx, lead, ctx);
    const CommissionRule rule = rows::rule(tx);
    pay(tx, finder, "finding", lead.source_id, lead, {{"finding", rule.finding}}, ctx);
}

void lead_from_import(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const base::CustomerId customer = customer::customer_of(tx, event.profile_id);
    const std::string kind = text_in(event, "lead_kind");
    const boost::json::value* won = event.properties.if_contains("won");
    Lead lead{.org_id = event.org_id,
              .org_path = access::org_path(tx, event.org_id),
              .kind = kind,
              .customer_id = customer,
              .profile_id = event.profile_id,
              .source = LeadSource::imported,
              .source_id = number_in(event, "import_id"),
              .note = text_in(event, "note")};
    if (const std::string from = text_in(event, "source"); !from.empty())
        lead.note = lead.note.empty() ? from : from + " · " + lead.note;
    if (won != nullptr && won->is_bool() && won->get_bool()) {
        lead.state = LeadState::won;
        lead.closed_at = event.occurred_at;
    } else if (rows::open_lead(tx, customer, kind)) {
        return;  // Known already: one call a person and business.
    }
    store_new(tx, lead, ctx, event.live);
}

bool take_back_lead(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t> successor,
                    const base::Context&) {
    const boost::json::value* won = event.properties.if_contains("won");
    const bool closed = won != nullptr && won->is_bool() && won->get_bool();
    for (Lead& lead : rows::leads_of_source(tx, event.profile_id, LeadSource::imported, event.source_id)) {
        if (lead.kind != text_in(event, "lead_kind") || (lead.state == LeadState::won) != closed) continue;
        if (successor) {
            lead.source_id = *successor;
            store::update_row(tx, "lead", lead);
            return true;
        }
        if (lead.attempts > 0 || (!closed && lead.closed_at)) return false;
        rows::drop(tx, lead.id);
        return true;
    }
    return true;
}

bool take_back_lead_news(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t>,
                         const base::Context&) {
    return !rows::find(tx, LeadId{number_in(event, "lead_id")});
}

void pay_finder(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    const auto lead = rows::find(tx, LeadId{number_in(event, "lead_id")});
    if (!lead || !lead->finder_id) return;
    pay(tx, lead->finder_id, "finding_won", lead->id.value, *lead,
        {{"finding_won", rows::rule(tx).finding_won}}, ctx);
}

}  // namespace huan::sales
