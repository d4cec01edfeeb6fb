#include "store/sqlite.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "store/ids.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace huan::store {
namespace {

Cell cell_of(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
        case SQLITE_TEXT:
        case SQLITE_BLOB: {
            const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return data == nullptr ? std::string() : std::string(data, size);
        }
        case SQLITE_NULL: return std::monostate{};
        default: throw std::logic_error("a statement answered a floating-point number");
    }
}

/// Resets a statement however its run ended, so that it holds no lock.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

/// Each connection is used by one thread at a time, and nobody asks how much memory SQLite has: both locks
/// go.
void configure() {
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    static_cast<void>(done);
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Mode mode, bool durable) {
    configure();
    const int flags =
        SQLITE_OPEN_NOMUTEX |
        (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (const int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr); code != SQLITE_OK) {
        const std::string problem = sqlite3_errstr(code);
        sqlite3_close(db_);
        throw base::Error{errors::unavailable, {}, "Cannot open " + path + ": " + problem + "."};
    }
    try {
        settle(mode, durable);
    } catch (...) {  // A damaged file, for one: nobody else would close it.
        sqlite3_close(db_);
        throw;
    }
}

void SqliteConnection::settle(Mode mode, bool durable) {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 512, 256);  // Debian's has none by itself.
    // "x" in double quotes is a column, never text: a misspelt column must not become a constant.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_busy_timeout(db_, 5000);
    // What was deleted is overwritten by `scrub`, all of it at once, and not by every statement that deletes.
    script(
        "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; "
        "PRAGMA mmap_size = 67108864; PRAGMA secure_delete = OFF;");
    if (mode == Mode::read_write) {
        script("PRAGMA journal_mode = WAL;");
        script(durable ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = OFF;");
    } else {
        sqlite3_progress_handler(db_, 4000, &SqliteConnection::interrupted, this);
    }
}

SqliteConnection::~SqliteConnection() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement.handle);
    sqlite3_close(db_);
}

int SqliteConnection::interrupted(void* self) {
    return std::chrono::steady_clock::now() > static_cast<SqliteConnection*>(self)->deadline_ ? 1 : 0;
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql, std::size_t params) {
    auto at = statements_.find(sql);
    const bool fresh = at == statements_.end();
    if (fresh) at = statements_.try_emplace(std::string(sql)).first;
    Statement& statement = at->second;
    if (!fresh && statement.places.size() == params) return statement;
    if (fresh) {
        const char* tail = nullptr;
        const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement.handle, &tail);
        if (code != SQLITE_OK) {
            statements_.erase(at);
            fail(code, sql);
        }
        statement.writes = sqlite3_stmt_readonly(statement.handle) == 0;
        statement.counts = sql.starts_with("INSERT") || sql.starts_with("UPDATE") ||
                           sql.starts_with("DELETE");
    }
    statement.places.clear();
    for (std::size_t n = 1; n <= params; ++n)
        statement.places.push_back(
            sqlite3_bind_parameter_index(statement.handle, ("$" + std::to_string(n)).c_str()));
    int used = 0;
    for (const int place : statement.places) used += place == 0 ? 0 : 1;
    const bool fits = used == static_cast<int>(params) &&
                      used == sqlite3_bind_parameter_count(statement.handle);
    if (!fits) {
        sqlite3_finalize(statement.handle);
        statements_.erase(std::string(sql));
        throw std::logic_error("arguments and $n do not match in: " + std::string(sql));
    }
    return statement;
}

void SqliteConnection::bind(Statement& statement, std::span<const Param> params) {
    for (std::size_t i = 0; i < params.size(); ++i) {
        const Param& param = params[i];
        const int place = statement.places[i];
        const auto size = static_cast<sqlite3_uint64>(param.text.size());
        if (param.null)
            sqlite3_bind_null(statement.handle, place);
        else if (param.type == ValueType::integer)
            sqlite3_bind_int64(statement.handle, place, param.integer);
        else if (param.type == ValueType::text)
            sqlite3_bind_text64(statement.handle, place, param.text.data(), size, SQLITE_STATIC, SQLITE_UTF8);
        else
            sqlite3_bind_blob64(statement.handle, place, param.text.data(), size, SQLITE_STATIC);
    }
}

