#include "base/json.hpp"
#include "base/page.hpp"
#include "base/schema.hpp"
#include "base/zone.hpp"

#include <gtest/gtest.h>

#include <random>

namespace huan::base {
namespace {

enum class Colour { red, delete_ };
BOOST_DESCRIBE_ENUM(Colour, red, delete_)

struct Line {
    Text<10> sku{};
    std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity))

struct Basket {
    Id<struct BasketTag> id{};
    Money amount{};
    Colour colour = Colour::red;
    std::optional<Instant> at{};
    std::vector<Line> lines{};
};
BOOST_DESCRIBE_STRUCT(Basket, (), (id, amount, colour, at, lines))

TEST(described_json, comes_back_as_it_was) {
    const std::string text = R"({"id":7,"amount":1250,"colour":"delete","at":"2026-11-21T08:00:00.000Z",)"
                             R"("lines":[{"sku":"梅","quantity":2}]})";
    EXPECT_EQ(boost::json::serialize(to_json(from_json<Basket>(parse_json(text)))), text);
}

struct Refusal {
    const char* when;
    const char* json;
    const char* field;
    ErrorKind because;
};
const Refusal refusals[] = {
    {"a key is unknown", R"({"id":7,"amount":1,"colour":"red","color":1})", "color", errors::unknown_field},
    {"a key inside a list is unknown",
     R"({"id":7,"amount":1,"colour":"red","lines":[{"sku":"a","quantity":1,"x":1}]})", "lines[0].x",
     errors::unknown_field},
    {"a key is missing", R"({"id":7,"colour":"red"})", "amount", errors::required},
    {"a number is text", R"({"id":7,"amount":"1","colour":"red"})", "amount", errors::wrong_type},
    {"a number has a fraction", R"({"id":7,"amount":1.5,"colour":"red"})", "amount", errors::out_of_range},
    {"a number is beyond 64 bits", R"({"id":7,"amount":18446744073709551615,"colour":"red"})", "amount",
     errors::out_of_range},
    {"an id is beyond what clients hold exactly", R"({"id":9007199254740993,"amount":1,"colour":"red"})",
     "id", errors::out_of_range},
    {"an id is zero", R"({"id":0,"amount":1,"colour":"red"})", "id", errors::out_of_range},
    {"a word is unknown", R"({"id":7,"amount":1,"colour":"blue"})", "colour", errors::not_allowed},
    {"a date does not exist", R"({"id":7,"amount":1,"colour":"red","at":"2026-02-30T00:00:00Z"})", "at",
     errors::bad_instant},
    {"a text is too long",
     R"({"id":7,"amount":1,"colour":"red","lines":[{"sku":"12345678901","quantity":1}]})", "lines[0].sku",
     errors::bad_text},
    {"a text is blank", R"({"id":7,"amount":1,"colour":"red","lines":[{"sku":" 　 ","quantity":1}]})",
     "lines[0].sku", errors::required},
    {"a text holds U+0000", R"({"id":7,"amount":1,"colour":"red","lines":[{"sku":"a\u0000b","quantity":1}]})",
     "lines[0].sku", errors::bad_text},
    {"it is no object", "[1]", "", errors::wrong_type},
};

TEST(described_json, is_refused_by_field_when) {
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        try {
            from_json<Basket>(parse_json(row.json));
            ADD_FAILURE() << "it was not refused";
        } catch (const Error& refused) {
            EXPECT_EQ(refused.kind().code, std::string(row.because.code));
            EXPECT_EQ(refused.field(), row.field);
        }
    }
}

