#include "sales/merge.hpp"

#include "customer/queries.hpp"
#include "sales/commands.hpp"
#include "sales/errors.hpp"
#include "sales/rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace huan::sales {
namespace {

bool unfinished(const Lead& lead) {
    return lead.state == LeadState::open || lead.state == LeadState::assigned ||
           lead.state == LeadState::callback;
}

/// Where a lead stands, or stood before it was merged.
LeadState standing(const Lead& lead) {
    return lead.state == LeadState::merged ? lead.merged_as.value_or(LeadState::open) : lead.state;
}

/// The one to go on with: not interrupted, further along, tried more often, older.
bool goes_before(const Lead& left, const Lead& right) {
    const auto rank = [](const Lead& lead) {
        return std::tuple(unfinished(lead), standing(lead), lead.attempts, -lead.id.value);
    };
    return rank(left) > rank(right);
}

/// Gives leads to whom their profiles belong now, and sees to it that a person has one open lead of a kind.
class Regrouping {
public:
    Regrouping(store::Transaction& tx, const base::Context& ctx) : tx_(tx), ctx_(ctx) {}

    /// Also everybody to whom a lead of theirs goes: their leads stand beside it then.
    void load(std::vector<base::CustomerId> customers) {
        std::set<base::CustomerId> known;
        while (!customers.empty()) {
            const base::CustomerId customer = customers.back();
            customers.pop_back();
            if (!customer || !known.insert(customer).second) continue;
            for (Lead& lead : rows::lock_leads_of(tx_, customer)) {
                const base::CustomerId owner = customer::customer_of(tx_, lead.profile_id);
                belongs_[lead.id] = owner ? owner : lead.customer_id;
                customers.push_back(belongs_[lead.id]);
                leads_.emplace(lead.id, std::move(lead));
            }
        }
    }

    void settle() {
        std::map<std::pair<base::CustomerId, std::string>, std::vector<LeadId>> groups;
        for (const auto& [id, lead] : leads_)
            if (wants_follow_up(lead)) groups[{belongs_.at(id), lead.kind}].push_back(id);
        for (const auto& [id, lead] : leads_)
            if (moves(lead)) rows::detach(tx_, id);  // Two leads may change places.
        std::set<LeadId> kept;
        for (const auto& [who, ids] : groups) {
            const LeadId best = *std::min_element(ids.begin(), ids.end(), [&](LeadId left, LeadId right) {
                return goes_before(leads_.at(left), leads_.at(right));
            });
            kept.insert(best);
            for (const LeadId id : ids)
                if (id != best) merge(leads_.at(id), best);
        }
        for (auto& [id, lead] : leads_) {
            if (kept.contains(id) && !unfinished(lead))
                reopen(lead);
            else if (moves(lead))
                store(lead);
        }
    }

private:
    bool moves(const Lead& lead) const { return belongs_.at(lead.id) != lead.customer_id; }

    /// Open ones, and those merged into a lead that is somebody else's now.
    bool wants_follow_up(const Lead& lead) const {
        if (lead.state != LeadState::merged) return unfinished(lead);
        const auto other = belongs_.find(lead.merged_into);
        return other == belongs_.end() || other->second != belongs_.at(lead.id);
    }

    void merge(Lead& lead, LeadId into) {
        lead.merged_as = standing(lead);
        lead.state = LeadState::merged;
        lead.merged_into = into;
        lead.closed_at = ctx_.now;
        store(lead);
        tell("lead.merged", lead, {{"into_lead_id", into.value}});
    }

    void reopen(Lead& lead) {
        lead.state = standing(lead);
        lead.merged_as.reset();
        lead.merged_into = {};
        lead.closed_at.reset();
        store(lead);
        tell("lead.reopened", lead, {});
    }

    void store(Lead& lead) {
        lead.customer_id = belongs_.at(lead.id);
        ++lead.version;
        store::update_row(tx_, "lead", lead);
    }

    void tell(const char* name, const Lead& lead, boost::json::object properties) {
        properties["lead_id"] = lead.id.value;
        properties["kind"] = lead.kind;
        properties["owner_id"] = lead.owner_id.value;
        properties["org_path"] = lead.org_path;
        store::append(tx_,
                      {.name = name,
                       .profile_id = lead.profile_id,
                       .org_id = lead.org_id,
                       .properties = std::move(properties)},
                      ctx_);
    }

    store::Transaction& tx_;
    const base::Context& ctx_;
    std::map<LeadId, Lead> leads_;
    std::map<LeadId, base::CustomerId> belongs_;
};

}  // namespace

Lead followed_up(store::Transaction& tx, LeadId id) {
    for (;;) {
        auto lead = rows::lock(tx, id);
        if (!lead) throw base::Error{errors::unknown, "lead_id"};
        if (lead->state != LeadState::merged) return *lead;
        id = lead->merged_into;
    }
}

void follow_merge(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    std::vector<base::CustomerId> touched;
    for (const std::string_view key : {"from_customer_id", "into_customer_id"})
        if (const boost::json::value* id = event.properties.if_contains(key); id != nullptr && id->is_int64())
            touched.emplace_back(id->get_int64());
    Regrouping regrouping(tx, ctx);
    regrouping.load(std::move(touched));
    regrouping.settle();
}

}  // namespace huan::sales
