#include "sales/task.hpp"

#include "access/commands.hpp"
#include "access/queries.hpp"
#include "customer/commands.hpp"
#include "customer/decision.hpp"
#include "customer/queries.hpp"
#include "sales/commands.hpp"
#include "sales/errors.hpp"
#include "sales/team.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

namespace huan::sales {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Tasks : public store::testing::OnBothStores {
protected:
    void SetUp() override {
        OnBothStores::SetUp();
        if (IsSkipped()) return;
        ann = agent("ann");
        bob = agent("bob");
        chen = person("13800138000", "陈刚");
        wang = person("13912345678", "王芳");
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
    base::CustomerId person(const std::string& phone, const std::string& name) {
        return write([&](Transaction& tx) {
            customer::CreateCustomer create;
            create.identities = {{customer::IdentityKind::phone, phone}};
            create.attributes["name"] = name;
            return customer::create_customer(tx, create, at_noon).id;
        });
    }
    base::Context as(base::UserId user) {
        return {.now = noon, .actor = read([&](Reader& db) { return access::actor_of(db, user).value(); })};
    }
    TaskView task(base::CustomerId about, const std::string& title, base::UserId owner,
                  std::optional<base::Instant> due = {}) {
        return write([&](Transaction& tx) {
            return create_task(tx, {.customer_id = about, .title = {title}, .owner_id = owner, .due_at = due},
                               at_noon);
        });
    }
    TaskView changed(const UpdateTask& command, const base::Context& ctx) {
        return write([&](Transaction& tx) { return update_task(tx, command, ctx); });
    }
    std::vector<std::string> titles(const ListTasks& query, const base::Context& ctx) {
        std::vector<std::string> found;
        for (const TaskView& view : read([&](Reader& db) { return list_tasks(db, query, ctx); }).items)
            found.push_back(view.title);
        return found;
    }
    LeadView lead(base::CustomerId about, const std::string& kind, base::UserId owner,
                  const std::string& note) {
        return write([&](Transaction& tx) {
            return create_lead(
                tx, {.customer_id = about, .kind = {kind}, .note = base::Note<400>{note}, .owner_id = owner},
                at_noon);
        });
    }

    base::UserId ann;
    base::UserId bob;
    base::CustomerId chen;
    base::CustomerId wang;
};
INSTANTIATE_ON_BOTH_STORES(Tasks);

using Titles = std::vector<std::string>;

TEST_P(Tasks, stand_on_the_workbench_of_who_does_them_the_most_urgent_first) {
    task(chen, "Later", ann, noon + hours{100});
    const TaskView first = task(chen, "Now", ann, noon - hours{1});
    task(wang, "Not hers", bob);
    EXPECT_TRUE(first.overdue);
    EXPECT_EQ(first.customer_name, "陈刚");
    EXPECT_EQ(first.phone, "138****8000");
    const Workbench bench = read([&](Reader& db) { return workbench(db, {}, as(ann)); });
    ASSERT_EQ(bench.todos.size(), 2U);
    EXPECT_EQ(bench.todos[0].title, "Now");
    EXPECT_EQ(bench.due, 1);
    EXPECT_EQ(titles({.mine = true}, as(bob)), Titles{"Not hers"});
    EXPECT_EQ(events_named("task.created"), 3);
}

TEST_P(Tasks, are_done_once_and_opened_again) {
    const TaskView open = task(chen, "Call back", ann);
    const TaskView done = changed({.task_id = open.id, .seen_version = 1, .state = TaskState::done}, as(ann));
    EXPECT_EQ(done.closed_by_name, "ann");
    EXPECT_EQ(titles({.customer_id = chen}, at_noon), Titles{});
    EXPECT_EQ(titles({.customer_id = chen, .state = TaskState::done}, at_noon), Titles{"Call back"});
    EXPECT_EQ(events_named("task.done"), 1);
    EXPECT_EQ(refusal_of([&] {
                  changed({.task_id = open.id, .seen_version = 1, .state = TaskState::done}, as(ann));
              }),
              errors::task_stale);
    changed({.task_id = open.id, .seen_version = 2, .state = TaskState::open}, as(ann));
    EXPECT_EQ(titles({.customer_id = chen}, at_noon), Titles{"Call back"});
}

TEST_P(Tasks, go_only_to_colleagues_one_can_see_and_are_nobody_elses_business) {
    EXPECT_EQ(refusal_of([&] { task(chen, "x", base::UserId{424'242}); }), errors::bad_task_owner);
    const TaskView hers = task(chen, "Hers", ann);
    EXPECT_EQ(refusal_of([&] { changed({.task_id = hers.id, .seen_version = 1}, as(bob)); }),
              errors::unknown_task);
    changed({.task_id = hers.id, .seen_version = 1, .owner_id = bob}, at_noon);
    EXPECT_EQ(titles({.mine = true}, as(bob)), Titles{"Hers"});
}

TEST_P(Tasks, follow_people_who_become_one) {
    task(wang, "About Wang", ann);
    write([&](Transaction& tx) {
        customer::merge_customers(tx, {.customer_id = chen, .with_customer_id = wang}, at_noon);
    });
    EXPECT_EQ(titles({.customer_id = chen}, at_noon), Titles{"About Wang"});
}

TEST_P(Tasks, the_team_is_who_is_in_charge_and_who_ever_served) {
    write([&](Transaction& tx) { customer::set_owner(tx, {.customer_id = chen, .owner_id = bob}, at_noon); });
    const LeadView insurance = lead(chen, "insurance", ann, "");
    const Call call =
        write([&](Transaction& tx) { return start_call(tx, {.lead_id = insurance.id}, as(ann)); });
    base::Context after = as(ann);
    after.now = noon + std::chrono::minutes{2};
    write([&](Transaction& tx) {
        hang_up(tx, {.call_id = call.id, .outcome = Outcome::won, .reason = {"trust"}}, after);
    });
    const Team team = read([&](Reader& db) { return get_team(db, {chen}, at_noon); });
    ASSERT_EQ(team.items.size(), 2U);
    EXPECT_EQ(team.items[0].name, "bob");
    EXPECT_EQ(team.items[0].in_charge, Titles{"owner"});
    EXPECT_EQ(team.items[1].name, "ann");
    EXPECT_EQ(team.items[1].role, "agent");
    EXPECT_TRUE(team.items[1].in_charge.empty());  // The lead is won: nobody works on it any more.
    ASSERT_EQ(team.items[1].services.size(), 1U);
    EXPECT_EQ(team.items[1].services[0].what, "call");
    EXPECT_EQ(team.items[1].services[0].times, 1);

    const auto calls = read([&](Reader& db) { return list_calls(db, {.customer_id = chen}, at_noon); });
    ASSERT_EQ(calls.items.size(), 1U);
    EXPECT_EQ(calls.items[0].user_name, "ann");
    EXPECT_EQ(calls.items[0].lead_kind, "insurance");
    EXPECT_EQ(calls.items[0].reason_en, "Trusts the store");
}

TEST_P(Tasks, leads_are_found_by_person_number_kind_and_note) {
    lead(chen, "insurance", ann, "Policy ends in May");
    lead(wang, "tyres", bob, "Worn");
    const auto found = [&](const std::string& text, const base::Context& ctx) {
        Titles kinds;
        for (const LeadView& view :
             read([&](Reader& db) { return list_leads(db, {.search = text}, ctx); }).items)
            kinds.push_back(view.kind);
        return kinds;
    };
    EXPECT_EQ(found("陈", at_noon), Titles{"insurance"});
    EXPECT_EQ(found("wf", at_noon), Titles{"tyres"});
    EXPECT_EQ(found("5678", at_noon), Titles{"tyres"});
    EXPECT_EQ(found("INSUR", at_noon), Titles{"insurance"});
    EXPECT_EQ(found("in may", at_noon), Titles{"insurance"});
    EXPECT_EQ(found("%", at_noon), Titles{});
    EXPECT_EQ(found("王", as(ann)), Titles{});  // Bob's lead.
}

}  // namespace
}  // namespace huan::sales
