#pragma once

#include "base/fields.hpp"
#include "base/json.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace huan::store {

/// Raw bytes of a BYTES column.
struct Bytes {
    std::string value{};
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// A NULL still has a type: PostgreSQL takes a parameter's type from the C++ side.
enum class ValueType { integer, text, bytes };

/// One value on its way into a statement.
struct Param {
    ValueType type = ValueType::integer;
    bool null = true;
    std::int64_t integer = 0;
    std::string text{};  ///< Text or bytes.
};

/// One value that came out of a statement.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;

template <class T> struct ColumnType {
    static constexpr ValueType value = std::is_same_v<T, Bytes> ? ValueType::bytes
                                       : std::is_same_v<T, bool> || std::is_integral_v<T> ||
                                               base::detail::IsId<T>::value ||
                                               std::is_same_v<T, base::Money> ||
                                               std::is_same_v<T, base::Instant>
                                           ? ValueType::integer
                                           : ValueType::text;
};
template <class T> struct ColumnType<std::optional<T>> : ColumnType<T> {};

/// How a C++ value is stored: numbers, ids, money, instants and booleans as 64-bit integers; enums as their
/// word; JSON objects as text; an empty optional and an id of 0 as NULL.
template <class T> Param to_param(const T& value) {
    Param param{.type = ColumnType<T>::value, .null = false};
    if constexpr (base::detail::IsOptional<T>::value) {
        if (value) return to_param(*value);
        param.null = true;
    } else if constexpr (std::is_same_v<T, Bytes>)
        param.text = value.value;
    else if constexpr (std::is_same_v<T, bool>)
        param.integer = value ? 1 : 0;
    else if constexpr (std::is_integral_v<T>) {
        static_assert(sizeof(T) < 8 || std::is_signed_v<T>,
                      "an unsigned 64-bit number does not fit a column");
        param.integer = static_cast<std::int64_t>(value);
    } else if constexpr (base::detail::IsId<T>::value) {
        param.integer = value.value;
        param.null = value.value == 0;
    } else if constexpr (std::is_same_v<T, base::Money>)
        param.integer = value.minor;
    else if constexpr (std::is_same_v<T, base::Instant>)
        param.integer = value.ms;
    else if constexpr (base::DescribedEnum<T>)
        param.text = base::word_of(value);
    else if constexpr (base::detail::IsText<T>::value)
        param.text = value.value;
    else if constexpr (std::is_same_v<T, boost::json::object> || std::is_same_v<T, boost::json::value> ||
                       std::is_same_v<T, boost::json::array>)
        param.text = boost::json::serialize(value);
    else
        param.text = std::string_view(value);
    return param;
}

/// \throws std::logic_error when the cell does not hold what the type needs: a mistake in our SQL, not in the
/// input.
[[noreturn]] void wrong_cell(const char* expected);

template <class T> void read_cell(const Cell& cell, T& out) {
    if constexpr (base::detail::IsOptional<T>::value) {
        if (std::holds_alternative<std::monostate>(cell))
            out.reset();
        else
            read_cell(cell, out.emplace());
    } else if constexpr (base::detail::IsId<T>::value) {
        const auto* number = std::get_if<std::int64_t>(&cell);
        out = T{number == nullptr ? 0 : *number};
    } else if constexpr (ColumnType<T>::value == ValueType::integer) {
        const auto* number = std::get_if<std::int64_t>(&cell);
        if (number == nullptr) wrong_cell("a number");
        if constexpr (std::is_same_v<T, bool>)
            out = *number == 1;
        else if constexpr (std::is_same_v<T, base::Money> || std::is_same_v<T, base::Instant>)
            out = T{*number};
        else
            out = static_cast<T>(*number);
    } else {
        const auto* text = std::get_if<std::string>(&cell);
        if (text == nullptr) wrong_cell("text");
        if constexpr (std::is_same_v<T, Bytes>)
            out.value = *text;
        else if constexpr (base::detail::IsText<T>::value)
            out.value = *text;
        else if constexpr (base::DescribedEnum<T>) {
            if (!base::from_word(*text, out)) wrong_cell("a known word");
        } else if constexpr (std::is_same_v<T, boost::json::object>)
            out = boost::json::parse(*text).as_object();
        else if constexpr (std::is_same_v<T, boost::json::value>)
            out = boost::json::parse(*text);
        else
            out = *text;
    }
}

/// All rows of a statement, and how many rows it changed.
struct Result {
    std::size_t width = 0;      ///< Columns a row.
    std::vector<Cell> cells{};  ///< Row after row.
    std::int64_t changed = 0;

    std::size_t rows() const { return width == 0 ? 0 : cells.size() / width; }
    const Cell& at(std::size_t row, std::size_t column) const { return cells[row * width + column]; }
};

/// A row in a stream; valid during the visit only.
using RowView = std::vector<Cell>;

/// Reads a described struct from consecutive cells; members stand in the order of `base::column_list<T>()`.
template <base::Described T, class Cells> T read_row(const Cells& cells, std::size_t first = 0) {
    T out{};
    std::size_t column = first;
    base::for_each_field<T>([&](std::string_view, auto member) { read_cell(cells[column++], out.*member); });
    return out;
}

}  // namespace huan::store
