#pragma once

#include "sales/lead.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of this module.
namespace huan::sales::rows {

std::optional<Lead> find(store::Reader& db, LeadId id);
std::optional<Lead> lock(store::Transaction& tx, LeadId id);
/// The person's unfinished lead of a kind.
std::optional<Lead> open_lead(store::Reader& db, base::CustomerId customer, const std::string& kind);

struct Filter {
    std::string state{};  ///< Empty: any.
    bool unfinished = false;
    std::string kind{};
    std::int64_t owner = 0;
    std::int64_t customer = 0;
    std::string path_begin{};
    std::string search{};                           ///< In plate, kind and note; empty: not asked.
    std::vector<base::CustomerId> search_people{};  ///< Or about these.
};
std::vector<Lead> list(store::Reader& db, const Filter& filter, std::int64_t before, std::int64_t limit);
std::int64_t count(store::Reader& db, const Filter& filter);
/// Unfinished leads of an agent, most urgent first.
std::vector<Lead> tasks(store::Reader& db, base::UserId owner, std::int64_t limit);
std::int64_t open_leads_of(store::Reader& db, base::UserId owner);
/// Everything about a person, in the order of ids.
std::vector<Lead> lock_leads_of(store::Transaction& tx, base::CustomerId customer);
/// What an import, a segment or a finding made of a person, in the order of ids.
std::vector<Lead> leads_of_source(store::Reader& db, base::ProfileId profile, LeadSource source,
                                  std::int64_t source_id);
void drop(store::Transaction& tx, LeadId id);
/// Nobody's, until it is stored with its new person.
void detach(store::Transaction& tx, LeadId id);

std::vector<CallReason> reasons(store::Reader& db);
bool has_reason(store::Reader& db, Outcome outcome, const std::string& code);
std::optional<Call> lock_call(store::Transaction& tx, CallId id);
std::optional<Call> open_call(store::Reader& db, LeadId lead, base::UserId user);
/// Also calls to the same person about leads that were merged into this one.
std::vector<Call> calls_of(store::Reader& db, LeadId lead);
std::int64_t calls_between(store::Reader& db, base::UserId user, const std::string& outcome,
                           base::Instant from, base::Instant to);

CommissionRule rule(store::Reader& db);
/// False when this cause was paid before.
bool pay(store::Transaction& tx, const Commission& commission);
base::Money earned(store::Reader& db, base::UserId user, base::Instant from, base::Instant to);
std::vector<Commission> commissions(store::Reader& db, std::int64_t user, const std::string& path_begin,
                                    std::int64_t before, std::int64_t limit);

}  // namespace huan::sales::rows
