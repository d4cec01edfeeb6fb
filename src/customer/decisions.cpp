#include "customer/commands.hpp"
#include "customer/decision.hpp"
#include "customer/errors.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/regroup.hpp"
#include "customer/rows.hpp"
#include "customer/rows_identity.hpp"

#include <algorithm>
#include <set>

namespace huan::customer {
namespace {

using store::Transaction;

/// A customer whom the caller may see, with the company locked.
Customer locked(Transaction& tx, CustomerId id, const base::Context& ctx) {
    const Customer seen = visible_customer(tx, id, ctx);
    rows::lock_company(tx, root_of(seen.org_path));
    return visible_customer(tx, id, ctx);  // As it is now that nobody else regroups.
}

std::int64_t store_decision(Transaction& tx, bool joins, const Customer& of, const std::string& note,
                            const std::vector<ProfileId>& left, const std::vector<ProfileId>& right,
                            const base::Context& ctx) {
    const rows::DecisionRow row{.id = tx.next_id(),
                                .root_id = root_of(of.org_path),
                                .joins = joins,
                                .at = ctx.now,
                                .by_name = ctx.actor.name,
                                .note = note};
    rows::insert(tx, row);
    std::vector<rows::SideRow> sides;
    for (const ProfileId id : left) sides.push_back({row.id, id, 0});
    for (const ProfileId id : right) sides.push_back({row.id, id, 1});
    rows::insert(tx, sides);
    return row.id;
}

std::vector<CustomerId> customers_of(Transaction& tx, const std::vector<ProfileId>& profiles) {
    std::vector<CustomerId> found;
    for (const ProfileId id : profiles) found.push_back(customer_of(tx, id));
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// Groups anew around `profiles`, tells the journal, and answers whom they belong to now.
Decided settled(Transaction& tx, std::int64_t decision, const std::vector<ProfileId>& profiles,
                const base::Context& ctx) {
    const KindRules rules = kind_rules(tx);
    std::set<ProfileId> done;
    for (const ProfileId id : profiles) {
        if (done.contains(id)) continue;
        const std::vector<ProfileId> piece = reach(tx, id);
        done.insert(piece.begin(), piece.end());
        announce(tx, regroup(tx, id, false, {}, rules, ctx), {}, ctx);
    }
    return {.decision_id = decision, .customers = customers_of(tx, profiles)};
}

std::string note_of(const std::optional<base::Note<400>>& note) {
    return note ? base::trimmed(note->value) : std::string();
}

/// Takes `chosen` out of the grouping with `rest`: keys both were seen with stay with the side they name, or
/// with the rest; decisions that joined them are taken back.
class Parting {
public:
    Parting(Transaction& tx, const Customer& customer, std::vector<ProfileId> chosen,
            const base::Context& ctx)
        : tx_(tx),
          customer_(customer),
          chosen_(std::move(chosen)),
          ctx_(ctx) {
        for (const ProfileId id : profiles_of(tx, customer.id))
            if (!is_chosen(id)) rest_.push_back(id);
        piece_ = load(tx, reach(tx, chosen_.front()));
    }

    std::int64_t run(const std::string& note) {
        const std::int64_t id = store_decision(tx_, false, customer_, note, rest_, chosen_, ctx_);
        take_joins_back(id);
        std::vector<rows::CutRow> cuts;
        for (std::size_t i = 0; i < piece_.keys.size(); ++i) cut(i, id, cuts);
        rows::insert(tx_, cuts);
        return id;
    }
    std::vector<ProfileId> everybody() const {
        std::vector<ProfileId> all = rest_;
        all.insert(all.end(), chosen_.begin(), chosen_.end());
        return all;
    }

private:
    bool is_chosen(ProfileId id) const {
        return std::find(chosen_.begin(), chosen_.end(), id) != chosen_.end();
    }
    bool is_rest(ProfileId id) const { return std::find(rest_.begin(), rest_.end(), id) != rest_.end(); }

    void take_joins_back(std::int64_t by) {
        for (std::size_t i = 0; i < piece_.graph.decisions.size(); ++i) {
            const DecisionNode& node = piece_.graph.decisions[i];
            if (!node.joins) continue;
            std::vector<std::size_t> all = node.left;
            all.insert(all.end(), node.right.begin(), node.right.end());
            const auto any = [&](auto&& is) {
                return std::any_of(all.begin(), all.end(),
                                   [&](std::size_t at) { return is(piece_.profiles[at].id); });
            };
            if (any([&](ProfileId id) { return is_chosen(id); }) &&
                any([&](ProfileId id) { return is_rest(id); }))
                rows::revoke(tx_, piece_.decision_ids[i], ctx_.now, by);
        }
    }

    void cut(std::size_t key, std::int64_t decision, std::vector<rows::CutRow>& cuts) const {
        std::vector<ProfileId> chosen;
        std::vector<ProfileId> rest;
        for (const std::size_t at : piece_.graph.keys[key].profiles) {
            const ProfileId id = piece_.profiles[at].id;
            if (is_chosen(id)) chosen.push_back(id);
            if (is_rest(id)) rest.push_back(id);
        }
        if (chosen.empty() || rest.empty()) return;
        const bool names_chosen = is_chosen(piece_.keys[key].home_id);
        for (const ProfileId id : names_chosen ? rest : chosen)
            cuts.push_back({piece_.keys[key].id, id, decision});
    }

    Transaction& tx_;
    const Customer& customer_;
    std::vector<ProfileId> chosen_;
    std::vector<ProfileId> rest_;
    Piece piece_;
    const base::Context& ctx_;
};

}  // namespace

Decided merge_customers(Transaction& tx, const MergeCustomers& command, const base::Context& ctx) {
    const Customer left = locked(tx, command.customer_id, ctx);
    const Customer right = visible_customer(tx, command.with_customer_id, ctx);
    if (left.id == right.id) throw base::Error{errors::same_person, "with_customer_id"};
    if (root_of(left.org_path) != root_of(right.org_path))
        throw base::Error{errors::unknown, "with_customer_id"};
    const std::vector<ProfileId> ours = profiles_of(tx, left.id);
    const std::vector<ProfileId> theirs = profiles_of(tx, right.id);
    const std::int64_t id = store_decision(tx, true, left, note_of(command.note), ours, theirs, ctx);
    std::vector<ProfileId> all = ours;
    all.insert(all.end(), theirs.begin(), theirs.end());
    Decided decided = settled(tx, id, all, ctx);
    // Somebody keeps them apart: nothing of this is stored.
    if (decided.customers.size() > 1) throw base::Error{errors::kept_apart, "with_customer_id"};
    return decided;
}

Decided part_customer(Transaction& tx, const PartCustomer& command, const base::Context& ctx) {
    const Customer customer = locked(tx, command.customer_id, ctx);
    const std::vector<ProfileId> all = profiles_of(tx, customer.id);
    std::vector<ProfileId> chosen = command.profile_ids;
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    const bool theirs = std::all_of(chosen.begin(), chosen.end(), [&](ProfileId id) {
        return std::find(all.begin(), all.end(), id) != all.end();
    });
    if (chosen.empty() || !theirs || chosen.size() == all.size())
        throw base::Error{errors::nobody_left, "profile_ids"};
    Parting parting(tx, customer, std::move(chosen), ctx);
    const std::int64_t id = parting.run(note_of(command.note));
    return settled(tx, id, parting.everybody(), ctx);
}

Decided keep_apart(Transaction& tx, const KeepApart& command, const base::Context& ctx) {
    const Customer left = locked(tx, command.customer_id, ctx);
    const Customer right = visible_customer(tx, command.from_customer_id, ctx);
    if (left.id == right.id) throw base::Error{errors::same_person, "from_customer_id"};
    const std::int64_t id = store_decision(tx, false, left, note_of(command.note), profiles_of(tx, left.id),
                                           profiles_of(tx, right.id), ctx);
    return {.decision_id = id, .customers = {left.id, right.id}};
}

Decided take_back(Transaction& tx, const DecisionById& command, const base::Context& ctx) {
    const auto found = rows::decision(tx, command.decision_id);
    if (!found || found->root_id != root_of(ctx.actor.org_path))
        throw base::Error{errors::unknown_decision, "decision_id"};
    rows::lock_company(tx, found->root_id);
    const rows::DecisionRow row = *rows::decision(tx, command.decision_id);
    if (row.revoked_at) throw base::Error{errors::decision_over, "decision_id"};
    std::vector<ProfileId> profiles;
    for (const rows::SideRow& side : rows::sides_of(tx, {row.id})) profiles.push_back(side.profile_id);
    for (const CustomerId id : customers_of(tx, profiles)) visible_customer(tx, id, ctx);
    rows::undo_effects(tx, row.id);
    rows::revoke(tx, row.id, ctx.now, {});
    return settled(tx, row.id, profiles, ctx);
}

}  // namespace huan::customer
