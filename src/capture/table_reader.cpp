#include "capture/table_reader.hpp"

#include "base/text.hpp"

#include <unicode/ucnv.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace huan::capture {
namespace {

constexpr std::size_t sample_size = 64 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// GB18030 to UTF-8; empty when the bytes are no such text.
std::optional<std::string> from_gb18030(std::string_view bytes) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* from = ucnv_open("GB18030", &status);
    if (U_FAILURE(status)) return {};
    ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::u16string wide(bytes.size() + 1, u'\0');
    const int32_t size = ucnv_toUChars(from, wide.data(), static_cast<int32_t>(wide.size()), bytes.data(),
                                       static_cast<int32_t>(bytes.size()), &status);
    ucnv_close(from);
    if (U_FAILURE(status)) return {};
    std::string out(static_cast<std::size_t>(size) * 3 + 1, '\0');
    UErrorCode back = U_ZERO_ERROR;
    UConverter* to = ucnv_open("UTF-8", &back);
    const int32_t length =
        ucnv_fromUChars(to, out.data(), static_cast<int32_t>(out.size()), wide.data(), size, &back);
    ucnv_close(to);
    if (U_FAILURE(back)) return {};
    out.resize(static_cast<std::size_t>(length));
    return out;
}

/// Whether the sample is UTF-8, forgiving a character that the sample's end cuts in two and NUL bytes (bad
/// rows).
bool looks_like_utf8(std::string sample) {
    std::replace(sample.begin(), sample.end(), '\0', ' ');
    for (int cut = 0; cut < 4 && !sample.empty(); ++cut) {
        if (base::is_clean_utf8(sample)) return true;
        sample.pop_back();
    }
    return false;
}

std::size_t fields(std::string_view line, char delimiter) {
    if (delimiter != ' ')
        return static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter)) + 1;
    std::size_t count = 0;
    bool inside = false;
    for (const char c : line) {
        const bool blank = c == ' ' || c == '\t';
        if (!blank && !inside) ++count;
        inside = !blank;
    }
    return count;
}

/// The delimiter that splits the first lines into the same number of fields, most fields first.
char find_delimiter(std::string_view sample) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < sample.size() && lines.size() < 20;) {
        const std::size_t end = std::min(sample.find('\n', at), sample.size());
        if (end > at) lines.push_back(sample.substr(at, end - at));
        at = end + 1;
    }
    if (lines.size() > 1) lines.pop_back();  // The last may be cut.
    char best = ',';
    std::size_t most = 1;
    for (const char delimiter : {',', '\t', ';', '|', ' '}) {
        const std::size_t first = lines.empty() ? 1 : fields(lines[0], delimiter);
        const auto alike = std::count_if(lines.begin(), lines.end(), [&](std::string_view line) {
            return fields(line, delimiter) == first;
        });
        const bool steady = alike * 10 >= static_cast<std::ptrdiff_t>(lines.size()) * 8;
        if (first > most && steady && (delimiter != ' ' || most == 1)) {
            best = delimiter;
            most = first;
        }
    }
    return best;
}

bool is_number(std::string_view cell) {
    return !cell.empty() && std::all_of(cell.begin(), cell.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == ',' ||
               c == ':' || c == '/';
    });
}

/// A header names things: no cell of it is a number, and it has no empty cell.
bool looks_like_header(const std::vector<std::string>& cells) {
    return !cells.empty() && std::none_of(cells.begin(), cells.end(), [](const std::string& cell) {
        return cell.empty() || is_number(cell);
    });
}

}  // namespace

/// The file's bytes, unpacked. zlib reads plain files as they are.
class TableReader::Source {
public:
    explicit Source(const std::string& path) : file_(gzopen(path.c_str(), "rb")) {
        if (file_ == nullptr) throw base::Error{errors::not_a_table, "file", "Cannot open the file."};
        gzbuffer(file_, 1 << 17);
    }
    ~Source() { gzclose(file_); }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    /// -1 at the end.
    int get() {
        if (at_ == size_ && !fill()) return -1;
        return static_cast<unsigned char>(buffer_[at_++]);
    }
    int peek() {
        if (at_ == size_ && !fill()) return -1;
        return static_cast<unsigned char>(buffer_[at_]);
    }
    /// The beginning of the file; call before the first `get`.
    std::string sample() {
        fill();
        return std::string(buffer_.data(), std::min(size_, sample_size));
    }
    void skip(std::size_t bytes) { at_ = std::min(size_, at_ + bytes); }
    std::int64_t offset() const { return gzoffset(file_); }

private:
    bool fill() {
        const int got = gzread(file_, buffer_.data(), static_cast<unsigned>(buffer_.size()));
        if (got < 0)
            throw base::Error{errors::not_a_table, "file", "The file is damaged: it cannot be unpacked."};
        at_ = 0;
        size_ = static_cast<std::size_t>(got);
        return got > 0;
    }
    gzFile file_;
    std::array<char, sample_size> buffer_{};
    std::size_t at_ = 0;
    std::size_t size_ = 0;
};

