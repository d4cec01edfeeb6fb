#pragma once

#include "history/row.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huan::history {

/// Words seen in a scan, numbered by first appearance. A number keeps its word until the scan ends.
class Words {
public:
    std::uint32_t code_of(std::string_view word);
    const std::string& operator[](std::uint32_t code) const { return words_[code]; }
    std::size_t size() const { return words_.size(); }

private:
    std::deque<std::string> words_;  // A deque: the keys of `codes_` point into it.
    boost::unordered_flat_map<std::string_view, std::uint32_t> codes_;
};

/// One property value of one event. `text` points into the block: copy it to keep it.
struct Value {
    ValueKind kind = ValueKind::none;
    std::uint16_t item = 0;
    std::string_view text{};
    std::int64_t number = 0;
};

/// The values of one key, event by event.
struct PropertyColumn {
    std::span<const Value> values{};
    std::span<const std::uint32_t>
        ends{};  ///< Array keys only: where an event's values end. Else one value an event.

    /// The values of an event: none or one for a plain key, any number for an array key.
    std::span<const Value> all(std::size_t row) const {
        if (ends.empty()) return values.subspan(row, values[row].kind == ValueKind::none ? 0 : 1);
        const std::uint32_t begin = row == 0 ? 0 : ends[row - 1];
        return values.subspan(begin, ends[row] - begin);
    }
    /// The first value, or one of kind `none`.
    Value first(std::size_t row) const {
        const auto found = all(row);
        return found.empty() ? Value{} : found.front();
    }
};

/// Consecutive events of a scan as columns, ordered by (profile_id, occurred_at, seq) within and across
/// blocks. A person's events may continue in the next block. Everything is valid during the visit only,
/// except `Words`, which live as long as the scan.
struct Block {
    std::size_t size = 0;
    std::span<const std::int64_t> profile_id{};
    std::span<const std::int64_t> occurred_at{};  ///< UTC ms.
    std::span<const std::int64_t> seq{};
    std::span<const std::uint32_t> name{};  ///< Codes of `names`.
    const Words* names = nullptr;           ///< The filter's names come first: code i is `filter.names[i]`.

    // Empty unless the filter asked for them (`Scan::columns`).
    std::span<const std::int64_t> received_at{};
    std::span<const std::int64_t> org_id{};
    std::span<const std::int64_t> source_id{};
    std::span<const std::uint8_t> live{};
    std::span<const std::uint32_t> channel{};  ///< Codes of `channels`.
    const Words* channels = nullptr;
    std::span<const std::uint32_t> place{};  ///< Codes of `places`.
    const Words* places = nullptr;

    /// One for each of the filter's `properties`, in that order.
    std::span<const PropertyColumn> properties{};
};

}  // namespace huan::history
