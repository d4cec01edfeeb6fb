#include "capture/import_files.hpp"

#include "base/json.hpp"
#include "capture/importer.hpp"
#include "capture/mapping.hpp"
#include "capture/rows_import.hpp"
#include "capture/table_reader.hpp"
#include "capture/workbook_writer.hpp"
#include "customer/kind.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <set>

#include <unistd.h>

namespace huan::capture {
namespace {

using Cells = std::vector<std::string>;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // Spreadsheets take the file for UTF-8.
constexpr std::string_view xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::size_t most_attributes = 100;

std::string csv_line(const Cells& cells) {
    std::string line;
    for (const std::string& cell : cells) line.append(line.empty() ? "" : ",").append(csv_cell(cell));
    return line + "\r\n";
}

/// A workbook is written to a file of its own first, then sent, then gone.
http::Response workbook(const std::string& name, std::function<void(WorkbookWriter&)> fill) {
    return http::download(name, xlsx_type, [fill = std::move(fill)](http::Sink& out) {
        std::string path = (std::filesystem::temp_directory_path() / "huan-book-XXXXXX").string();
        const int made = ::mkstemp(path.data());
        if (made < 0) throw std::runtime_error("no room for a temporary file");
        const std::unique_ptr<FILE, int (*)(FILE*)> file{::fdopen(made, "rb"), &std::fclose};
        {
            WorkbookWriter book(path);
            std::filesystem::remove(path);  // It lives as long as it is open.
            fill(book);
            book.finish();
        }
        std::array<char, 1 << 16> buffer{};
        for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;)
            out.write({buffer.data(), got});
    });
}

// --- templates ----------------------------------------------------------------------------------

/// How to write a field, as an example.
std::string example_of(const std::string& field) {
    if (is_date_field(field)) return "2026-01-05 23:40";
    for (const char* money : {"amount", "discount", "line_amount", "line_price"})
        if (field == money) return "128.50";
    for (const char* yes : {"no_email", "no_sms", "no_call", "lead_won", "tag_removed"})
        if (field == yes) return "是 / 否, yes / no";
    if (field == "phone") return "13800138000";
    if (field == "tag") return "VIP；老客";
    if (field == "quantity") return "1";
    if (field == "plate") return "沪A8K321";
    return {};
}

struct TemplateColumn {
    std::string name{};
    bool required = false;
    std::string example{};
};

/// How to write a declared field, by its type.
std::string example_of(const customer::FieldView& field, bool chinese) {
    std::string words;
    switch (field.type) {
        case customer::FieldType::date: return "2026-01-05";
        case customer::FieldType::yes_no: return "是 / 否, yes / no";
        case customer::FieldType::number:
        case customer::FieldType::whole:
            if (field.least) words += fmt::format(">= {} ", *field.least);
            if (field.most) words += fmt::format("<= {}", *field.most);
            return std::string(base::trimmed(words));
        case customer::FieldType::choice:
            for (const customer::Choice& choice : field.choices)
                words += (words.empty() ? "" : " / ") + (chinese ? choice.name_zh : choice.name_en).value;
            return words;
        case customer::FieldType::text:
        case customer::FieldType::note: break;
    }
    return chinese ? field.hint_zh : field.hint_en;
}

/// Declared fields under their names, then keys that came in without being declared.
void add_attributes(std::vector<TemplateColumn>& columns, store::Reader& db, const OwnNames& own,
                    bool chinese) {
    std::set<std::string> declared{"name"};
    for (const customer::FieldView& field : own.fields) {
        declared.insert(field.key);
        columns.push_back(
            {chinese ? field.name_zh : field.name_en, field.required, example_of(field, chinese)});
    }
    for (const std::string& key : customer::list_fields(db).undeclared) {
        if (declared.size() > most_attributes) return;
        if (declared.insert(key).second) columns.push_back({key});
    }
}

std::vector<TemplateColumn> template_columns(store::Reader& db, ImportKind kind, bool chinese) {
    const OwnNames own = own_names(db);
    std::vector<TemplateColumn> columns;
    for (const ImportField& field : fields_of(kind)) {
        if (!field.field.ends_with(':')) {
            columns.push_back(
                {chinese ? field.name_zh : field.name_en, field.required, example_of(field.field)});
            continue;
        }
        if (field.field == "identity:")
            for (const customer::KindView& identity : own.kinds)
                if (!identity.built_in) columns.push_back({chinese ? identity.name_zh : identity.name_en});
        if (field.field == "attribute:") add_attributes(columns, db, own, chinese);
    }
    return columns;
}

void fill_template(WorkbookWriter& book, const std::vector<TemplateColumn>& columns, bool chinese) {
    Cells names;
    for (const TemplateColumn& column : columns) names.push_back(column.name);
    book.begin_sheet(chinese ? "数据" : "Data", std::vector<int>(names.size(), 18));
    book.row(names);
    book.begin_sheet(chinese ? "说明" : "How to fill it in", {24, 12, 32});
    book.row(chinese ? Cells{"列", "必填", "示例"} : Cells{"Column", "Required", "Example"});
    for (const TemplateColumn& column : columns) {
        const std::string required = chinese ? "必填" : "required";
        book.row({column.name, column.required ? required : "", column.example});
    }
}

// --- refused rows -------------------------------------------------------------------------------

/// Calls `visit` with each refused row: its cells, one per column, then line and reason.
void for_refused(store::Store& store, ImportId id, std::size_t width,
                 const std::function<void(const Cells&)>& visit) {
    for (std::int64_t line = 0;;) {
        const auto notes =
            store.read([&](store::Reader& db) { return rows::list_notes(db, id, "refused", line, 500); });
        if (notes.empty()) return;
        for (const ImportNote& note : notes) {
            Cells cells;
            const boost::json::value original = boost::json::parse(note.original);
            for (const boost::json::value& cell : original.as_array())
                cells.emplace_back(std::string_view(cell.as_string()));
            if (cells.size() < width) cells.resize(width);
            cells.push_back(std::to_string(note.line));
            cells.push_back(note.field.empty() ? note.reason : note.field + ": " + note.reason);
            visit(cells);
            line = note.line;
        }
    }
}

}  // namespace

