#include "insight/rule.hpp"

#include "insight/errors.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace huan::insight {
namespace {

using base::detail::joined;

[[noreturn]] void refuse(const base::ErrorKind& kind, const std::string& field, std::string detail = {}) {
    throw base::Error{kind, field, std::move(detail)};
}

void check_days(const std::optional<std::int64_t>& days, std::int64_t low, const std::string& path) {
    if (days && (*days < low || *days > longest_days))
        refuse(base::errors::out_of_range, path,
               "Expected a number from " + std::to_string(low) + " to " + std::to_string(longest_days) + ".");
}

void check_values(const ValueTest& test, const std::string& path) {
    if (!test.values) return;
    if (test.values->empty()) refuse(base::errors::required, joined(path, "values"));
    if (test.values->size() > longest_list)
        refuse(errors::rule_too_large, joined(path, "values"),
               "At most " + std::to_string(longest_list) + " values.");
}

/// Each operator is given what it needs and nothing that would be ignored.
void check_test(const ValueTest& test, const std::string& path) {
    const bool takes_list = test.op == Op::in;
    const bool takes_nothing = test.op == Op::exists || test.op == Op::missing;
    const bool takes_date = !takes_list && !takes_nothing && test.op != Op::contains;
    if (test.values && !takes_list)
        refuse(errors::rule_operator, joined(path, "values"), "Only `in` takes a list.");
    if (test.in_days && !takes_date)
        refuse(errors::rule_operator, joined(path, "in_days"), "This operator takes no date.");
    if (test.value && (takes_list || takes_nothing || test.in_days))
        refuse(errors::rule_operator, joined(path, "value"), "This operator takes no value here.");
    if (takes_list && !test.values) refuse(base::errors::required, joined(path, "values"));
    if (!takes_list && !takes_nothing && !test.value && !test.in_days)
        refuse(base::errors::required, joined(path, "value"));
    if (test.op == Op::contains && (test.value->kind != history::ValueKind::text || test.value->text.empty()))
        refuse(errors::rule_operator, joined(path, "value"), "`contains` takes a text that is not empty.");
    const bool orders = test.op == Op::lt || test.op == Op::le || test.op == Op::gt || test.op == Op::ge;
    if (orders && test.value && test.value->kind == history::ValueKind::boolean)
        refuse(errors::rule_operator, joined(path, "value"), "True and false have no order.");
    check_values(test, path);
    check_days(test.in_days, -longest_days, joined(path, "in_days"));
}

void check_filters(const std::vector<PropertyFilter>& where, const std::string& path) {
    if (where.size() > 20) refuse(errors::rule_too_large, joined(path, "where"), "At most 20 filters.");
    for (std::size_t i = 0; i < where.size(); ++i)
        check_test(where[i], joined(path, "where[" + std::to_string(i) + "]"));
}

void check_window(const std::optional<RuleWindow>& window, const std::string& path) {
    if (!window) return;
    const std::string here = joined(path, "window");
    if (window->last_days && (window->from || window->to))
        refuse(errors::rule_window, joined(here, "last_days"));
    if (window->from && window->to && *window->from >= *window->to)
        refuse(errors::rule_window, joined(here, "to"));
    check_days(window->last_days, 1, joined(here, "last_days"));
}

void check_compare(Compare compare, Decimal value, const std::optional<Decimal>& upper,
                   const std::string& path) {
    if (compare != Compare::between) {
        if (upper) refuse(errors::rule_measure, joined(path, "upper"), "Only `between` takes an upper end.");
        return;
    }
    if (!upper) refuse(base::errors::required, joined(path, "upper"));
    if (*upper < value)
        refuse(errors::rule_measure, joined(path, "upper"), "The upper end is below the lower one.");
}

bool is_about_numbers(Measure measure) {
    return measure == Measure::sum || measure == Measure::min || measure == Measure::max ||
           measure == Measure::avg;
}

void check_events(const EventRule& rule, const std::string& path) {
    if (rule.names.empty()) refuse(base::errors::required, joined(path, "names"));
    if (rule.names.size() > 50) refuse(errors::rule_too_large, joined(path, "names"), "At most 50 events.");
    check_filters(rule.where, path);
    check_window(rule.window, path);
    if (is_about_numbers(rule.measure) && !rule.property)
        refuse(base::errors::required, joined(path, "property"));
    if (!is_about_numbers(rule.measure) && rule.property)
        refuse(errors::rule_measure, joined(path, "property"), "This measure is not about a property.");
    check_compare(rule.compare, rule.value, rule.upper, path);
}

void check_orders(const OrderRule& rule, const std::string& path) {
    check_filters(rule.where, path);
    check_window(rule.window, path);
    if (!is_about_numbers(rule.measure) && rule.figure)
        refuse(errors::rule_measure, joined(path, "figure"), "This measure is not about a figure.");
    check_compare(rule.compare, rule.value, rule.upper, path);
}

void check_stage(const StageRule& rule, const std::string& path) {
    if (rule.stages.empty()) refuse(base::errors::required, joined(path, "stages"));
    if (std::set(rule.stages.begin(), rule.stages.end()).size() != rule.stages.size())
        refuse(base::errors::not_allowed, joined(path, "stages"), "A stage stands here twice.");
}

void check_asset(const AssetRule& rule, const std::string& path) {
    if (std::set(rule.kinds.begin(), rule.kinds.end()).size() != rule.kinds.size())
        refuse(base::errors::not_allowed, joined(path, "kinds"), "A kind stands here twice.");
    check_filters(rule.where, path);
    if (rule.at_least && (*rule.at_least < 1 || *rule.at_least > 100))
        refuse(base::errors::out_of_range, joined(path, "at_least"), "Expected a number from 1 to 100.");
    if (!rule.due) return;
    const std::string here = joined(path, "due");
    check_days(rule.due->from_days, -longest_days, joined(here, "from_days"));
    check_days(rule.due->to_days, -longest_days, joined(here, "to_days"));
    if (rule.due->from_days && rule.due->to_days && *rule.due->from_days > *rule.due->to_days)
        refuse(errors::rule_window, joined(here, "to_days"));
}

/// Calls `visit(name, value)` for the members that are given.
template <class Visit> void for_each_given(const Rule& rule, Visit&& visit) {
    base::for_each_field<Rule>([&](std::string_view name, auto member) {
        if (rule.*member) visit(name, *(rule.*member));
    });
}

/// Calls `visit(path, child)` for the rules of a group.
template <class Visit> void for_each_child(const Rule& rule, const std::string& path, Visit&& visit) {
    for_each_given(rule, [&](std::string_view name, const auto& given) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(given)>, std::vector<Rule>>) {
            for (std::size_t i = 0; i < given.size(); ++i)
                visit(joined(path, name) + "[" + std::to_string(i) + "]", given[i]);
        }
    });
}

