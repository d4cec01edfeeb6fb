#include "base/log.hpp"
#include "store/checkpointer.hpp"
#include "store/event.hpp"
#include "store/ids.hpp"
#include "store/sqlite.hpp"
#include "store/workers.hpp"

#include <algorithm>
#include <filesystem>
#include <future>
#include <thread>

namespace huan::store {
namespace {

constexpr std::size_t largest_batch = 512;
constexpr std::chrono::milliseconds slow_command{5};
/// So many batches are run with savepoints at once after one that needed them and had to be run twice.
constexpr int careful_after_failure = 32;

/// The writer's ids: a block in memory that is refilled between commands.
class WriterIds : public Ids {
public:
    std::int64_t next() override {
        if (next_ == end_) throw RunAgain{RunAgain::Why::ids_exhausted};
        return next_++;
    }
    void refill(Connection& connection) {
        block_ = std::min<std::int64_t>(block_ * 2, 1'000'000);
        take(connection, block_);
    }
    /// Before each batch, so that commands seldom run dry: they would be run twice.
    void top_up(Connection& connection) {
        if (end_ - next_ < 5'000) take(connection, block_ = 20'000);
    }
    /// The row went back with its transaction: what was taken in it must not be handed out.
    void forget() { next_ = end_ = 0; }

private:
    void take(Connection& connection, std::int64_t count) {
        next_ = reserve_ids(connection, count);
        end_ = next_ + count;
    }
    std::int64_t next_ = 0;
    std::int64_t end_ = 0;
    std::int64_t block_ = 10'000;
};

struct Command {
    Store::Write work;
    Store::Done done;
    std::exception_ptr failed{};
    std::vector<std::function<void()>> after_commit{};
};

/// One writer thread commits many commands at once; readers answer from WAL snapshots meanwhile.
class SqliteStore : public Store {
public:
    explicit SqliteStore(const Options& options)
        : path_(options.directory + "/huan.db"),
          query_limit_(options.query_limit),
          writer_(path_, SqliteConnection::Mode::read_write, options.durable),
          checkpointer_(writer_, path_, options.durable, options.checkpoint_pages) {
        prepare_ids(writer_);
        for (int i = 0; i < options.readers; ++i)
            readers_.push_back(
                std::make_unique<SqliteConnection>(path_, SqliteConnection::Mode::read_only, true));
        reader_threads_.start(readers_.size(),
                              [this](std::size_t worker, Query& query) { answer(worker, query); });
        writer_thread_.start(1, largest_batch, [this](std::vector<Command>& batch) { commit(batch); });
    }
    ~SqliteStore() override {
        writer_thread_.stop();
        reader_threads_.stop();
    }

    void submit(Write work, Done done) override { writer_thread_.push({std::move(work), std::move(done)}); }
    void submit_read(Read work, Done done) override {
        reader_threads_.push({std::move(work), std::move(done)});
    }
    Engine engine() const override { return Engine::sqlite; }
    Reactors& reactors() override { return reactors_; }
    void on_lost(std::function<void()> reload) override { lost_.push_back(std::move(reload)); }
    std::size_t backlog() const override { return writer_thread_.waiting(); }
    void backup(const std::string& path) override;
    void scrub() override {
        std::promise<void> finished;
        writer_thread_.push({{}, [&](const std::exception_ptr& failed) {
                                 if (failed)
                                     finished.set_exception(failed);
                                 else
                                     finished.set_value();
                             }});
        finished.get_future().get();
    }

private:
    struct Query {
        Read work;
        Done done;
    };

    void answer(std::size_t worker, Query& query) {
        SqliteConnection& connection = *readers_[worker];
        std::exception_ptr failed;
        try {
            connection.set_deadline(std::chrono::steady_clock::now() + query_limit_);
            connection.run("BEGIN", {});
            Reader reader(connection);
            query.work(reader);
        } catch (...) {
            failed = std::current_exception();
        }
        connection.set_deadline(std::chrono::steady_clock::time_point::max());
        try {
            // Even ending a transaction that only read may fail: a broken page, a disk that is gone.
            if (connection.in_transaction()) connection.run("ROLLBACK", {});
        } catch (...) {
            if (!failed) failed = std::current_exception();
        }
        query.done(failed);
    }

    void commit(std::vector<Command>& batch) {
        try {
            const bool daring = careful_batches_ == 0;
            if (!daring) --careful_batches_;
            if (!run_all(batch, !daring)) {
                careful_batches_ = careful_after_failure;
                run_all(batch, true);
            }
            writer_.run("COMMIT", {});
            checkpointer_.committed();
            if (std::any_of(batch.begin(), batch.end(), [](const Command& command) { return !command.work; }))
                rewrite(batch);
        } catch (...) {
            lose(batch, std::current_exception());
        }
        for (Command& command : batch) {
            if (!command.failed)
                for (const auto& call : command.after_commit) call();
            command.done(command.failed);
        }
    }

