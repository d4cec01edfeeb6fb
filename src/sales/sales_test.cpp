#include "access/commands.hpp"
#include "access/queries.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "sales/commands.hpp"
#include "sales/errors.hpp"
#include "sales/rows.hpp"
#include "store/testing/on_both_stores.hpp"

namespace huan::sales {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class SalesOnBothStores : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        ann = agent("ann");
        bob = agent("bob");
        customer = somebody("13800138000", base::OrgId{1});
    }
    base::CustomerId somebody(const std::string& phone, base::OrgId org) {
        return write([&](Transaction& tx) {
            customer::CreateCustomer create;
            create.identities = {{customer::IdentityKind::phone, phone}};
            create.attributes["name"] = "陈刚";
            create.org_id = org;
            return customer::create_customer(tx, create, at_noon).id;
        });
    }
    base::UserId agent(const std::string& login) {
        return write([&](Transaction& tx) {
            access::CreateUser create;
            create.login.value = login;
            create.name.value = login;
            create.org_id = base::OrgId{1};
            create.role = access::Role::agent;
            return access::create_user(tx, create, "", at_noon).user.id;
        });
    }
    base::Context as(base::UserId user, base::Duration later = {}) {
        const base::Actor actor = read([&](Reader& db) { return access::actor_of(db, user).value(); });
        return {.now = noon + later, .actor = actor};
    }
    LeadView lead_of_kind(const std::string& kind) {
        CreateLead create;
        create.customer_id = customer;
        create.kind.value = kind;
        create.owner_id = ann;
        return write([&](Transaction& tx) { return create_lead(tx, create, at_noon); });
    }
    Call call_to(const LeadView& lead) {
        return write([&](Transaction& tx) { return start_call(tx, {.lead_id = lead.id}, as(ann)); });
    }
    HungUp ended(const Call& call, Outcome outcome, const std::string& reason,
                 base::Duration after = std::chrono::minutes{2}) {
        HangUp command;
        command.call_id = call.id;
        command.outcome = outcome;
        command.reason.value = reason;
        if (outcome == Outcome::callback) command.callback_at = noon + std::chrono::hours{24};
        return write([&](Transaction& tx) { return hang_up(tx, command, as(ann, after)); });
    }

    base::UserId ann;
    base::UserId bob;
    base::CustomerId customer;
};
INSTANTIATE_ON_BOTH_STORES(SalesOnBothStores);

TEST_P(SalesOnBothStores, a_won_call_closes_the_lead_and_pays_by_the_rule_at_once) {
    const HungUp done = ended(call_to(lead_of_kind("tyres")), Outcome::won, "price_fits");
    EXPECT_EQ(done.commission.minor, 2000 + 100);
    EXPECT_EQ(done.earned_today, done.commission);
    EXPECT_EQ(events_named("lead.won"), 1);
    EXPECT_EQ(events_named("commission.earned"), 1);
    const Workbench bench =
        read([&](Reader& db) { return workbench(db, {}, as(ann, std::chrono::minutes{3})); });
    EXPECT_TRUE(bench.tasks.empty());
    EXPECT_EQ(bench.won_today, 1);
    EXPECT_EQ(bench.earned_today, done.commission);
}

TEST_P(SalesOnBothStores, a_short_call_without_an_answer_earns_nothing_and_comes_back_later) {
    const LeadView lead = lead_of_kind("tyres");
    const HungUp done = ended(call_to(lead), Outcome::no_answer, "no_answer", std::chrono::seconds{20});
    EXPECT_EQ(done.commission.minor, 0);
    EXPECT_EQ(events_named("commission.earned"), 0);
    const auto stored = read([&](Reader& db) { return rows::find(db, lead.id); });
    EXPECT_EQ(stored->state, LeadState::assigned);
    EXPECT_GT(stored->due_at, noon);
    EXPECT_EQ(stored->attempts, 1);
}

TEST_P(SalesOnBothStores, a_callback_is_due_at_the_agreed_time) {
    const LeadView lead = lead_of_kind("insurance");
    ended(call_to(lead), Outcome::callback, "thinking");
    const auto stored = read([&](Reader& db) { return rows::find(db, lead.id); });
    EXPECT_EQ(stored->state, LeadState::callback);
    EXPECT_EQ(stored->due_at, noon + std::chrono::hours{24});
}

TEST_P(SalesOnBothStores, who_asks_not_to_be_called_is_not_called_again) {
    ended(call_to(lead_of_kind("tyres")), Outcome::lost, "do_not_call");
    const LeadView other = lead_of_kind("insurance");
    EXPECT_EQ(refusal_of([&] { call_to(other); }), errors::do_not_call);
}