TEST(json_text, is_refused_when_it_is_broken_or_nested_too_deep) {
    EXPECT_THROW(parse_json("{\"a\":"), Error);
    EXPECT_THROW(parse_json("{\"a\":\"\xff\"}"), Error);
    EXPECT_THROW(parse_json("{\"a\":NaN}"), Error);
    EXPECT_THROW(parse_json(std::string(100'000, '[')), Error);
}

TEST(a_schema, tells_limits_words_and_what_is_required) {
    SchemaBook book;
    EXPECT_EQ(boost::json::serialize(book.schema_of<Page<Basket>>()),
              R"({"$ref":"#/components/schemas/BasketPage"})");
    const auto& basket = book.components().at("Basket").as_object();
    EXPECT_EQ(boost::json::serialize(basket.at("required")), R"(["id","amount","colour"])");
    EXPECT_EQ(book.components().at("Line").at("properties").at("sku").at("maxLength").as_int64(), 10);
}

TEST(money, is_read_exactly_or_refused) {
    EXPECT_EQ(parse_money("12.5", 2).minor, 1250);
    EXPECT_EQ(parse_money("-3", 2).minor, -300);
    EXPECT_EQ(parse_money("1,234.50", 2).minor, 123450);
    EXPECT_EQ(parse_money("0.1230", 3).minor, 123);
    EXPECT_EQ(parse_money("500", 0).minor, 500);
    EXPECT_EQ(parse_money("7.10000", 2).minor, 710);
    for (const char* bad : {"", "-", ".", "1.", "12.345", "1e3", "NaN", "inf", "1,23", "12,34,567", "1 2",
                            "99999999999999999999"})
        EXPECT_THROW(parse_money(bad, 2), Error) << bad;
}

TEST(money, written_and_read_again_is_the_same) {
    std::mt19937_64 random(20260302);
    for (int i = 0; i < 10'000; ++i) {
        const Money amount{static_cast<std::int64_t>(random()) / 16};
        for (const int digits : {0, 2, 3})
            EXPECT_EQ(parse_money(format_money(amount, digits), digits), amount);
    }
}

TEST(money, never_wraps_round) {
    const Money most{std::numeric_limits<std::int64_t>::max()};
    EXPECT_THROW(most + Money{1}, Error);
    EXPECT_THROW(-most - Money{2}, Error);
    EXPECT_THROW(most * 2, Error);
}

TEST(an_instant, is_read_with_offset_and_fraction) {
    EXPECT_EQ(parse_instant("1970-01-01T08:00:00+08:00")->ms, 0);
    EXPECT_EQ(parse_instant("1970-01-01T00:00:00.5Z")->ms, 500);
    EXPECT_EQ(parse_instant("1970-01-02")->ms, 86'400'000);
    for (const char* bad :
         {"", "yesterday", "2026-13-01", "2026-02-29", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
          "2026-01-01T00:00:00Zjunk", "2026-01-01T00:00:00+25:00", "0000-01-01"})
        EXPECT_FALSE(parse_instant(bad)) << bad;
}

TEST(an_instant, written_and_read_again_is_the_same) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> any(earliest_instant.ms, latest_instant.ms);
    for (int i = 0; i < 10'000; ++i) {
        const Instant at{any(random)};
        EXPECT_EQ(parse_instant(format_instant(at)), at);
    }
}

TEST(a_business_day, that_is_cut_at_noon_counts_the_night_to_the_day_before) {
    const Zone night("Asia/Shanghai", std::chrono::hours{12});
    const Instant three_in_the_morning = *parse_instant("2026-03-03T03:00:00+08:00");
    EXPECT_EQ(format_day(night.day_of(three_in_the_morning)), "2026-03-02");
    EXPECT_EQ(format_instant(night.start_of(night.day_of(three_in_the_morning))), "2026-03-02T04:00:00.000Z");
    EXPECT_EQ(night.minute_of_day(three_in_the_morning), 180);
    EXPECT_THROW(Zone("Mars/Olympus"), Error);
}

TEST(a_cursor, comes_back_or_is_refused) {
    const std::vector<std::string> values{"梅", "", "7"};
    EXPECT_EQ(read_cursor(make_cursor(values), 3), values);
    EXPECT_THROW(read_cursor("x6", 1), Error);
    EXPECT_THROW(read_cursor("zz", 1), Error);
    EXPECT_THROW(read_cursor(make_cursor(values), 2), Error);
}

TEST(text, is_trimmed_of_both_kinds_of_blank) {
    EXPECT_EQ(trimmed(" \t　陈刚　\n"), "陈刚");
    EXPECT_FALSE(is_clean_utf8(std::string_view("a\0b", 3)));
    EXPECT_FALSE(is_clean_utf8("\xed\xa0\x80"));
    EXPECT_FALSE(is_clean_utf8("\xc0\xaf"));
}

}  // namespace
}  // namespace huan::base
