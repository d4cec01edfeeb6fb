#pragma once

#include "history/block_builder.hpp"
#include "history/history.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace huan::insight::testing {

/// Events held in memory and scanned in blocks of a chosen size, so that people are split over blocks.
/// Answers what insight asks, nothing more.
class MemoryHistory : public history::History {
public:
    explicit MemoryHistory(std::size_t block_size = 4096) : block_size_(block_size) {}

    void insert(std::span<const history::Row> batch) override {
        rows_.insert(rows_.end(), batch.begin(), batch.end());
        std::ranges::sort(rows_, {}, [](const history::Row& row) {
            return std::tuple(row.profile_id, row.occurred_at, row.seq);
        });
    }
    void scan(const history::Scan& scan, const history::Visit& visit) override {
        history::BlockBuilder builder(scan);
        for (const history::Row& row : rows_) {
            if (!passes(scan.filter, row)) continue;
            builder.add(row);
            if (builder.size() < block_size_) continue;
            if (!visit(builder.block())) return;
            builder.clear();
        }
        if (builder.size() > 0) visit(builder.block());
    }
    /// One group of everything that passes.
    std::vector<history::Group> group_by(const history::Grouping& grouping) override {
        history::Group group;
        std::set<base::ProfileId> people;
        for (const history::Row& row : rows_) {
            if (!passes(grouping.filter, row)) continue;
            ++group.count;
            if (row.profile_id) people.insert(row.profile_id);
        }
        group.people = static_cast<std::int64_t>(people.size());
        if (group.count == 0) return {};
        return {group};
    }
    std::int64_t count() override { return static_cast<std::int64_t>(rows_.size()); }
    std::vector<std::int64_t> existing(std::span<const std::int64_t>) override {
        throw std::logic_error("not asked");
    }
    std::string packed(std::int64_t, std::int64_t) override { throw std::logic_error("not asked"); }
    std::optional<base::Instant> latest() override { return {}; }
    bool is_projection() const override { return false; }
    std::string description() const override { return "memory"; }
    void drop(std::span<const std::int64_t> seqs) override {
        std::erase_if(
            rows_, [&](const history::Row& row) { return std::ranges::find(seqs, row.seq) != seqs.end(); });
    }
    bool is_clean() override { return true; }
    void clear() override { rows_.clear(); }
    std::string id() const override { return "memory"; }
    void backup(const std::string&) override { throw std::logic_error("not asked"); }

private:
    static bool passes(const history::EventFilter& filter, const history::Row& row) {
        const auto listed = [](const auto& list, const auto& value) {
            return std::ranges::find(list, value) != list.end();
        };
        return (filter.names.empty() || listed(filter.names, row.name)) &&
               (!filter.from || row.occurred_at >= *filter.from) &&
               (!filter.to || row.occurred_at < *filter.to) &&
               (!filter.profiles || listed(*filter.profiles, row.profile_id.value));
    }

    std::size_t block_size_;
    std::vector<history::Row> rows_;
};

}  // namespace huan::insight::testing
