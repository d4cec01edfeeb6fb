#include "http/pipe.hpp"

#include <utility>

namespace huan::http {

bool Pipe::push(std::string_view piece) {
    std::unique_lock lock(mutex_);
    if (gone_ || state_ != State::open) return false;
    if (bytes_.size() + piece.size() > capacity_) {
        state_ = State::broken;
        wake(lock);
        return false;
    }
    bytes_.append(piece);
    wake(lock);
    return true;
}

void Pipe::write(std::string_view piece) {
    while (!piece.empty()) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return gone_ || bytes_.size() < capacity_; });
        if (gone_) throw Gone{};
        const std::string_view part = piece.substr(0, capacity_ - bytes_.size());
        bytes_.append(part);
        piece.remove_prefix(part.size());
        wake(lock);
    }
}

void Pipe::finish() { end(State::finished); }

void Pipe::fail() { end(State::broken); }

void Pipe::end(State state) {
    std::unique_lock lock(mutex_);
    if (state_ == State::open) state_ = state;
    wake(lock);
}

Pipe::State Pipe::take(std::string& bytes) {
    const std::lock_guard lock(mutex_);
    bytes.clear();
    std::swap(bytes, bytes_);
    told_ = false;
    room_.notify_all();
    return state_;
}

void Pipe::on_ready(std::function<void()> ready) {
    std::unique_lock lock(mutex_);
    ready_ = std::move(ready);
    if (!bytes_.empty() || state_ != State::open) wake(lock);
}

void Pipe::leave() {
    std::function<void()> ready;
    {
        const std::lock_guard lock(mutex_);
        gone_ = true;
        ready = std::exchange(ready_, {});  // What it captured goes, after the lock.
    }
    room_.notify_all();
}

bool Pipe::gone() const {
    const std::lock_guard lock(mutex_);
    return gone_;
}

void Pipe::wake(std::unique_lock<std::mutex>& lock) {
    if (told_ || gone_ || !ready_) return;
    told_ = true;
    const std::function<void()> ready = ready_;
    lock.unlock();
    ready();
}

}  // namespace huan::http
