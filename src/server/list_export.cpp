#include "access/record.hpp"
#include "access/settings.hpp"
#include "base/json.hpp"
#include "base/zone.hpp"
#include "capture/table_reader.hpp"
#include "capture/workbook_writer.hpp"
#include "server/exporter.hpp"

#include <boost/url/parse.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

/// Any list of the interface as a file, by asking the list's own endpoint for all its pages: who exports sees
/// exactly what the list would show them, filtered and masked alike.
namespace huan::server {
namespace {

namespace json = boost::json;
using base::Permission;

constexpr base::ErrorKind no_list{base::Category::invalid, "export.no_list",
                                  "This is not the address of a list."};
constexpr const char* page_limit = "200";

struct ExportList {
    std::string list{};                   ///< Address of the list with its filters: "/api/leads?state=open".
    std::optional<std::string> format{};  ///< "csv", or "xlsx" for spreadsheets.
};
BOOST_DESCRIBE_STRUCT(ExportList, (), (list, format))

enum class Shape { plain, money, instant };

struct ListColumn {
    std::string name{};
    Shape shape = Shape::plain;
};

/// A list of the interface and who asks for it.
struct Question {
    store::Store& store;
    const http::Route* route = nullptr;
    http::Request request{};
    base::Context ctx{};

    base::Page<json::object> page(const std::optional<std::string>& cursor) const {
        http::Request asked = request;
        std::erase_if(asked.query,
                      [](const auto& item) { return item.first == "cursor" || item.first == "limit"; });
        asked.query.emplace_back("limit", page_limit);
        if (cursor) asked.query.emplace_back("cursor", *cursor);
        const auto query = route->parse(asked);
        const http::Outcome outcome =
            store.read([&](store::Reader& db) { return route->query(db, query.get(), ctx, asked); });
        base::Page<json::object> page;
        for (const json::value& item : outcome.body.at("items").as_array())
            page.items.push_back(item.as_object());
        const json::value* next = outcome.body.as_object().if_contains("next_cursor");
        if (next != nullptr && next->is_string()) page.next_cursor = std::string(next->get_string());
        return page;
    }
};

/// What a `$ref` leads to.
const json::object& resolved(const base::SchemaBook& book, const json::object& schema) {
    const json::value* reference = schema.if_contains("$ref");
    if (reference == nullptr) return schema;
    const std::string_view path = reference->as_string();
    return book.components().at(path.substr(path.rfind('/') + 1)).as_object();
}

Shape shape_of(const json::object& schema) {
    const auto word = [&](const char* key) {
        const json::value* found = schema.if_contains(key);
        return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                      : std::string_view();
    };
    if (word("format") == "date-time") return Shape::instant;
    return word("description").starts_with("Minor units") ? Shape::money : Shape::plain;
}

/// The members of the list's rows; nothing when the route answers no list.
std::vector<ListColumn> columns_of(const http::Route& route) {
    std::vector<ListColumn> columns;
    if (!route.response_schema) return columns;
    base::SchemaBook book;
    const json::object page = route.response_schema(book);
    const json::value* members = resolved(book, page).if_contains("properties");
    const json::value* items = members == nullptr ? nullptr : members->as_object().if_contains("items");
    if (items == nullptr || !members->as_object().contains("next_cursor")) return columns;
    const json::object& row = resolved(book, items->at("items").as_object());
    const json::value* properties = row.if_contains("properties");
    if (properties == nullptr) return columns;
    for (const auto& member : properties->as_object())
        columns.push_back({std::string(member.key()), shape_of(member.value().as_object())});
    return columns;
}

/// How cells are written for whom: exact in CSV, as people read them in a spreadsheet.
struct Style {
    int digits = 2;
    base::Zone zone{"UTC"};
    bool local_time = false;
};

std::string money_text(std::int64_t minor, int digits) {
    if (digits == 0) return std::to_string(minor);
    std::int64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    const std::uint64_t size = minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : minor;
    return fmt::format("{}{}.{:0{}}", minor < 0 ? "-" : "", size / unit, size % unit, digits);
}

std::string instant_text(const std::string& text, const Style& style) {
    if (!style.local_time) return text;
    const auto at = base::parse_instant(text);
    if (!at) return text;
    const int minute = style.zone.minute_of_day(*at);
    return fmt::format("{} {:02}:{:02}:{:02}", base::format_day(style.zone.day_of(*at)), minute / 60,
                       minute % 60, at->ms / 1000 % 60);
}

std::string text_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (!value.is_array()) return json::serialize(value);
    std::string list;
    for (const json::value& item : value.get_array()) {
        if (item.is_object() || item.is_array()) return json::serialize(value);
        list.append(list.empty() ? "" : "; ").append(text_of(item));
    }
    return list;
}

std::vector<std::string> cells_of(const json::object& row, const std::vector<ListColumn>& columns,
                                  const Style& style) {
    std::vector<std::string> cells;
    for (const ListColumn& column : columns) {
        const json::value* value = row.if_contains(column.name);
        if (value == nullptr || value->is_null())
            cells.emplace_back();
        else if (column.shape == Shape::money && value->is_int64())
            cells.push_back(money_text(value->get_int64(), style.digits));
        else if (column.shape == Shape::instant && value->is_string())
            cells.push_back(instant_text(std::string(value->get_string()), style));
        else
            cells.push_back(text_of(*value));
    }
    return cells;
}

std::vector<std::string> names_of(const std::vector<ListColumn>& columns) {
    std::vector<std::string> names;
    for (const ListColumn& column : columns) names.push_back(column.name);
    return names;
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line.append(i == 0 ? "" : ",").append(capture::csv_cell(cells[i]));
    return line + "\r\n";
}

/// Calls `visit` with the cells of every row. The first page was asked for already, so that a refusal is an
/// answer and not a broken file.
void for_rows(const Question& question, base::Page<json::object> page, const std::vector<ListColumn>& columns,
              const Style& style, const std::function<void(const std::vector<std::string>&)>& visit) {
    for (;;) {
        for (const json::object& row : page.items) visit(cells_of(row, columns, style));
        if (!page.next_cursor) return;
        page = question.page(page.next_cursor);
    }
}

http::Response as_csv(const Question& question, const std::string& name, const Style& style) {
    const std::vector<ListColumn> columns = columns_of(*question.route);
    auto first = std::make_shared<base::Page<json::object>>(question.page({}));
    return http::download(name + ".csv", "text/csv", [=](http::Sink& out) {
        out.write("\xEF\xBB\xBF" + csv_line(names_of(columns)));  // The mark makes spreadsheets read UTF-8.
        for_rows(question, *first, columns, style,
                 [&](const std::vector<std::string>& cells) { out.write(csv_line(cells)); });
    });
}

/// A file that is gone when it was sent.
struct Scratch {
    explicit Scratch(std::string where) : path(std::move(where)) {}
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    std::string path;
};

http::Response as_workbook(const Question& question, const std::string& name, const Style& style,
                           const std::string& scratch) {
    const std::vector<ListColumn> columns = columns_of(*question.route);
    const auto file = std::make_shared<Scratch>(scratch);
    capture::WorkbookWriter book(file->path);
    int sheets = 0;
    const auto begin = [&] {
        ++sheets;
        book.begin_sheet(sheets == 1 ? name : name + " " + std::to_string(sheets));
        book.row(names_of(columns));
    };
    begin();
    for_rows(question, question.page({}), columns, style, [&](const std::vector<std::string>& cells) {
        if (book.room() == 0) begin();
        book.row(cells);
    });
    book.finish();
    return http::download(
        name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [file](http::Sink& out) {
            std::ifstream in(file->path, std::ios::binary);
            std::string piece(1 << 16, '\0');
            while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
                out.write(std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount())));
        });
}

