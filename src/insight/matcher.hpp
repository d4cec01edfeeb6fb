#pragma once

#include "base/instant.hpp"
#include "base/zone.hpp"
#include "history/block.hpp"
#include "insight/rule.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace huan::insight {

/// A `ValueTest` made ready for one as-of instant.
class Matcher {
public:
    Matcher(const ValueTest& test, const base::Zone& zone, base::Instant as_of);

    /// Whether the values one event holds under a key (none, one, or an array's) pass.
    bool operator()(std::span<const history::Value> values) const;

private:
    bool fits(const history::Value& value) const;
    bool is_equal(const history::Value& value) const;
    bool is_ordered(const history::Value& value) const;
    bool contains(const history::Value& value) const;
    bool is_listed(const history::Value& value) const;
    bool accepts(int order) const;

    Op op_;
    bool is_date_ = false;
    Scalar scalar_;
    std::optional<std::int64_t> scalar_number_;  ///< Of a number.
    boost::unordered_flat_set<std::string> texts_;
    boost::unordered_flat_set<std::int64_t> numbers_;
    bool has_true_ = false;
    bool has_false_ = false;
};

/// A text that is a plain decimal of at most four digits behind the point and fourteen before, in
/// ten-thousandths.
std::optional<std::int64_t> read_decimal(std::string_view text);

}  // namespace huan::insight
