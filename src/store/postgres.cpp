#include "store/postgres.hpp"

#include "base/log.hpp"
#include "store/event.hpp"
#include "store/ids.hpp"
#include "store/workers.hpp"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <random>
#include <stdexcept>
#include <unordered_map>

namespace huan::store {
namespace {

// Type numbers of PostgreSQL's pg_type catalogue.
constexpr Oid bool_oid = 16;
constexpr Oid bytea_oid = 17;
constexpr Oid int8_oid = 20;
constexpr Oid int2_oid = 21;
constexpr Oid int4_oid = 23;
constexpr Oid text_oid = 25;
constexpr Oid varchar_oid = 1043;
constexpr Oid name_oid = 19;
constexpr Oid void_oid = 2278;
constexpr Oid xid8_oid = 5069;

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

Oid oid_of(ValueType type) {
    switch (type) {
        case ValueType::integer: return int8_oid;
        case ValueType::text: return text_oid;
        case ValueType::bytes: return bytea_oid;
    }
    return text_oid;
}

std::string unescape(const char* text) {
    std::size_t size = 0;
    unsigned char* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size);
    std::string value(reinterpret_cast<const char*>(bytes), size);
    PQfreemem(bytes);
    return value;
}

Cell cell_of(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) == 1) return std::monostate{};
    const char* text = PQgetvalue(result, row, column);
    const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
        case int2_oid:
        case int4_oid:
        case int8_oid:
        case xid8_oid: {
            std::int64_t number = 0;
            std::from_chars(text, text + size, number);
            return number;
        }
        case bool_oid: return std::int64_t{text[0] == 't' ? 1 : 0};
        case bytea_oid: return unescape(text);
        case text_oid:
        case varchar_oid:
        case name_oid:
        case void_oid: return std::string(text, size);
        default:
            throw std::logic_error(
                "a statement answered a type that is neither a 64-bit number nor text: cast it");
    }
}

class PostgresConnection : public Connection {
public:
    PostgresConnection(const std::string& where, base::Duration limit) : where_(where), limit_(limit) {
        connect();
    }
    ~PostgresConnection() override { PQfinish(pg_); }
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Engine engine() const override { return Engine::postgres; }
    Result run(std::string_view sql, std::span<const Param> params) override;
    void stream(std::string_view sql, std::span<const Param> params,
                const std::function<bool(const RowView&)>& visit) override;
    /// At once: here even a question that fails would end the whole transaction.
    void nest() override { run("SAVEPOINT nested_" + std::to_string(opened_ = ++nested_), {}); }
    void unnest(bool keep) override {
        const std::string name = "SAVEPOINT nested_" + std::to_string(nested_);
        opened_ = --nested_;
        if (!keep) run("ROLLBACK TO " + name, {});
        run("RELEASE " + name, {});
    }
    /// A connection that was cut is opened again between transactions.
    void revive() {
        if (PQstatus(pg_) == CONNECTION_OK) return;
        PQfinish(pg_);
        statements_.clear();
        connect();
    }
    /// Runs a statement that opens a transaction or is one of its own, and may be run twice. That a
    /// connection was cut while it was idle shows at the first use: nothing was done on it, so nobody need be
    /// told.
    Result begin(std::string_view sql, std::span<const Param> params = {}) {
        revive();
        try {
            return run(sql, params);
        } catch (const base::Error& lost) {
            if (lost.kind() != errors::unavailable) throw;
        }
        revive();
        return run(sql, params);
    }
    bool in_transaction() const { return PQtransactionStatus(pg_) != PQTRANS_IDLE; }

private:
    void connect();
    void command(const std::string& sql);
    const std::string& prepared(std::string_view sql, std::span<const Param> params);
    /// Points libpq at the parameters; `texts` owns what had to be written as text.
    struct Bound {
        std::vector<std::string> texts{};
        std::vector<const char*> values{};
        std::vector<int> lengths{};
        std::vector<int> formats{};
    };
    static Bound bound(std::span<const Param> params);
    [[noreturn]] void fail(const PGresult* result, std::string_view sql);

    std::string where_;
    base::Duration limit_;
    PGconn* pg_ = nullptr;
    std::unordered_map<std::string, std::string> statements_;
};

