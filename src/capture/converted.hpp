#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace huan::capture {

/// What a file was before it became a table of text.
struct Converted {
    std::string from{};                 ///< "xlsx" or "json_lines".
    std::string sheet{};                ///< Of a workbook: the sheet that was read.
    std::vector<std::string> sheets{};  ///< Of a workbook: all that could be.
    std::int64_t skipped = 0;           ///< Rows above the header: titles and remarks.
};

/// Writes a workbook or JSON Lines as CSV (UTF-8, with header) to `target`, so that everything else reads one
/// kind of table; nothing when the file is neither. Of a workbook, the sheet named, else the first. The
/// header is the first row that is about as wide as the rows below it. Objects within objects become columns
/// "address.city"; lists stay JSON. \throws base::Error `import.not_a_table` naming the line of broken JSON.
std::optional<Converted> converted(const std::string& file, const std::string& target,
                                   const std::optional<std::string>& sheet = {});

/// Calls `visit` with each member of `object` that is no object itself; of those within, with the names on
/// the way, joined by dots.
void flatten(const boost::json::object& object, const std::string& prefix,
             const std::function<void(const std::string&, const boost::json::value&)>& visit);
/// A JSON value as a table's cell: text as it is, nothing for null, all else as JSON.
std::string cell_of(const boost::json::value& value);

}  // namespace huan::capture
