#pragma once

#include "base/context.hpp"
#include "store/value.hpp"

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace huan::store {

enum class Engine { sqlite, postgres };

class Reactors;
class Ids;

/// One open database connection of either engine. Only the store itself holds these.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Result run(std::string_view sql, std::span<const Param> params) = 0;
    /// Row after row without holding them all; `visit` answers false to stop.
    virtual void stream(std::string_view sql, std::span<const Param> params,
                        const std::function<bool(const RowView&)>& visit) = 0;
    virtual Engine engine() const = 0;

    /// A part of a command that can be undone alone: what is written after `nest` is kept or dropped by
    /// `unnest`.
    virtual void nest() = 0;
    virtual void unnest(bool keep) = 0;
    /// Forgets parts that were never ended, because their transaction is gone.
    void forget_nesting() { nested_ = opened_ = 0; }

protected:
    int nested_ = 0;  ///< Parts begun and not ended.
    int opened_ = 0;  ///< Those of them that have a savepoint.
};

/// What a query may do: read. `$n` in a statement is the n-th argument, by name: it may repeat or come in any
/// order.
class Reader {
public:
    explicit Reader(Connection& connection) : connection_(connection) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// Every row as a described struct; select `base::column_list<T>()` in that order.
    template <base::Described T, class... Args>
    std::vector<T> all(std::string_view sql, const Args&... args) {
        const Result result = run(sql, args...);
        std::vector<T> rows;
        rows.reserve(result.rows());
        for (std::size_t row = 0; row < result.rows(); ++row)
            rows.push_back(read_row<T>(std::span(result.cells).subspan(row * result.width, result.width)));
        return rows;
    }
    /// The first row, or none.
    template <base::Described T, class... Args>
    std::optional<T> first(std::string_view sql, const Args&... args) {
        const Result result = run(sql, args...);
        if (result.rows() == 0) return {};
        return read_row<T>(std::span(result.cells).subspan(0, result.width));
    }
    /// The first column of every row.
    template <class T, class... Args> std::vector<T> column(std::string_view sql, const Args&... args) {
        const Result result = run(sql, args...);
        std::vector<T> values(result.rows());
        for (std::size_t row = 0; row < result.rows(); ++row) read_cell(result.at(row, 0), values[row]);
        return values;
    }
    /// The first cell of the first row; empty when there is no row or it is NULL.
    template <class T, class... Args> std::optional<T> value(std::string_view sql, const Args&... args) {
        const Result result = run(sql, args...);
        std::optional<T> out;
        if (result.rows() > 0) read_cell(result.at(0, 0), out);
        return out;
    }
    /// Raw rows.
    template <class... Args> Result run(std::string_view sql, const Args&... args) {
        const std::vector<Param> params{to_param(args)...};
        return connection_.run(sql, params);
    }
    /// The same with parameters gathered at run time.
    Result run_with(std::string_view sql, std::span<const Param> params) {
        return connection_.run(sql, params);
    }
    /// Row after row, for results that do not fit memory; `visit` answers false to stop.
    template <class... Args>
    void stream(std::string_view sql, const std::function<bool(const RowView&)>& visit, const Args&... args) {
        const std::vector<Param> params{to_param(args)...};
        connection_.stream(sql, params, visit);
    }
    /// The same with parameters gathered at run time.
    void stream_with(std::string_view sql, std::span<const Param> params,
                     const std::function<bool(const RowView&)>& visit) {
        connection_.stream(sql, params, visit);
    }
    Engine engine() const { return connection_.engine(); }

protected:
    Connection& connection_;
};

/// What a command may do: read, write, append events. It is committed by the store after the command returned
/// and rolled back when it threw.
class Transaction : public Reader {
public:
    Transaction(Connection& connection, Ids& ids, const Reactors& reactors)
        : Reader(connection),
          ids_(ids),
          reactors_(reactors) {}
    ~Transaction() { connection_.forget_nesting(); }

    /// Runs a statement that writes; answers the number of rows changed.
    template <class... Args> std::int64_t execute(std::string_view sql, const Args&... args) {
        return run(sql, args...).changed;
    }
    /// A new id, unique over all tables and processes, below 2^53, ascending within one process.
    std::int64_t next_id();
    /// Behind a SELECT: takes a row lock where the engine needs one. Empty on SQLite, whose writer is alone.
    std::string_view for_update() const { return engine() == Engine::postgres ? " FOR UPDATE" : ""; }
    /// Runs `work` so that a refusal or failure in it undoes only its own writes, then passes the exception
    /// on.
    void nested(const std::function<void()>& work);
    /// Called once the commit is durable; never called for a transaction that was rolled back.
    void after_commit(std::function<void()> call) { after_commit_.push_back(std::move(call)); }

    const Reactors& reactors() const { return reactors_; }
    std::vector<std::function<void()>> take_after_commit() { return std::exchange(after_commit_, {}); }
    /// Depth of reactors within reactors; `append` refuses to go deeper than 8.
    int reaction_depth = 0;

private:
    Ids& ids_;
    const Reactors& reactors_;
    std::vector<std::function<void()>> after_commit_;
};

/// INSERT of a described row into `table`; members are the columns.
template <base::Described T> void insert_row(Transaction& tx, std::string_view table, const T& row) {
    std::vector<Param> params;
    base::for_each_field<T>([&](std::string_view, auto member) { params.push_back(to_param(row.*member)); });
    static const std::string columns = base::column_list<T>();
    std::string sql = "INSERT INTO " + std::string(table) + " (" + columns + ") VALUES (";
    for (std::size_t i = 1; i <= params.size(); ++i)
        sql.append(i == 1 ? "$" : ", $").append(std::to_string(i));
    tx.run_with(sql + ")", params);
}