http::Request request_of(const std::string& list, const http::Request& outer) {
    const auto parsed = boost::urls::parse_origin_form(list);
    if (!parsed || !list.starts_with("/api/")) throw base::Error{no_list, "list"};
    http::Request request;
    request.method = http::Method::get;
    request.path = std::string(parsed->encoded_path());
    for (const auto& param : parsed->params()) request.query.emplace_back(param.key, param.value);
    request.address = outer.address;
    request.id = outer.id;
    request.base_path = outer.base_path;
    return request;
}

/// "/api/segments/12/members" as a file's name: "segments-12-members".
std::string name_of(const std::string& path) {
    std::string name = path.substr(std::string_view("/api/").size());
    for (char& c : name)
        if (c == '/') c = '-';
    return name;
}

http::Response exported(const http::Router& router, store::Store& store, const std::string& spool,
                        const http::Request& asked, const base::Context& ctx) {
    const std::string list(asked.query_value("list").value_or(""));
    Question question{.store = store, .request = request_of(list, asked), .ctx = ctx};
    question.route = router.match(question.request).route;
    if (question.route == nullptr || question.route->kind != http::RouteKind::query ||
        columns_of(*question.route).empty())
        throw base::Error{no_list, "list"};
    if (!ctx.actor.permissions.has(question.route->permission)) throw base::Error{base::errors::forbidden};
    const std::string format(asked.query_value("format").value_or("csv"));
    if (format != "csv" && format != "xlsx")
        throw base::Error{base::errors::not_allowed, "format", "csv or xlsx."};
    const access::Settings settings = store.read([](store::Reader& db) { return access::settings(db); });
    const Style style{.digits = settings.currency_digits(),
                      .zone = base::Zone(settings.time_zone),
                      .local_time = format == "xlsx"};
    const std::string name = name_of(question.request.path);
    http::Response response = format == "csv"
                                  ? as_csv(question, name, style)
                                  : as_workbook(question, name, style, spool + "/list-" + asked.id + ".xlsx");
    store.write([&](store::Transaction& tx) {
        access::record(tx, ctx,
                       {.route = "GET /api/export/list",
                        .object = list.substr(0, 200),
                        .changes = {{"format", format}},
                        .address = asked.address});
    });
    return response;
}

}  // namespace

void list_export_routes(http::Router& router, store::Store& store, const std::string& spool) {
    router.blocking("GET /api/export/list", Permission::export_run,
                    [&router, &store, spool](const http::Request& request, const base::Context& ctx) {
                        return exported(router, store, spool, request, ctx);
                    });
}

}  // namespace huan::server
