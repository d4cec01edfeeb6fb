#pragma once

#include "capture/definition.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of the event dictionary.
namespace huan::capture::rows {

struct DefinitionRow {
    std::string name{};
    std::string description{};
    EventMeaning meaning{};
    boost::json::object fields{};
    bool blocked = false;
    bool built_in = false;
    std::int64_t version = 0;
    base::Instant updated_at{};
};
BOOST_DESCRIBE_STRUCT(DefinitionRow, (),
                      (name, description, meaning, fields, blocked, built_in, version, updated_at))

EventDefinition definition_of(const DefinitionRow& row);
std::optional<DefinitionRow> definition(store::Reader& db, const std::string& name);
std::optional<DefinitionRow> lock_definition(store::Transaction& tx, const std::string& name);
std::vector<DefinitionRow> definitions(store::Reader& db);
void save(store::Transaction& tx, const DefinitionRow& row);

}  // namespace huan::capture::rows
