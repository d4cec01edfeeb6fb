#pragma once

#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "store/testing/on_both_stores.hpp"

#include <map>
#include <string>
#include <vector>

namespace huan::customer::testing {

/// Short ways to say what a test needs.
class Company : public store::testing::OnBothStores {
protected:
    static Identity external(const std::string& value) { return {IdentityKind::external_id, value}; }
    static Identity phone(const std::string& value) { return {IdentityKind::phone, value}; }
    static Identity email(const std::string& value) { return {IdentityKind::email, value}; }
    static Identity device(const std::string& value) { return {IdentityKind::anonymous_id, value}; }

    /// Somebody at a node; the node's path names a company of its own where it begins with another id than 1.
    base::Context someone_at(const std::string& path,
                             base::DataScope scope = base::DataScope::subtree) const {
        base::Context ctx = at_noon;
        ctx.actor.kind = base::ActorKind::user;
        ctx.actor.id = 77;
        ctx.actor.name = "Li Lei";
        ctx.actor.org_path = path;
        const std::size_t last = path.rfind('/', path.size() - 2);
        ctx.actor.org_id = OrgId{std::stoll(path.substr(last + 1))};
        ctx.actor.scope = scope;
        return ctx;
    }

    Resolved met(const std::vector<Identity>& identities) { return met(identities, at_noon); }
    Resolved met(const std::vector<Identity>& identities, const base::Context& ctx) {
        return write([&](store::Transaction& tx) { return resolve(tx, identities, ctx.actor.org_id, ctx); });
    }
    CustomerId named(const std::string& name, const std::vector<Identity>& identities) {
        const Resolved who = met(identities);
        write([&](store::Transaction& tx) {
            observe_attributes(tx, {.profile_id = who.profile_id, .attributes = {{"name", name}}, .at = noon},
                               at_noon);
        });
        return who.customer_id;
    }
    CustomerHead head(CustomerId id) { return head(id, at_noon); }
    CustomerHead head(CustomerId id, const base::Context& ctx) {
        return read([&](store::Reader& db) { return get_customer(db, {id}, ctx); });
    }
    /// Runs a command in a transaction of its own.
    template <class Result, class Command>
    Result run(Result (*command)(store::Transaction&, const Command&, const base::Context&),
               const std::type_identity_t<Command>& what) {
        return run(command, what, at_noon);
    }
    template <class Result, class Command>
    Result run(Result (*command)(store::Transaction&, const Command&, const base::Context&),
               const std::type_identity_t<Command>& what, const base::Context& ctx) {
        return write([&](store::Transaction& tx) { return command(tx, what, ctx); });
    }
    Order ordered(const std::vector<Identity>& buyer, const std::string& number, std::int64_t amount) {
        return run(&record_order, purchase(buyer, number, amount));
    }
    RecordOrder purchase(const std::vector<Identity>& buyer, const std::string& number,
                         std::int64_t amount) const {
        RecordOrder order{
            .identities = buyer, .ordered_at = noon - std::chrono::hours(24), .amount = Money{amount}};
        if (!number.empty()) order.number = {number};
        return order;
    }
    std::int64_t number_of(const std::string& sql) {
        return read([&](store::Reader& db) { return db.value<std::int64_t>(sql).value_or(0); });
    }
};

}  // namespace huan::customer::testing
