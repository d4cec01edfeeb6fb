#pragma once

#include "store/store.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace huan::store {

/// One step of the schema: src/<module>/migrations/NNNN_name.sql, never edited once released.
struct Migration {
    std::string_view module;
    int number;
    std::string_view name;
    std::string_view sql;
};

/// All migrations of this build, in the order of the modules, then by number. Generated from the .sql files.
std::span<const Migration> all_migrations();

/// Applies what is missing, each in its own transaction, and records its checksum.
/// \throws base::Error `store.newer` when the database knows a migration we do not, `store.altered` when an
/// applied one has another checksum; nothing is changed then.
void migrate(Store& store, std::span<const Migration> migrations, base::Instant now);

/// How many migrations the database has; 0 for an empty one.
std::int64_t schema_version(Reader& db);

/// The DDL of a migration in the words of an engine: ID, INT, INSTANT, MONEY, BOOL, BYTES are ours, and KEYED
/// behind a table whose rows SQLite keeps in the order of their primary key.
std::string ddl_for(Engine engine, std::string_view sql);

}  // namespace huan::store
