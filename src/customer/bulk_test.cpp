#include "customer/bulk.hpp"

#include "access/commands.hpp"
#include "access/queries.hpp"
#include "customer/decision.hpp"
#include "customer/errors.hpp"
#include "customer/testing/company.hpp"
#include "jobs/commands.hpp"
#include "jobs/queries.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Bulk : public testing::Company {
protected:
    void SetUp() override {
        Company::SetUp();
        if (IsSkipped()) return;
        anna = named("Anna Berg", {external("a"), phone("13812340001")});
        bert = named("Bert Chen", {external("b"), phone("13812340002")});
        carl = named("Carl Dong", {external("c"), phone("13812340003")});
    }

    static BulkDeed tagging(const std::string& tag, std::optional<Instant> until = {}) {
        return {.verb = BulkVerb::tag, .tag = base::Text<60>{tag}, .until = until};
    }
    static BulkDeed untagging(const std::string& tag) {
        return {.verb = BulkVerb::untag, .tag = base::Text<60>{tag}};
    }
    static BulkPeople everybody() { return {.everybody = true}; }

    void tag(CustomerId id, const std::string& word, std::optional<Instant> until = {}) {
        run(&add_tag, {.customer_id = id, .tag = {word}, .until = until}, at_noon);
    }
    std::vector<std::string> tags(CustomerId id) {
        std::vector<std::string> words;
        for (const TagView& view : head(id, later()).tags) words.push_back(view.tag);
        return words;
    }
    /// All is carried out a minute after it was set up, so that what was before can be told apart.
    base::Context later(base::Duration by = minutes{1}) const {
        base::Context ctx = at_noon;
        ctx.now = noon + by;
        return ctx;
    }
    BulkPreview looked(const BulkDeed& deed, const BulkPeople& people) {
        return read([&](Reader& db) { return preview_bulk(db, {deed, people}, later()); });
    }
    BulkActionId asked(const BulkDeed& deed, const BulkPeople& people) {
        return run(&ask, {deed, people}, later()).id;
    }
    static BulkAction ask(Transaction& tx, const AskBulk& command, const base::Context& ctx) {
        return start_bulk(tx, command, ctx);
    }
    void work(base::Duration by = minutes{1}) {
        jobs::Runner runner(store(), [this, by] { return noon + by; });
        runner.work_with(bulk_job, [](jobs::Chunk& chunk) { return carry_out_bulk(chunk, {}); });
        runner.work_with(bulk_undo_job, &take_back_bulk);
        while (runner.run_one()) {}
    }
    BulkAction shown(BulkActionId id) {
        return read([&](Reader& db) { return get_bulk_action(db, {id}, later()); });
    }
    BulkAction carried_out(const BulkDeed& deed, const BulkPeople& people) {
        const BulkActionId id = asked(deed, people);
        work();
        return shown(id);
    }
    BulkAction taken_back(BulkActionId id) {
        run(&undo_bulk, {id}, later(hours{1}));
        work(hours{1});
        return shown(id);
    }
    UserId agent(const std::string& login) {
        return write([&](Transaction& tx) {
            access::CreateUser create;
            create.login.value = login;
            create.name.value = login;
            create.org_id = OrgId{1};
            create.role = access::Role::agent;
            return access::create_user(tx, create, "", at_noon).user.id;
        });
    }
    UserId owner(CustomerId id) { return head(id).owner_id.value_or(UserId{}); }

    CustomerId anna;
    CustomerId bert;
    CustomerId carl;
};
INSTANTIATE_ON_BOTH_STORES(Bulk);

