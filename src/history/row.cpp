#include "history/row.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace huan::history {
namespace {

namespace json = boost::json;

constexpr std::int64_t largest_scaled = std::numeric_limits<std::int64_t>::max() / number_scale;
constexpr std::size_t scale_digits = 4;

/// Digits of a plain decimal ("-12.34567") as ten-thousandths; false when it does not fit.
bool scale_decimal(std::string_view decimal, std::int64_t& scaled) {
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const std::size_t point = std::min(decimal.find('.'), decimal.size());
    std::string digits(decimal.substr(0, point));
    const std::string_view fraction = point < decimal.size() ? decimal.substr(point + 1) : std::string_view{};
    digits.append(fraction.substr(0, scale_digits));
    digits.append(scale_digits - std::min(scale_digits, fraction.size()), '0');
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), scaled);
    if (problem != std::errc{} || scaled == std::numeric_limits<std::int64_t>::max()) return false;
    if (fraction.size() > scale_digits && fraction[scale_digits] >= '5') ++scaled;
    if (negative) scaled = -scaled;
    return true;
}

void set_decimal(Property& property, std::string_view decimal) {
    if (scale_decimal(decimal, property.number)) {
        property.kind = ValueKind::number;
    } else {
        property.kind = ValueKind::text;
        property.number = 0;
        property.text = decimal;
    }
}

void set_integer(Property& property, std::int64_t number) {
    if (number >= -largest_scaled && number <= largest_scaled) {
        property.kind = ValueKind::number;
        property.number = number * number_scale;
    } else {
        property.kind = ValueKind::text;
        property.text = std::to_string(number);
    }
}

void set_double(Property& property, double number) {
    // The shortest digits that name this double: 0.1 is the 0.1 the client wrote.
    char digits[512];
    const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed).ptr;
    set_decimal(property, {digits, static_cast<std::size_t>(end - digits)});
}

class Flattener {
public:
    void object(const json::object& members, const std::string& prefix, std::uint16_t item) {
        for (const auto& [key, value] : members)
            any(value, prefix.empty() ? std::string(key) : prefix + "." + std::string(key), item);
    }
    std::vector<Property> take() { return std::move(out_); }

private:
    void any(const json::value& value, const std::string& key, std::uint16_t item) {
        if (const auto* members = value.if_object()) return object(*members, key, item);
        if (const auto* elements = value.if_array()) return array(*elements, key, item);
        if (value.is_null()) return;
        Property property{.key = key, .item = item};
        if (const auto* text = value.if_string()) {
            property.kind = ValueKind::text;
            property.text = *text;
        } else if (const auto* flag = value.if_bool()) {
            property.kind = ValueKind::boolean;
            property.number = *flag ? number_scale : 0;
        } else if (const auto* number = value.if_int64()) {
            set_integer(property, *number);
        } else if (const auto* large = value.if_uint64()) {
            property.kind = ValueKind::text;  // Beyond int64, so beyond the scale.
            property.text = std::to_string(*large);
        } else {
            set_double(property, value.get_double());
        }
        out_.push_back(std::move(property));
    }

    void array(const json::array& elements, const std::string& key, std::uint16_t outer) {
        const bool outermost = !is_array_key(key);
        std::size_t index = 0;
        for (const json::value& element : elements) {
            const auto item = static_cast<std::uint16_t>(std::min<std::size_t>(index++, 65'535));
            any(element, key + "[]", outermost ? item : outer);
        }
    }

    std::vector<Property> out_;
};

}  // namespace

std::vector<Property> flatten(const json::object& properties) {
    Flattener flattener;
    flattener.object(properties, {}, 0);
    return flattener.take();
}

Row to_row(const store::Event& event) {
    return {.seq = event.seq,
            .name = event.name,
            .profile_id = event.profile_id,
            .occurred_at = event.occurred_at,
            .received_at = event.received_at,
            .org_id = event.org_id,
            .source_id = event.source_id,
            .channel = event.channel,
            .place = event.place,
            .live = event.live,
            .properties = flatten(event.properties)};
}

std::string format_number(std::int64_t scaled) {
    const bool negative = scaled < 0;
    const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(scaled)
                                        : static_cast<std::uint64_t>(scaled);
    std::string text = (negative ? "-" : "") + std::to_string(size / number_scale);
    std::string fraction = std::to_string(size % number_scale);
    fraction.insert(0, scale_digits - fraction.size(), '0');
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace huan::history