/// UPDATE of every member by the column `id`, which must be the first member; answers whether the row was
/// there.
template <base::Described T> bool update_row(Transaction& tx, std::string_view table, const T& row) {
    std::vector<Param> params;
    std::string sql = "UPDATE " + std::string(table) + " SET ";
    base::for_each_field<T>([&](std::string_view name, auto member) {
        params.push_back(to_param(row.*member));
        if (params.size() > 1)
            sql.append(params.size() > 2 ? ", " : "")
                .append(name)
                .append(" = $")
                .append(std::to_string(params.size()));
    });
    return tx.run_with(sql + " WHERE id = $1", params).changed == 1;
}

struct Options {
    /// Data directory of the embedded store; records live in `<directory>/huan.db`.
    std::string directory{};
    /// libpq connection string or URL; when set, PostgreSQL holds the records instead.
    std::string postgres{};
    int readers = 4;                       ///< Connections (and threads) that answer queries.
    int writers = 8;                       ///< PostgreSQL only: connections that run commands.
    bool durable = true;                   ///< Off in unit tests only: no fsync.
    std::int64_t checkpoint_pages = 8192;  ///< SQLite only: how long its log gets, in pages of 4 KiB.
    base::Duration query_limit{30'000};    ///< A query that runs longer is cut off with `store.too_slow`.
};

/// The records: customers, coupons, leads... on either engine. Thread-safe.
class Store {
public:
    using Write = std::function<void(Transaction&)>;
    using Read = std::function<void(Reader&)>;
    /// Empty when all went well and, for a write, the commit is durable.
    using Done = std::function<void(std::exception_ptr)>;

    static std::unique_ptr<Store> open(const Options& options);
    virtual ~Store() = default;

    /// Runs `work` in a transaction on the store's own threads. It may run more than once (serialization
    /// failure, lost batch): it must do nothing but use the transaction. `done` comes on a store thread,
    /// after the commit is durable.
    virtual void submit(Write work, Done done) = 0;
    virtual void submit_read(Read work, Done done) = 0;
    virtual Engine engine() const = 0;

    /// The same, waiting; answers what `work` answers and throws what it throws.
    template <class Work> auto write(Work&& work) -> std::invoke_result_t<Work, Transaction&> {
        return wait<Transaction>(std::forward<Work>(work), [&](auto run, auto done) { submit(run, done); });
    }
    template <class Work> auto read(Work&& work) -> std::invoke_result_t<Work, Reader&> {
        return wait<Reader>(std::forward<Work>(work), [&](auto run, auto done) { submit_read(run, done); });
    }

    /// Register reactors before the first write; see event.hpp.
    virtual Reactors& reactors() = 0;
    /// A transaction batch was lost after it had run (disk full): memory that mirrors rows must be loaded
    /// again.
    virtual void on_lost(std::function<void()> reload) = 0;
    /// Commands waiting for the writer.
    virtual std::size_t backlog() const = 0;
    /// Copies one consistent state of the embedded database to the file `path` while commands go on.
    /// \throws base::Error `store.unavailable` on PostgreSQL, whose own tools do this.
    virtual void backup(const std::string& path) = 0;
    /// Rewrites the database so that no byte of what was deleted is left in its files, its write-ahead log
    /// included. Commands wait meanwhile: about a second for 100 MB. \throws base::Error when it could not be
    /// done.
    virtual void scrub() = 0;

private:
    template <class Access, class Work, class Submit>
    static auto wait(Work&& work, Submit&& submit) -> std::invoke_result_t<Work, Access&> {
        using Answer = std::invoke_result_t<Work, Access&>;
        std::promise<void> finished;
        if constexpr (std::is_void_v<Answer>) {
            submit([&](Access& access) { work(access); }, signal(finished));
            finished.get_future().get();
        } else {
            std::optional<Answer> answer;
            submit([&](Access& access) { answer.emplace(work(access)); }, signal(finished));
            finished.get_future().get();
            return std::move(*answer);
        }
    }
    static Done signal(std::promise<void>& finished) {
        return [&finished](std::exception_ptr failed) {
            if (failed)
                finished.set_exception(failed);
            else
                finished.set_value();
        };
    }
};

namespace errors {
inline constexpr base::ErrorKind full{base::Category::full, "store.full",
                                      "The disk is full. Nothing was changed; reading goes on."};
inline constexpr base::ErrorKind too_slow{base::Category::unavailable, "store.too_slow",
                                          "This question took too long and was stopped."};
inline constexpr base::ErrorKind unavailable{base::Category::unavailable, "store.unavailable",
                                             "The database cannot be reached at the moment."};
inline constexpr base::ErrorKind duplicate{base::Category::conflict, "store.duplicate",
                                           "Something with this key is already there."};
inline constexpr base::ErrorKind newer{base::Category::conflict, "store.newer",
                                       "This database was written by a newer version of Huan."};
inline constexpr base::ErrorKind altered{base::Category::conflict, "store.altered",
                                         "A migration that was already applied has been altered."};
inline constexpr base::ErrorKind locked{base::Category::conflict, "store.locked",
                                        "Another process owns this data directory."};
}  // namespace errors

}  // namespace huan::store
