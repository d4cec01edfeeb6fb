#include "customer/decision.hpp"

#include "customer/errors.hpp"
#include "customer/kind.hpp"
#include "customer/place.hpp"
#include "customer/regroup.hpp"
#include "customer/rows_identity.hpp"
#include "customer/testing/company.hpp"
#include "customer/testing/observations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

class Decision : public testing::Company {
protected:
    IdentityReport report(CustomerId id) {
        return read([&](Reader& db) { return identity_report(db, {id}, at_noon); });
    }
    /// A person's head as JSON, without what only counts edits.
    std::string told(CustomerId id) {
        boost::json::object json = base::to_object(head(id));
        json.erase("version");
        return boost::json::serialize(json);
    }
    std::map<ProfileId, CustomerId> everybody() {
        std::map<ProfileId, CustomerId> all;
        read([&](Reader& db) {
            for (const ProfileId id : db.column<ProfileId>("SELECT id FROM profile ORDER BY id"))
                all[id] = customer_of(db, id);
        });
        return all;
    }
    /// The same by one grouping of everything that is stored.
    std::map<ProfileId, CustomerId> everybody_anew() {
        std::map<ProfileId, CustomerId> all;
        read([&](Reader& db) {
            const Piece piece = load(db, db.column<ProfileId>("SELECT id FROM profile ORDER BY id"));
            const Grouping grouping = group(piece.graph, kind_rules(db));
            for (std::size_t i = 0; i < piece.profiles.size(); ++i)
                all[piece.profiles[i].id] = CustomerId{piece.profiles[grouping.group_of[i]].id.value};
        });
        return all;
    }
    Decided part(CustomerId id, std::vector<ProfileId> profiles) {
        return run(&part_customer, {.customer_id = id, .profile_ids = std::move(profiles)});
    }
};
INSTANTIATE_ON_BOTH_STORES(Decision);

TEST_P(Decision, parting_after_a_merge_restores_both_exactly) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {external("17"), email("bert@example.com")});
    run(&add_tag, {.customer_id = anna, .tag = {"vip"}});
    run(&set_consent, {.customer_id = bert, .channel = {"sms"}, .purpose = {"marketing"}, .granted = true});
    run(&set_owner, {anna, UserId{5}});
    run(&set_owner, {bert, UserId{6}});
    ordered({phone("13812341234")}, "A-1", 1000);
    ordered({external("17")}, "B-1", 300);
    ordered({external("17")}, "B-2", 400);
    const std::string anna_before = told(anna);
    const std::string bert_before = told(bert);

    const ProfileId theirs{bert.value};
    met({external("17"), phone("13812341234")});
    ASSERT_EQ(head(anna).order_count, 3);
    EXPECT_EQ(head(bert).id, anna);
    const Decided decided = part(anna, {theirs});
    EXPECT_EQ(decided.customers, (std::vector<CustomerId>{anna, bert}));
    EXPECT_EQ(told(anna), anna_before);
    EXPECT_EQ(told(bert), bert_before);
    EXPECT_EQ(events_named("profiles.parted"), 1);
}

TEST_P(Decision, people_once_parted_stay_so_whatever_is_seen_later) {
    const Resolved anna = met({phone("13812341234")});
    const Resolved bert = met({phone("13812345678")});
    met({phone("13812341234"), device("d")});
    met({phone("13812345678"), device("d")});
    ASSERT_EQ(head(anna.customer_id).profiles, 2);
    part(anna.customer_id, {bert.profile_id});
    EXPECT_EQ(head(anna.customer_id).profiles, 1);
    met({phone("13812345678"), device("d")});
    met({phone("13812341234"), email("both@example.com")});
    met({phone("13812345678"), email("both@example.com")});
    EXPECT_EQ(head(anna.customer_id).profiles, 1);
    EXPECT_EQ(head(bert.customer_id).profiles, 1);
    // The new key is somebody's to look at.
    const auto review = read([&](Reader& db) { return list_conflicts(db, {}, at_noon); });
    ASSERT_EQ(review.items.size(), 1U);
    EXPECT_EQ(review.items[0].kind, IdentityKind::email);
}

