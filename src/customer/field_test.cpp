#include "customer/field.hpp"

#include "customer/errors.hpp"
#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

namespace json = boost::json;
using std::chrono::hours;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

Choice choice(const std::string& value, const std::string& zh, const std::string& en,
              const std::vector<base::Text<80>>& also = {}) {
    return {{value}, {zh}, {en}, also};
}

struct Form {
    FieldType type;
    json::value given;
    json::value stored;
};

TEST(Fields, bring_values_to_one_form) {
    const std::vector<Choice> degrees{choice("bachelor", "本科", "Bachelor", {{"学士"}}),
                                      choice("master", "硕士", "Master")};
    const Form forms[] = {
        {FieldType::text, "  Anna ", "Anna"},
        {FieldType::text, 17, "17"},
        {FieldType::text, "   ", nullptr},
        {FieldType::number, "1,280.5", 1280.5},
        {FieldType::number, "３４", 34},
        {FieldType::whole, 34.0, 34},
        {FieldType::date, "2026-11-22", "2026-11-22"},
        {FieldType::date, "2026/1/5", "2026-01-05"},
        {FieldType::date, "2026.1.5", "2026-01-05"},
        {FieldType::date, "2026年1月5日", "2026-01-05"},
        {FieldType::date, "20260105", "2026-01-05"},
        {FieldType::date, "2026-01-05T08:00:00Z", "2026-01-05"},
        {FieldType::date, "2026-01-05 08:00", "2026-01-05"},
        {FieldType::yes_no, "是", true},
        {FieldType::yes_no, "No", false},
        {FieldType::yes_no, 1, true},
        {FieldType::choice, "bachelor", "bachelor"},
        {FieldType::choice, "MASTER", "master"},
        {FieldType::choice, "硕士", "master"},
        {FieldType::choice, "学士", "bachelor"},
        {FieldType::choice, nullptr, nullptr},
    };
    for (const Form& form : forms) {
        SCOPED_TRACE(std::string(base::word_of(form.type)) + " " + json::serialize(form.given));
        std::string why;
        const auto stored = fitted({.type = form.type, .choices = degrees}, form.given, why);
        ASSERT_TRUE(stored.has_value()) << why;
        EXPECT_EQ(*stored, form.stored);
    }
}

TEST(Fields, refuse_what_does_not_fit_and_say_why) {
    const std::vector<Choice> degrees{choice("bachelor", "本科", "Bachelor")};
    const std::pair<FieldType, json::value> wrong[] = {
        {FieldType::text, json::string(201, 'x')},
        {FieldType::text, json::array{1}},
        {FieldType::number, "12 years"},
        {FieldType::number, "nan"},
        {FieldType::whole, 3.5},
        {FieldType::whole, 151},
        {FieldType::whole, -1},
        {FieldType::date, "2026-02-30"},
        {FieldType::date, "5.1.2026"},
        {FieldType::date, "tomorrow"},
        {FieldType::date, 20260105},
        {FieldType::date, "2026-01"},
        {FieldType::date, "2026-01-05x"},
        {FieldType::yes_no, "maybe"},
        {FieldType::choice, "doctor"},
        {FieldType::date, "1700-01-01"},
    };
    for (const auto& [type, value] : wrong) {
        SCOPED_TRACE(std::string(base::word_of(type)) + " " + json::serialize(value));
        std::string why;
        EXPECT_FALSE(
            fitted({.type = type, .least = 0.0, .most = 150.0, .choices = degrees}, value, why).has_value());
        EXPECT_TRUE(why.ends_with(".")) << why;
    }
}

class DeclaredFields : public testing::Company {
protected:
    FieldView age(bool required = false) {
        return run(&declare_field, {.key = {"age"},
                                    .type = FieldType::whole,
                                    .name_zh = {"年龄"},
                                    .name_en = {"Age"},
                                    .section = {"basic"},
                                    .required = required,
                                    .least = 0.0,
                                    .most = 150.0});
    }
    ChangeField change_of(const FieldView& field) {
        return {.key = {field.key},
                .seen_version = field.version,
                .name_zh = {field.name_zh},
                .name_en = {field.name_en},
                .section = {field.section},
                .required = field.required,
                .least = field.least,
                .most = field.most,
                .choices = field.choices};
    }
    FieldList fields() {
        return read([](Reader& db) { return list_fields(db); });
    }
    json::value value(CustomerId id, const std::string& key) {
        for (const AttributeView& view : head(id).attributes)
            if (view.key == key) return view.value;
        return nullptr;
    }
    AttributeHistory history(CustomerId id, const std::string& key) {
        return read([&](Reader& db) { return attribute_history(db, {id, key, {}}, at_noon); });
    }
};
INSTANTIATE_ON_BOTH_STORES(DeclaredFields);

