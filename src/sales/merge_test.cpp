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

using customer::Identity;
using customer::IdentityKind;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

const Identity phone{IdentityKind::phone, "13800138000"};
const Identity member{IdentityKind::external_id, "1"};
const Identity other_member{IdentityKind::external_id, "2"};

/// A caller and a member who turn out to be one person, until another member has the same phone.
class LeadsOfMergedPeople : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        for (const char* name : {"profiles.merged", "profiles.parted"})
            store().reactors().on(name, "sales.follow", &follow_merge);
        agent = write([&](Transaction& tx) {
            access::CreateUser create;
            create.login.value = "ann";
            create.name.value = "ann";
            create.org_id = base::OrgId{1};
            create.role = access::Role::agent;
            return access::create_user(tx, create, "", at_noon).user.id;
        });
        member_profile = met({member}).profile_id;
        caller_profile = met({phone}).profile_id;
    }
    customer::Resolved met(const std::vector<Identity>& identities) {
        return write([&](Transaction& tx) {
            return customer::resolve(tx, identities, base::OrgId{1}, at_noon, {.at = noon});
        });
    }
    base::CustomerId person(base::ProfileId profile) {
        return read([&](Reader& db) { return customer::customer_of(db, profile); });
    }
    void merge() {
        met({member, phone});
        ASSERT_EQ(person(member_profile), person(caller_profile));
    }
    void part() {
        met({other_member, phone});
        ASSERT_NE(person(member_profile), person(caller_profile));
    }
    LeadId lead_of(base::ProfileId profile, const std::string& kind = "tyres") {
        CreateLead create;
        create.customer_id = person(profile);
        create.kind.value = kind;
        create.owner_id = agent;
        return write([&](Transaction& tx) { return create_lead(tx, create, at_noon).id; });
    }
    base::Context as_agent(base::Duration later = {}) {
        return {.now = noon + later,
                .actor = read([&](Reader& db) { return access::actor_of(db, agent).value(); })};
    }
    Call call_about(LeadId lead) {
        return write([&](Transaction& tx) { return start_call(tx, {.lead_id = lead}, as_agent()); });
    }
    void hung_up(const Call& call, Outcome outcome, const std::string& reason) {
        HangUp command;
        command.call_id = call.id;
        command.outcome = outcome;
        command.reason.value = reason;
        if (outcome == Outcome::callback) command.callback_at = noon + std::chrono::hours{24};
        write([&](Transaction& tx) { hang_up(tx, command, as_agent(std::chrono::minutes{2})); });
    }
    Lead stored(LeadId id) {
        return read([&](Reader& db) { return rows::find(db, id).value(); });
    }
    void expect_no_failures() {
        for (const store::ReactorFailure& failure :
             read([&](Reader& db) { return store::reactor_failures(db, 10); }))
            ADD_FAILURE() << failure.reactor << ": " << failure.problem;
    }

    base::UserId agent;
    base::ProfileId member_profile;
    base::ProfileId caller_profile;
};
INSTANTIATE_ON_BOTH_STORES(LeadsOfMergedPeople);

TEST_P(LeadsOfMergedPeople, of_two_open_ones_of_a_kind_the_one_further_along_is_followed_up) {
    const LeadId idle = lead_of(member_profile);
    const LeadId agreed = lead_of(caller_profile);
    hung_up(call_about(agreed), Outcome::callback, "busy");
    merge();
    expect_no_failures();
    EXPECT_EQ(stored(agreed).state, LeadState::callback);
    EXPECT_EQ(stored(idle).state, LeadState::merged);
    EXPECT_EQ(stored(idle).merged_into, agreed);
    EXPECT_TRUE(stored(idle).closed_at);
    for (const LeadId lead : {idle, agreed}) EXPECT_EQ(stored(lead).customer_id, person(member_profile));
    EXPECT_EQ(events_named("lead.merged"), 1);
    EXPECT_EQ(read([&](Reader& db) { return workbench(db, {}, as_agent()).tasks.size(); }), 1U);
    EXPECT_EQ(refusal_of([&] { call_about(idle); }), errors::closed);
}

