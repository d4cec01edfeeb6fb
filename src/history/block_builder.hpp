#pragma once

#include "history/block.hpp"
#include "history/history.hpp"

#include <deque>
#include <string>
#include <vector>

namespace huan::history {

/// Makes blocks out of single events: how the journal is scanned, and how one person's events from the store
/// reach whatever folds blocks.
class BlockBuilder {
public:
    explicit BlockBuilder(const Scan& scan);

    /// Takes `row` as the next event; the caller keeps the order and applies the filter.
    void add(const Row& row);
    std::size_t size() const { return seq_.size(); }
    /// The events so far; valid until the next `add` or `clear`.
    const Block& block();
    void clear();

private:
    struct Column {
        bool array = false;
        std::vector<Value> values{};
        std::vector<std::uint32_t> ends{};
    };
    void add_properties(const Row& row);

    Columns wanted_;
    std::vector<std::string> keys_;
    Words names_, channels_, places_;
    std::vector<std::int64_t> profile_id_, occurred_at_, seq_, received_at_, org_id_, source_id_;
    std::vector<std::uint8_t> live_;
    std::vector<std::uint32_t> name_, channel_, place_;
    std::deque<std::string> texts_;  // A deque: `Value::text` points into it.
    std::vector<Column> columns_;
    std::vector<PropertyColumn> properties_;
    Block block_;
};

}  // namespace huan::history
