#pragma once

#include <mutex>
#include <optional>

namespace huan::effect {

/// A figure that one caller at a time works out and the others use for as long as it is fresh. Thread-safe.
template <class T> class Kept {
public:
    /// The figure kept where `is_fresh(figure)`; else what `make()` answers, which is kept then. Who comes
    /// while it is being made waits for it.
    template <class IsFresh, class Make> T get(const IsFresh& is_fresh, const Make& make) {
        if (auto found = look(is_fresh)) return *found;
        const std::lock_guard making(making_);
        if (auto found = look(is_fresh)) return *found;
        T made = make();
        const std::lock_guard lock(mutex_);
        figure_ = made;
        return made;
    }

private:
    template <class IsFresh> std::optional<T> look(const IsFresh& is_fresh) {
        const std::lock_guard lock(mutex_);
        return figure_ && is_fresh(*figure_) ? figure_ : std::nullopt;
    }

    std::mutex making_;
    std::mutex mutex_;  ///< Guards the next.
    std::optional<T> figure_;
};

}  // namespace huan::effect