TEST_P(Bulk, a_preview_says_whom_it_changes_and_who_is_so_already_and_writes_nothing) {
    tag(anna, "vip");
    const BulkPreview preview = looked(tagging("vip"), {.customer_ids = {anna, bert, CustomerId{999'999}}});
    EXPECT_EQ(preview.looked_at, 3);
    EXPECT_EQ(preview.changes, 1);
    EXPECT_EQ(preview.same, 1);
    ASSERT_EQ(preview.skipped.size(), 1U);
    EXPECT_EQ(preview.skipped[0].reason, "unknown");
    ASSERT_EQ(preview.sample.size(), 1U);
    EXPECT_EQ(preview.sample[0].name, "Bert Chen");
    EXPECT_EQ(preview.sample[0].phone, "138****0002");
    EXPECT_TRUE(tags(bert).empty());
}

TEST_P(Bulk, it_does_what_the_preview_said_and_the_journal_tells_of_each) {
    tag(anna, "vip");
    const BulkPreview preview = looked(tagging("vip"), everybody());
    const BulkAction action = carried_out(tagging("vip"), everybody());
    EXPECT_EQ(action.state, BulkState::done);
    EXPECT_EQ(action.looked_at, 3);
    EXPECT_EQ(action.changed, preview.changes);
    EXPECT_EQ(action.same, preview.same);
    for (const CustomerId id : {anna, bert, carl}) EXPECT_EQ(tags(id), std::vector<std::string>{"vip"});
    EXPECT_EQ(events_named("tag.added"), 3);
}

TEST_P(Bulk, an_undo_leaves_everything_as_it_was_before) {
    tag(anna, "vip", noon + hours{48});
    const BulkAction action = carried_out(tagging("vip"), everybody());
    EXPECT_EQ(action.changed, 3);  // Anna's would have ended; now it does not.
    EXPECT_FALSE(head(anna, later()).tags[0].until);
    const BulkAction back = taken_back(action.id);
    EXPECT_EQ(back.state, BulkState::undone);
    EXPECT_EQ(back.undone, 3);
    EXPECT_EQ(back.kept, 0);
    const CustomerHead before = head(anna, later());
    ASSERT_EQ(before.tags.size(), 1U);
    EXPECT_EQ(before.tags[0].until, noon + hours{48});
    EXPECT_EQ(before.tags[0].added_at, noon);
    EXPECT_TRUE(tags(bert).empty());
    EXPECT_EQ(refusal_of([&] { run(&undo_bulk, {action.id}, later(hours{2})); }), errors::bulk_undone);
}

TEST_P(Bulk, an_undo_leaves_alone_what_somebody_changed_since) {
    const BulkAction action = carried_out(tagging("vip"), everybody());
    run(&remove_tag, {.customer_id = anna, .tag = {"vip"}}, later(minutes{5}));
    run(&add_tag, {.customer_id = anna, .tag = {"vip"}}, later(minutes{6}));
    run(&remove_tag, {.customer_id = bert, .tag = {"vip"}}, later(minutes{5}));
    const BulkAction back = taken_back(action.id);
    EXPECT_EQ(back.undone, 1);
    EXPECT_EQ(back.kept, 2);
    EXPECT_EQ(tags(anna), std::vector<std::string>{"vip"});
    EXPECT_TRUE(tags(bert).empty());
    EXPECT_TRUE(tags(carl).empty());
    const auto kept = read([&](Reader& db) {
        return list_bulk_people(db, {.bulk_action_id = action.id, .state = BulkChangeState::kept}, later());
    });
    ASSERT_EQ(kept.items.size(), 2U);
    EXPECT_EQ(kept.items[0].name, "Anna Berg");
}

TEST_P(Bulk, a_removed_tag_comes_back_with_its_end_also_to_people_who_have_become_one) {
    tag(anna, "vip", noon + hours{48});
    tag(bert, "vip");
    run(&merge_customers, {.customer_id = anna, .with_customer_id = bert}, at_noon);
    const BulkAction action = carried_out(untagging("vip"), {.filter_tag = "vip"});
    EXPECT_EQ(action.changed, 1);
    EXPECT_TRUE(tags(anna).empty());
    const BulkAction back = taken_back(action.id);
    EXPECT_EQ(back.undone, 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_tag WHERE tag = 'vip'"), 2);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_tag WHERE until IS NOT NULL"), 1);
}

TEST_P(Bulk, customers_are_given_to_a_colleague_and_go_back_to_whom_they_had) {
    const UserId ann = agent("ann");
    const UserId bob = agent("bob");
    run(&set_owner, {.customer_id = anna, .owner_id = ann}, at_noon);
    const BulkAction action = carried_out({.verb = BulkVerb::assign, .owner_id = bob}, everybody());
    EXPECT_EQ(action.changed, 3);
    EXPECT_EQ(action.owner_name, "bob");
    EXPECT_EQ(owner(anna), bob);
    run(&set_owner, {.customer_id = carl, .owner_id = ann}, later(minutes{5}));
    const BulkAction back = taken_back(action.id);
    EXPECT_EQ(back.undone, 2);
    EXPECT_EQ(back.kept, 1);
    EXPECT_EQ(owner(anna), ann);
    EXPECT_EQ(owner(bert), UserId{});
    EXPECT_EQ(owner(carl), ann);
    const auto mine = read([&](Reader& db) { return list_customers(db, {.owner_id = ann}, at_noon); });
    EXPECT_EQ(mine.items.size(), 2U);
    EXPECT_EQ(mine.total, 2);
    EXPECT_EQ(mine.items[0].owner_name, "ann");
}

TEST_P(Bulk, a_search_is_settled_when_it_is_asked_for_and_not_kept) {
    const BulkAction action = carried_out(tagging("found"), {.search = "anna"});
    EXPECT_EQ(action.chosen, 1);
    EXPECT_EQ(action.changed, 1);
    EXPECT_EQ(tags(anna), std::vector<std::string>{"found"});
    EXPECT_EQ(number_of("SELECT count(*) FROM bulk_action WHERE people LIKE '%anna%'"), 0);
}

TEST_P(Bulk, it_stops_when_asked_and_what_it_did_can_be_undone) {
    for (int i = 0; i < 60; ++i) named("Person", {external("p" + std::to_string(i))});
    const BulkActionId id = asked(tagging("many"), everybody());
    jobs::Runner runner(store(), [this] { return noon + minutes{1}; });
    runner.work_with(bulk_job, [&](jobs::Chunk& chunk) {
        if (chunk.position.empty())
            write([&](Transaction& tx) { jobs::stop_job(tx, {chunk.job.id}, later()); });
        return carry_out_bulk(chunk, {});
    });
    while (runner.run_one()) {}
    const BulkAction stopped = shown(id);
    EXPECT_EQ(stopped.state, BulkState::stopped);
    EXPECT_LT(stopped.changed, 63);
    const BulkAction back = taken_back(id);
    EXPECT_EQ(back.state, BulkState::undone);
    EXPECT_EQ(back.undone, stopped.changed);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer_tag"), 0);
}

TEST_P(Bulk, only_people_the_asker_sees_are_touched) {
    const UserId ann = agent("ann");
    run(&set_owner, {.customer_id = anna, .owner_id = ann}, at_noon);
    base::Context own = later();
    own.actor = read([&](Reader& db) { return access::actor_of(db, ann).value(); });
    const BulkActionId id = run(&ask, {tagging("mine"), everybody()}, own).id;
    work();
    EXPECT_EQ(shown(id).changed, 1);
    EXPECT_TRUE(tags(bert).empty());
    EXPECT_EQ(refusal_of([&] {
                  run(&ask, {{.verb = BulkVerb::assign}, everybody()}, own);
              }),
              base::errors::not_allowed);
}

struct Refusal {
    const char* when;
    BulkDeed deed;
    BulkPeople people;
    base::ErrorKind because;
};

TEST_P(Bulk, is_refused_when) {
    const base::Text<60> vip{"vip"};
    const std::vector<Refusal> refusals{
        {"nobody is chosen", {.verb = BulkVerb::tag, .tag = vip}, {}, errors::nobody_chosen},
        {"a search meets nobody",
         {.verb = BulkVerb::tag, .tag = vip},
         {.search = "zzzz"},
         errors::nobody_chosen},
        {"a tag is missing", {.verb = BulkVerb::tag}, everybody(), base::errors::required},
        {"the tag has ended",
         {.verb = BulkVerb::tag, .tag = vip, .until = noon - hours{1}},
         everybody(),
         errors::tag_over},
        {"a removal has an end",
         {.verb = BulkVerb::untag, .tag = vip, .until = noon + hours{9}},
         everybody(),
         errors::bad_deed},
        {"the owner is nobody",
         {.verb = BulkVerb::assign, .owner_id = UserId{424'242}},
         everybody(),
         errors::bad_bulk_owner},
    };
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        EXPECT_EQ(refusal_of([&] { looked(row.deed, row.people); }), row.because);
        EXPECT_EQ(refusal_of([&] { asked(row.deed, row.people); }), row.because);
    }
    EXPECT_EQ(number_of("SELECT count(*) FROM bulk_action"), 0);
    const BulkActionId id = asked(tagging("vip"), everybody());
    EXPECT_EQ(refusal_of([&] { run(&undo_bulk, {id}, later()); }), errors::bulk_running);
}

}  // namespace
}  // namespace huan::customer