http::Response template_file(store::Store& store, ImportKind kind, TableType type, bool chinese) {
    auto columns = store.read([&](store::Reader& db) { return template_columns(db, kind, chinese); });
    const std::string name = std::string(base::word_of(kind)) + "_template";
    if (type == TableType::xlsx)
        return workbook(name + ".xlsx", [columns = std::move(columns), chinese](WorkbookWriter& book) {
            fill_template(book, columns, chinese);
        });
    Cells names;
    for (const TemplateColumn& column : columns) names.push_back(column.name);
    return http::download(name + ".csv", "text/csv", [line = csv_line(names)](http::Sink& out) {
        out.write(std::string(byte_order_mark) + line);
    });
}

http::Response error_file(store::Store& store, ImportId id, TableType type, const base::Context& ctx) {
    const Import import = store.read([&](store::Reader& db) { return get_import(db, {id}, ctx); });
    Cells header = import.columns;
    header.insert(header.end(), {"huan_line", "huan_reason"});
    const std::string name = import.file_name + ".errors";
    const std::size_t width = import.columns.size();
    if (type == TableType::csv)
        return http::download(name + ".csv", "text/csv", [&store, id, header, width](http::Sink& out) {
            out.write(std::string(byte_order_mark) + csv_line(header));
            for_refused(store, id, width, [&](const Cells& cells) { out.write(csv_line(cells)); });
        });
    return workbook(name + ".xlsx", [&store, id, header, width](WorkbookWriter& book) {
        book.begin_sheet("Refused", std::vector<int>(header.size(), 18));
        book.row(header);
        for_refused(store, id, width, [&](const Cells& cells) {
            if (book.room() > 0) book.row(cells);
        });
    });
}

}  // namespace huan::capture
