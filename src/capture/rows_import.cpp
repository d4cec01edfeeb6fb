#include "capture/rows_import.hpp"

namespace huan::capture::rows {
namespace {

const std::string select_import = "SELECT " + base::column_list<ImportRow>() + " FROM import_file ";

const std::string select_mapping = "SELECT " + base::column_list<MappingRow>() + " FROM import_mapping ";

}  // namespace

std::optional<ImportRow> find_import(store::Reader& db, ImportId id) {
    return db.first<ImportRow>(select_import + "WHERE id = $1", id);
}

std::optional<ImportRow> lock_import(store::Transaction& tx, ImportId id) {
    return tx.first<ImportRow>(select_import + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::vector<ImportRow> list_imports(store::Reader& db, std::int64_t before, std::int64_t limit) {
    return db.all<ImportRow>(select_import + "WHERE id < $1 ORDER BY id DESC LIMIT $2", before, limit);
}

std::vector<store::Event> events_of_import(store::Reader& db, ImportId id, std::int64_t after,
                                           std::int64_t limit) {
    return db.all<store::Event>(
        "SELECT " + base::column_list<store::Event>() +
            " FROM event WHERE source_id = $1 AND live = 0 AND seq > $2 AND name NOT IN "
            "('customer.created', 'identity.linked', 'profiles.merged', 'profiles.parted') "
            "ORDER BY seq LIMIT $3",
        id, after, limit);
}

std::int64_t count_events_of_import(store::Reader& db, ImportId id) {
    return db.value<std::int64_t>("SELECT count(*) FROM event WHERE source_id = $1 AND live = 0", id)
        .value_or(0);
}

std::optional<boost::json::value> last_mapping(store::Reader& db, base::OrgId org_id, ImportKind kind,
                                               const boost::json::value& columns) {
    return db.value<boost::json::value>(
        "SELECT mapping FROM import_file WHERE org_id = $1 AND kind = $2 AND columns = $3 AND state = 'done' "
        "ORDER BY id DESC LIMIT 1",
        org_id, kind, columns);
}

std::vector<MappingRow> mappings(store::Reader& db, base::OrgId org_id, std::optional<ImportKind> kind) {
    return db.all<MappingRow>(
        select_mapping + "WHERE org_id = $1 AND ($2 = '' OR kind = $2) ORDER BY name, kind, id", org_id,
        kind ? std::string(base::word_of(*kind)) : std::string());
}

std::optional<MappingRow> lock_mapping(store::Transaction& tx, SavedMappingId id) {
    return tx.first<MappingRow>(select_mapping + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::optional<MappingRow> mapping_named(store::Reader& db, base::OrgId org_id, ImportKind kind,
                                        const std::string& name) {
    return db.first<MappingRow>(select_mapping + "WHERE org_id = $1 AND kind = $2 AND name = $3", org_id,
                                kind, name);
}

void forget_mapping(store::Transaction& tx, SavedMappingId id) {
    tx.execute("DELETE FROM import_mapping WHERE id = $1", id);
}

void forget_notes(store::Transaction& tx, ImportId id) {
    tx.execute("DELETE FROM import_note WHERE import_id = $1", id);
}

void add_note(store::Transaction& tx, const ImportNote& note) {
    tx.execute(
        "INSERT INTO import_note (import_id, line, kind, code, field, reason, original) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (import_id, line, kind) DO NOTHING",
        note.import_id, note.line, note.kind, note.code, note.field, note.reason, note.original);
}

std::vector<ImportNote> list_notes(store::Reader& db, ImportId id, const std::string& kind,
                                   std::int64_t after_line, std::int64_t limit) {
    return db.all<ImportNote>(
        "SELECT " + base::column_list<ImportNote>() +
            " FROM import_note WHERE import_id = $1 AND ($2 = '' OR kind = $2) AND line > $3 "
            "ORDER BY line, kind LIMIT $4",
        id, kind, after_line, limit);
}

}  // namespace huan::capture::rows
