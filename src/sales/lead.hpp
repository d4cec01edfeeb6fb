#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "insight/advice.hpp"
#include "sales/task.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::sales {

using LeadId = base::Id<struct LeadTag>;
using CallId = base::Id<struct CallTag>;

/// open (nobody's) -> assigned -> callback (agreed on a time) -> won | lost. In this order: how far along.
/// merged: its person turned out to be another's, who has an open lead of the kind; open again when they
/// part.
enum class LeadState { open, assigned, callback, won, lost, merged };
BOOST_DESCRIBE_ENUM(LeadState, open, assigned, callback, won, lost, merged)

enum class LeadSource { finding, segment, manual, imported };
BOOST_DESCRIBE_ENUM(LeadSource, finding, segment, manual, imported)

/// A person who may buy something, with where the hope comes from. Kept for ever: won or lost, it says how it
/// went.
struct Lead {
    LeadId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string kind{};  ///< Business: "tyres", "insurance", "repurchase"...
    LeadState state = LeadState::open;
    base::CustomerId customer_id{};  ///< 0: a car nobody is known for yet.
    base::ProfileId profile_id{};
    LeadSource source = LeadSource::manual;
    std::int64_t source_id = 0;    ///< Finding or segment.
    std::int64_t campaign_id = 0;  ///< Campaign the person came from; 0: none.
    std::string plate{};
    std::string note{};  ///< Why: what the technician saw, what the segment means.
    base::Id<struct PhotoTag> photo_id{};
    base::UserId finder_id{};  ///< Technician whose finding it was.
    base::UserId owner_id{};   ///< Agent who follows up; 0: nobody yet.
    base::Instant due_at{};
    base::Instant created_at{};
    std::optional<base::Instant> closed_at{};
    std::int64_t attempts = 0;  ///< Calls so far.
    std::int64_t version = 0;
    LeadId merged_into{};                  ///< The lead that is followed up instead; 0 unless merged.
    std::optional<LeadState> merged_as{};  ///< The state it had then.
};
BOOST_DESCRIBE_STRUCT(Lead, (),
                      (id, org_id, org_path, kind, state, customer_id, profile_id, source, source_id,
                       campaign_id, plate, note, photo_id, finder_id, owner_id, due_at, created_at, closed_at,
                       attempts, version, merged_into, merged_as))

/// A lead in a list, with the names people know.
struct LeadView {
    LeadId id{};
    std::string kind{};
    LeadState state{};
    base::CustomerId customer_id{};
    std::string customer_name{};
    std::optional<std::string> phone{};  ///< Masked.
    LeadSource source{};
    std::int64_t source_id = 0;
    std::int64_t campaign_id = 0;
    std::string plate{};
    std::string note{};
    std::int64_t photo_id = 0;
    std::int64_t owner_id = 0;
    std::string owner_name{};
    std::string finder_name{};
    base::Instant due_at{};
    bool overdue = false;
    base::Instant created_at{};
    std::int64_t attempts = 0;
    std::int64_t version = 0;
    std::int64_t merged_into = 0;  ///< The lead that is followed up instead; 0 unless merged.
};
BOOST_DESCRIBE_STRUCT(LeadView, (),
                      (id, kind, state, customer_id, customer_name, phone, source, source_id, campaign_id,
                       plate, note, photo_id, owner_id, owner_name, finder_name, due_at, overdue, created_at,
                       attempts, version, merged_into))

