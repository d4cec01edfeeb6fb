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

/// What a row of the file is. Orders may take several rows: those of one number that stand together.
enum class ImportKind { customers, identities, orders, events, tags, coupons, leads };
BOOST_DESCRIBE_ENUM(ImportKind, customers, identities, orders, events, tags, coupons, leads)

/// What a row may do, by whether we know the person already (see `Mapping::keys`): `upsert` takes both,
/// `insert` leaves people we know alone, `update` makes nobody. Rows left alone are counted as skipped.
enum class ImportMode { upsert, insert, update };
BOOST_DESCRIBE_ENUM(ImportMode, upsert, insert, update)

/// uploaded -> checking (dry run) -> checked -> running -> done; stopped or failed by the way. A file can be
/// run again: rows that are in already change nothing. What ran can be undone: undoing -> undone.
enum class ImportState { uploaded, checking, checked, running, done, stopped, failed, undoing, undone };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, checking, checked, running, done, stopped, failed, undoing, undone)

/// How dates without a zone are written. `automatic`: year first, compact (19970101) or Unix seconds or
/// milliseconds.
enum class DateOrder { automatic, day_month_year, month_day_year };
BOOST_DESCRIBE_ENUM(DateOrder, automatic, day_month_year, month_day_year)

/// A column of dates, as its first rows look.
struct DateColumn {
    std::string column{};
    /// "year_month_day", "day_month_year", "month_day_year", "unclear" (day and month could be either),
    /// "compact" (19970101), "unix_seconds" or "unix_milliseconds".
    std::string format{};
    bool has_time = false;
    bool has_zone = false;  ///< The cells say their own: the mapping's zone plays no part.
    std::string example{};
};
BOOST_DESCRIBE_STRUCT(DateColumn, (), (column, format, has_time, has_zone, example))

/// How the file is written, found out from its beginning.
struct FileFormat {
    std::string encoding{};
    std::string delimiter{};  ///< One character; " " stands for any run of blanks.
    bool has_header = true;
    std::optional<std::string> from{};    ///< What it was before: "xlsx", "json_lines".
    std::optional<std::string> sheet{};   ///< Of a workbook: the sheet that is read.
    std::vector<std::string> sheets{};    ///< Of a workbook: all that can be.
    std::optional<std::int64_t> above{};  ///< Of a workbook: rows above the header, which are not read.
    std::vector<DateColumn> dates{};      ///< Columns that hold dates.
};
BOOST_DESCRIBE_STRUCT(FileFormat, (), (encoding, delimiter, has_header, from, sheet, sheets, above, dates))

/// Which column is what. Fields: see `fields_of`; "attribute:KEY", "property:KEY" and "tag" take any column.
struct Mapping {
    std::map<std::string, std::string> columns{};    ///< Column name -> field; columns left out are not read.
    std::map<std::string, std::string> constants{};  ///< Field -> the value every row gets.
    std::optional<DateOrder> date_order{};
    std::optional<base::Text<60>>
        time_zone{};  ///< Of dates without one; the organisation's where none is given.
    std::vector<std::string> empty_words{};  ///< Cells that mean "nothing", such as "Select" or "NULL".
    std::optional<ImportMode> mode{};        ///< `upsert` where none is given.
    /// Fields by which a person counts as known, such as "phone"; where none is given, all that say who it
    /// is.
    std::vector<std::string> keys{};
};
BOOST_DESCRIBE_STRUCT(Mapping, (), (columns, constants, date_order, time_zone, empty_words, mode, keys))

/// What became of the rows. `created + updated + unchanged + skipped + refused = rows`.
struct ImportOutcome {
    std::int64_t rows = 0;
    std::int64_t created = 0;    ///< Stored as new (dry run: would be).
    std::int64_t updated = 0;    ///< Changed somebody we knew.
    std::int64_t unchanged = 0;  ///< Were in already, exactly so.
    std::int64_t skipped = 0;    ///< Left alone, as the mode asks.
    std::int64_t refused = 0;    ///< See the error file.
    std::int64_t repeated = 0;   ///< Rows that repeat an earlier row of the file; they count, and are listed.
    std::int64_t customers = 0;  ///< New people.
    std::int64_t orders = 0;     ///< Orders that were not refused, whether of one row or several.
    base::Money amount{};        ///< Sum of these orders.
    std::optional<base::Instant> earliest{};  ///< Of the dates that rows not refused say.
    std::optional<base::Instant> latest{};
};
BOOST_DESCRIBE_STRUCT(ImportOutcome, (),
                      (rows, created, updated, unchanged, skipped, refused, repeated, customers, orders,
                       amount, earliest, latest))

