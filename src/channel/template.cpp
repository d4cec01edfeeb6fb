#include "channel/commands.hpp"
#include "channel/errors.hpp"

#include <algorithm>

namespace huan::channel {

namespace {

/// Calls `text(piece)` and `place(name)` in the order they stand; answers false at a brace that is never
/// closed.
template <class Text, class Place> bool walk(std::string_view source, const Text& text, const Place& place) {
    std::size_t at = 0;
    while (at < source.size()) {
        const std::size_t brace = source.find_first_of("{}", at);
        text(source.substr(at, brace == std::string_view::npos ? brace : brace - at));
        if (brace == std::string_view::npos) return true;
        if (brace + 1 < source.size() && source[brace + 1] == source[brace]) {
            text(source.substr(brace, 1));
            at = brace + 2;
            continue;
        }
        const std::size_t end = source.find('}', brace);
        if (source[brace] == '}' || end == std::string_view::npos) {
            text(source.substr(brace));
            return false;
        }
        place(source.substr(brace + 1, end - brace - 1));
        at = end + 1;
    }
    return true;
}

}  // namespace

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string filled;
    walk(
        text, [&](std::string_view piece) { filled.append(piece); },
        [&](std::string_view name) {
            const auto value = values.find(std::string(name));
            if (value != values.end()) filled.append(value->second);
        });
    return filled;
}

void check_template(std::string_view text, const std::vector<std::string>& known, const std::string& field) {
    std::string list;
    for (const std::string& name : known) list.append(list.empty() ? "{" : ", {").append(name).append("}");
    const bool closed = walk(
        text, [](std::string_view) {},
        [&](std::string_view name) {
            if (std::find(known.begin(), known.end(), name) == known.end())
                throw base::Error{errors::bad_template, field,
                                  "{" + std::string(name) + "} is not one of " + list + "."};
        });
    if (!closed) throw base::Error{errors::bad_template, field, "Write {{ or }} for a brace of its own."};
}

}  // namespace huan::channel
