#include "store/checkpointer.hpp"

#include "base/log.hpp"

namespace huan::store {

Checkpointer::Checkpointer(SqliteConnection& writer, const std::string& path, bool durable,
                           std::int64_t pages)
    : writer_(writer),
      connection_(path, SqliteConnection::Mode::read_write, durable),
      pages_(pages),
      next_at_(pages) {
    // It takes the place of SQLite's own hook, which would move pages within the commit.
    sqlite3_wal_hook(writer.handle(), &Checkpointer::log_grew, this);
    thread_ = std::thread([this] { work(); });
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
    sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
}

int Checkpointer::log_grew(void* self, sqlite3*, const char*, int pages) {
    static_cast<Checkpointer*>(self)->in_log_ = pages;
    return SQLITE_OK;
}

void Checkpointer::committed() {
    if (in_log_ < pages_) next_at_ = pages_;  // It has started over.
    std::unique_lock lock(mutex_);
    if (state_ == State::asked && in_log_ >= 16 * pages_)
        changed_.wait(lock, [this] { return state_ != State::asked; });
    if (state_ == State::moved) {
        state_ = State::idle;
        lock.unlock();
        move(writer_);
        return;
    }
    if (state_ == State::asked || in_log_ < next_at_) return;
    next_at_ = in_log_ + pages_;
    state_ = State::asked;
    changed_.notify_all();
}

void Checkpointer::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || state_ == State::asked; });
        if (stopping_) return;
        lock.unlock();
        move(connection_);
        lock.lock();
        state_ = State::moved;
        changed_.notify_all();
    }
}

/// What cannot be moved now (a full disk, a reader that looks at an older state) stays in the log, where it
/// is as safe, and is moved the next time.
void Checkpointer::move(SqliteConnection& connection) {
    try {
        connection.run("PRAGMA wal_checkpoint(PASSIVE)", {});
    } catch (const std::exception& failed) {
        base::log::warning("the log could not be moved into the database: {}", failed.what());
    }
}

}  // namespace huan::store
