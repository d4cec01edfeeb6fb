#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::base {

/// One page of a list. `next_cursor` is given back as `cursor` for the next page; absent on the last.
template <class T> struct Page {
    std::vector<T> items{};
    std::optional<std::string> next_cursor{};
    std::optional<std::int64_t> total{};  ///< All rows that match, where counting them is cheap.
    BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor, total), (), ())
};

/// The page size asked for, within 1..200; 50 where none was given.
/// \throws Error `field.out_of_range` on "limit".
std::int64_t page_limit(const std::optional<std::int64_t>& limit);

/// An opaque cursor that holds the last row's sort values, and back.
/// \throws Error `field.not_allowed` on "cursor".
std::string make_cursor(const std::vector<std::string>& values);
std::vector<std::string> read_cursor(const std::string& cursor, std::size_t size);

}  // namespace huan::base
