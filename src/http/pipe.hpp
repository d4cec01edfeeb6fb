#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace huan::http {

/// Bytes on their way from any thread to one connection, never more than `capacity` of them at a time.
class Pipe : public Sink {
public:
    explicit Pipe(std::size_t capacity) : capacity_(capacity) {}

    /// Without waiting: false when the reader is too slow (then the pipe breaks) or gone.
    bool push(std::string_view piece);
    /// Waits for room. \throws Gone
    void write(std::string_view piece) override;
    /// All is written.
    void finish();
    /// The rest will not come: the connection is cut, so that nobody takes the part for the whole.
    void fail();

    enum class State { open, finished, broken };
    /// Moves what is there to `bytes` (replacing it), and says whether more may come.
    State take(std::string& bytes);
    /// `ready` is called from the writer's thread when there is something to take.
    void on_ready(std::function<void()> ready);
    /// The connection is gone; writers are told by `Gone`.
    void leave();
    bool gone() const;

    /// Sent when nothing else was for `heartbeat_after`: keeps proxies from closing, and finds the dead. Set
    /// before use.
    std::string heartbeat{};
    base::Duration heartbeat_after{0};
    /// The answer ends after this time, so that the caller is asked again who they are. 0: never.
    base::Duration lifetime{0};

private:
    void wake(std::unique_lock<std::mutex>& lock);
    void end(State state);

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::string bytes_;
    State state_ = State::open;
    bool gone_ = false;
    bool told_ = false;  ///< `ready` was called since the last `take`.
    std::function<void()> ready_;
};

}  // namespace huan::http