TEST_P(DeclaredFields, stand_in_their_sections_with_the_keys_nobody_declared) {
    const CustomerId id = named("Anna", {external("17")});
    run(&set_attributes, {.customer_id = id, .attributes = {{"Lead Quality", "High"}}});
    const FieldList list = fields();
    ASSERT_FALSE(list.items.empty());
    EXPECT_EQ(list.items.front().key, "name");
    EXPECT_TRUE(list.items.front().built_in);
    EXPECT_EQ(list.items.back().key, "note");
    EXPECT_EQ(list.undeclared, std::vector<std::string>{"Lead Quality"});
}

TEST_P(DeclaredFields, check_what_users_write) {
    age();
    const CustomerId id = named("Anna", {external("17")});
    run(&set_attributes, {.customer_id = id, .attributes = {{"age", "34"}, {"gender", "女"}}});
    EXPECT_EQ(value(id, "age"), 34);
    EXPECT_EQ(value(id, "gender"), "female");
    try {
        run(&set_attributes, {.customer_id = id, .attributes = {{"city", "Wuhan"}, {"age", 200}}});
        FAIL() << "200 years";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::unfit_attribute);
        EXPECT_EQ(refused.field(), "attributes.age");
        EXPECT_EQ(refused.detail(), "At most 150.");
    }
    EXPECT_EQ(value(id, "city"), nullptr);
}

TEST_P(DeclaredFields, that_are_required_are_asked_of_users_but_not_of_imports) {
    age(true);
    EXPECT_EQ(refusal_of([&] { run(&create_customer, {.identities = {external("18")}}); }),
              errors::needed_attribute);
    const CustomerId id =
        run(&create_customer, {.identities = {external("18")}, .attributes = {{"age", 30}}}).id;
    EXPECT_EQ(refusal_of([&] {
                  run(&set_attributes, {.customer_id = id, .attributes = {{"age", nullptr}}});
              }),
              errors::needed_attribute);
    run(&set_attributes, {.customer_id = id, .attributes = {{"city", "Wuhan"}}});
    EXPECT_NO_THROW(named("Berta", {external("19")}));
}

TEST_P(DeclaredFields, keep_what_a_call_said_wrongly_out_but_on_record) {
    age();
    const Resolved who = met({external("17")});
    const auto say = [&](json::object attributes, Instant at) {
        return write([&](Transaction& tx) {
            return observe_attributes(tx,
                                      {.profile_id = who.profile_id,
                                       .attributes = std::move(attributes),
                                       .at = at,
                                       .strict = false},
                                      at_noon);
        });
    };
    EXPECT_EQ(say({{"age", 34}, {"city", "Wuhan"}}, noon), 2);
    EXPECT_EQ(say({{"age", "old"}, {"city", "Xian"}}, noon + hours(1)), 1);
    say({{"age", "old"}}, noon + hours(1));
    EXPECT_EQ(value(who.customer_id, "age"), 34);
    EXPECT_EQ(value(who.customer_id, "city"), "Xian");
    EXPECT_EQ(events_named("attribute.refused"), 1);
    const AttributeHistory all = history(who.customer_id, "age");
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_TRUE(all.items[0].refused);
    EXPECT_EQ(all.items[0].value, "old");
    EXPECT_FALSE(all.items[1].refused);
}

