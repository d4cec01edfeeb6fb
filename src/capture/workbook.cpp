#include "capture/workbook.hpp"

#include "base/text.hpp"
#include "capture/table_reader.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

namespace huan::capture {
namespace {

constexpr std::int64_t largest_unpacked = std::int64_t{2} << 30;
constexpr std::size_t largest_texts = std::size_t{256} << 20;
constexpr std::size_t most_columns = 500;

[[noreturn]] void refuse(const std::string& why) { throw base::Error{errors::not_a_table, "file", why}; }

/// Ends the reading of a member early.
struct Enough {};

/// Unpacks one member of the archive piece by piece; false when there is none of this name.
bool unpack(const std::string& path, const std::string& member,
            const std::function<void(std::string_view)>& take) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip{archive_read_new(), &archive_read_free};
    archive_read_support_format_zip(zip.get());
    if (archive_read_open_filename(zip.get(), path.c_str(), 1 << 16) != ARCHIVE_OK)
        refuse("The workbook cannot be opened.");
    archive_entry* entry = nullptr;
    while (archive_read_next_header(zip.get(), &entry) == ARCHIVE_OK) {
        const char* name = archive_entry_pathname(entry);
        if (name == nullptr || member != name) continue;
        std::vector<char> buffer(1 << 16);
        std::int64_t total = 0;
        for (;;) {
            const la_ssize_t got = archive_read_data(zip.get(), buffer.data(), buffer.size());
            if (got < 0) refuse("The workbook is damaged: it cannot be unpacked.");
            if (got == 0) return true;
            total += got;
            if (total > largest_unpacked) refuse("The workbook unpacks to more than 2 GiB.");
            take({buffer.data(), static_cast<std::size_t>(got)});
        }
    }
    return false;
}

/// Attributes of an element, by name without its prefix.
class Attributes {
public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    std::string_view operator[](std::string_view name) const {
        for (const char** at = pairs_; *at != nullptr; at += 2) {
            std::string_view found = *at;
            if (const std::size_t colon = found.rfind(':'); colon != std::string_view::npos)
                found.remove_prefix(colon + 1);
            if (found == name) return at[1];
        }
        return {};
    }

private:
    const char** pairs_;
};

/// What a part of the workbook is read with: call-backs for the elements of its XML.
struct Handler {
    std::function<void(std::string_view name, const Attributes&)> open{};
    std::function<void(std::string_view name)> close{};
    std::function<void(std::string_view text)> text{};
    std::exception_ptr thrown{};
    XML_Parser parser = nullptr;

    /// Exceptions do not travel through the library: they are kept and thrown behind it.
    template <class Call> void guarded(const Call& call) {
        if (thrown) return;
        try {
            call();
        } catch (...) {
            thrown = std::current_exception();
            XML_StopParser(parser, XML_FALSE);
        }
    }
};

std::string_view local(const char* name) {
    const char* colon = std::strrchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

bool parse(const std::string& path, const std::string& member, Handler handler) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser{
        XML_ParserCreate("UTF-8"), &XML_ParserFree};
    handler.parser = parser.get();
    XML_SetUserData(parser.get(), &handler);
    XML_SetElementHandler(
        parser.get(),
        [](void* data, const char* name, const char** pairs) {
            auto& self = *static_cast<Handler*>(data);
            self.guarded([&] {
                if (self.open) self.open(local(name), Attributes{pairs});
            });
        },
        [](void* data, const char* name) {
            auto& self = *static_cast<Handler*>(data);
            self.guarded([&] {
                if (self.close) self.close(local(name));
            });
        });
    XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* text, int size) {
        auto& self = *static_cast<Handler*>(data);
        self.guarded([&] {
            if (self.text) self.text({text, static_cast<std::size_t>(size)});
        });
    });
    // A workbook declares no document type; entities would let a small file grow without end.
    XML_SetStartDoctypeDeclHandler(parser.get(), [](void* data, const char*, const char*, const char*, int) {
        auto& self = *static_cast<Handler*>(data);
        self.guarded([] { refuse("The workbook declares a document type, which no spreadsheet does."); });
    });
    const auto feed = [&](std::string_view piece, bool last) {
        const auto status =
            XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
        if (handler.thrown) std::rethrow_exception(handler.thrown);
        if (status != XML_STATUS_OK) refuse("The workbook is damaged: its XML cannot be read.");
    };
    try {
        if (!unpack(path, member, [&](std::string_view piece) { feed(piece, false); })) return false;
        feed({}, true);
    } catch (const Enough&) {
        // Read as far as somebody wanted.
    }
    return true;
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

