#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// How a table of text is written. Each member that is empty or zero is found out from the beginning of the
/// file.
struct TableFormat {
    std::string encoding{};  ///< "UTF-8" or "GB18030".
    char delimiter = 0;      ///< ',', ';', '\t', '|' or ' ' (any run of blanks).
    std::optional<bool> has_header{};
};

/// One row of the file.
struct TableRow {
    std::int64_t line = 0;             ///< Where it starts in the file, from 1.
    std::vector<std::string> cells{};  ///< UTF-8.
    std::string original{};            ///< As it stands in the file, in UTF-8, without the line break.
    /// Why it cannot be used at all (NUL byte, broken encoding, open quote); empty when it can.
    std::string problem{};
};

/// Reads CSV, TSV and blank-separated tables row after row, gzip or not, in bounded memory. A bad row is
/// answered with its problem and never ends the reading.
class TableReader {
public:
    /// \throws base::Error when the file cannot be opened or is no text (a spreadsheet, an archive).
    TableReader(const std::string& path, TableFormat format);
    ~TableReader();
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    /// The format with everything found out.
    const TableFormat& format() const { return format_; }
    /// Column names: the header row, or "column 1", "column 2"... where there is none.
    const std::vector<std::string>& header() const { return header_; }
    /// The next row of data; false at the end.
    bool next(TableRow& row);
    /// How much of the file has been read, in its own (compressed) bytes; for progress.
    std::int64_t bytes_read() const;
    std::int64_t bytes_total() const { return total_; }

    /// A row longer than this is a mistake (a quote that never closes), reported and skipped.
    static constexpr std::size_t longest_row = 1 << 20;

private:
    class Source;
    /// Raw text of one record, which may span lines inside quotes; false at the end.
    bool next_record(std::string& record, std::int64_t& line, std::string& problem);
    void detect(const std::string& sample);
    std::vector<std::string> split(std::string_view record, std::string& problem) const;

    std::unique_ptr<Source> source_;
    TableFormat format_;
    std::vector<std::string> header_;
    std::int64_t total_ = 0;
    std::int64_t line_ = 1;
    std::optional<TableRow> waiting_;  ///< The first row, where it turned out to be data.
};

/// `cell` such that a spreadsheet takes it for text, never for a formula: '=', '+', '-', '@', tab and CR at
/// the start get a leading apostrophe unless the cell is a plain number; quotes and line breaks are quoted
/// per RFC 4180.
std::string csv_cell(std::string_view cell);

namespace errors {
inline constexpr base::ErrorKind not_a_table{base::Category::invalid, "import.not_a_table",
                                             "This file is not a table of text."};
}

}  // namespace huan::capture