TEST_P(DeclaredFields, change_by_version_and_keep_their_type) {
    const FieldView field = age();
    ChangeField change = change_of(field);
    change.most = 120.0;
    change.name_en = {"Years"};
    EXPECT_EQ(run(&change_field, change).most, 120.0);
    EXPECT_EQ(refusal_of([&] { run(&change_field, change); }), errors::field_stale);
    EXPECT_EQ(refusal_of([&] { age(); }), errors::field_taken);
    run(&undeclare_field, {{"age"}});
    EXPECT_EQ(refusal_of([&] { run(&undeclare_field, {{"age"}}); }), errors::unknown_field);
    EXPECT_EQ(refusal_of([&] { run(&undeclare_field, {{"name"}}); }), errors::built_in_field);
}

TEST_P(DeclaredFields, are_refused_when_their_rule_makes_no_sense) {
    const auto refused = [&](auto spoil) {
        DeclareField field{.key = {"size"},
                           .type = FieldType::number,
                           .name_zh = {"尺寸"},
                           .name_en = {"Size"},
                           .section = {"basic"}};
        spoil(field);
        return refusal_of([&] { run(&declare_field, field); });
    };
    EXPECT_EQ(refused([](auto& f) { f.least = 2.0, f.most = 1.0; }), errors::bad_rule);
    EXPECT_EQ(refused([](auto& f) { f.type = FieldType::text, f.most = 1.0; }), errors::bad_rule);
    EXPECT_EQ(refused([](auto& f) { f.type = FieldType::choice; }), errors::bad_rule);
    EXPECT_EQ(refused([](auto& f) { f.choices = {choice("a", "甲", "A")}; }), errors::bad_rule);
    EXPECT_EQ(refused([](auto& f) {
                  f.type = FieldType::choice;
                  f.choices = {choice("a", "甲", "A"), choice("b", "乙", "B", {{"a"}})};
              }),
              errors::bad_rule);
    EXPECT_EQ(refused([](auto& f) { f.section = {"nowhere"}; }), errors::unknown_section);
    EXPECT_EQ(refused([](auto& f) { f.key = {"a/b"}; }), errors::bad_rule);
}

TEST_P(DeclaredFields, move_between_sections_and_fall_back_to_other) {
    age();
    run(&set_section, {{"school"}, {"学校"}, {"School"}});
    FieldList list = run(&arrange_fields, {{{"school", {"age", "city"}}, {"basic", {"gender", "name"}}}});
    EXPECT_EQ(list.sections.front().code, "school");
    EXPECT_EQ(list.items[0].key, "age");
    EXPECT_EQ(list.items[1].key, "city");
    EXPECT_EQ(list.items[2].key, "gender");
    run(&drop_section, {{"school"}});
    list = fields();
    EXPECT_EQ(list.items.back().section, "other");
    EXPECT_EQ(refusal_of([&] { run(&drop_section, {{"other"}}); }), errors::built_in_field);
}

TEST_P(DeclaredFields, say_beforehand_how_many_values_would_not_fit) {
    for (const auto& [key, value] : {std::pair("1", "34"), std::pair("2", "34"), std::pair("3", "old")})
        run(&set_attributes, {.customer_id = named("Anna", {external(key)}), .attributes = {{"age", value}}});
    const FieldCheck check = read(
        [&](Reader& db) { return check_field(db, {.key = {"age"}, .type = FieldType::whole}, at_noon); });
    EXPECT_EQ(check.people, 3);
    EXPECT_EQ(check.unfit, 1);
    ASSERT_EQ(check.unfits.size(), 1U);
    EXPECT_EQ(check.unfits[0].value, "old");
    EXPECT_EQ(check.values[0].people, 2);
}

TEST_P(DeclaredFields, have_a_history_over_all_profiles_of_a_person) {
    const CustomerId first = named("Anna", {external("1")});
    const CustomerId second = named("Anna Berg", {phone("13812341234")});
    run(&set_attributes, {.customer_id = second, .attributes = {{"city", "Wuhan"}}}, at(noon + hours(1)));
    met({external("1"), phone("13812341234")}, at(noon + hours(2)));
    run(&set_attributes, {.customer_id = first, .attributes = {{"city", "Xian"}}}, at(noon + hours(3)));
    const AttributeHistory all = history(second, "city");
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_EQ(all.items[0].value, "Xian");
    EXPECT_EQ(all.items[1].value, "Wuhan");
}

}  // namespace
}  // namespace huan::customer
