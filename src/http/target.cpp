#include "http/target.hpp"

#include "base/text.hpp"
#include "http/errors.hpp"

#include <algorithm>

namespace huan::http {
namespace {

constexpr std::size_t most_parameters = 200;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '%') {
            out.push_back(plus_is_space && c == '+' ? ' ' : c);
            continue;
        }
        const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
        if (high < 0 || low < 0)
            throw base::Error{errors::malformed, {}, "A % must be followed by two hex digits."};
        out.push_back(static_cast<char>(high * 16 + low));
        at += 2;
    }
    if (!base::is_clean_utf8(out))
        throw base::Error{errors::malformed, {}, "The address is not valid UTF-8, or holds U+0000."};
    return out;
}

void read_target(Request& request, std::string_view target) {
    if (target.starts_with("http://") || target.starts_with("https://")) {  // As sent to a proxy.
        const std::size_t slash = target.find('/', target.find("//") + 2);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (const std::size_t hash = target.find('#'); hash != std::string_view::npos)
        target = target.substr(0, hash);
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark == std::string_view::npos) return;
    std::string_view rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.empty()) continue;
        if (request.query.size() == most_parameters)
            throw base::Error{errors::malformed, {}, "Too many parameters."};
        const std::size_t equals = std::min(pair.find('='), pair.size());
        request.query.emplace_back(percent_decoded(pair.substr(0, equals), true),
                                   percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true));
    }
}

}  // namespace huan::http
