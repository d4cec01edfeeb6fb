#include "base/text.hpp"
#include "customer/attribute.hpp"
#include "customer/errors.hpp"
#include "customer/field.hpp"
#include "customer/words.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <set>

/// Whether a value fits a field, and in which form it is stored.
namespace huan::customer {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = 200;
constexpr std::size_t longest_note = 2'000;
constexpr std::size_t most_choices = 200;
constexpr double largest_number = 9e14;

using Fit = std::optional<json::value>;

Fit unfit(std::string& why, std::string sentence) {
    why = std::move(sentence);
    return {};
}

std::string text_of(const json::value& value) {
    if (value.is_string()) return base::trimmed(std::string_view(value.get_string()));
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return value.is_double() ? fmt::format("{}", value.get_double()) : std::string();
}

Fit as_text(const json::value& value, std::size_t longest, std::string& why) {
    std::string text = text_of(value);
    if (!base::is_clean_utf8(text)) return unfit(why, "Text is valid UTF-8.");
    if (base::length_utf8(text) > longest) return unfit(why, fmt::format("At most {} characters.", longest));
    return json::value(text);
}

/// "1,280.5" and " 34 " are numbers too; so are full-width digits.
std::optional<double> number_in(const json::value& value) {
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    if (value.is_double()) return value.get_double();
    if (!value.is_string()) return {};
    std::string plain;
    for (const char c : folded(base::trimmed(std::string_view(value.get_string()))))
        if (c != ',') plain.push_back(c);
    double number = 0;
    const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
    if (problem != std::errc{} || end != plain.data() + plain.size()) return {};
    return number;
}

Fit as_number(const FieldView& field, const json::value& value, std::string& why) {
    const std::optional<double> number = number_in(value);
    if (!number || !std::isfinite(*number) || std::abs(*number) > largest_number)
        return unfit(why, "A number is expected.");
    const bool is_whole = *number == std::floor(*number);
    if (field.type == FieldType::whole && !is_whole) return unfit(why, "A whole number is expected.");
    if (field.least && *number < *field.least) return unfit(why, fmt::format("At least {}.", *field.least));
    if (field.most && *number > *field.most) return unfit(why, fmt::format("At most {}.", *field.most));
    if (is_whole) return json::value(static_cast<std::int64_t>(*number));
    return json::value(*number);
}

/// Year, month and day of "2026-11-22", "2026/1/5", "2026.1.5", "2026年1月5日", "20261122", or of what
/// begins so and goes on with a time.
Fit as_date(const json::value& value, std::string& why) {
    const std::string text = value.is_string() ? folded(text_of(value)) : std::string();
    std::array<int, 3> parts{};
    std::size_t part = 0;
    std::size_t digits = 0;
    const bool compact = text.size() == 8 && text.find_first_not_of("0123456789") == std::string::npos;
    for (std::size_t i = 0; i < text.size() && part < 3; ++i) {
        if (text[i] >= '0' && text[i] <= '9') {
            parts[part] = parts[part] * 10 + (text[i] - '0');
            ++digits;
            if (compact ? digits == (part == 0 ? 4U : 2U) : digits == (part == 0 ? 5U : 3U))
                ++part, digits = 0;
        } else if (digits > 0) {
            ++part;
            digits = 0;
            if (part == 3 && text[i] != ' ' && text[i] != 't' && !text.substr(i).starts_with("日"))
                return unfit(why, "A date is written as 2026-11-22.");
            while (i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80) ++i;
        } else {
            break;
        }
    }
    if (digits > 0) ++part;
    const std::chrono::year_month_day day{std::chrono::year{parts[0]},
                                          std::chrono::month{static_cast<unsigned>(parts[1])},
                                          std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (part != 3 || !day.ok() || parts[0] < 1800 || parts[0] > 2300)
        return unfit(why, "A date is written as 2026-11-22.");
    return json::value(fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]));
}

Fit as_yes_no(const json::value& value, std::string& why) {
    const std::string word = folded(text_of(value));
    for (const char* yes : {"true", "1", "yes", "y", "on", "是", "有", "对", "√"})
        if (word == yes) return json::value(true);
    for (const char* no : {"false", "0", "no", "n", "off", "否", "无", "没有", "不是", "×"})
        if (word == no) return json::value(false);
    return unfit(why, "Yes or no is expected.");
}

Fit as_choice(const FieldView& field, const json::value& value, std::string& why) {
    const Choice* choice = choice_of(field.choices, text_of(value));
    if (choice != nullptr) return json::value(choice->value.value);
    std::string list;
    for (const Choice& one : field.choices) {
        if (list.size() > 120) {
            list += "...";
            break;
        }
        list += (list.empty() ? "" : ", ") + one.value.value;
    }
    return unfit(why, "It is not one of: " + list + ".");
}

}  // namespace

const Choice* choice_of(const std::vector<Choice>& choices, std::string_view text) {
    for (const Choice& choice : choices)
        if (choice.value.value == text) return &choice;
    const std::string word = folded(text);
    for (const Choice& choice : choices) {
        if (folded(choice.value.value) == word || folded(choice.name_zh.value) == word ||
            folded(choice.name_en.value) == word)
            return &choice;
        for (const auto& also : choice.also)
            if (folded(also.value) == word) return &choice;
    }
    return nullptr;
}

void check_choices(const std::vector<Choice>& choices) {
    const auto refuse = [](const char* sentence) {
        throw base::Error{errors::bad_rule, "choices", sentence};
    };
    if (choices.empty()) refuse("A choice needs at least one entry.");
    if (choices.size() > most_choices) refuse("At most 200 entries.");
    std::set<std::string> words;
    for (const Choice& choice : choices) {
        std::set<std::string> own{folded(choice.value.value), folded(choice.name_zh.value),
                                  folded(choice.name_en.value)};
        for (const auto& also : choice.also) own.insert(folded(also.value));
        for (const std::string& word : own)
            if (!words.insert(word).second) refuse("Two entries have the same name or spelling.");
    }
}

std::optional<json::value> fitted(const FieldView& field, const json::value& value, std::string& why) {
    if (value.is_null()) return value;
    if (value.is_object() || value.is_array()) return unfit(why, "Lists and objects are not taken.");
    if (value.is_string() && text_of(value).empty()) return json::value(nullptr);
    switch (field.type) {
        case FieldType::text: return as_text(value, longest_line, why);
        case FieldType::note: return as_text(value, longest_note, why);
        case FieldType::number:
        case FieldType::whole: return as_number(field, value, why);
        case FieldType::date: return as_date(value, why);
        case FieldType::yes_no: return as_yes_no(value, why);
        case FieldType::choice: return as_choice(field, value, why);
    }
    return value;
}

}  // namespace huan::customer