void PostgresConnection::connect() {
    pg_ = PQconnectdb(where_.c_str());
    if (PQstatus(pg_) != CONNECTION_OK) {
        const std::string problem = PQerrorMessage(pg_);
        throw base::Error{errors::unavailable, {}, "PostgreSQL cannot be reached: " + problem};
    }
    PQsetNoticeProcessor(
        pg_, [](void*, const char*) {}, nullptr);
    command("SET client_encoding = 'UTF8'");
    if (limit_.count() > 0) command("SET statement_timeout = " + std::to_string(limit_.count()));
}

void PostgresConnection::command(const std::string& sql) {
    const Answer answer(PQexec(pg_, sql.c_str()));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(answer.get(), sql);
}

const std::string& PostgresConnection::prepared(std::string_view sql, std::span<const Param> params) {
    // The types belong to the key: one text may be called with a number here and a text there.
    std::string key(sql);
    key += '\0';
    for (const Param& param : params) key += static_cast<char>('0' + static_cast<int>(param.type));
    const auto found = statements_.find(key);
    if (found != statements_.end()) return found->second;
    std::vector<Oid> types;
    for (const Param& param : params) types.push_back(oid_of(param.type));
    const std::string name = "s" + std::to_string(statements_.size());
    const Answer answer(
        PQprepare(pg_, name.c_str(), std::string(sql).c_str(), static_cast<int>(types.size()), types.data()));
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) fail(answer.get(), sql);
    return statements_.emplace(std::move(key), name).first->second;
}

PostgresConnection::Bound PostgresConnection::bound(std::span<const Param> params) {
    Bound all;
    all.texts.reserve(params.size());  // Pointers into it must stay.
    for (const Param& param : params) {
        if (param.null)
            all.values.push_back(nullptr);
        else if (param.type == ValueType::integer)
            all.values.push_back(all.texts.emplace_back(std::to_string(param.integer)).c_str());
        else
            all.values.push_back(param.text.c_str());
        all.lengths.push_back(static_cast<int>(param.text.size()));
        all.formats.push_back(param.type == ValueType::bytes ? 1 : 0);
    }
    return all;
}

Result PostgresConnection::run(std::string_view sql, std::span<const Param> params) {
    Answer answer;
    // Statements that begin, end or shape things are not worth preparing, and some cannot be.
    const bool plain = params.empty() && !sql.starts_with("SELECT");
    if (plain)
        answer.reset(PQexec(pg_, std::string(sql).c_str()));
    else {
        const std::string& name = prepared(sql, params);
        const Bound all = bound(params);
        answer.reset(PQexecPrepared(pg_, name.c_str(), static_cast<int>(params.size()), all.values.data(),
                                    all.lengths.data(), all.formats.data(), 0));
    }
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(answer.get(), sql);
    Result result;
    const int rows = PQntuples(answer.get());
    const int width = PQnfields(answer.get());
    result.width = static_cast<std::size_t>(width);
    result.cells.reserve(static_cast<std::size_t>(rows) * result.width);
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < width; ++column)
            result.cells.push_back(cell_of(answer.get(), row, column));
    const std::string changed = PQcmdTuples(answer.get());
    if (!sql.starts_with("SELECT") && !changed.empty()) result.changed = std::stoll(changed);
    return result;
}

void PostgresConnection::stream(std::string_view sql, std::span<const Param> params,
                                const std::function<bool(const RowView&)>& visit) {
    // A cursor, so that `visit` may run other statements on this connection.
    static thread_local std::uint64_t numbers = 0;
    const std::string cursor = "stream_" + std::to_string(++numbers);
    const Bound all = bound(params);
    std::vector<Oid> types;
    for (const Param& param : params) types.push_back(oid_of(param.type));
    const std::string declare = "DECLARE " + cursor + " NO SCROLL CURSOR FOR " + std::string(sql);
    const Answer declared(PQexecParams(pg_, declare.c_str(), static_cast<int>(params.size()), types.data(),
                                       all.values.data(), all.lengths.data(), all.formats.data(), 0));
    if (PQresultStatus(declared.get()) != PGRES_COMMAND_OK) fail(declared.get(), sql);
    for (bool more = true; more;) {
        const Answer answer(PQexec(pg_, ("FETCH 2000 FROM " + cursor).c_str()));
        if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) fail(answer.get(), sql);
        const int rows = PQntuples(answer.get());
        more = rows > 0;
        RowView view(static_cast<std::size_t>(PQnfields(answer.get())));
        for (int row = 0; row < rows && more; ++row) {
            for (std::size_t column = 0; column < view.size(); ++column)
                view[column] = cell_of(answer.get(), row, static_cast<int>(column));
            more = visit(view);
        }
    }
    command("CLOSE " + cursor);
}

