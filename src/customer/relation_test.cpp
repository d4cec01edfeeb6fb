#include "customer/relation.hpp"

#include "customer/errors.hpp"
#include "customer/mark.hpp"
#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Relations : public testing::Company {
protected:
    RelationMap related(CustomerId one, const std::string& kind, CustomerId other, bool is_from = true) {
        return run(&add_relation,
                   {.customer_id = one, .kind = {kind}, .other_id = other, .is_from = is_from});
    }
    RelationMap map(CustomerId id, std::int64_t levels) { return map(id, levels, at_noon); }
    RelationMap map(CustomerId id, std::int64_t levels, const base::Context& ctx) {
        return read([&](Reader& db) { return get_relations(db, {id, levels}, ctx); });
    }
    CustomerId person(const std::string& name) { return named(name, {external(name)}); }
};
INSTANTIATE_ON_BOTH_STORES(Relations);

TEST_P(Relations, are_followed_over_three_levels) {
    const CustomerId grandma = person("Grandma"), mother = person("Mother"), child = person("Child");
    const CustomerId friend_of_child = person("Friend"), far = person("Far");
    related(grandma, "parent_child", mother);
    related(child, "parent_child", mother, false);
    related(child, "colleague", friend_of_child);
    related(friend_of_child, "colleague", far);
    const RelationMap one = map(grandma, 1);
    ASSERT_EQ(one.people.size(), 2U);
    EXPECT_EQ(one.people[0].id, grandma);
    EXPECT_EQ(one.people[1].name, "Mother");
    ASSERT_EQ(one.links.size(), 1U);
    EXPECT_EQ(one.links[0].from_id, grandma);
    EXPECT_EQ(map(grandma, 2).people.size(), 3U);
    const RelationMap three = map(grandma, 3);
    EXPECT_EQ(three.people.size(), 4U);
    EXPECT_EQ(three.links.size(), 3U);
    EXPECT_EQ(three.people.back().level, 3);
    EXPECT_EQ(refusal_of([&] { map(grandma, 4); }), base::errors::out_of_range);
}

