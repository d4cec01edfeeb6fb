#pragma once

#include "base/context.hpp"
#include "sales/lead.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

namespace huan::sales {

/// \throws base::Error `customer.unknown`, `lead.open_already`, `lead.bad_owner`.
LeadView create_lead(store::Transaction& tx, const CreateLead& command, const base::Context& ctx);
/// Leads go to the agents who have fewest. \throws base::Error `segment.unknown`, `field.out_of_range`.
LeadsMade leads_from_segment(store::Transaction& tx, const LeadsFromSegment& command,
                             const base::Context& ctx);
/// \throws base::Error `lead.unknown`, `lead.stale`, `lead.closed`, `lead.bad_owner`.
LeadView assign_lead(store::Transaction& tx, const AssignLead& command, const base::Context& ctx);

/// A call to the lead's person begins; an unfinished one of the same agent is answered again.
/// \throws base::Error `lead.unknown`, `lead.closed`, `lead.not_yours`, `lead.do_not_call`.
Call start_call(store::Transaction& tx, const StartCall& command, const base::Context& ctx);
/// The call ended: its outcome moves the lead, what was learned goes into the profile, the commission is paid
/// at once. \throws base::Error `call.unknown`, `call.ended`, `call.bad_reason`, `call.needs_time`.
HungUp hang_up(store::Transaction& tx, const HangUp& command, const base::Context& ctx);

/// \throws base::Error `commission.stale`, `field.out_of_range`.
CommissionRule update_rule(store::Transaction& tx, const UpdateCommissionRule& command,
                           const base::Context& ctx);

/// Reactor of `finding.recorded`: the finding becomes a lead of its business, and the technician earns.
void lead_from_finding(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// Reactor of `lead.captured`: an imported lead waits for somebody to take it; one that was won elsewhere is
/// kept as won, and nobody earns.
void lead_from_import(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// Reactor of `lead.won`: the technician whose finding it was earns once more.
/// Take an import's leads back: see `customer::TakeBack`. A lead that somebody has worked on stays.
bool take_back_lead(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t> successor,
                    const base::Context& ctx);
/// What was said of a lead goes with it.
bool take_back_lead_news(store::Transaction& tx, const store::Event& event,
                         std::optional<std::int64_t> successor, const base::Context& ctx);
void pay_finder(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// Reactor of `profiles.merged` and `profiles.parted`: leads follow their profile. Of two open leads of a
/// kind one is followed up and the other merged into it; when the people part, each is open again.
void follow_merge(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

LeadView view(store::Reader& db, const Lead& lead, base::Instant now);
base::Page<LeadView> list_leads(store::Reader& db, const ListLeads& query, const base::Context& ctx);
LeadDetail get_lead(store::Reader& db, const LeadById& query, const base::Context& ctx);
Workbench workbench(store::Reader& db, const struct Nobody& query, const base::Context& ctx);
base::Page<Commission> list_commissions(store::Reader& db, const ListCommissions& query,
                                        const base::Context& ctx);

struct Nobody {};
BOOST_DESCRIBE_STRUCT(Nobody, (), ())

}  // namespace huan::sales