void PostgresConnection::fail(const PGresult* result, std::string_view sql) {
    const char* field = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = field == nullptr ? "" : field;
    const std::string problem = PQerrorMessage(pg_);
    if (state == "40001" || state == "40P01") throw RunAgain{RunAgain::Why::serialization};
    if (state == "23505") throw base::Error{errors::duplicate};
    if (state == "22003") throw base::Error{base::errors::overflow};
    if (state == "57014") throw base::Error{errors::too_slow};
    if (state == "53100") throw base::Error{errors::full};
    if (state.empty() || state.starts_with("08") || state.starts_with("57P") ||
        PQstatus(pg_) != CONNECTION_OK)
        throw base::Error{errors::unavailable, {}, "The connection to PostgreSQL was lost."};
    throw std::runtime_error("postgres: " + problem + " (" + state + ") in: " + std::string(sql));
}

/// Ids for all threads of this process, fetched on a connection of their own so that no command's rollback
/// undoes it.
class PooledIds : public Ids {
public:
    explicit PooledIds(const std::string& where) : connection_(where, base::Duration{0}) {
        prepare_ids(connection_);
    }
    std::int64_t next() override {
        const std::lock_guard lock(mutex_);
        if (next_ == end_) {
            connection_.begin("SELECT 1");
            next_ = reserve_ids(connection_, 1000);
            end_ = next_ + 1000;
        }
        return next_++;
    }

private:
    std::mutex mutex_;
    PostgresConnection connection_;
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;
};

template <class Work> struct Item {
    Work work;
    Store::Done done;
};

/// A pool: each command is a transaction of its own, run again when PostgreSQL asks for it.
class PostgresStore : public Store {
public:
    explicit PostgresStore(const Options& options) : where_(options.postgres), ids_(options.postgres) {
        for (int i = 0; i < options.writers; ++i)
            writers_.push_back(std::make_unique<PostgresConnection>(options.postgres, base::Duration{0}));
        for (int i = 0; i < options.readers; ++i)
            readers_.push_back(std::make_unique<PostgresConnection>(options.postgres, options.query_limit));
        check_collation(*readers_.front());
        if (!options.durable)
            for (auto& writer : writers_) writer->run("SET synchronous_commit = off", {});
        write_threads_.start(writers_.size(),
                             [this](std::size_t i, Item<Write>& item) { command(*writers_[i], item); });
        read_threads_.start(readers_.size(),
                            [this](std::size_t i, Item<Read>& item) { query(*readers_[i], item); });
    }
    ~PostgresStore() override {
        write_threads_.stop();
        read_threads_.stop();
    }

    void submit(Write work, Done done) override { write_threads_.push({std::move(work), std::move(done)}); }
    void submit_read(Read work, Done done) override {
        read_threads_.push({std::move(work), std::move(done)});
    }
    Engine engine() const override { return Engine::postgres; }
    Reactors& reactors() override { return reactors_; }
    void on_lost(std::function<void()>) override {
    }  // Nothing in memory decides: several processes share the rows.
    std::size_t backlog() const override { return write_threads_.waiting(); }
    void backup(const std::string&) override {
        throw base::Error{errors::unavailable, {}, "PostgreSQL is backed up with pg_dump."};
    }

    /// What PostgreSQL's own log and its archives keep is its administrator's to let expire.
    void scrub() override {
        PostgresConnection connection(where_, base::Duration{0});
        connection.run("ANALYZE", {});
        forget_samples(connection);
        wait_for_readers(connection);
        connection.run("VACUUM (FULL)", {});
    }

private:
    /// PostgreSQL notes common cells of each column. ANALYZE notes them anew, but leaves a table that has
    /// become empty alone; its columns are given the type they have, which forgets their notes.
    static void forget_samples(PostgresConnection& connection) {
        const Result columns = connection.run(
            "SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I TYPE %s', s.schemaname, s.tablename, "
            "s.attname, "
            "format_type(a.atttypid, a.atttypmod)) FROM pg_stats s JOIN pg_class c ON c.relname = "
            "s.tablename "
            "AND c.relnamespace = CAST(s.schemaname AS regnamespace) AND c.relkind = 'r' AND c.reltuples = 0 "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname "
            "WHERE s.schemaname = current_schema()",
            {});
        for (const Cell& column : columns.cells) connection.run(std::get<std::string>(column), {});
    }