std::optional<double> decimal(std::string_view text) {
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return {};
    return number;
}

/// A number as somebody would type it: Excel writes 0.1 as 0.10000000000000001.
std::string typed(std::string_view stored) {
    const std::optional<double> number = decimal(stored);
    if (!number) return std::string(stored);
    std::array<char, 400> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), *number, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

/// "C7" is column 2.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
        if (column > 20'000) return {};
    }
    if (column == 0) return {};
    return column - 1;
}

std::vector<std::string> read_texts(const std::string& path) {
    std::vector<std::string> texts;
    std::string text;
    std::size_t held = 0;
    bool inside = false;
    int phonetic = 0;  // How a name is read aloud (rPh) stands beside it, not in it.
    parse(path, "xl/sharedStrings.xml",
          {.open =
               [&](std::string_view name, const Attributes&) {
                   if (name == "si") text.clear();
                   if (name == "rPh") ++phonetic;
                   inside = name == "t" && phonetic == 0;
               },
           .close =
               [&](std::string_view name) {
                   if (name == "rPh") --phonetic;
                   inside = false;
                   if (name != "si") return;
                   held += text.size() + sizeof(std::string);
                   if (held > largest_texts)
                       refuse("The workbook holds more text than fits: save it as CSV.");
                   texts.push_back(text);
               },
           .text =
               [&](std::string_view piece) {
                   if (inside) text += piece;
               }});
    return texts;
}

bool is_built_in_date(std::int64_t format) {
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
           (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

std::vector<bool> read_styles(const std::string& path) {
    std::map<std::int64_t, std::string> own;
    std::vector<bool> dates;
    bool cells = false;
    parse(
        path, "xl/styles.xml",
        {.open =
             [&](std::string_view name, const Attributes& given) {
                 if (name == "numFmt") own[whole(given["numFmtId"]).value_or(0)] = given["formatCode"];
                 if (name == "cellXfs") cells = true;
                 if (name != "xf" || !cells) return;
                 const std::int64_t format = whole(given["numFmtId"]).value_or(0);
                 const auto code = own.find(format);
                 dates.push_back(code == own.end() ? is_built_in_date(format) : is_date_format(code->second));
             },
         .close =
             [&](std::string_view name) {
                 if (name == "cellXfs") cells = false;
             }});
    return dates;
}

/// Where the parts of the workbook are, by the ids it knows them by.
std::map<std::string, std::string> read_relations(const std::string& path) {
    std::map<std::string, std::string> targets;
    parse(path, "xl/_rels/workbook.xml.rels", {.open = [&](std::string_view name, const Attributes& given) {
              if (name != "Relationship") return;
              const std::string_view target = given["Target"];
              targets[std::string(given["Id"])] = target.starts_with('/') ? std::string(target.substr(1))
                                                                          : "xl/" + std::string(target);
          }});
    return targets;
}

/// Puts the cells of a sheet together, row by row.
class SheetReader {
public:
    SheetReader(const std::vector<std::string>& texts, const std::vector<bool>& is_date, bool from_1904,
                const Workbook::Visit& visit)
        : texts_(texts),
          is_date_(is_date),
          from_1904_(from_1904),
          visit_(visit) {}

    void open(std::string_view name, const Attributes& given) {
        if (name == "row") {
            row_ = whole(given["r"]).value_or(row_ + 1);
            cells_.clear();
        } else if (name == "c") {
            column_ = column_of(given["r"]).value_or(cells_.size());
            type_ = given["t"];
            style_ = static_cast<std::size_t>(std::max<std::int64_t>(0, whole(given["s"]).value_or(0)));
            value_.clear();
        }
        if (name == "rPh") ++phonetic_;
        inside_ = name == "v" || (name == "t" && phonetic_ == 0);
    }

    void text(std::string_view piece) {
        if (inside_ && value_.size() < TableReader::longest_row) value_ += piece;
    }

    void close(std::string_view name) {
        inside_ = false;
        if (name == "rPh") --phonetic_;
        if (name == "c" && column_ < most_columns && !value_.empty()) {
            if (cells_.size() <= column_) cells_.resize(column_ + 1);
            cells_[column_] = shown();
        }
        if (name == "row" && !cells_.empty() && !visit_(row_, cells_)) throw Enough{};
        if (name == "sheetData") throw Enough{};
    }

private:
    std::string shown() const {
        if (type_ == "s") {
            const auto at = whole(value_);
            return at && *at >= 0 && *at < std::ssize(texts_) ? texts_[static_cast<std::size_t>(*at)] : "";
        }
        if (type_ == "b") return value_ == "1" ? "TRUE" : "FALSE";
        if (type_ == "str" || type_ == "inlineStr" || type_ == "e" || type_ == "d") return value_;
        if (style_ < is_date_.size() && is_date_[style_])
            if (const auto serial = decimal(value_)) {
                std::string date = serial_date(*serial, from_1904_);
                if (!date.empty()) return date;
            }
        return typed(value_);
    }

    const std::vector<std::string>& texts_;
    const std::vector<bool>& is_date_;
    bool from_1904_;
    const Workbook::Visit& visit_;
    std::int64_t row_ = 0;
    std::vector<std::string> cells_;
    std::size_t column_ = 0;
    std::string type_;
    std::size_t style_ = 0;
    std::string value_;
    bool inside_ = false;
    int phonetic_ = 0;
};

}  // namespace

bool is_date_format(std::string_view code) {
    bool quoted = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\\' || c == '_' || c == '*') {
            ++i;  // The next sign stands for itself, or for a width.
            continue;
        }
        if (c == ';') return false;  // Positive numbers come first; the rest says nothing new.
        if (c == '[') {              // "[h]:mm" counts hours; "[Red]" and "[$-804]" say nothing.
            const std::size_t end = std::min(code.find(']', i), code.size());
            const std::string_view inside = code.substr(i + 1, end - i - 1);
            if (!inside.empty() && inside.find_first_not_of("hmsHMS") == std::string_view::npos) return true;
            i = end;
            continue;
        }
        if (std::string_view("ymdhsYMDHS").find(c) != std::string_view::npos) return true;
    }
    return false;
}

