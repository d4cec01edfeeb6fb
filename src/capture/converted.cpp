#include "capture/converted.hpp"

#include "base/json.hpp"
#include "capture/table_reader.hpp"
#include "capture/table_writer.hpp"
#include "capture/workbook.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace huan::capture {
namespace {

namespace json = boost::json;

constexpr std::size_t looked_at = 30;
constexpr std::size_t most_columns = 500;
constexpr std::size_t longest_line = 1 << 20;

[[noreturn]] void refuse(const std::string& why) { throw base::Error{errors::not_a_table, "file", why}; }

std::size_t filled(const std::vector<std::string>& cells) {
    return static_cast<std::size_t>(std::count_if(
        cells.begin(), cells.end(), [](const std::string& cell) { return !base::trimmed(cell).empty(); }));
}

// --- workbooks ----------------------------------------------------------------------------------

std::size_t chosen_sheet(const Workbook& book, const std::optional<std::string>& wanted) {
    if (!wanted) return 0;
    const auto found = std::find(book.sheets().begin(), book.sheets().end(), *wanted);
    if (found == book.sheets().end()) refuse("The workbook has no sheet \"" + *wanted + "\".");
    return static_cast<std::size_t>(found - book.sheets().begin());
}

/// Row and width of the header: the first row that has nearly as many cells as the widest of the beginning.
struct Header {
    std::int64_t row = 0;
    std::size_t width = 0;
    std::int64_t above = 0;  ///< Rows before it.
};

Header find_header(const Workbook& book, std::size_t sheet) {
    std::vector<std::pair<std::int64_t, std::vector<std::string>>> beginning;
    book.rows(sheet, [&](std::int64_t number, const std::vector<std::string>& cells) {
        if (filled(cells) > 0) beginning.emplace_back(number, cells);
        return beginning.size() < looked_at;
    });
    std::size_t widest = 0;
    for (const auto& [number, cells] : beginning) widest = std::max(widest, filled(cells));
    for (std::size_t i = 0; i < beginning.size(); ++i)
        if (filled(beginning[i].second) * 5 >= widest * 4)
            return {beginning[i].first, beginning[i].second.size(), static_cast<std::int64_t>(i)};
    refuse("The sheet is empty.");
}

Converted convert_workbook(const std::string& file, const std::string& target,
                           const std::optional<std::string>& wanted) {
    const Workbook book(file);
    const std::size_t sheet = chosen_sheet(book, wanted);
    const Header header = find_header(book, sheet);
    TableWriter out(target);
    book.rows(sheet, [&](std::int64_t number, const std::vector<std::string>& cells) {
        if (number >= header.row && filled(cells) > 0) out.row(cells, header.width);
        return true;
    });
    out.close();
    return {.from = "xlsx", .sheet = book.sheets()[sheet], .sheets = book.sheets(), .skipped = header.above};
}

// --- JSON Lines ---------------------------------------------------------------------------------

using GzFile = std::unique_ptr<gzFile_s, decltype(&gzclose)>;

GzFile opened(const std::string& file) {
    GzFile source{gzopen(file.c_str(), "rb"), &gzclose};
    if (!source) refuse("Cannot open the file.");
    gzbuffer(source.get(), 1 << 17);
    return source;
}

/// Calls `visit` with each line that is not blank.
void for_lines(const std::string& file, const std::function<void(std::int64_t, std::string_view)>& visit) {
    const GzFile source = opened(file);
    std::array<char, 1 << 16> buffer{};
    std::string line;
    std::int64_t number = 1;
    const auto end_line = [&] {
        if (line.find_first_not_of(" \t\r") != std::string::npos) visit(number, line);
        line.clear();
        ++number;
    };
    for (;;) {
        const int got = gzread(source.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
        if (got < 0) refuse("The file is damaged: it cannot be unpacked.");
        if (got == 0) break;
        for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(got))) {
            if (c == '\n')
                end_line();
            else if (line.size() < longest_line)
                line += c;
            else
                refuse("Line " + std::to_string(number) + " is longer than 1 MiB.");
        }
    }
    end_line();
}

json::object object_in(std::int64_t number, std::string_view line) {
    boost::system::error_code failed;
    json::value value = json::parse(line, failed, {}, {.max_depth = 32});
    if (failed || !value.is_object()) refuse("Line " + std::to_string(number) + " is not a JSON object.");
    return std::move(value.get_object());
}

Converted convert_lines(const std::string& file, const std::string& target) {
    std::vector<std::string> columns;
    std::map<std::string, std::size_t> position;
    for_lines(file, [&](std::int64_t number, std::string_view line) {
        flatten(object_in(number, line), "", [&](const std::string& key, const json::value&) {
            if (!position.emplace(key, columns.size()).second) return;
            columns.push_back(key);
            if (columns.size() > most_columns) refuse("The file has more than 500 different keys.");
        });
    });
    if (columns.empty()) refuse("The file is empty.");
    TableWriter out(target);
    out.row(columns);
    for_lines(file, [&](std::int64_t number, std::string_view line) {
        std::vector<std::string> cells(columns.size());
        flatten(object_in(number, line), "", [&](const std::string& key, const json::value& value) {
            cells[position.at(key)] = cell_of(value);
        });
        out.row(cells);
    });
    out.close();
    return {.from = "json_lines"};
}

std::string beginning_of(const std::string& file) {
    const GzFile source = opened(file);
    std::array<char, 256> buffer{};
    const int got = gzread(source.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
    return {buffer.data(), static_cast<std::size_t>(std::max(got, 0))};
}

}  // namespace

std::string cell_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (!value.is_double()) return json::serialize(value);
    std::array<char, 400> text{};  // "19.9": nobody's amount column says 1.99E1.
    const auto [end, failed] =
        std::to_chars(text.data(), text.data() + text.size(), value.get_double(), std::chars_format::fixed);
    return failed == std::errc{} ? std::string(text.data(), end) : json::serialize(value);
}

void flatten(const json::object& object, const std::string& prefix,
             const std::function<void(const std::string&, const json::value&)>& visit) {
    for (const auto& member : object) {
        const std::string key = prefix + std::string(member.key());
        if (member.value().is_object())
            flatten(member.value().get_object(), key + ".", visit);
        else
            visit(key, member.value());
    }
}

std::optional<Converted> converted(const std::string& file, const std::string& target,
                                   const std::optional<std::string>& sheet) {
    const std::string beginning = beginning_of(file);
    if (beginning.starts_with("PK\x03\x04")) return convert_workbook(file, target, sheet);
    const std::size_t first = beginning.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string::npos && beginning[first] == '{') return convert_lines(file, target);
    return {};
}

}  // namespace huan::capture
