// Tables of text that people import: CSV, TSV, blank-separated, UTF-8, UTF-16 or GB18030, gzip or not.
#include "base/text.hpp"
#include "capture/table_reader.hpp"
#include "target.hpp"

#include <vector>

using namespace huan;

namespace {

using Rows = std::vector<std::vector<std::string>>;

/// The rows without a problem, header first.
Rows read(const std::string& bytes, const capture::TableFormat& format) {
    capture::TableReader reader(fuzz::file_of(bytes), format);
    Rows rows{reader.header()};
    for (std::string& cell : rows.back()) cell = base::trimmed(cell);
    std::int64_t line = 0;
    for (capture::TableRow row; reader.next(row);) {
        fuzz::promise(row.line > line, "rows stand on lines of their own");
        line = row.line;
        fuzz::promise(reader.bytes_read() <= reader.bytes_total(), "no more is read than there is");
        if (!row.problem.empty()) continue;
        for (const std::string& cell : row.cells) {
            fuzz::promise(base::is_clean_utf8(cell), "cells are UTF-8");
            fuzz::promise(cell.find('\0') == std::string::npos, "cells hold no NUL");
        }
        rows.push_back(row.cells);
        // Blanks around a cell are none of its own, but stay where blanks stand between cells too.
        for (std::string& cell : rows.back()) cell = base::trimmed(cell);
    }
    return rows;
}

std::string written(const Rows& rows) {
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text.append(i == 0 ? "\"" : ",\"");
            for (const char sign : row[i]) text.append(sign == '"' ? 2 : 1, sign);
            text.append("\"");
        }
        text.append("\r\n");
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(fuzz::text_of(data, size));
    fuzz::taken(
        [&] {
            const Rows rows = read(bytes, {});
            const capture::TableFormat plain{.encoding = "UTF-8", .delimiter = ',', .has_header = true};
            fuzz::promise(read(written(rows), plain) == rows, "a table reads back as it was written");
            for (const auto& row : rows)
                for (const std::string& cell : row) {
                    const std::string safe = capture::csv_cell(cell);
                    fuzz::promise(safe.find_first_of("=@\t\r") != 0, "no cell begins a formula");
                }
        },
        false);
    return 0;
}