TEST_P(Decision, taking_a_parting_back_brings_the_merge_back) {
    const Resolved anna = met({phone("13812341234")});
    met({external("17"), phone("13812341234")});
    const std::string before = told(anna.customer_id);
    const Decided decided = part(anna.customer_id, {report(anna.customer_id).profiles[1].id});
    ASSERT_EQ(decided.customers.size(), 2U);
    run(&take_back, {decided.decision_id});
    EXPECT_EQ(told(anna.customer_id), before);
    EXPECT_EQ(refusal_of([&] { run(&take_back, {decided.decision_id}); }), errors::decision_over);
    EXPECT_EQ(refusal_of([&] { run(&take_back, {987}); }), errors::unknown_decision);
}

TEST_P(Decision, an_operator_may_join_people_with_two_ids_and_take_it_back) {
    const CustomerId anna = named("Anna", {external("1")});
    const CustomerId again = named("Anna B.", {external("2")});
    ordered({external("1")}, "A-1", 1000);
    ordered({external("2")}, "A-2", 500);
    const std::string first = told(anna);
    const std::string second = told(again);
    const MergePreview preview = read([&](Reader& db) { return preview_merge(db, {again, anna}, at_noon); });
    EXPECT_EQ(preview.result_id, anna);
    EXPECT_EQ(preview.order_amount, Money{1500});
    EXPECT_EQ(preview.contradictions, std::vector{IdentityKind::external_id});
    ASSERT_EQ(preview.attributes.size(), 1U);
    EXPECT_EQ(preview.attributes[0].key, "name");

    const Decided decided =
        run(&merge_customers, {.customer_id = again, .with_customer_id = anna, .note = {{"called them"}}});
    EXPECT_EQ(decided.customers, std::vector{anna});
    EXPECT_EQ(head(anna).order_amount, Money{1500});
    const IdentityReport why = report(anna);
    ASSERT_EQ(why.joins.size(), 1U);
    EXPECT_EQ(why.joins[0].decision_id, decided.decision_id);
    ASSERT_EQ(why.decisions.size(), 1U);
    EXPECT_EQ(why.decisions[0].note, "called them");
    EXPECT_EQ(refusal_of([&] { run(&merge_customers, {.customer_id = anna, .with_customer_id = again}); }),
              errors::same_person);

    run(&take_back, {decided.decision_id});
    EXPECT_EQ(told(anna), first);
    EXPECT_EQ(told(again), second);
}

TEST_P(Decision, whom_somebody_keeps_apart_nobody_joins_by_hand) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {phone("13812345678")});
    const Decided apart = run(&keep_apart, {.customer_id = anna, .from_customer_id = bert});
    EXPECT_EQ(refusal_of([&] { run(&merge_customers, {.customer_id = anna, .with_customer_id = bert}); }),
              errors::kept_apart);
    EXPECT_EQ(number_of("SELECT count(*) FROM identity_decision"), 1);
    run(&take_back, {apart.decision_id});
    EXPECT_EQ(run(&merge_customers, {.customer_id = anna, .with_customer_id = bert}).customers.size(), 1U);
}

TEST_P(Decision, only_some_of_a_persons_own_profiles_can_be_parted) {
    const Resolved anna = met({phone("13812341234")});
    const Resolved bert = met({phone("13812345678")});
    for (const std::vector<ProfileId>& chosen :
         {std::vector<ProfileId>{}, std::vector{anna.profile_id}, std::vector{bert.profile_id}})
        EXPECT_EQ(refusal_of([&] { part(anna.customer_id, chosen); }), errors::nobody_left);
    EXPECT_EQ(refusal_of([&] { part(CustomerId{987}, {anna.profile_id}); }), errors::unknown);
    EXPECT_EQ(number_of("SELECT count(*) FROM identity_decision"), 0);
}

