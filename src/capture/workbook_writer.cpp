#include "capture/workbook_writer.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>

namespace huan::capture {
namespace {

constexpr std::int64_t most_rows = 1'048'576;
constexpr std::size_t longest_cell = 32'000;  // A cell takes 32,767 characters.
constexpr std::size_t piece = 1 << 16;

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view styles =
    R"(<styleSheet
  xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>
</styleSheet>)";

/// As XML text; characters that XML does not know are left out.
std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text.substr(0, longest_cell)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default:
                if (static_cast<unsigned char>(c) >= 32 || c == '\n' || c == '\t') out += c;
        }
    }
    // Cut in the middle of a character?
    while (text.size() > longest_cell && !out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0)
        out.pop_back();
    return out;
}

/// Sheet names are at most 31 characters, without these signs.
std::string sheet_name(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (std::string_view("[]:*?/\\").find(c) == std::string_view::npos) plain += c;
    return plain.size() > 90 ? "Sheet" : plain;
}

}  // namespace

/// The archive that a workbook is.
class WorkbookWriter::Zip {
public:
    explicit Zip(const std::string& path) : zip_(archive_write_new()) {
        archive_write_set_format_zip(zip_);
        if (archive_write_open_filename(zip_, path.c_str()) != ARCHIVE_OK) {
            archive_write_free(zip_);
            throw std::runtime_error("the workbook cannot be written: " + path);
        }
    }
    ~Zip() { archive_write_free(zip_); }
    Zip(const Zip&) = delete;
    Zip& operator=(const Zip&) = delete;

    void begin(const std::string& member) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        const int done = archive_write_header(zip_, entry);
        archive_entry_free(entry);
        if (done != ARCHIVE_OK) fail();
    }
    void write(std::string_view text) {
        if (archive_write_data(zip_, text.data(), text.size()) < 0) fail();
    }
    void whole(const std::string& member, std::string_view text) {
        begin(member);
        write(declaration);
        write(text);
    }
    void close() {
        if (archive_write_close(zip_) != ARCHIVE_OK) fail();
    }

private:
    [[noreturn]] void fail() {
        const char* why = archive_error_string(zip_);
        throw std::runtime_error(std::string("the workbook cannot be written: ") +
                                 (why != nullptr ? why : "unknown"));
    }
    archive* zip_;
};

WorkbookWriter::WorkbookWriter(const std::string& path) : zip_(std::make_unique<Zip>(path)) {}
WorkbookWriter::~WorkbookWriter() = default;

void WorkbookWriter::begin_sheet(std::string_view name, const std::vector<int>& widths) {
    end_sheet();
    names_.push_back(sheet_name(name));
    rows_ = 0;
    open_ = true;
    zip_->begin("xl/worksheets/sheet" + std::to_string(names_.size()) + ".xml");
    pending_ = declaration;
    pending_ += R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">)"
                R"(<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" )"
                R"(activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>)";
    if (!widths.empty()) {
        pending_ += "<cols>";
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string at = std::to_string(i + 1);
            pending_ += "<col min=\"" + at + "\" max=\"" + at + "\" width=\"" + std::to_string(widths[i]) +
                        "\" style=\"0\" customWidth=\"1\"/>";
        }
        pending_ += "</cols>";
    }
    pending_ += "<sheetData>";
}

void WorkbookWriter::row(const std::vector<std::string>& cells) {
    ++rows_;
    const char* style = rows_ == 1 ? "1" : "0";
    pending_ += "<row r=\"" + std::to_string(rows_) + "\">";
    for (const std::string& cell : cells) {
        pending_ += "<c s=\"";
        pending_ += style;
        pending_ += "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escaped(cell) + "</t></is></c>";
    }
    pending_ += "</row>";
    if (pending_.size() < piece) return;
    zip_->write(pending_);
    pending_.clear();
}

std::int64_t WorkbookWriter::room() const { return most_rows - rows_; }

void WorkbookWriter::end_sheet() {
    if (!open_) return;
    zip_->write(pending_ + "</sheetData></worksheet>");
    pending_.clear();
    open_ = false;
}

void WorkbookWriter::finish() {
    end_sheet();
    std::string types =
        R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
        R"(<Default Extension="rels" )"
        R"(ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
        R"(<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" )"
        R"(ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
        R"(<Override PartName="/xl/styles.xml" )"
        R"(ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>)";
    const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const std::string relations =
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)";
    std::string book =
        R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r=")" + office +
        "\"><sheets>";
    std::string parts = relations + "<Relationship Id=\"rIdStyles\" Type=\"" + office +
                        "/styles\" Target=\"styles.xml\"/>";
    for (std::size_t i = 1; i <= names_.size(); ++i) {
        const std::string n = std::to_string(i);
        book += "<sheet name=\"" + escaped(names_[i - 1]) + "\" sheetId=\"" + n + "\" r:id=\"rId" + n +
                "\"/>";
        parts += "<Relationship Id=\"rId" + n + "\" Type=\"" + office +
                 "/worksheet\" Target=\"worksheets/sheet" + n + ".xml\"/>";
        types += "<Override PartName=\"/xl/worksheets/sheet" + n + ".xml\" ContentType=\"application/" +
                 "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>";
    }
    zip_->whole("xl/workbook.xml", book + "</sheets></workbook>");
    zip_->whole("xl/_rels/workbook.xml.rels", parts + "</Relationships>");
    zip_->whole("xl/styles.xml", styles);
    zip_->whole("_rels/.rels", relations + "<Relationship Id=\"rId1\" Type=\"" + office +
                                   "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    zip_->whole("[Content_Types].xml", types + "</Types>");
    zip_->close();
}

}  // namespace huan::capture