struct Refusal {
    const char* when;
    Outcome outcome;
    const char* reason;
    std::optional<std::int64_t> callback_minutes;
    base::ErrorKind because;
};
const Refusal refusals[] = {
    {"the reason belongs to another outcome", Outcome::won, "price", {}, errors::bad_reason},
    {"the reason is unknown", Outcome::lost, "the_weather", {}, errors::bad_reason},
    {"a callback has no time", Outcome::callback, "busy", {}, errors::needs_time},
    {"a callback lies in the past", Outcome::callback, "busy", -5, errors::needs_time},
};

TEST_P(SalesOnBothStores, hanging_up_is_refused_and_changes_nothing_when) {
    const Call call = call_to(lead_of_kind("tyres"));
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        HangUp command;
        command.call_id = call.id;
        command.outcome = row.outcome;
        command.reason.value = row.reason;
        if (row.callback_minutes) command.callback_at = noon + std::chrono::minutes{*row.callback_minutes};
        EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { hang_up(tx, command, as(ann)); }); }),
                  row.because);
        EXPECT_EQ(events_named("call.ended"), 0);
    }
    ended(call, Outcome::won, "trust");
    EXPECT_EQ(refusal_of([&] { ended(call, Outcome::won, "trust"); }), errors::ended);
}

TEST_P(SalesOnBothStores, a_person_has_one_open_lead_of_a_kind) {
    const LeadView first = lead_of_kind("tyres");
    EXPECT_EQ(refusal_of([&] { lead_of_kind("tyres"); }), errors::open_already);
    ended(call_to(first), Outcome::lost, "no_need");
    EXPECT_NO_THROW(lead_of_kind("tyres"));
}

TEST_P(SalesOnBothStores, a_lead_is_not_taken_from_a_colleague_nor_changed_by_a_stale_hand) {
    const LeadView lead = lead_of_kind("tyres");
    EXPECT_EQ(
        refusal_of([&] { write([&](Transaction& tx) { start_call(tx, {.lead_id = lead.id}, as(bob)); }); }),
        errors::unknown);  // Bob sees his own leads only.
    const AssignLead assign{.lead_id = lead.id, .user_id = bob, .seen_version = lead.version};
    write([&](Transaction& tx) { assign_lead(tx, assign, at_noon); });
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { assign_lead(tx, assign, at_noon); }); }),
              errors::stale);
}

TEST_P(SalesOnBothStores, new_leads_go_to_who_looks_after_the_person_or_else_to_whoever_has_fewest) {
    lead_of_kind("tyres");  // Ann has one, and looks after its customer from now on.
    const auto given_to = [&](base::CustomerId who) {
        CreateLead create;
        create.customer_id = who;
        create.kind.value = "insurance";
        return write([&](Transaction& tx) { return create_lead(tx, create, at_noon); }).owner_name;
    };
    EXPECT_EQ(given_to(somebody("13800138001", base::OrgId{1})), "bob");
    EXPECT_EQ(given_to(customer), "ann");
}

TEST_P(SalesOnBothStores, a_store_without_agents_is_served_by_those_above_it) {
    const base::OrgId garage = write([&](Transaction& tx) {
        return access::create_org(
                   tx, {.parent_id = base::OrgId{1}, .kind = access::OrgKind::store, .name = {"Garage"}},
                   at_noon)
            .id;
    });
    CreateLead create;
    create.customer_id = somebody("13800138001", garage);
    create.kind.value = "tyres";
    const LeadView lead = write([&](Transaction& tx) { return create_lead(tx, create, at_noon); });
    EXPECT_EQ(lead.state, LeadState::assigned);
    EXPECT_EQ(lead.owner_name, "ann");
}

TEST_P(SalesOnBothStores, a_changed_rule_pays_from_then_on_and_a_negative_one_is_refused) {
    UpdateCommissionRule change{.seen_version = 1, .won = base::Money{500}, .valid_seconds = 600};
    write([&](Transaction& tx) { update_rule(tx, change, at_noon); });
    EXPECT_EQ(ended(call_to(lead_of_kind("tyres")), Outcome::won, "trust").commission.minor, 500);
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { update_rule(tx, change, at_noon); }); }),
              errors::rule_stale);
    change.seen_version = 2;
    change.learned = base::Money{-1};
    EXPECT_EQ(refusal_of([&] { write([&](Transaction& tx) { update_rule(tx, change, at_noon); }); }),
              base::errors::out_of_range);
}

}  // namespace
}  // namespace huan::sales
