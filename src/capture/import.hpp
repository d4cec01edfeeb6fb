#pragma once

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace huan::capture {

using ImportId = base::Id<struct ImportTag>;

/// What a row of the file is.
enum class ImportKind { customers, orders, events, leads };
BOOST_DESCRIBE_ENUM(ImportKind, customers, orders, events, leads)

/// uploaded -> checking (dry run) -> checked -> running -> done; stopped or failed by the way. A file can be
/// run again: rows that are in already change nothing.
enum class ImportState { uploaded, checking, checked, running, done, stopped, failed };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, checking, checked, running, done, stopped, failed)

/// How dates without a zone are written. `automatic`: year first, compact (19970101) or Unix seconds or
/// milliseconds.
enum class DateOrder { automatic, day_month_year, month_day_year };
BOOST_DESCRIBE_ENUM(DateOrder, automatic, day_month_year, month_day_year)

/// How the file is written, found out from its beginning.
struct FileFormat {
    std::string encoding{};
    std::string delimiter{};  ///< One character; " " stands for any run of blanks.
    bool has_header = true;
    std::optional<std::string> from{};    ///< What it was before: "xlsx", "json_lines".
    std::optional<std::string> sheet{};   ///< Of a workbook: the sheet that is read.
    std::vector<std::string> sheets{};    ///< Of a workbook: all that can be.
    std::optional<std::int64_t> above{};  ///< Of a workbook: rows above the header, which are not read.
};
BOOST_DESCRIBE_STRUCT(FileFormat, (), (encoding, delimiter, has_header, from, sheet, sheets, above))

/// Which column is what. Fields: see `fields_of`; "attribute:KEY", "property:KEY" and "tag" take any column.
struct Mapping {
    std::map<std::string, std::string> columns{};    ///< Column name -> field; columns left out are not read.
    std::map<std::string, std::string> constants{};  ///< Field -> the value every row gets.
    std::optional<DateOrder> date_order{};
    std::optional<base::Text<60>>
        time_zone{};  ///< Of dates without one; the organisation's where none is given.
    std::vector<std::string> empty_words{};  ///< Cells that mean "nothing", such as "Select" or "NULL".
};
BOOST_DESCRIBE_STRUCT(Mapping, (), (columns, constants, date_order, time_zone, empty_words))

/// What became of the rows. `created + unchanged + refused = rows`.
struct ImportOutcome {
    std::int64_t rows = 0;
    std::int64_t created = 0;    ///< Stored (dry run: would be).
    std::int64_t unchanged = 0;  ///< Were in already, exactly so.
    std::int64_t refused = 0;    ///< See the error file.
    std::int64_t repeated = 0;   ///< Rows that repeat an earlier row of the file; they count, and are listed.
    std::int64_t customers = 0;  ///< New people.
    base::Money amount{};        ///< Orders only: sum of the rows that were not refused.
};
BOOST_DESCRIBE_STRUCT(ImportOutcome, (), (rows, created, unchanged, refused, repeated, customers, amount))

struct Import {
    ImportId id{};
    ImportKind kind{};
    std::string file_name{};
    std::int64_t size = 0;
    ImportState state{};
    FileFormat format{};
    std::vector<std::string> columns{};
    std::vector<std::vector<std::string>> sample{};  ///< The first rows, cell by cell.
    Mapping mapping{};                     ///< Suggested from the column names until somebody sets it.
    std::optional<std::int64_t> job_id{};  ///< Of the dry run or run under way or last ended.
    std::optional<ImportOutcome> dry_run{};
    std::optional<ImportOutcome> outcome{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<std::int64_t> connector_id{};  ///< Which fetched the rows; absent: somebody's file.
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, kind, file_name, size, state, format, columns, sample, mapping, job_id, dry_run,
                       outcome, created_by_name, created_at, connector_id))

/// POST /api/imports, in the query string; the body is the file.
struct UploadImport {
    ImportKind kind{};
    std::optional<base::Text<200>> file_name{};  ///< As people know it; "table.csv" where none is given.
    std::optional<base::Text<100>> sheet{};      ///< Of a workbook; the first where none is given.
};
BOOST_DESCRIBE_STRUCT(UploadImport, (), (kind, file_name, sheet))

/// POST /api/imports/{import_id}/plan: sets the mapping and starts a dry run with it.
struct PlanImport {
    ImportId import_id{};
    Mapping mapping{};
};
BOOST_DESCRIBE_STRUCT(PlanImport, (), (import_id, mapping))

/// POST /api/imports/{import_id}/run, GET /api/imports/{import_id}
struct ImportById {
    ImportId import_id{};
};
BOOST_DESCRIBE_STRUCT(ImportById, (), (import_id))

/// GET /api/imports
struct ListImports {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListImports, (), (cursor, limit))

/// A row the report names.
struct ImportNote {
    ImportId import_id{};
    std::int64_t line = 0;
    std::string kind{};  ///< "refused" or "repeated".
    std::string code{};
    std::string field{};
    std::string reason{};
    std::string original{};
};
BOOST_DESCRIBE_STRUCT(ImportNote, (), (import_id, line, kind, code, field, reason, original))

/// GET /api/imports/{import_id}/notes
struct ListNotes {
    ImportId import_id{};
    std::optional<std::string> kind{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListNotes, (), (import_id, kind, cursor, limit))

/// One field a column can be mapped to.
struct ImportField {
    std::string field{};
    bool required = false;
    std::string meaning{};  ///< English; the console translates by `field`.
};
BOOST_DESCRIBE_STRUCT(ImportField, (), (field, required, meaning))

/// GET /api/import_fields
struct FindFields {
    ImportKind kind{};
};
BOOST_DESCRIBE_STRUCT(FindFields, (), (kind))

namespace errors {
inline constexpr base::ErrorKind unknown_import{base::Category::unknown, "import.unknown",
                                                "There is no such import."};
inline constexpr base::ErrorKind import_busy{base::Category::conflict, "import.busy",
                                             "This import is being worked on; stop it first."};
inline constexpr base::ErrorKind bad_mapping{base::Category::invalid, "import.bad_mapping",
                                             "The mapping does not fit the file."};
inline constexpr base::ErrorKind ragged{base::Category::invalid, "import.ragged",
                                        "The row has another number of cells than the header."};
inline constexpr base::ErrorKind unreadable{base::Category::invalid, "import.unreadable",
                                            "The row cannot be read."};
inline constexpr base::ErrorKind bad_date{base::Category::invalid, "import.bad_date",
                                          "This is not a date we can read."};
}  // namespace errors

}  // namespace huan::capture
