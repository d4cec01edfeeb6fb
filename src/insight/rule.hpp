#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "customer/asset.hpp"
#include "history/row.hpp"
#include "insight/life_cycle.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::insight {

using SegmentId = base::Id<struct SegmentTag>;  // Not a bare int64: a CampaignId cannot be passed for it.

/// A number of a rule: whole ten-thousandths, as history keeps numbers. In JSON a number of at most four
/// decimals.
struct Decimal {
    std::int64_t scaled = 0;
    friend auto operator<=>(const Decimal&, const Decimal&) = default;
};

/// What a value is compared with: text, true/false or a number of at most four decimals.
/// Kinds meet as people expect: a number also finds text that reads as the same number, and the other way
/// round.
struct Scalar {
    history::ValueKind kind = history::ValueKind::none;
    std::string text{};
    std::int64_t number = 0;  ///< Ten-thousandths; 10'000 for true.
    friend bool operator==(const Scalar&, const Scalar&) = default;
};

/// How a value is tested. Where an event or a person holds several values under a key (an array), one that
/// fits is enough. `ne` is exactly "not eq", so it holds where there is no value; all others but `missing`
/// need a value.
enum class Op { eq, ne, in, lt, le, gt, ge, contains, exists, missing };
BOOST_DESCRIBE_ENUM(Op, eq, ne, in, lt, le, gt, ge, contains, exists, missing)

/// The test of one value. eq, ne, lt, le, gt, ge take `value`, or `in_days` to compare the first ten
/// characters of a text, a date, with the business day of the as-of instant plus that many days (negative:
/// ago). `in` takes `values`, `contains` a text, `exists` and `missing` nothing. Text is compared byte by
/// byte, so ISO dates sort as time.
struct ValueTest {
    Op op = Op::exists;
    std::optional<Scalar> value{};
    std::optional<std::vector<Scalar>> values{};
    std::optional<std::int64_t> in_days{};
};
BOOST_DESCRIBE_STRUCT(ValueTest, (), (op, value, values, in_days))

/// What the profile says: the attribute's latest value.
struct AttributeRule : ValueTest {
    base::Text<64> key{};
};
BOOST_DESCRIBE_STRUCT(AttributeRule, (ValueTest), (key))

/// The tag is on, and its validity has not run out.
struct TagRule {
    base::Text<64> tag{};
};
BOOST_DESCRIBE_STRUCT(TagRule, (), (tag))

/// The latest word on a channel and purpose was yes, and "do not contact" (a no for channel and purpose
/// "all") is not on.
struct ConsentRule {
    base::Text<40> channel{};
    base::Text<40> purpose{};
};
BOOST_DESCRIBE_STRUCT(ConsentRule, (), (channel, purpose))

/// The life-cycle stage is one of these (see life_cycle.hpp), by the organisation's policy of today.
struct StageRule {
    std::vector<Stage> stages{};
};
BOOST_DESCRIBE_STRUCT(StageRule, (), (stages))

/// Which times count, before the as-of instant T: the last N times 24 hours [T - N d, T), or [from, to), or,
/// with nothing given, all time.
struct RuleWindow {
    std::optional<std::int64_t> last_days{};
    std::optional<base::Instant> from{};
    std::optional<base::Instant> to{};
};
BOOST_DESCRIBE_STRUCT(RuleWindow, (), (last_days, from, to))

/// A property of an event by its flattened key ("amount", "shipping.city", "lines[].sku"), tested.
struct PropertyFilter : ValueTest {
    base::Text<128> property{};
};
BOOST_DESCRIBE_STRUCT(PropertyFilter, (ValueTest), (property))

/// What is computed from the events that pass. `days`: distinct business days of the organisation.
/// `first_days_ago`, `last_days_ago`: whole spans of 24 hours from the occurrence to the as-of instant.
/// count, sum and days of nothing are 0; min, max, avg and days ago of nothing are nothing, and no comparison
/// holds.
enum class Measure { count, sum, min, max, avg, days, first_days_ago, last_days_ago };
BOOST_DESCRIBE_ENUM(Measure, count, sum, min, max, avg, days, first_days_ago, last_days_ago)

/// `between` takes `upper` too; both ends count.
enum class Compare { eq, ne, lt, le, gt, ge, between };
BOOST_DESCRIBE_ENUM(Compare, eq, ne, lt, le, gt, ge, between)

/// Events of any of the names, that pass all filters and lie in the window: their measure, compared with a
/// number. `property` names the number for sum, min, max and avg; events without it are left out of those.
struct EventRule {
    std::vector<base::Text<100>> names{};
    std::vector<PropertyFilter> where{};
    std::optional<RuleWindow> window{};
    Measure measure = Measure::count;
    std::optional<base::Text<128>> property{};
    Compare compare = Compare::ge;
    Decimal value{};
    std::optional<Decimal> upper{};
};
BOOST_DESCRIBE_STRUCT(EventRule, (), (names, where, window, measure, property, compare, value, upper))

