#pragma once

#include "history/history.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace huan::history::testing {

/// Fails as a process does that dies: whatever was done before stays done.
inline void die(bool now) {
    if (now) throw std::runtime_error("died");
}

/// Columns with calls before and after each change, which may throw.
class Fragile : public History {
public:
    using Call = std::function<void()>;
    Fragile(std::unique_ptr<History> kept, Call before_insert, Call after_insert, Call before_drop,
            Call after_drop)
        : kept_(std::move(kept)),
          before_insert_(std::move(before_insert)),
          after_insert_(std::move(after_insert)),
          before_drop_(std::move(before_drop)),
          after_drop_(std::move(after_drop)) {}

    void insert(std::span<const Row> batch) override {
        before_insert_();
        kept_->insert(batch);
        after_insert_();
    }
    void drop(std::span<const std::int64_t> seqs) override {
        before_drop_();
        kept_->drop(seqs);
        after_drop_();
    }
    bool is_clean() override { return kept_->is_clean(); }
    std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) override {
        return kept_->existing(seqs);
    }
    void scan(const Scan& scan, const Visit& visit) override { kept_->scan(scan, visit); }
    std::vector<Group> group_by(const Grouping& grouping) override { return kept_->group_by(grouping); }
    std::string packed(std::int64_t first, std::int64_t last) override { return kept_->packed(first, last); }
    std::int64_t count() override { return kept_->count(); }
    std::optional<base::Instant> latest() override { return kept_->latest(); }
    bool is_projection() const override { return true; }
    std::string description() const override { return kept_->description(); }
    void clear() override { kept_->clear(); }
    std::string id() const override { return kept_->id(); }
    void backup(const std::string& target) override { kept_->backup(target); }

private:
    std::unique_ptr<History> kept_;
    const Call before_insert_, after_insert_, before_drop_, after_drop_;
};

}  // namespace huan::history::testing