    /// Nearly every batch keeps all it wrote, so it is run without savepoints first: SQLite would copy every
    /// page for them. False, and nothing done, when a part had to be undone alone.
    bool run_all(std::vector<Command>& batch, bool savepoints) {
        const WriterIds before = ids_;
        writer_.use_savepoints(savepoints);
        writer_.run("BEGIN IMMEDIATE", {});
        ids_.top_up(writer_);
        try {
            for (Command& command : batch)
                if (command.work) run(command);
        } catch (const RunAgain&) {
            base::log::debug("a batch of {} is run again, with savepoints", batch.size());
            writer_.run("ROLLBACK", {});
            ids_ = before;  // Run again it takes the same ones.
            return false;
        }
        return true;
    }

    /// For the commands that ask for it, which have nothing else to do. Between transactions: a rewrite
    /// cannot be part of one.
    void rewrite(std::vector<Command>& batch) {
        std::exception_ptr failed;
        try {
            writer_.run("VACUUM", {});
            // Readers that hold an older state keep the log; they are gone in a moment.
            for (int tries = 0; !checkpoint(); ++tries) {
                if (tries == 200) throw base::Error{errors::unavailable, {}, "Long queries hold the log."};
                std::this_thread::sleep_for(std::chrono::milliseconds{50});
            }
        } catch (...) {
            failed = std::current_exception();
        }
        for (Command& command : batch)
            if (!command.work) command.failed = failed;
    }

    /// Whether the whole log went into the database and was cut off.
    bool checkpoint() {
        const Result result = writer_.run("PRAGMA wal_checkpoint(TRUNCATE)", {});
        std::int64_t busy = 1;
        read_cell(result.at(0, 0), busy);
        return busy == 0;
    }

    /// Nothing of the batch is in the file: every command is told so, and memory is loaded from the file
    /// again.
    void lose(std::vector<Command>& batch, const std::exception_ptr& why) {
        try {
            if (writer_.in_transaction()) writer_.run("ROLLBACK", {});
        } catch (const std::exception& problem) {
            base::log::error("rollback failed: {}", problem.what());
        }
        ids_.forget();
        for (const auto& reload : lost_) reload();
        for (Command& command : batch) {
            if (!command.failed) command.failed = why;
            command.after_commit.clear();
        }
    }

    void run(Command& command) {
        const auto started = std::chrono::steady_clock::now();
        for (int tries = 0; tries < 24; ++tries) {
            if (attempt(command)) break;
            ids_.refill(writer_);  // In the batch's own transaction: it is kept or lost with the batch.
        }
        const auto took = std::chrono::steady_clock::now() - started;
        if (took > slow_command)
            base::log::debug("a command held the writer for {} ms",
                             std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }

    /// False when the command needs more ids and has to run again.
    bool attempt(Command& command) {
        writer_.nest();  // A command is a part of its batch.
        Transaction tx(writer_, ids_, reactors_);
        bool again = false, whole_batch = false;
        std::exception_ptr failed;
        writer_.expect_transaction(true);
        try {
            command.work(tx);
        } catch (const RunAgain& signal) {
            again = signal.why == RunAgain::Why::ids_exhausted;
            whole_batch = signal.why == RunAgain::Why::savepoint_missing;
            if (!again) failed = std::make_exception_ptr(base::Error{errors::full});
        } catch (...) {
            failed = std::current_exception();
        }
        writer_.expect_transaction(false);
        if (!writer_.in_transaction()) std::rethrow_exception(failed ? failed : lost_transaction());
        if (whole_batch) throw RunAgain{RunAgain::Why::savepoint_missing};
        writer_.unnest_all(!again && !failed);
        if (again) return false;
        command.failed = failed;
        command.after_commit = failed ? std::vector<std::function<void()>>{} : tx.take_after_commit();
        return true;
    }

    static std::exception_ptr lost_transaction() {
        return std::make_exception_ptr(base::Error{errors::unavailable, {}, "The transaction was lost."});
    }

    std::string path_;
    base::Duration query_limit_;
    SqliteConnection writer_;
    Checkpointer checkpointer_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
    WriterIds ids_;
    Reactors reactors_;
    std::vector<std::function<void()>> lost_;
    int careful_batches_ = 0;  ///< Still to be run with savepoints.
    Workers<Query> reader_threads_;
    BatchWorker<Command> writer_thread_;
};

/// Copies page by page from a snapshot while commands go on; the copy is one consistent state.
void SqliteStore::backup(const std::string& path) {
    SqliteConnection source(path_, SqliteConnection::Mode::read_only, true);
    // Holding a read transaction keeps the copy from starting over whenever the writer commits.
    source.script("BEGIN; SELECT count(*) FROM sqlite_master;");
    SqliteConnection target(path, SqliteConnection::Mode::read_write, true);
    target.script("PRAGMA journal_mode = DELETE;");
    sqlite3_backup* copy = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (copy == nullptr) throw base::Error{errors::unavailable, {}, "The backup could not be started."};
    int code = SQLITE_OK;
    while (code == SQLITE_OK || code == SQLITE_BUSY) code = sqlite3_backup_step(copy, 1024);
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE) throw base::Error{code == SQLITE_FULL ? errors::full : errors::unavailable};
}

}  // namespace

std::unique_ptr<Store> open_sqlite(const Options& options) {
    std::filesystem::create_directories(options.directory);
    return std::make_unique<SqliteStore>(options);
}

}  // namespace huan::store
