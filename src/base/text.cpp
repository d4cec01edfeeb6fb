#include "base/text.hpp"

#include <algorithm>
#include <cstdint>

namespace huan::base {
namespace {

/// Length of the sequence that starts at `at`, 0 when it is malformed (RFC 3629: no surrogates, no overlong
/// forms).
std::size_t sequence_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const unsigned char second = byte(1);
    if (lead == 0xE0 && second < 0xA0) return 0;
    if (lead == 0xED && second > 0x9F) return 0;
    if (lead == 0xF0 && second < 0x90) return 0;
    if (lead == 0xF4 && second > 0x8F) return 0;
    return size;
}

constexpr std::string_view ideographic_space = "\xE3\x80\x80";

}  // namespace

bool is_clean_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = sequence_at(text, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

std::size_t length_utf8(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    for (bool again = true; again && !text.empty();) {
        again = true;
        if (blank(text.front()))
            text.remove_prefix(1);
        else if (blank(text.back()))
            text.remove_suffix(1);
        else if (text.starts_with(ideographic_space))
            text.remove_prefix(ideographic_space.size());
        else if (text.ends_with(ideographic_space))
            text.remove_suffix(ideographic_space.size());
        else
            again = false;
    }
    return std::string(text);
}

}  // namespace huan::base
