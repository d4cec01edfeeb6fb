#pragma once

#include "store/store.hpp"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace huan::store {

/// A connection to the embedded database. Used by one thread at a time.
class SqliteConnection : public Connection {
public:
    enum class Mode { read_write, read_only };
    SqliteConnection(const std::string& path, Mode mode, bool durable);
    ~SqliteConnection() override;

    Result run(std::string_view sql, std::span<const Param> params) override;
    void stream(std::string_view sql, std::span<const Param> params,
                const std::function<bool(const RowView&)>& visit) override;
    Engine engine() const override { return Engine::sqlite; }
    /// The savepoint, where they are used, is set by the first statement that writes: most reactors only
    /// look.
    void nest() override;
    void unnest(bool keep) override;
    /// Ends the outermost part, and whatever in it was left open.
    void unnest_all(bool keep);
    /// SQLite keeps a copy of every page that an open savepoint may want back, and few are ever wanted.
    /// Without them, dropping a part that has written throws RunAgain `savepoint_missing`.
    void use_savepoints(bool use) { savepoints_ = use; }

    /// Several statements without parameters: DDL and pragmas.
    void script(const std::string& sql);
    /// False once an error made SQLite roll the whole transaction back by itself.
    bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
    /// While set, a statement that would run outside of a transaction, because SQLite dropped it (disk full),
    /// throws RunAgain `transaction_lost` instead: run on its own it would be committed on its own.
    void expect_transaction(bool expected) { expecting_ = expected; }
    /// Statements that run past `deadline` fail with `store.too_slow`.
    void set_deadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }
    sqlite3* handle() { return db_; }

private:
    struct Statement {
        sqlite3_stmt* handle = nullptr;
        std::vector<int> places{};  ///< Place of `$1`, `$2`... in SQLite's own numbering.
        bool writes = false;
        bool counts = false;  ///< Says how many rows it changed; DDL does not.
    };
    /// So that a statement is found by its text without a copy of it.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    /// The statement with its arguments, ready to step.
    Statement& ready(std::string_view sql, std::span<const Param> params);
    void settle(Mode mode, bool durable);
    Statement& prepared(std::string_view sql, std::size_t params);
    void open_savepoints();
    void bind(Statement& statement, std::span<const Param> params);
    [[noreturn]] void fail(int code, std::string_view sql);
    static int interrupted(void* self);

    sqlite3* db_ = nullptr;
    bool expecting_ = false;
    bool savepoints_ = true;
    std::int64_t writes_ = 0;                  ///< Statements that changed something.
    std::vector<std::int64_t> writes_before_;  ///< What it was when each open part began.
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

std::unique_ptr<Store> open_sqlite(const Options& options);

}  // namespace huan::store
