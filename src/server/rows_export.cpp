#include "server/rows_export.hpp"

#include "store/migration.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace huan::server::rows {
namespace {

/// How the program works, not what the company knows: sessions, queues, caches, what can be made again.
constexpr std::array workings{
    std::string_view("session"),          std::string_view("sign_in_guard"),
    std::string_view("one_time_link"),    std::string_view("server_secret"),
    std::string_view("idempotency"),      std::string_view("message"),
    std::string_view("identity_lock"),    std::string_view("search_token"),
    std::string_view("schedule"),         std::string_view("lease"),
    std::string_view("cache_version"),    std::string_view("job"),
    std::string_view("outbox"),           std::string_view("history_shipping"),
    std::string_view("id_block"),         std::string_view("claim_count"),
    std::string_view("coupon_request"),   std::string_view("trigger_count"),
    std::string_view("segment_snapshot"),
};

bool is_secret(const TableColumn& column) {
    for (const char* word : {"secret", "password", "token"})
        if (column.name.find(word) != std::string::npos) return true;
    return column.type == "BYTES";
}

/// Words of a statement; parentheses and commas stand alone, comments and text in quotes are left out.
std::vector<std::string> words_of(std::string_view sql) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (std::size_t at = 0; at < sql.size(); ++at) {
        const char c = sql[at];
        if (c == '-' && sql.substr(at, 2) == "--") {
            end_word();
            at = std::min(sql.find('\n', at), sql.size());
        } else if (c == '\'') {
            end_word();
            at = std::min(sql.find('\'', at + 1), sql.size());
            words.emplace_back("''");
        } else if (c == '(' || c == ')' || c == ',' || c == ';') {
            end_word();
            words.emplace_back(1, c);
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            end_word();
        } else {
            word += c;
        }
    }
    end_word();
    return words;
}

class Reading {
public:
    void read(std::string_view sql) {
        std::vector<std::string> statement;
        for (std::string& word : words_of(sql)) {
            if (word != ";") {
                statement.push_back(std::move(word));
                continue;
            }
            take(statement);
            statement.clear();
        }
    }
    std::vector<Table> tables{};

private:
    void take(const std::vector<std::string>& words) {
        if (words.size() < 3 || words[1] != "TABLE") return;
        if (words[0] == "CREATE") create(words);
        if (words[0] == "DROP") std::erase_if(tables, [&](const Table& t) { return t.name == words.back(); });
        if (words[0] == "ALTER" && words.size() > 5) alter(words);
    }

    void alter(const std::vector<std::string>& words) {
        const auto table =
            std::find_if(tables.begin(), tables.end(), [&](const Table& t) { return t.name == words[2]; });
        if (table == tables.end()) throw std::logic_error("a migration alters the unknown " + words[2]);
        if (words[3] == "ADD" && words.size() > 6)
            table->columns.push_back({words[5], words[6]});
        else if (words[3] == "DROP")
            std::erase_if(table->columns, [&](const TableColumn& c) { return c.name == words[5]; });
        else if (words[3] == "RENAME" && words[4] == "TO")
            table->name = words[5];
    }

    void create(const std::vector<std::string>& words) {
        Table table{.name = words[2]};
        std::vector<std::string> part;
        int depth = 0;
        for (std::size_t at = 3; at < words.size(); ++at) {
            depth += words[at] == "(" ? 1 : words[at] == ")" ? -1 : 0;
            const bool is_end = (depth == 1 && words[at] == ",") || depth == 0;
            if (!is_end) {
                if (depth > 1 || words[at] != "(") part.push_back(words[at]);
                continue;
            }
            add(table, part);
            part.clear();
            if (depth == 0) break;
        }
        tables.push_back(std::move(table));
    }

    static void add(Table& table, const std::vector<std::string>& part) {
        if (part.size() < 2) return;
        if (part[0] == "PRIMARY") {
            for (const std::string& word : part)
                if (word != "PRIMARY" && word != "KEY" && word != "(" && word != ")" && word != ",")
                    table.key.push_back(word);
            return;
        }
        if (part[0] == "UNIQUE" || part[0] == "CHECK" || part[0] == "FOREIGN" || part[0] == "CONSTRAINT")
            return;
        table.columns.push_back({part[0], part[1]});
        if (std::find(part.begin(), part.end(), "PRIMARY") != part.end()) table.key = {part[0]};
    }
};

std::string list_of(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

}  // namespace

std::vector<Table> tables_of_migrations() {
    Reading reading;
    for (const store::Migration& migration : store::all_migrations()) reading.read(migration.sql);
    return std::move(reading.tables);
}

std::vector<Table> exported_tables() {
    std::vector<Table> tables = tables_of_migrations();
    std::erase_if(tables, [](const Table& table) {
        return std::find(workings.begin(), workings.end(), table.name) != workings.end();
    });
    for (Table& table : tables) {
        std::erase_if(table.columns, &is_secret);
        if (table.key.empty())  // Then all its columns tell a row from the others.
            for (const TableColumn& column : table.columns) table.key.push_back(column.name);
    }
    return tables;
}

std::int64_t rows_in(store::Reader& db, const Table& table) {
    return db.value<std::int64_t>("SELECT COUNT(*) FROM " + table.name).value_or(0);
}

store::Result table_page(store::Reader& db, const Table& table, std::span<const store::Param> after,
                         std::int64_t limit) {
    std::vector<std::string> names;
    for (const TableColumn& column : table.columns) names.push_back(column.name);
    const std::string key = list_of(table.key);
    std::string sql = "SELECT " + list_of(names) + ", " + key + " FROM " + table.name;
    std::vector<store::Param> params(after.begin(), after.end());
    if (!after.empty()) {
        std::string marks;
        for (std::size_t i = 1; i <= after.size(); ++i)
            marks.append(i == 1 ? "$" : ", $").append(std::to_string(i));
        sql += " WHERE (" + key + ") > (" + marks + ")";
    }
    sql += " ORDER BY " + key + " LIMIT $" + std::to_string(params.size() + 1);
    params.push_back(store::to_param(limit));
    return db.run_with(sql, params);
}

}  // namespace huan::server::rows