enum class OrderFigure { amount, quantity, discount };
BOOST_DESCRIBE_ENUM(OrderFigure, amount, quantity, discount)

/// Orders completed in the window and not fully refunded before the as-of instant (refunds count from the
/// order on). `amount` is what is left of it after refunds, in minor units. `figure` (amount, where none is
/// given) is what sum, min, max and avg are about. Filters see the properties of `order.completed`.
struct OrderRule {
    std::vector<PropertyFilter> where{};
    std::optional<RuleWindow> window{};
    Measure measure = Measure::count;
    std::optional<OrderFigure> figure{};
    Compare compare = Compare::ge;
    Decimal value{};
    std::optional<Decimal> upper{};
};
BOOST_DESCRIBE_STRUCT(OrderRule, (), (where, window, measure, figure, compare, value, upper))

/// A due date in business days from that of the as-of instant, both ends included; without an end, open that
/// way. Without any: there is a due date at all.
struct DueSpan {
    std::optional<std::int64_t> from_days{};  ///< Negative: ago.
    std::optional<std::int64_t> to_days{};
};
BOOST_DESCRIBE_STRUCT(DueSpan, (), (from_days, to_days))

/// Something they have: at least so many (one, where nothing is said) of these kinds (any, where none is
/// given), not ended, whose due date and facts pass. A car's noted dates count as a policy, an inspection or
/// a service of its own. Filters see the properties of `asset.changed` ("party", "model", "fields.level").
struct AssetRule {
    std::vector<customer::AssetKind> kinds{};
    std::optional<DueSpan> due{};
    std::vector<PropertyFilter> where{};
    std::optional<std::int64_t> at_least{};
};
BOOST_DESCRIBE_STRUCT(AssetRule, (), (kinds, due, where, at_least))

/// The other segment's rule holds, as of the same instant. Segments may not lead back to themselves.
struct SegmentRule {
    SegmentId segment_id{};
};
BOOST_DESCRIBE_STRUCT(SegmentRule, (), (segment_id))

/// One node of a rule tree: exactly one member is given. `all`, `any` and `none` are groups of at least one
/// rule
/// ("none" is the NOT: none of them holds); the others are conditions. More kinds (sequence, relation) will
/// be further members.
struct Rule {
    std::optional<std::vector<Rule>> all{};
    std::optional<std::vector<Rule>> any{};
    std::optional<std::vector<Rule>> none{};
    std::optional<AttributeRule> attribute{};
    std::optional<TagRule> tag{};
    std::optional<ConsentRule> consent{};
    std::optional<StageRule> stage{};
    std::optional<OrderRule> orders{};
    std::optional<EventRule> events{};
    std::optional<AssetRule> asset{};
    std::optional<SegmentRule> segment{};
};
BOOST_DESCRIBE_STRUCT(Rule, (),
                      (all, any, none, attribute, tag, consent, stage, orders, events, asset, segment))

/// Limits of a rule, so that no request can make the scan slow.
inline constexpr std::size_t deepest_rule = 8;    ///< Groups within groups.
inline constexpr std::size_t largest_rule = 200;  ///< Nodes, those of segments referred to included.
inline constexpr std::size_t longest_list = 500;  ///< Values of an `in`; names of events: 50; filters: 20.
inline constexpr std::int64_t longest_days = 36'500;

/// Refuses what the types alone allow: two kinds in a node, an operator without its value, a window of both
/// sorts. `path` stands before the names of the fields: "rule" gives "rule.all[1].orders.value". \throws
/// base::Error `rule.*` or `field.*`, naming the field.
void check(const Rule& rule, const std::string& path);

/// One node, flat, for a list of conditions beside a tree.
struct RuleNode {
    std::string path{};  ///< "rule.all[1]": the same path errors name.
    std::int64_t depth = 0;
    std::string kind{};  ///< The member that is given: "all", "orders"...
    std::string
        subject{};  ///< What it is about: attribute key, tag, event names joined by ", ", segment id...
};
BOOST_DESCRIBE_STRUCT(RuleNode, (), (path, depth, kind, subject))

/// The nodes in reading order, a group before its members.
std::vector<RuleNode> nodes_of(const Rule& rule, const std::string& path);

/// Segments the rule names, each once, ascending.
std::vector<SegmentId> segments_in(const Rule& rule);

}  // namespace huan::insight

template <> struct huan::base::JsonCodec<huan::insight::Decimal> {
    static constexpr bool custom = true;
    static boost::json::value write(const huan::insight::Decimal& value);
    static huan::insight::Decimal read(const boost::json::value& json, const std::string& path);
    static boost::json::object schema() { return {{"type", "number"}, {"multipleOf", 0.0001}}; }
};

template <> struct huan::base::JsonCodec<huan::insight::Scalar> {
    static constexpr bool custom = true;
    static boost::json::value write(const huan::insight::Scalar& value);
    static huan::insight::Scalar read(const boost::json::value& json, const std::string& path);
    static boost::json::object schema() {
        return {{"type", boost::json::array{"string", "number", "boolean"}}};
    }
};
