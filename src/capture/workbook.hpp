#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// A spreadsheet as Excel and WPS save it (.xlsx, ECMA-376): its sheets as rows of text. Cells come as people
/// see them, as far as that matters: dates as 2026-01-05 or 2026-01-05 23:40:00, numbers in their shortest
/// form, the last computed value of a formula. Only the texts that cells share are held in memory.
class Workbook {
public:
    /// \throws base::Error `import.not_a_table` when the file is no workbook, is damaged or unpacks to more
    /// than 2 GiB.
    explicit Workbook(std::string path);

    /// Names of the visible sheets, in their order.
    const std::vector<std::string>& sheets() const { return names_; }

    /// Answers false to stop. `number` is the row's own, from 1; rows without any cell are not visited.
    using Visit = std::function<bool(std::int64_t number, const std::vector<std::string>& cells)>;
    void rows(std::size_t sheet, const Visit& visit) const;

private:
    std::string path_;
    std::vector<std::string> names_;
    std::vector<std::string> parts_;  ///< Of each sheet, the member of the archive.
    std::vector<std::string> texts_;  ///< Shared strings.
    std::vector<bool> is_date_;       ///< By the index of a cell's style.
    bool from_1904_ = false;
};

/// "2026-01-05", "2026-01-05 23:40:00" or "23:40:00" of a serial date; empty for what is none.
std::string serial_date(double serial, bool from_1904);
/// Whether a number format ("yyyy/m/d", "[$-804]h:mm") shows a date or time.
bool is_date_format(std::string_view code);

}  // namespace huan::capture
