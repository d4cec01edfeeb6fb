#include "store/migration.hpp"

#include "base/log.hpp"

#include <sodium.h>

#include <array>
#include <cctype>
#include <map>
#include <vector>

namespace huan::store {
namespace {

struct Applied {
    std::string module{};
    std::int64_t number = 0;
    std::string name{};
    std::string checksum{};
    base::Instant applied_at{};
};
BOOST_DESCRIBE_STRUCT(Applied, (), (module, number, name, checksum, applied_at))

std::string checksum(std::string_view sql) {
    std::array<unsigned char, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(sql.data()),
                       sql.size(), nullptr, 0);
    std::string text(hash.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();
    return text;
}

std::string label(std::string_view module, std::int64_t number) {
    return std::string(module) + "/" + std::to_string(number);
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Statements end with a semicolon at a line's end; comments run from "--" to the line's end.
std::vector<std::string> statements_of(std::string_view sql) {
    std::vector<std::string> statements;
    std::string current;
    while (!sql.empty()) {
        const std::size_t end = std::min(sql.find('\n'), sql.size());
        std::string_view line = sql.substr(0, end);
        sql.remove_prefix(std::min(end + 1, sql.size()));
        line = line.substr(0, std::min(line.find("--"), line.size()));
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0)
            line.remove_suffix(1);
        if (line.empty()) continue;
        current.append(line).append("\n");
        if (line.back() != ';') continue;
        current.resize(current.size() - 2);
        statements.push_back(std::exchange(current, {}));
    }
    if (!current.empty()) statements.push_back(current);
    return statements;
}

void apply(Transaction& tx, const Migration& migration, base::Instant now) {
    for (const std::string& statement : statements_of(migration.sql)) tx.run(ddl_for(tx.engine(), statement));
    insert_row(tx, "schema_migration",
               Applied{std::string(migration.module), migration.number, std::string(migration.name),
                       checksum(migration.sql), now});
}

void check(const std::vector<Applied>& applied, std::span<const Migration> known) {
    std::map<std::string, std::string> ours;
    for (const Migration& migration : known)
        ours[label(migration.module, migration.number)] = checksum(migration.sql);
    for (const Applied& row : applied) {
        const auto found = ours.find(label(row.module, row.number));
        const std::string which = label(row.module, row.number) + " (" + row.name + ")";
        if (found == ours.end())
            throw base::Error{
                errors::newer,
                {},
                "The database has migration " + which +
                    ", which this version of Huan does not know. Start it with the newer version."};
        if (found->second != row.checksum)
            throw base::Error{
                errors::altered, {}, "Migration " + which + " was altered after it had been applied."};
    }
}

}  // namespace

void migrate(Store& store, std::span<const Migration> migrations, base::Instant now) {
    store.write([](Transaction& tx) {
        tx.run(
            "CREATE TABLE IF NOT EXISTS schema_migration (module TEXT NOT NULL, number BIGINT NOT NULL, "
            "name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (module, "
            "number))");
    });
    const auto read_applied = [](Reader& db) {
        return db.all<Applied>("SELECT " + base::column_list<Applied>() + " FROM schema_migration");
    };
    const std::vector<Applied> applied = store.read(read_applied);
    check(applied, migrations);
    std::map<std::string, bool> done;
    for (const Applied& row : applied) done[label(row.module, row.number)] = true;
    for (const Migration& migration : migrations) {
        if (done.contains(label(migration.module, migration.number))) continue;
        store.write([&](Transaction& tx) { apply(tx, migration, now); });
        base::log::debug("applied migration {}/{} {}", migration.module, migration.number, migration.name);
    }
}

std::int64_t schema_version(Reader& db) {
    return db.value<std::int64_t>("SELECT count(*) FROM schema_migration").value_or(0);
}

std::string ddl_for(Engine engine, std::string_view sql) {
    const bool sqlite = engine == Engine::sqlite;
    static const std::map<std::string_view, bool> integers{
        {"ID", true}, {"INT", true}, {"INSTANT", true}, {"MONEY", true}, {"BOOL", true}};
    bool keyed = false;
    std::string out;
    for (std::size_t at = 0; at < sql.size();) {
        if (!is_word(sql[at])) {
            out += sql[at++];
            continue;
        }
        std::size_t end = at;
        while (end < sql.size() && is_word(sql[end])) ++end;
        const std::string_view word = sql.substr(at, end - at);
        if (integers.contains(word))
            out += sqlite ? "INTEGER" : "BIGINT";
        else if (word == "BYTES")
            out += sqlite ? "BLOB" : "BYTEA";
        else if (word == "KEYED")
            keyed = true;
        else
            out += word;
        at = end;
    }
    const std::size_t start = out.find_first_not_of(" \n");
    if (sqlite && start != std::string::npos && out.compare(start, 12, "CREATE TABLE") == 0)
        out += keyed ? "STRICT, WITHOUT ROWID" : " STRICT";
    return out;
}

}  // namespace huan::store
