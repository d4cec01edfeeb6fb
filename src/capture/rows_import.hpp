#pragma once

#include "capture/import.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

/// The SQL of imports.
namespace huan::capture::rows {

struct ImportRow {
    ImportId id{};
    base::OrgId org_id{};
    std::string org_path{};
    ImportKind kind{};
    std::string file_name{};
    std::string path{};
    std::int64_t size = 0;
    boost::json::value format{};
    boost::json::value columns{};
    boost::json::value sample{};
    boost::json::value mapping{};
    ImportState state{};
    std::optional<std::int64_t> job_id{};
    std::optional<boost::json::value> dry_run{};
    std::optional<boost::json::value> outcome{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<boost::json::value> undo{};
    std::optional<std::int64_t> connector_id{};  ///< Which fetched it.
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (id, org_id, org_path, kind, file_name, path, size, format, columns, sample, mapping,
                       state, job_id, dry_run, outcome, created_by_name, created_at, undo, connector_id))

std::optional<ImportRow> find_import(store::Reader& db, ImportId id);
std::optional<ImportRow> lock_import(store::Transaction& tx, ImportId id);
std::vector<ImportRow> list_imports(store::Reader& db, std::int64_t before, std::int64_t limit);

/// What an import told, in the order it was written, but for what follows from its people and keys.
std::vector<store::Event> events_of_import(store::Reader& db, ImportId id, std::int64_t after,
                                           std::int64_t limit);
std::int64_t count_events_of_import(store::Reader& db, ImportId id);

/// The mapping of the latest import here of this kind that ran and had exactly these columns.
std::optional<boost::json::value> last_mapping(store::Reader& db, base::OrgId org_id, ImportKind kind,
                                               const boost::json::value& columns);

struct MappingRow {
    SavedMappingId id{};
    base::OrgId org_id{};
    std::string org_path{};
    ImportKind kind{};
    std::string name{};
    boost::json::value mapping{};
    std::string created_by_name{};
    base::Instant changed_at{};
};
BOOST_DESCRIBE_STRUCT(MappingRow, (),
                      (id, org_id, org_path, kind, name, mapping, created_by_name, changed_at))

/// Those of a node by name; of every kind where none is given.
std::vector<MappingRow> mappings(store::Reader& db, base::OrgId org_id, std::optional<ImportKind> kind);
std::optional<MappingRow> lock_mapping(store::Transaction& tx, SavedMappingId id);
std::optional<MappingRow> mapping_named(store::Reader& db, base::OrgId org_id, ImportKind kind,
                                        const std::string& name);
void forget_mapping(store::Transaction& tx, SavedMappingId id);

void forget_notes(store::Transaction& tx, ImportId id);
/// A note of the same line and kind stays as it is.
void add_note(store::Transaction& tx, const ImportNote& note);
std::vector<ImportNote> list_notes(store::Reader& db, ImportId id, const std::string& kind,
                                   std::int64_t after_line, std::int64_t limit);

}  // namespace huan::capture::rows