/// GET /api/leads
struct ListLeads {
    std::optional<LeadState> state{};
    std::optional<bool> unfinished{};  ///< Open, assigned and callback.
    std::optional<std::string> kind{};
    std::optional<bool> mine{};
    std::optional<base::CustomerId> customer_id{};
    std::optional<std::string> search{};  ///< The person as customers are searched, plate, kind or note.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListLeads, (), (state, unfinished, kind, mine, customer_id, search, cursor, limit))

/// POST /api/leads
struct CreateLead {
    base::CustomerId customer_id{};
    base::Text<40> kind{};
    std::optional<base::Note<400>> note{};
    std::optional<base::UserId> owner_id{};
    std::optional<base::Instant> due_at{};
    std::optional<std::int64_t> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(CreateLead, (), (customer_id, kind, note, owner_id, due_at, campaign_id))

/// POST /api/leads/from_segment: a lead for each member that has no open one of this kind.
struct LeadsFromSegment {
    std::int64_t segment_id = 0;
    base::Text<40> kind{};
    std::optional<base::Note<400>> note{};
    std::optional<std::int64_t> most{};  ///< At most this many, 500 where none is given, never more than 500.
    std::optional<std::int64_t> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(LeadsFromSegment, (), (segment_id, kind, note, most, campaign_id))

struct LeadsMade {
    std::int64_t created = 0;
    std::int64_t open_already = 0;  ///< Members who had an open lead of this kind.
    std::int64_t remaining = 0;     ///< Members beyond `most`.
};
BOOST_DESCRIBE_STRUCT(LeadsMade, (), (created, open_already, remaining))

/// POST /api/leads/{lead_id}/assign
struct AssignLead {
    LeadId lead_id{};
    base::UserId user_id{};
    std::int64_t seen_version = 0;
};
BOOST_DESCRIBE_STRUCT(AssignLead, (), (lead_id, user_id, seen_version))

/// GET /api/leads/{lead_id}
struct LeadById {
    LeadId lead_id{};
};
BOOST_DESCRIBE_STRUCT(LeadById, (), (lead_id))

enum class Outcome { won, lost, callback, no_answer };
BOOST_DESCRIBE_ENUM(Outcome, won, lost, callback, no_answer)

struct CallReason {
    std::int64_t id = 0;
    Outcome outcome{};
    std::string code{};
    std::string name_zh{};
    std::string name_en{};
    std::int64_t rank = 0;
};
BOOST_DESCRIBE_STRUCT(CallReason, (), (id, outcome, code, name_zh, name_en, rank))

/// A conversation with one person about one lead.
struct Call {
    CallId id{};
    base::OrgId org_id{};
    std::string org_path{};
    LeadId lead_id{};
    base::CustomerId customer_id{};
    base::UserId user_id{};
    base::Instant started_at{};
    std::optional<base::Instant> ended_at{};
    std::string outcome{};  ///< Empty while it goes on.
    std::string reason{};
    std::string note{};
    std::optional<base::Instant> callback_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Call, (),
                      (id, org_id, org_path, lead_id, customer_id, user_id, started_at, ended_at, outcome,
                       reason, note, callback_at, version))

/// What the call screen shows: who, why now, what to say.
struct LeadDetail {
    LeadView lead{};
    std::optional<std::string> phone{};  ///< In full for the lead's agent: it has to be dialled.
    std::vector<insight::Advice> advice{};
    std::vector<std::string> script_zh{};  ///< One card each: opening, offer, objection, close.
    std::vector<std::string> script_en{};
    std::vector<Call> calls{};
};
BOOST_DESCRIBE_STRUCT(LeadDetail, (), (lead, phone, advice, script_zh, script_en, calls))

/// POST /api/calls
struct StartCall {
    LeadId lead_id{};
};
BOOST_DESCRIBE_STRUCT(StartCall, (), (lead_id))

/// What an agent learns goes into the profile by tap.
struct Learned {
    std::optional<base::Note<80>> insurer{};
    std::optional<base::Instant> insurance_until{};
    std::optional<base::Note<80>> intent{};
};
BOOST_DESCRIBE_STRUCT(Learned, (), (insurer, insurance_until, intent))

/// POST /api/calls/{call_id}/hang_up
struct HangUp {
    CallId call_id{};
    Outcome outcome{};
    base::Text<40> reason{};  ///< Code of a call reason of this outcome.
    std::optional<base::Note<1000>> note{};
    std::optional<base::Instant> callback_at{};  ///< Required with `callback`, in the future.
    std::optional<Learned> learned{};
};
BOOST_DESCRIBE_STRUCT(HangUp, (), (call_id, outcome, reason, note, callback_at, learned))

/// One line of how a commission came about.
struct CommissionPart {
    std::string what{};  ///< "won", "valid_call", "learned", "finding", "finding_won".
    base::Money amount{};
};
BOOST_DESCRIBE_STRUCT(CommissionPart, (), (what, amount))

struct HungUp {
    Call call{};
    base::Money commission{};
    std::vector<CommissionPart> breakdown{};
    base::Money earned_today{};
    std::optional<LeadId> next_lead_id{};  ///< Top of the agent's list now.
};
BOOST_DESCRIBE_STRUCT(HungUp, (), (call, commission, breakdown, earned_today, next_lead_id))

struct Commission {
    std::int64_t id = 0;
    base::OrgId org_id{};
    std::string org_path{};
    base::UserId user_id{};
    base::Money amount{};
    std::string cause{};  ///< "call", "finding", "finding_won".
    std::int64_t cause_id = 0;
    boost::json::value breakdown{};
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Commission, (), (id, org_id, org_path, user_id, amount, cause, cause_id, breakdown, at))

/// GET /api/commissions
struct ListCommissions {
    std::optional<bool> mine{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCommissions, (), (mine, cursor, limit))

/// GET and PUT /api/commission_rule: what a call and a finding earn.
struct CommissionRule {
    std::int64_t id = 1;
    base::Money won{};         ///< A call that sold.
    base::Money valid_call{};  ///< A call of at least `valid_seconds` with an outcome other than no_answer.
    std::int64_t valid_seconds = 0;
    base::Money learned{};      ///< For each fact brought home.
    base::Money finding{};      ///< The technician, for a finding that made a lead.
    base::Money finding_won{};  ///< The technician, when that lead is won.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CommissionRule, (),
                      (id, won, valid_call, valid_seconds, learned, finding, finding_won, version))

struct UpdateCommissionRule {
    std::int64_t seen_version = 0;
    base::Money won{};
    base::Money valid_call{};
    std::int64_t valid_seconds = 0;
    base::Money learned{};
    base::Money finding{};
    base::Money finding_won{};
};
BOOST_DESCRIBE_STRUCT(UpdateCommissionRule, (),
                      (seen_version, won, valid_call, valid_seconds, learned, finding, finding_won))

/// GET /api/workbench: what the caller does today, most urgent first.
struct Workbench {
    std::vector<LeadView> tasks{};
    std::vector<TaskView> todos{};  ///< Open tasks of the caller.
    std::int64_t due = 0;           ///< Leads and tasks due by the end of today.
    std::int64_t calls_today = 0;
    std::int64_t won_today = 0;
    base::Money earned_today{};
    base::Money earned_month{};
};
BOOST_DESCRIBE_STRUCT(Workbench, (), (tasks, todos, due, calls_today, won_today, earned_today, earned_month))

}  // namespace huan::sales
