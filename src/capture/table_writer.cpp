#include "capture/table_writer.hpp"

#include "capture/table_reader.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

[[noreturn]] void refuse() {
    throw base::Error{errors::not_a_table, "file", "The table could not be written down: is the disk full?"};
}

}  // namespace

TableWriter::TableWriter(const std::string& path) : out_(path, std::ios::binary) {
    if (!out_) refuse();
}

void TableWriter::row(const std::vector<std::string>& cells, std::size_t width) {
    for (std::size_t i = 0; i < std::max(width, cells.size()); ++i) {
        if (i > 0) out_ << ',';
        if (i < cells.size()) write_cell(out_, cells[i]);
    }
    out_ << "\r\n";
    if (!out_) refuse();
}

void TableWriter::close() {
    if (!out_.flush()) refuse();
    out_.close();
}

void write_cell(std::ostream& out, std::string_view cell) {
    if (cell.find_first_of("\",\r\n") == std::string_view::npos) {
        out << cell;
        return;
    }
    out << '"';
    for (const char c : cell) {
        if (c == '"') out << '"';
        out << c;
    }
    out << '"';
}

}  // namespace huan::capture
