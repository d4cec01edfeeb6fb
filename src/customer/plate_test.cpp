#include "customer/plate.hpp"

#include "customer/errors.hpp"
#include "customer/identity.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

namespace huan::customer {
namespace {

struct Reading {
    const char* typed;
    const char* text;
    PlateClass plate_class;
};

TEST(Plate, of_china_is_read_however_it_was_typed) {
    const Reading readings[] = {
        {"沪A·8K321", "沪A8K321", PlateClass::ordinary},
        {" 沪a 8k321 ", "沪A8K321", PlateClass::ordinary},
        {"沪Ａ－８Ｋ３２１", "沪A8K321", PlateClass::ordinary},
        {"京O·12345", "京O12345", PlateClass::ordinary},
        {"沪A8KO2I", "沪A8K021", PlateClass::ordinary},  // No serial has O or I.
        {"粤B1234挂", "粤B1234挂", PlateClass::trailer},
        {"川A·1234学", "川A1234学", PlateClass::trainer},
        {"京A0001警", "京A0001警", PlateClass::police},
        {"粤Z·F123港", "粤ZF123港", PlateClass::hong_kong},
        {"粤Z1234澳", "粤Z1234澳", PlateClass::macau},
        {"沪A0023领", "沪A0023领", PlateClass::consulate},
        {"使014·578", "使014578", PlateClass::embassy},
        {"224578使", "224578使", PlateClass::embassy},
        {"VA·12345", "VA12345", PlateClass::military},
        {"WJ·沪1234X", "WJ沪1234X", PlateClass::armed_police},
        {"WJ 01234", "WJ01234", PlateClass::armed_police},
        {"京X1234应急", "京X1234应急", PlateClass::emergency},
    };
    for (const Reading& reading : readings) {
        SCOPED_TRACE(reading.typed);
        const std::optional<Plate> plate = read_plate(reading.typed);
        ASSERT_TRUE(plate);
        EXPECT_EQ(plate->text, reading.text);
        EXPECT_EQ(plate->plate_class, reading.plate_class);
        EXPECT_FALSE(plate->electric);
        // What was stored is read as the same again.
        EXPECT_EQ(normalised_plate(plate->text), plate->text);
    }
}

struct Green {
    const char* typed;
    const char* text;
    bool electric;
};

TEST(Plate, of_a_new_energy_vehicle_has_eight_signs_and_says_what_drives_it) {
    const Green greens[] = {
        {"沪A·D12345", "沪AD12345", true},   // Small, electric.
        {"沪A·DA2345", "沪ADA2345", true},   // The second sign may be a letter.
        {"粤b a 01234", "粤BA01234", true},  // D has run out in large cities.
        {"粤B·F12345", "粤BF12345", false},  // Plug-in hybrid.
        {"京AK12345", "京AK12345", false},  {"沪A·12345D", "沪A12345D", true},  // Large: buses, lorries.
        {"沪A12345F", "沪A12345F", false},  {"沪ADO1234", "沪AD01234", true},
    };
    for (const Green& green : greens) {
        SCOPED_TRACE(green.typed);
        const std::optional<Plate> plate = read_plate(green.typed);
        ASSERT_TRUE(plate);
        EXPECT_EQ(plate->text, green.text);
        EXPECT_EQ(plate->plate_class, PlateClass::new_energy);
        EXPECT_EQ(plate->electric, green.electric);
    }
}

TEST(Plate, is_refused_where_the_country_gives_out_none_like_it) {
    const char* wrong[] = {
        "",          "   ",       "A8K321",    "沪A8K3",      "沪18K321",  "沪A8K321999",
        "沪A8K3211", "沪AZ12345", "沪AD1234X", "沪AL12345",   "沪A1234DD", "苏A1234港",
        "粤A1234澳", "使01457",   "使A14578",  "沪A8K32!",    "沪A8K32赣", "AB1234",
        "VAA2345X",  "WJ沪123",   "no plate",  "沪AD12345领", "\xC3\x28",  "沪A学1234",
        "京X1234应",
    };
    for (const char* typed : wrong) {
        SCOPED_TRACE(typed);
        EXPECT_FALSE(read_plate(typed));
    }
}

TEST(Plate, of_another_country_is_read_by_its_rules_and_a_chinese_one_everywhere) {
    EXPECT_EQ(normalised_plate("AB 1234", "HK"), "AB1234");
    EXPECT_EQ(normalised_plate("ma-12-34", "MO"), "MA1234");
    EXPECT_EQ(normalised_plate("ABC1234", "HK"), "");
    EXPECT_EQ(normalised_plate("ABC-1234", "TW"), "ABC1234");
    EXPECT_EQ(normalised_plate("M-ÄB 123E", "DE"), "MÄB123E");
    EXPECT_EQ(normalised_plate("01O\u00A8", "DE"), "01\u00D6")
        << "a blank with a diaeresis: of the O, once it is gone";
    EXPECT_EQ(normalised_plate("01\u00D6", "DE"), "01\u00D6");
    EXPECT_EQ(normalised_plate("GARAGE", "DE"), "");
    EXPECT_EQ(normalised_plate("12345678901", "DE"), "");
    EXPECT_EQ(normalised_plate("B!1", "DE"), "");
    EXPECT_EQ(normalised_plate("沪A·D12345", "DE"), "沪AD12345");
    EXPECT_EQ(normalised_plate("沪A·Z12345", "DE"), "");
    EXPECT_EQ(normalised(Identity{IdentityKind::plate, "AB 1234"}, "HK").value, "AB1234");
    EXPECT_EQ(store::testing::refusal_of([] {
                  normalised(Identity{IdentityKind::plate, "AB 1234"});
              }),
              errors::bad_identity);
}

}  // namespace
}  // namespace huan::customer
