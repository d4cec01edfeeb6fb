#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "store/event.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace huan::history {

/// What a property holds. JSON null is the same as no property.
enum class ValueKind : std::uint8_t { none, text, number, boolean };

/// Numbers are whole ten-thousandths: 12.5 is 125'000. No doubles, so sums are exact.
inline constexpr std::int64_t number_scale = 10'000;

/// One value of an event's properties, by its flattened key: "amount", "shipping.city", "tags[]",
/// "lines[].sku". An array gives one value per element, all under the same key; `item` is the index in the
/// outermost array, so that the sku and the amount of one line stay together.
struct Property {
    std::string key{};
    ValueKind kind = ValueKind::none;
    std::uint16_t item = 0;   ///< 0 outside of arrays; 65535 stands for every later element.
    std::string text{};       ///< Of a text; empty for other kinds.
    std::int64_t number = 0;  ///< Of a number, in ten-thousandths, and of a boolean (10'000 for true).

    friend bool operator==(const Property&, const Property&) = default;
};

/// An event as history keeps it. Who did it and the client's message id stay in the journal only.
struct Row {
    std::int64_t seq = 0;
    std::string name{};
    base::ProfileId profile_id{};
    base::Instant occurred_at{};
    base::Instant received_at{};
    base::OrgId org_id{};
    std::int64_t source_id = 0;
    std::string channel{};
    std::string place{};
    bool live = true;
    std::vector<Property> properties{};

    friend bool operator==(const Row&, const Row&) = default;
};

/// Flattens an event. A number with more than four decimals is rounded half away from zero; one too large for
/// the scale (beyond about 9.2e14) is kept as the text of its digits, so that ids sent as numbers are not
/// damaged.
Row to_row(const store::Event& event);

/// The same for properties alone.
std::vector<Property> flatten(const boost::json::object& properties);

/// "12.5" for 125'000.
std::string format_number(std::int64_t scaled);

/// Whether a key names values inside an array, of which an event may hold many.
inline bool is_array_key(std::string_view key) { return key.find("[]") != std::string_view::npos; }

}  // namespace huan::history
