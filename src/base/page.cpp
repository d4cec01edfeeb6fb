#include "base/page.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace huan::base {
namespace {

constexpr char hex[] = "0123456789abcdef";

[[noreturn]] void refuse_cursor() {
    throw Error{errors::not_allowed, "cursor", "This cursor is not one we handed out."};
}

char nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<char>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<char>(c - 'a' + 10);
    refuse_cursor();
}

}  // namespace

std::int64_t page_limit(const std::optional<std::int64_t>& limit) {
    const std::int64_t wanted = limit.value_or(50);
    if (wanted < 1 || wanted > 200) throw Error{errors::out_of_range, "limit", "A page holds 1 to 200 rows."};
    return wanted;
}

std::string make_cursor(const std::vector<std::string>& values) {
    std::string cursor;
    for (const std::string& value : values) {
        if (!cursor.empty()) cursor += '.';
        cursor += 'x';  // So that an empty value still takes a place.
        for (const char c : value) {
            cursor += hex[static_cast<unsigned char>(c) >> 4];
            cursor += hex[static_cast<unsigned char>(c) & 15];
        }
    }
    return cursor;
}

std::vector<std::string> read_cursor(const std::string& cursor, std::size_t size) {
    std::vector<std::string> values;
    for (std::size_t at = 0; at < cursor.size();) {
        if (cursor[at++] != 'x') refuse_cursor();
        std::string value;
        for (; at < cursor.size() && cursor[at] != '.'; at += 2) {
            if (at + 1 >= cursor.size()) refuse_cursor();
            value += static_cast<char>(nibble(cursor[at]) * 16 + nibble(cursor[at + 1]));
        }
        if (!value.empty() && !is_clean_utf8(value)) refuse_cursor();
        values.push_back(std::move(value));
        ++at;
    }
    if (values.size() != size) refuse_cursor();
    return values;
}

}  // namespace huan::base
