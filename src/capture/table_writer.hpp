#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// Writes a table of text that `TableReader` reads: CSV in UTF-8 as of RFC 4180. No guard against formulas,
/// since nobody opens this file but us.
class TableWriter {
public:
    /// \throws base::Error `import.not_a_table` when the file cannot be made.
    explicit TableWriter(const std::string& path);
    /// Fills up to `width` cells with empty ones.
    void row(const std::vector<std::string>& cells, std::size_t width = 0);
    /// \throws base::Error `import.not_a_table` when not everything could be written: the disk is full.
    void close();

private:
    std::ofstream out_;
};

/// One cell, quoted where CSV needs it.
void write_cell(std::ostream& out, std::string_view cell);

}  // namespace huan::capture
