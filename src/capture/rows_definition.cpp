#include "capture/rows_definition.hpp"

namespace huan::capture::rows {
namespace {

const std::string& columns() {
    static const std::string list = base::column_list<DefinitionRow>();
    return list;
}

}  // namespace

EventDefinition definition_of(const DefinitionRow& row) {
    EventDefinition definition{.name = row.name,
                               .description = row.description,
                               .meaning = row.meaning,
                               .blocked = row.blocked,
                               .built_in = row.built_in,
                               .version = row.version};
    for (const auto& field : row.fields)
        definition.fields[std::string(field.key())] = std::string(field.value().as_string());
    return definition;
}

std::optional<DefinitionRow> definition(store::Reader& db, const std::string& name) {
    return db.first<DefinitionRow>("SELECT " + columns() + " FROM event_definition WHERE name = $1", name);
}

std::optional<DefinitionRow> lock_definition(store::Transaction& tx, const std::string& name) {
    return tx.first<DefinitionRow>(
        "SELECT " + columns() + " FROM event_definition WHERE name = $1" + std::string(tx.for_update()),
        name);
}

std::vector<DefinitionRow> definitions(store::Reader& db) {
    return db.all<DefinitionRow>("SELECT " + columns() + " FROM event_definition ORDER BY name");
}

void save(store::Transaction& tx, const DefinitionRow& row) {
    tx.execute("INSERT INTO event_definition (" + columns() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO UPDATE SET "
                   "description = $2, meaning = $3, fields = $4, blocked = $5, version = $7, updated_at = $8",
               row.name, row.description, row.meaning, row.fields, row.blocked, row.built_in, row.version,
               row.updated_at);
}

}  // namespace huan::capture::rows