void check_node(const Rule& rule, const std::string& path, std::size_t depth, std::size_t& nodes) {
    if (++nodes > largest_rule)
        refuse(errors::rule_too_large, path, "At most " + std::to_string(largest_rule) + " conditions.");
    if (depth > deepest_rule)
        refuse(errors::rule_too_deep, path, "At most " + std::to_string(deepest_rule) + " groups deep.");
    std::size_t kinds = 0;
    for_each_given(rule, [&](std::string_view name, const auto& given) {
        if (++kinds > 1) refuse(errors::rule_ambiguous, joined(path, name));
        using Kind = std::remove_cvref_t<decltype(given)>;
        const std::string here = joined(path, name);
        if constexpr (std::is_same_v<Kind, std::vector<Rule>>) {
            if (given.empty()) refuse(errors::rule_empty, here);
        } else if constexpr (std::is_same_v<Kind, AttributeRule>)
            check_test(given, here);
        else if constexpr (std::is_same_v<Kind, EventRule>)
            check_events(given, here);
        else if constexpr (std::is_same_v<Kind, OrderRule>)
            check_orders(given, here);
        else if constexpr (std::is_same_v<Kind, StageRule>)
            check_stage(given, here);
        else if constexpr (std::is_same_v<Kind, AssetRule>)
            check_asset(given, here);
    });
    if (kinds == 0) refuse(errors::rule_empty, path);
    for_each_child(rule, path, [&](const std::string& at, const Rule& child) {
        check_node(child, at, depth + 1, nodes);
    });
}