std::string serial_date(double serial, bool from_1904) {
    if (!std::isfinite(serial) || serial < 0 || serial > 2'958'466) return {};
    double days = 0;
    const double part = std::modf(serial, &days);
    auto seconds = static_cast<std::int64_t>(std::llround(part * 86'400));
    if (seconds == 86'400) {
        seconds = 0;
        days += 1;
    }
    std::string time = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (days < 1 && !from_1904) return time;
    using namespace std::chrono;
    // 1900 counts a 29 February that never was, so days from March 1900 on begin at 30 December 1899.
    const sys_days first = from_1904 ? sys_days{year{1904} / 1 / 1} : sys_days{year{1899} / 12 / 30};
    const year_month_day date{first + std::chrono::days{static_cast<int>(days)}};
    const std::string day = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                        static_cast<unsigned>(date.month()),
                                        static_cast<unsigned>(date.day()));
    return seconds == 0 ? day : day + " " + time;
}

Workbook::Workbook(std::string path) : path_(std::move(path)) {
    const std::map<std::string, std::string> targets = read_relations(path_);
    const bool found =
        parse(path_, "xl/workbook.xml", {.open = [&](std::string_view name, const Attributes& given) {
                  if (name == "workbookPr") {
                      const std::string_view since = given["date1904"];
                      from_1904_ = since == "1" || since == "true";
                  }
                  if (name != "sheet") return;
                  const auto part = targets.find(std::string(given["id"]));
                  const std::string_view state = given["state"];
                  if (part == targets.end() || state == "hidden" || state == "veryHidden") return;
                  names_.emplace_back(given["name"]);
                  parts_.push_back(part->second);
              }});
    if (!found || parts_.empty()) refuse("This archive is no workbook, or all its sheets are hidden.");
    texts_ = read_texts(path_);
    is_date_ = read_styles(path_);
}

void Workbook::rows(std::size_t sheet, const Visit& visit) const {
    SheetReader reader(texts_, is_date_, from_1904_, visit);
    parse(path_, parts_.at(sheet),
          {.open = [&](std::string_view name, const Attributes& given) { reader.open(name, given); },
           .close = [&](std::string_view name) { reader.close(name); },
           .text = [&](std::string_view piece) { reader.text(piece); }});
}

}  // namespace huan::capture