    /// VACUUM keeps what somebody still sees: whoever began to look before now must be through with it.
    static void wait_for_readers(PostgresConnection& connection) {
        const Result now = connection.run("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT)", {});
        const std::vector<Param> before{to_param(std::get<std::string>(now.at(0, 0)))};
        for (int tries = 0;; ++tries) {
            const Result older = connection.run(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND (datname = current_database() OR datname IS NULL) AND "
                "greatest(age(backend_xid), age(backend_xmin)) > age(CAST(CAST($1 AS xid8) AS xid))",
                before);
            if (std::get<std::int64_t>(older.at(0, 0)) == 0) return;
            if (tries == 200) throw base::Error{errors::unavailable, {}, "Long queries hold what is gone."};
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
    }

    /// Cursors and sorted lists must order bytes alike on both engines.
    static void check_collation(PostgresConnection& connection) {
        const Result result = connection.run(
            "SELECT CAST(datcollate AS TEXT) FROM pg_database WHERE datname = current_database()", {});
        const auto* collation = std::get_if<std::string>(&result.at(0, 0));
        if (collation == nullptr || (*collation != "C" && *collation != "POSIX"))
            throw base::Error{errors::unavailable,
                              {},
                              "The PostgreSQL database must be created with LC_COLLATE 'C' (it has '" +
                                  (collation == nullptr ? "?" : *collation) + "')."};
    }

    void command(PostgresConnection& connection, Item<Write>& item) {
        thread_local std::minstd_rand pause_length{std::random_device{}()};
        std::exception_ptr failed;
        std::vector<std::function<void()>> after_commit;
        for (int tries = 0; tries < 32; ++tries) {
            if (tries > 0)  // Whoever collided must not meet again in step.
                std::this_thread::sleep_for(
                    std::chrono::microseconds(pause_length() % (500U << std::min(tries, 6))));
            failed = nullptr;
            bool again = false;
            try {
                connection.begin("BEGIN");
                Transaction tx(connection, ids_, reactors_);
                item.work(tx);
                connection.run("COMMIT", {});
                after_commit = tx.take_after_commit();
            } catch (const RunAgain&) {
                again = true;
                failed = std::make_exception_ptr(
                    base::Error{errors::unavailable, {}, "Too many conflicting commands."});
            } catch (...) {
                failed = std::current_exception();
            }
            if (failed) roll_back(connection);
            if (!again) break;
        }
        if (!failed)
            for (const auto& call : after_commit) call();
        item.done(failed);
    }

    void query(PostgresConnection& connection, Item<Read>& item) {
        std::exception_ptr failed;
        try {
            connection.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            Reader reader(connection);
            item.work(reader);
            connection.run("COMMIT", {});
        } catch (const RunAgain&) {
            failed = std::make_exception_ptr(base::Error{errors::unavailable});
        } catch (...) {
            failed = std::current_exception();
        }
        if (failed) roll_back(connection);
        item.done(failed);
    }

    static void roll_back(PostgresConnection& connection) {
        try {
            if (connection.in_transaction()) connection.run("ROLLBACK", {});
        } catch (const std::exception& problem) {
            base::log::warning("rollback failed: {}", problem.what());
        } catch (const RunAgain&) {
            base::log::warning("rollback failed");
        }
    }

    std::string where_;
    PooledIds ids_;
    std::vector<std::unique_ptr<PostgresConnection>> writers_;
    std::vector<std::unique_ptr<PostgresConnection>> readers_;
    Reactors reactors_;
    Workers<Item<Write>> write_threads_;
    Workers<Item<Read>> read_threads_;
};

}  // namespace

std::unique_ptr<Store> open_postgres(const Options& options) {
    return std::make_unique<PostgresStore>(options);
}

}  // namespace huan::store
