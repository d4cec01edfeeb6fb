#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace huan::store {

/// A queue that one or more threads empty, up to `most` items at a time. Stopping works off what was pushed
/// before.
template <class Item> class BatchWorker {
public:
    ~BatchWorker() { stop(); }

    /// Each thread calls `handle(batch)` with its own batch; `handle` must not throw.
    void start(std::size_t threads, std::size_t most, std::function<void(std::vector<Item>&)> handle) {
        for (std::size_t i = 0; i < threads; ++i)
            threads_.emplace_back([this, most, handle] {
                std::vector<Item> batch;
                while (take(batch, most)) handle(batch);
            });
    }
    /// Says so under the lock: as soon as the item is done, this may be gone.
    void push(Item item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        arrived_.notify_one();
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        arrived_.notify_all();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }
    std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

private:
    bool take(std::vector<Item>& batch, std::size_t most) {
        batch.clear();
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return stopping_ || !items_.empty(); });
        while (!items_.empty() && batch.size() < most) {
            batch.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return !batch.empty();
    }

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> items_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

/// Threads that take one item at a time and know their own number (to own a connection each).
template <class Item> class Workers {
public:
    ~Workers() { stop(); }

    void start(std::size_t threads, std::function<void(std::size_t, Item&)> handle) {
        for (std::size_t i = 0; i < threads; ++i)
            threads_.emplace_back([this, i, handle] {
                std::deque<Item> one;
                while (take(one)) {
                    handle(i, one.front());
                    one.clear();
                }
            });
    }
    /// Says so under the lock: as soon as the item is done, this may be gone.
    void push(Item item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        arrived_.notify_one();
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        arrived_.notify_all();
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }
    std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

private:
    bool take(std::deque<Item>& one) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return stopping_ || !items_.empty(); });
        if (items_.empty()) return false;
        one.push_back(std::move(items_.front()));
        items_.pop_front();
        return true;
    }

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> items_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace huan::store
