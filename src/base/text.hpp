#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace huan::base {

/// Whether `text` is UTF-8 without U+0000: what both stores can keep.
bool is_clean_utf8(std::string_view text);
/// Code points in valid UTF-8.
std::size_t length_utf8(std::string_view text);
/// Without white space (ASCII and U+3000) at both ends.
std::string trimmed(std::string_view text);

/// Text of at most `Limit` code points, valid UTF-8, no U+0000; checked where it is read from outside.
/// `Min` of 1 refuses text that is empty once trimmed.
template <std::size_t Limit, std::size_t Min = 1> struct Text {
    static constexpr std::size_t limit = Limit;
    static constexpr std::size_t min = Min;
    std::string value{};

    friend auto operator<=>(const Text&, const Text&) = default;
    operator const std::string&() const { return value; }  // It is a string.
};

/// Text that may be empty.
template <std::size_t Limit> using Note = Text<Limit, 0>;

}  // namespace huan::base
