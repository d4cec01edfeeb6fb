#include "insight/matcher.hpp"

#include <algorithm>

namespace huan::insight {
namespace {

using history::Value;
using history::ValueKind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "2026-11-21", whatever follows.
bool begins_with_date(std::string_view text) {
    if (text.size() < 10) return false;
    for (std::size_t i = 0; i < 10; ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return false;
    return true;
}

std::string_view word_of_flag(const Value& value) { return value.number != 0 ? "true" : "false"; }

int sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

/// The number a value holds or reads as.
std::optional<std::int64_t> number_in(const Value& value) {
    if (value.kind == ValueKind::number) return value.number;
    if (value.kind == ValueKind::text) return read_decimal(value.text);
    return {};
}

}  // namespace

std::optional<std::int64_t> read_decimal(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point < text.size() ? text.substr(point + 1) : std::string_view{};
    if (whole.empty() || whole.size() > 14 || fraction.size() > 4) return {};
    if (point < text.size() && fraction.empty()) return {};
    if (!std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit)) return {};
    std::int64_t scaled = 0;
    for (const char c : whole) scaled = scaled * 10 + (c - '0');
    for (std::size_t i = 0; i < 4; ++i) scaled = scaled * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return negative ? -scaled : scaled;
}

Matcher::Matcher(const ValueTest& test, const base::Zone& zone, base::Instant as_of) : op_(test.op) {
    if (test.value) scalar_ = *test.value;
    if (scalar_.kind == ValueKind::number) scalar_number_ = scalar_.number;
    if (test.in_days) {
        is_date_ = true;
        scalar_.text = base::format_day(zone.day_of(as_of) + std::chrono::days(*test.in_days));
    }
    if (!test.values) return;
    for (const Scalar& scalar : *test.values) {
        if (scalar.kind == ValueKind::text)
            texts_.insert(scalar.text);
        else if (scalar.kind == ValueKind::number)
            numbers_.insert(scalar.number);
        else
            (scalar.number != 0 ? has_true_ : has_false_) = true;
    }
}

bool Matcher::operator()(std::span<const Value> values) const {
    if (op_ == Op::exists) return !values.empty();
    if (op_ == Op::missing) return values.empty();
    const bool any = std::ranges::any_of(values, [this](const Value& value) { return fits(value); });
    return op_ == Op::ne ? !any : any;
}

bool Matcher::fits(const Value& value) const {
    switch (op_) {
        case Op::eq:
        case Op::ne: return is_date_ ? is_ordered(value) : is_equal(value);
        case Op::in: return is_listed(value);
        case Op::contains: return contains(value);
        default: return is_ordered(value);
    }
}

bool Matcher::is_equal(const Value& value) const {
    switch (scalar_.kind) {
        case ValueKind::number: return number_in(value) == scalar_number_;
        case ValueKind::boolean:
            if (value.kind == ValueKind::boolean) return value.number == scalar_.number;
            return value.kind == ValueKind::text && value.text == (scalar_.number != 0 ? "true" : "false");
        case ValueKind::text:
            if (value.kind == ValueKind::text) return value.text == scalar_.text;
            if (value.kind == ValueKind::boolean) return word_of_flag(value) == scalar_.text;
            return history::format_number(value.number) == scalar_.text;
        case ValueKind::none: break;
    }
    return false;
}

bool Matcher::accepts(int order) const {
    switch (op_) {
        case Op::lt: return order < 0;
        case Op::le: return order <= 0;
        case Op::gt: return order > 0;
        case Op::ge: return order >= 0;
        default: return order == 0;
    }
}

bool Matcher::is_ordered(const Value& value) const {
    if (is_date_) {
        if (value.kind != ValueKind::text || !begins_with_date(value.text)) return false;
        return accepts(value.text.substr(0, 10).compare(scalar_.text));
    }
    if (scalar_number_) {
        const std::optional<std::int64_t> number = number_in(value);
        return number && accepts(sign(*number <=> *scalar_number_));
    }
    if (value.kind == ValueKind::text) return accepts(value.text.compare(scalar_.text));
    if (value.kind == ValueKind::number)
        return accepts(history::format_number(value.number).compare(scalar_.text));
    return false;
}

bool Matcher::contains(const Value& value) const {
    if (value.kind == ValueKind::text) return value.text.find(scalar_.text) != std::string_view::npos;
    if (value.kind == ValueKind::number)
        return history::format_number(value.number).find(scalar_.text) != std::string::npos;
    return false;
}

bool Matcher::is_listed(const Value& value) const {
    if (value.kind == ValueKind::boolean)
        return (value.number != 0 ? has_true_ : has_false_) ||
               texts_.contains(std::string(word_of_flag(value)));
    if (value.kind == ValueKind::number)
        return numbers_.contains(value.number) ||
               (!texts_.empty() && texts_.contains(history::format_number(value.number)));
    if (!texts_.empty() && texts_.contains(std::string(value.text))) return true;
    if ((has_true_ && value.text == "true") || (has_false_ && value.text == "false")) return true;
    if (numbers_.empty()) return false;
    const std::optional<std::int64_t> number = read_decimal(value.text);
    return number && numbers_.contains(*number);
}

}  // namespace huan::insight