TEST_P(Decision, whatever_is_seen_and_decided_the_groups_are_those_of_one_grouping_of_everything) {
    std::mt19937 random(20261122);
    const int rounds = GetParam() == store::Engine::sqlite ? 30 : 8;
    for (int round = 0; round < rounds; ++round) {
        const testing::Observations seen = testing::random_observations(random, 8);
        SCOPED_TRACE(testing::text_of(seen));
        std::vector<std::int64_t> standing;
        std::vector<std::map<ProfileId, CustomerId>> states;
        for (const std::vector<Identity>& together : seen) met(together);
        for (int step = 0; step < 5; ++step) {
            states.push_back(everybody());
            const auto all = states.back();
            auto one = std::next(all.begin(), static_cast<std::ptrdiff_t>(random() % all.size()));
            auto other = std::next(all.begin(), static_cast<std::ptrdiff_t>(random() % all.size()));
            try {
                if (one->second == other->second)
                    standing.push_back(part(one->second, {one->first}).decision_id);
                else
                    standing.push_back(
                        run(&merge_customers, {.customer_id = one->second, .with_customer_id = other->second})
                            .decision_id);
            } catch (const base::Error& refused) {
                EXPECT_TRUE(refused.kind() == errors::nobody_left || refused.kind() == errors::kept_apart);
                states.pop_back();
            }
            ASSERT_EQ(everybody(), everybody_anew()) << "step " << step;
        }
        // Undone from the last to the first, each brings back what was before it.
        for (; !standing.empty(); standing.pop_back(), states.pop_back()) {
            run(&take_back, {standing.back()});
            ASSERT_EQ(everybody(), states.back()) << standing.size() << " left";
        }
    }
    EXPECT_EQ(number_of("SELECT count(*) FROM identity_cut"), 0);
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"),
              number_of("SELECT count(DISTINCT customer_id) FROM profile"));
}

// --- kinds --------------------------------------------------------------------------------------

class Kinds : public Decision {
protected:
    KindView kind(const std::string& word) {
        for (KindView& view : read([](Reader& db) { return list_kinds(db); }).items)
            if (view.kind.value == word) return view;
        throw std::out_of_range(word);
    }
    ChangeKind changed(const std::string& word) {
        const KindView now = kind(word);
        return {.kind = {word},
                .seen_version = now.version,
                .priority = now.priority,
                .unique_per_person = now.unique_per_person,
                .weak = now.weak,
                .people_limit = now.people_limit,
                .name_zh = {now.name_zh},
                .name_en = {now.name_en}};
    }
    void regroup_everybody(const std::string& word) {
        RegroupStep step;
        while (!step.finished)
            step = write([&](Transaction& tx) {
                return regroup_some(tx, OrgId{1}, IdentityKind{{word}}, step, at_noon);
            });
    }
};
INSTANTIATE_ON_BOTH_STORES(Kinds);

TEST_P(Kinds, are_stored_as_the_code_has_them) {
    const KindRules stored = read([](Reader& db) { return kind_rules(db); });
    const auto ours = KindRules::built_in().strongest_first();
    ASSERT_EQ(stored.strongest_first().size(), ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i)
        EXPECT_EQ(base::to_json(stored.strongest_first()[i]), base::to_json(ours[i]));
}

TEST_P(Kinds, of_two_shops_keep_their_customers_apart_until_a_phone_joins_them) {
    run(&declare_kind, {.kind = {"taobao_id"},
                        .priority = 85,
                        .unique_per_person = true,
                        .people_limit = 50,
                        .name_zh = {"淘宝编号"},
                        .name_en = {"Taobao id"}});
    const Identity theirs{IdentityKind{{"taobao_id"}}, "17"};
    const Resolved here = met({external("17")});
    const Resolved there = met({theirs});
    EXPECT_NE(here.customer_id, there.customer_id);
    met({external("17"), phone("13812341234")});
    EXPECT_EQ(met({theirs, phone("13812341234")}).customer_id, here.customer_id);
    ordered({theirs}, "T-1", 500);
    EXPECT_EQ(head(here.customer_id).order_amount, Money{500});
}

struct BadKind {
    const char* when;
    const char* kind;
    std::int64_t priority;
    std::int64_t limit;
    bool unique;
    bool weak;
    base::ErrorKind because;
    const char* field;
};
const BadKind bad_kinds[] = {
    {"its code is no word", "Shoe size", 50, 10, false, false, errors::bad_kind, "kind"},
    {"its code is taken", "phone", 50, 10, false, false, errors::kind_taken, "kind"},
    {"its priority is too high", "shoe", 100, 10, false, false, errors::bad_kind, "priority"},
    {"it may be nobody's", "shoe", 50, 0, false, false, errors::bad_kind, "people_limit"},
    {"it is weak and unique", "shoe", 50, 10, true, true, errors::bad_kind, "weak"},
};
TEST_P(Kinds, are_refused_when) {
    for (const BadKind& row : bad_kinds) {
        SCOPED_TRACE(row.when);
        try {
            run(&declare_kind, {.kind = {row.kind},
                                .priority = row.priority,
                                .unique_per_person = row.unique,
                                .weak = row.weak,
                                .people_limit = row.limit,
                                .name_zh = {"鞋"},
                                .name_en = {"Shoe"}});
            ADD_FAILURE() << "was accepted";
        } catch (const base::Error& refused) {
            EXPECT_EQ(refused.kind(), row.because);
            EXPECT_EQ(refused.field(), row.field);
        }
    }
    ChangeKind stale = changed("phone");
    stale.seen_version = 7;
    EXPECT_EQ(refusal_of([&] { run(&change_kind, stale); }), errors::kind_stale);
}