TableReader::TableReader(const std::string& path, TableFormat format) : format_(std::move(format)) {
    std::error_code failed;
    total_ = static_cast<std::int64_t>(std::filesystem::file_size(path, failed));
    source_ = std::make_unique<Source>(path);
    const std::string sample = source_->sample();
    if (sample.starts_with("PK\x03\x04") || sample.starts_with("\xD0\xCF\x11\xE0") ||
        sample.starts_with("%PDF"))
        throw base::Error{errors::not_a_table, "file",
                          "This is a document, or a spreadsheet of the old kind; save it as .xlsx or CSV."};
    detect(sample);
    if (sample.starts_with(byte_order_mark)) source_->skip(byte_order_mark.size());

    TableRow first;
    bool found = next(first);
    while (found && !first.problem.empty()) found = next(first);
    if (!found) first = {};
    if (!format_.has_header) format_.has_header = looks_like_header(first.cells);
    if (*format_.has_header) {
        header_ = first.cells;
    } else {
        for (std::size_t i = 1; i <= first.cells.size(); ++i)
            header_.push_back("column " + std::to_string(i));
        if (found) waiting_ = std::move(first);
    }
}

TableReader::~TableReader() = default;

std::int64_t TableReader::bytes_read() const { return std::min(source_->offset(), total_); }

void TableReader::detect(const std::string& sample) {
    if (format_.encoding.empty()) format_.encoding = looks_like_utf8(sample) ? "UTF-8" : "GB18030";
    // All five delimiters are ASCII and GB18030 keeps them apart from second bytes only below 0x30: fine for
    // , ; tab |.
    if (format_.delimiter == 0) format_.delimiter = find_delimiter(sample);
}

bool TableReader::next_record(std::string& record, std::int64_t& line, std::string& problem) {
    record.clear();
    problem.clear();
    line = line_;
    if (source_->peek() < 0) return false;
    bool quoted = false;
    bool cell_start = true;
    bool just_closed = false;  // A second quote right here is a quote mark, not an end.
    for (int c = source_->get(); c >= 0; c = source_->get()) {
        if (c == '\n') ++line_;
        if ((c == '\n' || c == '\r') && !quoted) {
            if (c == '\r') {
                ++line_;
                if (source_->peek() == '\n') source_->get();
            }
            return true;
        }
        const bool toggles = c == '"' && (quoted || cell_start || just_closed) && format_.delimiter != ' ';
        if (toggles) quoted = !quoted;
        just_closed = toggles && !quoted;
        cell_start = c == format_.delimiter && !quoted;
        if (c == 0) problem = "The row holds a NUL byte.";
        if (record.size() < longest_row)
            record += static_cast<char>(c == 0 ? ' ' : c);
        else
            problem = "The row is longer than 1 MiB; a quote may never close.";
    }
    if (quoted) problem = "A quote opens and never closes.";
    return true;
}

std::vector<std::string> TableReader::split(std::string_view record, std::string& problem) const {
    std::vector<std::string> cells;
    if (format_.delimiter == ' ') {
        for (std::size_t at = 0; at < record.size();) {
            const std::size_t start = record.find_first_not_of(" \t", at);
            if (start == std::string_view::npos) break;
            at = std::min(record.find_first_of(" \t", start), record.size());
            cells.emplace_back(record.substr(start, at - start));
        }
        return cells;
    }
    std::size_t at = 0;
    for (bool more = true; more;) {
        std::string cell;
        if (at < record.size() && record[at] == '"') {
            for (++at; at < record.size(); ++at) {
                if (record[at] != '"')
                    cell += record[at];
                else if (at + 1 < record.size() && record[at + 1] == '"')
                    cell += record[at++];
                else
                    break;
            }
            ++at;  // Behind the closing quote.
            if (at < record.size() && record[at] != format_.delimiter)
                problem = "Text follows a closing quote.";
        }
        const std::size_t end =
            std::min(at > record.size() ? record.size() : record.find(format_.delimiter, at), record.size());
        if (at < end) cell.append(record.substr(at, end - at));
        more = end < record.size();
        at = end + 1;
        cells.push_back(base::trimmed(cell));
    }
    return cells;
}

bool TableReader::next(TableRow& row) {
    if (waiting_) {
        row = std::move(*waiting_);
        waiting_.reset();
        return true;
    }
    std::string record;
    do {
        if (!next_record(record, row.line, row.problem)) return false;
    } while (record.find_first_not_of(" \t") == std::string::npos && row.problem.empty());
    if (format_.encoding == "GB18030") {
        if (std::optional<std::string> text = from_gb18030(record))
            record = std::move(*text);
        else
            row.problem = "The row is not valid GB18030.";
    }
    if (row.problem.empty() && !base::is_clean_utf8(record)) row.problem = "The row is not valid UTF-8.";
    row.cells = row.problem.empty() ? split(record, row.problem) : std::vector<std::string>{};
    row.original = std::move(record);
    return true;
}

std::string csv_cell(std::string_view cell) {
    std::string out;
    const bool risky = !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos;
    if (risky && !(cell[0] == '-' && is_number(cell))) out += '\'';
    out += cell;
    if (out.find_first_of("\",\r\n") == std::string::npos) return out;
    std::string quoted = "\"";
    for (const char c : out) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace huan::capture
