#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// Writes a spreadsheet (.xlsx) row after row, so that memory stays bounded. Every cell is text: phone
/// numbers keep their zeros, and nothing in it can be taken for a formula.
class WorkbookWriter {
public:
    /// \throws std::runtime_error when the file cannot be written; so do the others.
    explicit WorkbookWriter(const std::string& path);
    ~WorkbookWriter();
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;

    /// Ends the sheet before it. `widths` are those of the columns, in characters; 16 where none is given.
    void begin_sheet(std::string_view name, const std::vector<int>& widths = {});
    /// The first row of a sheet stays in sight and is bold.
    void row(const std::vector<std::string>& cells);
    /// Rows the sheet can still take: a spreadsheet has 1,048,576 at most.
    std::int64_t room() const;
    /// Completes the file. What was not finished is no workbook.
    void finish();

private:
    class Zip;
    void end_sheet();

    std::unique_ptr<Zip> zip_;
    std::vector<std::string> names_;
    std::int64_t rows_ = 0;
    bool open_ = false;
    std::string pending_;
};

}  // namespace huan::capture