TEST_P(Relations, are_said_once_and_to_both) {
    const CustomerId mother = person("Mother"), child = person("Child"), father = person("Father");
    related(mother, "parent_child", child);
    related(child, "parent_child", mother, false);
    related(mother, "spouse", father);
    related(father, "spouse", mother);
    EXPECT_EQ(map(mother, 1).links.size(), 2U);
    EXPECT_EQ(events_named("relation.added"), 4);
    EXPECT_EQ(refusal_of([&] { related(child, "parent_child", mother); }), errors::inverse_relation);
    EXPECT_EQ(refusal_of([&] { related(child, "spouse", child); }), errors::related_to_oneself);
    EXPECT_EQ(refusal_of([&] { related(child, "enemy", mother); }), errors::unknown_relation_kind);
    EXPECT_EQ(refusal_of([&] { related(child, "spouse", CustomerId{999'999}); }), errors::unknown);
}

TEST_P(Relations, end_for_both) {
    const CustomerId mother = person("Mother"), child = person("Child"), other = person("Other");
    const RelationId id = related(mother, "parent_child", child).links[0].id;
    EXPECT_EQ(refusal_of([&] { run(&remove_relation, {other, id}); }), errors::unknown_relation);
    EXPECT_EQ(run(&remove_relation, {child, id}).links.size(), 0U);
    EXPECT_EQ(events_named("relation.removed"), 2);
    EXPECT_EQ(map(mother, 3).people.size(), 1U);
}

TEST_P(Relations, follow_people_who_become_one_and_vanish_between_them) {
    const CustomerId first = met({external("1")}).customer_id;
    const CustomerId second = met({phone("13812341234")}).customer_id;
    const CustomerId child = person("Child");
    related(second, "parent_child", child);
    related(first, "household", second);
    met({external("1"), phone("13812341234")});
    const RelationMap one = map(first, 2);
    ASSERT_EQ(one.links.size(), 1U);
    EXPECT_EQ(one.links[0].from_id, first);
    EXPECT_EQ(one.links[0].to_id, child);
    related(first, "parent_child", child);  // Said of the other profile already.
    EXPECT_EQ(map(first, 1).links.size(), 1U);
}

TEST_P(Relations, count_but_do_not_show_whom_one_may_not_see) {
    const CustomerId mother = met({external("m")}, someone_at("/1/")).customer_id;
    const CustomerId child = met({external("c")}, someone_at("/1/")).customer_id;
    related(mother, "parent_child", child);
    base::Context agent = someone_at("/1/", base::DataScope::own);
    write([&](Transaction& tx) { set_owner(tx, {mother, UserId{77}}, at_noon); });
    const RelationMap seen = map(mother, 2, agent);
    EXPECT_EQ(seen.people.size(), 1U);
    EXPECT_EQ(seen.links.size(), 0U);
    EXPECT_EQ(seen.hidden, 1);
}

TEST_P(Relations, have_kinds_that_a_company_declares) {
    const SetRelationKind tutor{.kind = {"tutor"},
                                .name_zh = {"辅导"},
                                .name_en = {"Tutoring"},
                                .from_zh = {"老师"},
                                .from_en = {"Tutor"},
                                .to_zh = base::Note<40>{"学生"},
                                .to_en = base::Note<40>{"Pupil"}};
    EXPECT_EQ(run(&set_relation_kind, tutor).version, 1);
    EXPECT_EQ(refusal_of([&] { run(&set_relation_kind, tutor); }), errors::relation_kind_stale);
    SetRelationKind changed = tutor;
    changed.seen_version = 1;
    changed.retired = true;
    EXPECT_TRUE(run(&set_relation_kind, changed).retired);
    changed.mutual = true;
    changed.seen_version = 2;
    EXPECT_EQ(refusal_of([&] { run(&set_relation_kind, changed); }), errors::bad_relation_kind);
    EXPECT_EQ(refusal_of([&] { related(person("A"), "tutor", person("B")); }), errors::unknown_relation_kind);
}

class Marks : public testing::Company {
protected:
    MarkList marked(CustomerId id, const std::string& kind, const std::string& value, Instant when,
                    const std::string& about = "") {
        SetMark mark{.customer_id = id, .kind = {kind}, .value = base::Note<400>{value}};
        if (!about.empty()) mark.about = base::Note<40>{about};
        base::Context ctx = someone_at("/1/");
        ctx.now = when;
        return run(&set_mark, mark, ctx);
    }
};
INSTANTIATE_ON_BOTH_STORES(Marks);

TEST_P(Marks, are_dated_facts_of_which_the_latest_of_a_kind_holds) {
    const CustomerId id = named("Anna", {external("17")});
    marked(id, "intent", "low", noon);
    marked(id, "intent", "高意向", noon + hours(1));
    marked(id, "intent", "none", noon + hours(2), "insurance");
    const MarkList all = marked(id, "remark", "Has two dogs", noon + hours(3));
    ASSERT_EQ(all.items.size(), 4U);
    EXPECT_EQ(all.items[0].value, "Has two dogs");
    EXPECT_EQ(all.items[1].about, "insurance");
    EXPECT_TRUE(all.items[1].holds);
    EXPECT_EQ(all.items[2].value, "high");
    EXPECT_TRUE(all.items[2].holds);
    EXPECT_FALSE(all.items[3].holds);
    EXPECT_EQ(all.items[0].by_name, "Li Lei");
    EXPECT_EQ(events_named("mark.set"), 4);
}

TEST_P(Marks, are_withdrawn_when_they_were_a_mistake) {
    const CustomerId id = named("Anna", {external("17")});
    const CustomerId other = named("Berta", {external("18")});
    marked(id, "intent", "low", noon);
    const MarkId wrong = marked(id, "intent", "high", noon + hours(1)).items[0].id;
    EXPECT_EQ(refusal_of([&] { run(&withdraw_mark, {other, wrong}); }), errors::unknown_mark);
    const MarkList all = run(&withdraw_mark, {id, wrong}, at(noon + hours(2)));
    EXPECT_TRUE(all.items[0].withdrawn_at.has_value());
    EXPECT_TRUE(all.items[1].holds);
    run(&withdraw_mark, {id, wrong});
    EXPECT_EQ(events_named("mark.withdrawn"), 1);
}

TEST_P(Marks, are_refused_when_the_value_is_not_of_the_kind) {
    const CustomerId id = named("Anna", {external("17")});
    EXPECT_EQ(refusal_of([&] { marked(id, "intent", "very", noon); }), errors::bad_mark);
    EXPECT_EQ(refusal_of([&] { marked(id, "budget", "12", noon); }), errors::bad_mark);
    EXPECT_EQ(refusal_of([&] { marked(id, "remark", "  ", noon); }), errors::bad_mark);
    EXPECT_EQ(refusal_of([&] { marked(id, "mood", "good", noon); }), errors::unknown_mark_kind);
    const MarkList all =
        run(&set_mark, {.customer_id = id, .kind = {"budget"}, .amount = base::Money{120'000}});
    EXPECT_EQ(all.items[0].amount, base::Money{120'000});
}

TEST_P(Marks, have_kinds_that_a_company_declares) {
    SetMarkKind mood{.kind = {"mood"},
                     .type = MarkType::choice,
                     .name_zh = {"心情"},
                     .name_en = {"Mood"},
                     .choices = {{{"good"}, {"好"}, {"Good"}, {}}}};
    run(&set_mark_kind, mood);
    EXPECT_EQ(refusal_of([&] { run(&set_mark_kind, mood); }), errors::mark_kind_stale);
    mood.seen_version = 1;
    mood.choices.clear();
    EXPECT_EQ(refusal_of([&] { run(&set_mark_kind, mood); }), errors::bad_rule);
    EXPECT_EQ(marked(named("Anna", {external("17")}), "mood", "好", noon).items[0].value, "good");
}

}  // namespace
}  // namespace huan::customer
