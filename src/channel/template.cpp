#include "channel/commands.hpp"
#include "channel/errors.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

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

constexpr std::string_view spaces[] = {" ", "\t", "　"};
constexpr std::string_view separators[] = {",", ";", ":", "，", "、", "；", "："};
constexpr std::string_view endings[] = {".", "!", "?", "。", "！", "？", "…", ")", "）", "\n", "\r"};

template <class Marks> std::size_t head(std::string_view text, const Marks& marks) {
    for (const std::string_view mark : marks)
        if (text.starts_with(mark)) return mark.size();
    return 0;
}
template <class Marks> std::size_t tail(std::string_view text, const Marks& marks) {
    for (const std::string_view mark : marks)
        if (text.ends_with(mark)) return mark.size();
    return 0;
}
std::string_view without_spaces_before(std::string_view text) {
    while (const std::size_t size = head(text, spaces)) text.remove_prefix(size);
    return text;
}
std::string_view without_spaces_after(std::string_view text) {
    while (const std::size_t size = tail(text, spaces)) text.remove_suffix(size);
    return text;
}

/// A stretch of the template's own text, or what fills a place; a place nothing fills is a gap.
struct Piece {
    std::string text{};
    bool is_place = false;
};

/// Joins what stands left and right of a gap as if the place had never been there: of "off, {name}" stays
/// "off", of "{name}, take" stays "take", of "Hi {name}, take" stays "Hi, take". Only text of the template is
/// cut: `left` behind what was filled in last, and `right`.
void close_gap(std::string_view& left, std::string_view& right, bool at_start, bool at_end) {
    const std::string_view before = without_spaces_after(left);
    const std::string_view after = without_spaces_before(right);
    const bool begins = before.empty() ? at_start : before.ends_with('\n');
    const bool ends = after.empty() ? at_end : head(after, endings) > 0;
    if (begins) {
        right = after;
        while (const std::size_t size = head(right, separators))
            right = without_spaces_before(right.substr(size));
        if (const std::size_t size = head(right, std::initializer_list<std::string_view>{"!", "！"}))
            right = without_spaces_before(right.substr(size));
        left = before;
    } else if (ends || (tail(before, separators) > 0 && head(after, separators) > 0)) {
        left = before;
        while (const std::size_t size = tail(left, separators))
            left = without_spaces_after(left.substr(0, left.size() - size));
        right = after;
    } else if (head(after, separators) > 0) {
        left = before;
        right = after;
    } else if (before.size() < left.size()) {
        right = after;
    }
}

}  // namespace

std::string fill(std::string_view text, const std::map<std::string, std::string>& values) {
    std::vector<Piece> pieces;
    walk(
        text,
        [&](std::string_view piece) {
            if (pieces.empty() || pieces.back().is_place) pieces.push_back({});
            pieces.back().text.append(piece);
        },
        [&](std::string_view name) {
            const auto value = values.find(std::string(name));
            pieces.push_back({value == values.end() ? "" : value->second, true});
        });
    std::string filled;
    std::size_t kept = 0;  // Up to here nothing is cut any more: it was filled in.
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        filled.append(piece.text);
        if (!piece.is_place) continue;
        if (!piece.text.empty()) {
            kept = filled.size();
            continue;
        }
        const bool is_text_next = i + 1 < pieces.size() && !pieces[i + 1].is_place;
        std::string_view left = std::string_view(filled).substr(kept);
        std::string_view right = is_text_next ? std::string_view(pieces[i + 1].text) : std::string_view();
        const auto is_gap = [](const Piece& other) { return other.is_place && other.text.empty(); };
        const bool at_end = std::all_of(
            pieces.begin() + static_cast<std::ptrdiff_t>(i) + (is_text_next ? 2 : 1), pieces.end(), is_gap);
        close_gap(left, right, kept == 0, at_end);
        filled.resize(kept + left.size());
        if (is_text_next) pieces[i + 1].text = std::string(right);
    }
    return filled;
}

std::string price(base::Money amount, std::string_view currency) {
    static const std::map<std::string_view, std::string_view> symbols{
        {"CNY", "¥"},   {"JPY", "¥"},   {"USD", "$"},  {"EUR", "€"},  {"GBP", "£"},  {"KRW", "₩"},
        {"HKD", "HK$"}, {"TWD", "NT$"}, {"SGD", "S$"}, {"AUD", "A$"}, {"CAD", "C$"}, {"MYR", "RM"},
        {"THB", "฿"},   {"VND", "₫"},   {"INR", "₹"},  {"PHP", "₱"},  {"BRL", "R$"}, {"RUB", "₽"},
    };
    std::string number = base::format_money(amount, base::currency_digits(currency));
    std::string sign;
    if (number.starts_with('-')) {
        sign = "-";
        number.erase(0, 1);
    }
    const auto symbol = symbols.find(currency);
    return sign + (symbol == symbols.end() ? std::string(currency) + " " : std::string(symbol->second)) +
           number;
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
