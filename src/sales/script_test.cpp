#include "sales/script.hpp"

#include <gtest/gtest.h>

namespace huan::sales {
namespace {

ScriptFacts facts_of(const std::string& kind) {
    return {.company = "Starlight", .name = "Chen", .kind = kind, .source = LeadSource::manual};
}

std::string second_card(const ScriptFacts& facts, ScriptLanguage language = ScriptLanguage::en) {
    return call_script(facts, language).at(1);
}

TEST(CallScript, names_the_company_and_the_person) {
    EXPECT_EQ(call_script(facts_of("recall"), ScriptLanguage::en).front(),
              "Hello Chen, this is Starlight. Do you have a minute?");
    ScriptFacts nameless = facts_of("recall");
    nameless.name.clear();
    EXPECT_EQ(call_script(nameless, ScriptLanguage::zh).front(),
              "您好，车主，我是Starlight的服务顾问，占用您一分钟可以吗？");
}

TEST(CallScript, says_when_something_ends_and_in_how_many_days) {
    ScriptFacts insured = facts_of("insurance");
    insured.due_on = "2026-12-19";
    insured.days_left = 27;
    EXPECT_EQ(second_card(insured),
              "Your insurance is due on 2026-12-19, in 27 days. Seeing to it early leaves time to compare.");
    EXPECT_EQ(second_card(insured, ScriptLanguage::zh),
              "您的车险在 2026-12-19 到期，还有 27 天，提前办更从容，也好比价。");
    insured.days_left = -3;
    EXPECT_EQ(second_card(insured),
              "Your insurance was due on 2026-12-19, 3 days ago. We can see to it right away.");
}

TEST(CallScript, tells_a_finding_in_words_also_where_nothing_was_written) {
    ScriptFacts tyres = facts_of("tyres");
    tyres.source = LeadSource::finding;
    EXPECT_EQ(second_card(tyres, ScriptLanguage::zh),
              "上次服务时我们注意到：轮胎磨损比较明显。照片可以发给您看。");
    tyres.note = "front left 1.5 mm";
    EXPECT_EQ(second_card(tyres),
              "While we looked after your car we noticed: front left 1.5 mm. I can send you the picture.");
    tyres.kind = "windscreen";
    tyres.note.clear();
    EXPECT_EQ(second_card(tyres),
              "While we looked after your car we noticed: something should be looked at. I "
              "can send you the picture.");
}

TEST(CallScript, misses_only_people_who_stayed_away) {
    EXPECT_EQ(second_card(facts_of("recall"), ScriptLanguage::zh).find("有一阵没见到您"), 0U);
    EXPECT_EQ(second_card(facts_of("repurchase"), ScriptLanguage::zh).find("有一阵没见到您"),
              std::string::npos);
}

TEST(CallScript, gives_every_advice_but_the_one_that_no_product_fits) {
    ScriptFacts washer = facts_of("repurchase");
    washer.advice = {{.reason_en = "The card saves 50."}, {.gap = true, .reason_en = "Nothing fits."}};
    const auto cards = call_script(washer, ScriptLanguage::en);
    EXPECT_EQ(cards.size(), 5U);
    EXPECT_EQ(cards.at(2), "The card saves 50.");
}

}  // namespace
}  // namespace huan::sales
