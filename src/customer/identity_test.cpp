#include "customer/identity.hpp"

#include "customer/errors.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

using store::testing::refusal_of;

struct Form {
    IdentityKind kind;
    const char* typed;
    const char* stored;
};

TEST(Identity, is_stored_in_one_form_however_it_was_typed) {
    const Form forms[] = {
        {IdentityKind::phone, "138 1234-1234", "+8613812341234"},
        {IdentityKind::phone, "+86 138 1234 1234", "+8613812341234"},
        {IdentityKind::phone, "0086-13812341234", "+8613812341234"},
        {IdentityKind::phone, "１３８１２３４１２３４", "+8613812341234"},
        {IdentityKind::phone, "021-6252 1234", "+862162521234"},
        {IdentityKind::phone, "+1 (415) 555-2671", "+14155552671"},
        {IdentityKind::email, "  Anna.Berg@Example.COM ", "anna.berg@example.com"},
        {IdentityKind::plate, "沪A·8K321", "沪A8K321"},
        {IdentityKind::plate, "沪a 8k321", "沪A8K321"},
        {IdentityKind::plate, "沪Ａ８Ｋ３２１", "沪A8K321"},
        {IdentityKind::plate, "沪AD12345", "沪AD12345"},
        {IdentityKind::plate, "粤Z1234港", "粤Z1234港"},
        {IdentityKind::external_id, " 00017 ", "00017"},
        {IdentityKind::external_id, "Robert'); DROP TABLE customer;--", "Robert'); DROP TABLE customer;--"},
    };
    for (const Form& form : forms) {
        SCOPED_TRACE(form.typed);
        EXPECT_EQ(normalised(Identity{form.kind, form.typed}).value, form.stored);
    }
}

TEST(Identity, assumes_the_organisations_country_for_a_phone_without_one) {
    EXPECT_EQ(normalised(Identity{IdentityKind::phone, "030 901820"}, "DE").value, "+4930901820");
    EXPECT_EQ(normalised(Identity{IdentityKind::phone, "+86 13812341234"}, "DE").value, "+8613812341234");
}

TEST(Identity, is_refused_when_it_cannot_be_one) {
    const Identity wrong[] = {
        {IdentityKind::phone, "12345"},
        {IdentityKind::phone, "call me"},
        {IdentityKind::phone, "138123412345678"},
        {IdentityKind::email, "anna"},
        {IdentityKind::email, "anna@example"},
        {IdentityKind::email, "a b@example.com"},
        {IdentityKind::email, "@example.com"},
        {IdentityKind::email, "a@@example.com"},
        {IdentityKind::plate, "A8K321"},
        {IdentityKind::plate, "沪A8K3"},
        {IdentityKind::plate, "沪18K321"},
        {IdentityKind::plate, "沪A8K321999"},
        {IdentityKind::external_id, "   "},
        {IdentityKind::external_id, "two\nlines"},
        {IdentityKind::anonymous_id, "\xC3\x28"},
        {IdentityKind::openid, std::string("a\0b", 3)},
        {IdentityKind::external_id, std::string(201, 'x')},
    };
    for (const Identity& identity : wrong) {
        SCOPED_TRACE(identity.value);
        EXPECT_EQ(refusal_of([&] { normalised(identity); }), errors::bad_identity);
    }
}

TEST(Identity, comes_strongest_first_and_once) {
    const std::vector<Identity> all = normalised({{IdentityKind::anonymous_id, "d-1"},
                                                  {IdentityKind::phone, "13812341234"},
                                                  {IdentityKind::phone, "+8613812341234"},
                                                  {IdentityKind::plate, "沪A8K321"},
                                                  {IdentityKind::external_id, "17"}});
    const std::vector<Identity> expected{{IdentityKind::external_id, "17"},
                                         {IdentityKind::phone, "+8613812341234"},
                                         {IdentityKind::anonymous_id, "d-1"},
                                         {IdentityKind::plate, "沪A8K321"}};
    EXPECT_EQ(all, expected);
    EXPECT_EQ(refusal_of([] { normalised(std::vector<Identity>{}); }), errors::no_identity);
    EXPECT_EQ(refusal_of([] {
                  normalised(std::vector<Identity>(21, {IdentityKind::external_id, "1"}));
              }),
              errors::too_many_identities);
}

TEST(Identity, names_the_place_of_the_one_that_is_wrong) {
    try {
        normalised({{IdentityKind::external_id, "17"}, {IdentityKind::phone, "1"}});
        FAIL() << "it was not refused";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.field(), "identities[1].value");
    }
}

TEST(Identity, is_masked_so_that_it_can_be_compared_but_not_used) {
    EXPECT_EQ(masked(IdentityKind::phone, "+8613812341234"), "138****1234");
    EXPECT_EQ(masked(IdentityKind::phone, "+14155552671"), "+14****2671");
    EXPECT_EQ(masked(IdentityKind::email, "anna@example.com"), "a***@example.com");
    EXPECT_EQ(masked(IdentityKind::openid, "oX1234567890"), "oX****90");
    EXPECT_EQ(masked(IdentityKind::card_number, "卡1"), "卡***");
    EXPECT_EQ(masked(IdentityKind::plate, "沪A8K321"), "沪A8K321");
}

TEST(Identity, kinds_are_taken_strongest_first_and_no_two_are_alike) {
    std::set<std::int64_t> priorities;
    std::int64_t last = 100;
    for (const KindRule& rule : KindRules::built_in().strongest_first()) {
        SCOPED_TRACE(rule.kind.value);
        EXPECT_EQ(&KindRules::built_in().of(rule.kind), &rule);
        EXPECT_TRUE(priorities.insert(rule.priority).second);
        EXPECT_LT(rule.priority, last);
        last = rule.priority;
    }
    EXPECT_EQ(priorities.size(), 9U);
}

TEST(Identity, of_an_undeclared_kind_is_refused_with_those_that_are) {
    try {
        normalised(std::vector<Identity>{{IdentityKind{{"shoe_size"}}, "42"}});
        FAIL();
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::unknown_kind);
        EXPECT_EQ(refused.field(), "identities[0].value");
        EXPECT_NE(refused.detail().find("external_id, unionid"), std::string::npos) << refused.detail();
    }
}

}  // namespace
}  // namespace huan::customer