/// What became of an import's facts, as far as it has been undone.
struct UndoOutcome {
    std::int64_t facts = 0;        ///< Events taken back.
    std::int64_t handed_over = 0;  ///< Stayed, because another import or somebody else said the same.
    std::int64_t kept = 0;    ///< Stayed, because of what hangs on them: a redeemed coupon, a lead worked on.
    std::int64_t people = 0;  ///< Profiles that are gone.
    std::int64_t people_kept = 0;  ///< Profiles only the file had shown, but who have done something since.
};
BOOST_DESCRIBE_STRUCT(UndoOutcome, (), (facts, handed_over, kept, people, people_kept))

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
    std::optional<UndoOutcome> undo{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<std::int64_t> connector_id{};  ///< Which fetched the rows; absent: somebody's file.
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, kind, file_name, size, state, format, columns, sample, mapping, job_id, dry_run,
                       outcome, undo, created_by_name, created_at, connector_id))

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
    std::optional<base::Text<80>> remember_as{};  ///< Keeps the mapping under this name, for files to come.
};
BOOST_DESCRIBE_STRUCT(PlanImport, (), (import_id, mapping, remember_as))

/// POST /api/imports/{import_id}/sheet: reads another sheet of the workbook instead.
struct ChooseSheet {
    ImportId import_id{};
    base::Text<100> sheet{};
};
BOOST_DESCRIBE_STRUCT(ChooseSheet, (), (import_id, sheet))

/// GET /api/imports/{import_id}, POST /api/imports/{import_id}/run, /stop and /resume
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
    std::string name_zh{};
    std::string name_en{};
    std::optional<std::string> instead_of{};  ///< A required field that this one makes up for.
};
BOOST_DESCRIBE_STRUCT(ImportField, (), (field, required, name_zh, name_en, instead_of))

/// GET /api/import_fields
struct FindFields {
    ImportKind kind{};
};
BOOST_DESCRIBE_STRUCT(FindFields, (), (kind))

using SavedMappingId = base::Id<struct SavedMappingTag>;

/// A mapping somebody gave a name; files whose columns it fits are offered it.
struct SavedMapping {
    SavedMappingId id{};
    ImportKind kind{};
    std::string name{};
    Mapping mapping{};
    std::string created_by_name{};
    base::Instant changed_at{};
};
BOOST_DESCRIBE_STRUCT(SavedMapping, (), (id, kind, name, mapping, created_by_name, changed_at))

struct SavedMappings {
    std::vector<SavedMapping> items{};  ///< By name.
};
BOOST_DESCRIBE_STRUCT(SavedMappings, (), (items))

/// GET /api/import_mappings
struct ListMappings {
    std::optional<ImportKind> kind{};
};
BOOST_DESCRIBE_STRUCT(ListMappings, (), (kind))

/// PUT /api/import_mappings/{mapping_id}
struct RenameMapping {
    SavedMappingId mapping_id{};
    base::Text<80> name{};
};
BOOST_DESCRIBE_STRUCT(RenameMapping, (), (mapping_id, name))

/// DELETE /api/import_mappings/{mapping_id}
struct MappingById {
    SavedMappingId mapping_id{};
};
BOOST_DESCRIBE_STRUCT(MappingById, (), (mapping_id))

namespace errors {
inline constexpr base::ErrorKind unknown_import{base::Category::unknown, "import.unknown",
                                                "There is no such import."};
inline constexpr base::ErrorKind import_busy{base::Category::conflict, "import.busy",
                                             "This import is being worked on; stop it first."};
inline constexpr base::ErrorKind import_not_busy{base::Category::conflict, "import.not_busy",
                                                 "This import is not being worked on."};
inline constexpr base::ErrorKind import_not_stopped{base::Category::conflict, "import.not_stopped",
                                                    "Only a stopped import can be continued."};
inline constexpr base::ErrorKind no_sheets{base::Category::invalid, "import.no_sheets",
                                           "This file has no other sheets."};
inline constexpr base::ErrorKind bad_mapping{base::Category::invalid, "import.bad_mapping",
                                             "The mapping does not fit the file."};
inline constexpr base::ErrorKind ragged{base::Category::invalid, "import.ragged",
                                        "The row has another number of cells than the header."};
inline constexpr base::ErrorKind unreadable{base::Category::invalid, "import.unreadable",
                                            "The row cannot be read."};
inline constexpr base::ErrorKind bad_date{base::Category::invalid, "import.bad_date",
                                          "This is not a date we can read."};
inline constexpr base::ErrorKind scattered{
    base::Category::conflict, "import.scattered",
    "Another row of the file has this order number; rows of one order must stand together."};
inline constexpr base::ErrorKind contradicts{base::Category::conflict, "import.contradicts",
                                             "The rows of one order contradict each other."};
inline constexpr base::ErrorKind order_refused{base::Category::conflict, "import.order_refused",
                                               "Another row of this order is refused."};
inline constexpr base::ErrorKind single_key{
    base::Category::invalid, "import.single_key",
    "The row names one key; it takes two to say they are one person."};
inline constexpr base::ErrorKind unknown_mapping{base::Category::unknown, "import_mapping.unknown",
                                                 "There is no such mapping."};
inline constexpr base::ErrorKind mapping_taken{base::Category::conflict, "import_mapping.taken",
                                               "Another mapping has this name."};
}  // namespace errors

}  // namespace huan::capture