SqliteConnection::Statement& SqliteConnection::ready(std::string_view sql, std::span<const Param> params) {
    Statement& statement = prepared(sql, params.size());
    if (savepoints_ && opened_ < nested_ && statement.writes) open_savepoints();
    bind(statement, params);
    return statement;
}

void SqliteConnection::open_savepoints() {
    for (int first = opened_ + 1; first <= nested_; ++first) {
        opened_ = nested_;  // Setting one is no reason to set one.
        run("SAVEPOINT nested_" + std::to_string(first), {});
    }
}

void SqliteConnection::nest() {
    writes_before_.resize(static_cast<std::size_t>(nested_++));
    writes_before_.push_back(writes_);
}

void SqliteConnection::unnest(bool keep) {
    const int part = nested_--;
    const std::int64_t before = writes_before_[static_cast<std::size_t>(nested_)];
    if (!savepoints_ && !keep && writes_ != before) throw RunAgain{RunAgain::Why::savepoint_missing};
    if (opened_ < part) return;
    --opened_;
    const std::string name = "SAVEPOINT nested_" + std::to_string(part);
    if (!keep) run("ROLLBACK TO " + name, {});
    run("RELEASE " + name, {});
}

void SqliteConnection::unnest_all(bool keep) {
    nested_ = std::min(nested_, 1);
    opened_ = std::min(opened_, 1);
    unnest(keep);
}

Result SqliteConnection::run(std::string_view sql, std::span<const Param> params) {
    if (expecting_ && !in_transaction()) throw RunAgain{RunAgain::Why::transaction_lost};
    const Statement& statement = ready(sql, params);
    const Reset reset(statement.handle);
    Result result;
    result.width = static_cast<std::size_t>(sqlite3_column_count(statement.handle));
    int code = 0;
    while ((code = sqlite3_step(statement.handle)) == SQLITE_ROW)
        for (std::size_t column = 0; column < result.width; ++column)
            result.cells.push_back(cell_of(statement.handle, static_cast<int>(column)));
    if (code != SQLITE_DONE) fail(code, sql);
    if (!statement.writes) return result;
    result.changed = sqlite3_changes64(db_);
    if (result.changed > 0 || !statement.counts) ++writes_;
    return result;
}

void SqliteConnection::stream(std::string_view sql, std::span<const Param> params,
                              const std::function<bool(const RowView&)>& visit) {
    sqlite3_stmt* statement = ready(sql, params).handle;
    const Reset reset(statement);
    RowView row(static_cast<std::size_t>(sqlite3_column_count(statement)));
    int code = 0;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (std::size_t column = 0; column < row.size(); ++column)
            row[column] = cell_of(statement, static_cast<int>(column));
        if (!visit(row)) return;
    }
    if (code != SQLITE_DONE) fail(code, sql);
}

void SqliteConnection::script(const std::string& sql) {
    if (const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        fail(code, sql);
}

void SqliteConnection::fail(int code, std::string_view sql) {
    const std::string problem = sqlite3_errmsg(db_);
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
        // After a failed fsync nobody knows what the disk holds: only a restart reads the truth again.
        base::log::error("fsync failed ({}); stopping so that nothing unwritten is taken for written",
                         problem);
        std::abort();
    }
    switch (code & 0xFF) {
        case SQLITE_FULL: throw base::Error{errors::full};
        case SQLITE_INTERRUPT: throw base::Error{errors::too_slow};
        case SQLITE_CONSTRAINT:
            if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
                throw base::Error{errors::duplicate};
            // STRICT refuses the REAL that an overflowing sum silently turns into.
            if (code == SQLITE_CONSTRAINT_DATATYPE) throw base::Error{base::errors::overflow};
            break;
        default: break;
    }
    if (problem == "integer overflow") throw base::Error{base::errors::overflow};
    throw std::runtime_error("sqlite: " + problem + " (" + std::to_string(code) +
                             ") in: " + std::string(sql));
}

}  // namespace huan::store