struct Subject {
    std::string operator()(const std::vector<Rule>&) const { return {}; }
    std::string operator()(const AttributeRule& rule) const { return rule.key; }
    std::string operator()(const TagRule& rule) const { return rule.tag; }
    std::string operator()(const ConsentRule& rule) const {
        return rule.channel.value + "/" + rule.purpose.value;
    }
    std::string operator()(const OrderRule&) const { return {}; }
    std::string operator()(const SegmentRule& rule) const { return std::to_string(rule.segment_id.value); }
    std::string operator()(const EventRule& rule) const {
        std::string names;
        for (const auto& name : rule.names) names.append(names.empty() ? "" : ", ").append(name.value);
        return names;
    }
    std::string operator()(const AssetRule& rule) const {
        std::string words;
        for (const customer::AssetKind kind : rule.kinds)
            words.append(words.empty() ? "" : ", ").append(base::word_of(kind));
        return words;
    }
    std::string operator()(const StageRule& rule) const {
        std::string words;
        for (const Stage stage : rule.stages)
            words.append(words.empty() ? "" : ", ").append(base::word_of(stage));
        return words;
    }
};

void collect_nodes(const Rule& rule, const std::string& path, std::int64_t depth,
                   std::vector<RuleNode>& out) {
    for_each_given(rule, [&](std::string_view name, const auto& given) {
        out.push_back({path, depth, std::string(name), Subject{}(given)});
    });
    for_each_child(rule, path, [&](const std::string& at, const Rule& child) {
        collect_nodes(child, at, depth + 1, out);
    });
}

void collect_segments(const Rule& rule, std::set<SegmentId>& out) {
    if (rule.segment) out.insert(rule.segment->segment_id);
    for_each_child(rule, {}, [&](const std::string&, const Rule& child) { collect_segments(child, out); });
}

/// The one value as history would keep it, so that rule and event meet on the same ground.
history::Property normal(const boost::json::value& json, const std::string& path) {
    if (!json.is_string() && !json.is_bool() && !json.is_number())
        refuse(base::errors::wrong_type, path, "Expected text, a number, true or false.");
    base::check_json(json, path);
    const std::vector<history::Property> flat = history::flatten(boost::json::object{{"value", json}});
    if (flat.size() != 1) refuse(base::errors::wrong_type, path, "Expected text, a number, true or false.");
    if (json.is_double() && flat[0].kind == history::ValueKind::number) {
        const double exact = json.get_double() * static_cast<double>(history::number_scale);
        if (std::abs(exact - static_cast<double>(flat[0].number)) > 1e-6 * std::max(1.0, std::abs(exact)))
            refuse(base::errors::out_of_range, path, "At most four decimals.");
    }
    return flat[0];
}

boost::json::value number_json(std::int64_t scaled) {
    if (scaled % history::number_scale == 0) return scaled / history::number_scale;
    return static_cast<double>(scaled) / static_cast<double>(history::number_scale);
}

}  // namespace

void check(const Rule& rule, const std::string& path) {
    std::size_t nodes = 0;
    check_node(rule, path, 0, nodes);
}

std::vector<RuleNode> nodes_of(const Rule& rule, const std::string& path) {
    std::vector<RuleNode> nodes;
    collect_nodes(rule, path, 0, nodes);
    return nodes;
}

std::vector<SegmentId> segments_in(const Rule& rule) {
    std::set<SegmentId> found;
    collect_segments(rule, found);
    return {found.begin(), found.end()};
}

}  // namespace huan::insight

namespace huan::base {

using huan::insight::Decimal;
using huan::insight::Scalar;

boost::json::value JsonCodec<Decimal>::write(const Decimal& value) {
    return insight::number_json(value.scaled);
}

Decimal JsonCodec<Decimal>::read(const boost::json::value& json, const std::string& path) {
    if (!json.is_number()) detail::refuse(errors::wrong_type, path, "Expected a number.");
    const history::Property value = insight::normal(json, path);
    if (value.kind != history::ValueKind::number) detail::refuse(errors::out_of_range, path);
    return {value.number};
}

boost::json::value JsonCodec<Scalar>::write(const Scalar& value) {
    switch (value.kind) {
        case history::ValueKind::text: return boost::json::string(value.text);
        case history::ValueKind::number: return insight::number_json(value.number);
        case history::ValueKind::boolean: return value.number != 0;
        case history::ValueKind::none: break;
    }
    return nullptr;
}

Scalar JsonCodec<Scalar>::read(const boost::json::value& json, const std::string& path) {
    const history::Property value = insight::normal(json, path);
    if (value.kind == history::ValueKind::text && length_utf8(value.text) > 400)
        detail::refuse(errors::bad_text, path, "At most 400 characters.");
    return {value.kind, value.text, value.number};
}

}  // namespace huan::base
