#include "customer/attribute.hpp"

#include "base/text.hpp"
#include "customer/errors.hpp"

#include <algorithm>
#include <cmath>

namespace huan::customer {
namespace {

constexpr std::size_t longest_key = 80;
constexpr std::size_t longest_text = 2'000;
constexpr double largest_decimal = 9e14;  // Scaled, it still fits 64 bits.

[[noreturn]] void refuse(const std::string& key, const char* why) {
    throw base::Error{errors::bad_attribute, "attributes." + key, why};
}

bool odd_key(const std::string& key) {
    return base::trimmed(key) != key || key.empty() || !base::is_clean_utf8(key) ||
           base::length_utf8(key) > longest_key ||
           std::any_of(key.begin(), key.end(), [](char c) { return c >= 0 && c < ' '; });
}

void set_text(rows::AttributeRow& row, std::string text) {
    row.type = rows::AttributeType::text;
    row.value_text = std::move(text);
}

void set_whole(rows::AttributeRow& row, std::int64_t number) {
    std::int64_t scaled = 0;
    if (__builtin_mul_overflow(number, number_scale, &scaled)) return set_text(row, std::to_string(number));
    row.type = rows::AttributeType::number;
    row.value_number = scaled;
}

}  // namespace

rows::AttributeRow attribute_row(ProfileId profile, const std::string& key, const boost::json::value& value,
                                 Instant at, const std::string& message_id) {
    if (odd_key(key))
        refuse(key, "The name of an attribute is 1 to 80 characters, without blanks at its ends.");
    rows::AttributeRow row{.profile_id = profile,
                           .key = key,
                           .type = rows::AttributeType::none,
                           .at = at,
                           .message_id = message_id};
    switch (value.kind()) {
        case boost::json::kind::null: break;
        case boost::json::kind::bool_:
            row.type = rows::AttributeType::bool_;
            row.value_number = value.get_bool() ? 1 : 0;
            break;
        case boost::json::kind::int64: set_whole(row, value.get_int64()); break;
        case boost::json::kind::uint64: set_text(row, std::to_string(value.get_uint64())); break;
        case boost::json::kind::double_: {
            const double number = value.get_double();
            if (!std::isfinite(number) || std::abs(number) > largest_decimal)
                refuse(key, "This number is out of range.");
            row.type = rows::AttributeType::number;
            row.value_number = std::llround(number * static_cast<double>(number_scale));
            break;
        }
        case boost::json::kind::string: {
            const std::string text(value.get_string());
            if (!base::is_clean_utf8(text) || base::length_utf8(text) > longest_text)
                refuse(key, "Text is valid UTF-8 of at most 2,000 characters.");
            set_text(row, text);
            break;
        }
        default:
            refuse(key, "An attribute is text, a number, true, false or null; lists and objects are not.");
    }
    return row;
}

boost::json::value attribute_value(const rows::AttributeRow& row) {
    const std::int64_t number = row.value_number.value_or(0);
    switch (row.type) {
        case rows::AttributeType::text: return boost::json::string(row.value_text.value_or(""));
        case rows::AttributeType::bool_: return number == 1;
        case rows::AttributeType::number:
            if (number % number_scale == 0) return number / number_scale;
            return static_cast<double>(number) / static_cast<double>(number_scale);
        case rows::AttributeType::none: return nullptr;
    }
    return nullptr;
}

bool same_value(const rows::AttributeRow& left, const rows::AttributeRow& right) {
    return left.type == right.type && left.value_text == right.value_text &&
           left.value_number == right.value_number;
}

}  // namespace huan::customer
