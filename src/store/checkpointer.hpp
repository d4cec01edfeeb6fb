#pragma once

#include "store/sqlite.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace huan::store {

/// Moves what the write-ahead log holds into the database beside the writer, on a connection and a thread of
/// its own, so that no command waits for it. The log starts over only when all of it was moved; so the writer
/// itself moves the little that was added meanwhile.
class Checkpointer {
public:
    /// Starts whenever the log has grown by `pages`.
    Checkpointer(SqliteConnection& writer, const std::string& path, bool durable, std::int64_t pages);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// By the writer, after each commit. Waits only where the disk is so slow that the log has become sixteen
    /// times as long as it should be.
    void committed();

private:
    enum class State { idle, asked, moved };
    static int log_grew(void* self, sqlite3*, const char*, int pages);
    void work();
    void move(SqliteConnection& connection);

    SqliteConnection& writer_;
    SqliteConnection connection_;
    const std::int64_t pages_;
    std::int64_t in_log_ = 0;   ///< The writer's alone.
    std::int64_t next_at_ = 0;  ///< The writer's alone.
    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::idle;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace huan::store