TEST_P(LeadsOfMergedPeople, of_two_equal_ones_the_older_is_followed_up) {
    const LeadId older = lead_of(caller_profile);
    const LeadId newer = lead_of(member_profile);
    merge();
    EXPECT_EQ(stored(older).state, LeadState::assigned);
    EXPECT_EQ(stored(newer).merged_into, older);
}

TEST_P(LeadsOfMergedPeople, different_kinds_and_closed_ones_stay_as_they_are) {
    const LeadId tyres = lead_of(member_profile);
    const LeadId insurance = lead_of(caller_profile, "insurance");
    const LeadId sold = lead_of(caller_profile);
    hung_up(call_about(sold), Outcome::won, "trust");
    merge();
    EXPECT_EQ(stored(tyres).state, LeadState::assigned);
    EXPECT_EQ(stored(insurance).state, LeadState::assigned);
    EXPECT_EQ(stored(sold).state, LeadState::won);
    for (const LeadId lead : {tyres, insurance, sold})
        EXPECT_EQ(stored(lead).customer_id, person(member_profile));
    EXPECT_EQ(events_named("lead.merged"), 0);
}

TEST_P(LeadsOfMergedPeople, when_they_part_each_has_their_own_back_as_it_was) {
    const LeadId members = lead_of(member_profile);
    const LeadId callers = lead_of(caller_profile);
    hung_up(call_about(members), Outcome::callback, "busy");
    const Lead before = stored(callers);
    merge();
    ASSERT_EQ(stored(callers).merged_into, members);
    part();
    expect_no_failures();
    EXPECT_EQ(stored(members).state, LeadState::callback);
    EXPECT_EQ(stored(members).customer_id, person(member_profile));
    EXPECT_EQ(stored(callers).state, before.state);
    EXPECT_EQ(stored(callers).due_at, before.due_at);
    EXPECT_EQ(stored(callers).customer_id, person(caller_profile));
    EXPECT_FALSE(stored(callers).merged_into);
    EXPECT_FALSE(stored(callers).closed_at);
    EXPECT_EQ(events_named("lead.reopened"), 1);
}

TEST_P(LeadsOfMergedPeople, a_lead_comes_back_though_the_other_was_won_meanwhile) {
    const LeadId kept = lead_of(member_profile);
    const LeadId merged = lead_of(caller_profile);
    merge();
    hung_up(call_about(kept), Outcome::won, "trust");
    EXPECT_EQ(stored(merged).state, LeadState::merged);
    part();
    EXPECT_EQ(stored(kept).state, LeadState::won);
    EXPECT_EQ(stored(merged).state, LeadState::assigned);
}

TEST_P(LeadsOfMergedPeople, a_new_lead_made_meanwhile_stays_the_one_that_is_followed_up) {
    const LeadId kept = lead_of(caller_profile);
    const LeadId merged = lead_of(member_profile);
    merge();
    hung_up(call_about(kept), Outcome::lost, "no_need");
    const LeadId fresh = lead_of(member_profile);  // Of the person; filed under the member's older profile.
    ASSERT_EQ(stored(fresh).profile_id, member_profile);
    part();
    expect_no_failures();
    EXPECT_EQ(stored(fresh).state, LeadState::assigned);
    EXPECT_EQ(stored(merged).state, LeadState::merged);
    EXPECT_EQ(stored(merged).merged_into, fresh);
}

TEST_P(LeadsOfMergedPeople, a_call_under_way_counts_for_the_lead_that_is_followed_up) {
    const LeadId kept = lead_of(member_profile);
    const LeadId merged = lead_of(caller_profile);
    const Call call = call_about(merged);
    merge();
    ASSERT_EQ(stored(merged).merged_into, kept);
    hung_up(call, Outcome::won, "trust");
    EXPECT_EQ(stored(kept).state, LeadState::won);
    EXPECT_EQ(stored(merged).state, LeadState::merged);
    const LeadDetail shown = read([&](Reader& db) { return get_lead(db, {.lead_id = kept}, as_agent()); });
    ASSERT_EQ(shown.calls.size(), 1U);
    EXPECT_EQ(shown.calls[0].id, call.id);
}

}  // namespace
}  // namespace huan::sales