TEST_P(Kinds, changed_to_weak_part_whom_they_had_joined_and_back) {
    const Resolved anna = met({phone("13812341234"), device("d")});
    met({phone("13812345678"), device("d")});
    ASSERT_EQ(head(anna.customer_id).profiles, 2);
    ChangeKind weak = changed("anonymous_id");
    weak.weak = true;
    EXPECT_TRUE(run(&change_kind, weak).job_id);
    regroup_everybody("anonymous_id");
    EXPECT_EQ(head(anna.customer_id).profiles, 1);
    EXPECT_EQ(everybody(), everybody_anew());
    ChangeKind strong = changed("anonymous_id");
    strong.weak = false;
    run(&change_kind, strong);
    regroup_everybody("anonymous_id");
    EXPECT_EQ(head(anna.customer_id).profiles, 2);
    ChangeKind renamed = changed("anonymous_id");
    renamed.name_zh = {"设备"};
    EXPECT_FALSE(run(&change_kind, renamed).job_id) << "names group nobody anew";
}

TEST_P(Kinds, whose_limit_falls_let_go_of_everybody_and_take_them_back) {
    std::vector<ProfileId> people;
    for (int i = 0; i < 3; ++i)
        people.push_back(met({phone("1381234123" + std::to_string(i)), device("d")}).profile_id);
    ChangeKind fewer = changed("anonymous_id");
    fewer.people_limit = 2;
    run(&change_kind, fewer);
    regroup_everybody("anonymous_id");
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 3);
    ChangeKind more = changed("anonymous_id");
    more.people_limit = 3;
    run(&change_kind, more);
    regroup_everybody("anonymous_id");
    EXPECT_EQ(number_of("SELECT count(*) FROM customer"), 1);
}

// --- hints --------------------------------------------------------------------------------------

class Hints : public Decision {
protected:
    std::vector<PersonSuggestion> hints() {
        std::vector<PersonSuggestion> all;
        ListSuggestions query{.limit = 2};
        for (;;) {
            auto page = read([&](Reader& db) { return list_suggestions(db, query, at_noon); });
            all.insert(all.end(), page.items.begin(), page.items.end());
            if (!page.next_cursor) return all;
            query.cursor = page.next_cursor;
        }
    }
};
INSTANTIATE_ON_BOTH_STORES(Hints);

TEST_P(Hints, come_from_shared_plates_and_names_but_not_for_whom_somebody_parted) {
    const CustomerId anna = named("陈刚", {phone("13812344321"), {IdentityKind::plate, "沪A8K321"}});
    const CustomerId wife = named("林悦", {phone("13912345678"), {IdentityKind::plate, "沪A8K321"}});
    const CustomerId again = named("陈刚", {phone("15912344321")});
    named("王伟", {phone("13700001111")});
    named("王伟", {phone("13700002222")});
    const std::vector<PersonSuggestion> found = hints();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].left.id, anna);
    EXPECT_EQ(found[0].right.id, wife);
    EXPECT_EQ(found[0].hints.front().kind, HintKind::car);
    EXPECT_EQ(found[1].left.id, anna);
    EXPECT_EQ(found[1].right.id, again);
    EXPECT_EQ(found[1].hints.front().kind, HintKind::phone_tail);
    run(&keep_apart, {.customer_id = wife, .from_customer_id = anna});
    EXPECT_EQ(hints().size(), 1U);
    run(&merge_customers, {.customer_id = anna, .with_customer_id = again});
    EXPECT_TRUE(hints().empty());
}

}  // namespace
}  // namespace huan::customer
