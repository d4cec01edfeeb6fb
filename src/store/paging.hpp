#pragma once

#include "base/error.hpp"
#include "base/fields.hpp"
#include "base/page.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Lists that are handed out page by page: a query reads one row more than the page holds, to see whether
/// there is another.
namespace huan::store {

/// The numbers a cursor of ours holds; empty for the first page. \throws base::Error `field.not_allowed`.
template <std::size_t n>
std::optional<std::array<std::int64_t, n>> numbers_in(const std::optional<std::string>& cursor) {
    if (!cursor || cursor->empty()) return {};
    const std::vector<std::string> texts = base::read_cursor(*cursor, n);
    std::array<std::int64_t, n> numbers{};
    for (std::size_t i = 0; i < n; ++i) {
        const char* end = texts[i].data() + texts[i].size();
        const auto [stopped, problem] = std::from_chars(texts[i].data(), end, numbers[i]);
        if (problem != std::errc{} || stopped != end)
            throw base::Error{base::errors::not_allowed, "cursor", "This cursor is not one we handed out."};
    }
    return numbers;
}

template <class... Numbers> std::string cursor_of(Numbers... numbers) {
    return base::make_cursor({std::to_string(std::int64_t{numbers})...});
}

/// Behind which id an ascending page begins.
inline std::int64_t after_id(const std::optional<std::string>& cursor) {
    const auto numbers = numbers_in<1>(cursor);
    return numbers ? numbers->front() : 0;
}

/// Below which id a descending page begins.
inline std::int64_t before_id(const std::optional<std::string>& cursor) {
    const auto numbers = numbers_in<1>(cursor);
    return numbers ? numbers->front() : std::numeric_limits<std::int64_t>::max();
}

/// By what most lists are sorted.
struct ById {
    template <class Row> std::int64_t operator()(const Row& row) const {
        if constexpr (requires { row.id.value; })
            return row.id.value;
        else
            return row.id;
    }
};

/// The page of rows of which one more than `limit` was read; `key_of` says the number they are sorted by.
template <class Row, class KeyOf = ById>
base::Page<Row> page_of(std::vector<Row> rows, std::int64_t limit, KeyOf key_of = {}) {
    base::Page<Row> page;
    page.items = std::move(rows);
    if (std::ssize(page.items) <= limit) return page;
    page.items.pop_back();
    page.next_cursor = cursor_of(key_of(page.items.back()));
    return page;
}

/// The same, each row as people see it.
template <class Row, class Show> auto page_shown(std::vector<Row> rows, std::int64_t limit, Show&& show) {
    base::Page<Row> read = page_of(std::move(rows), limit);
    base::Page<std::invoke_result_t<Show&, const Row&>> page;
    page.next_cursor = std::move(read.next_cursor);
    for (const Row& row : read.items) page.items.push_back(show(row));
    return page;
}

/// A LIKE pattern that finds `text` anywhere, in lower case; $n ESCAPE '\' goes with it.
inline std::string anywhere(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return pattern + "%";
}

/// "SELECT <columns of T> FROM <rest>".
template <class T> std::string select(std::string_view rest, std::string_view prefix = {}) {
    return "SELECT " + base::column_list<T>(prefix) + " FROM " + std::string(rest);
}

}  // namespace huan::store
