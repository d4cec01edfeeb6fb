#include "insight/testing/naive.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <tuple>

namespace huan::insight::testing {
namespace {

namespace json = boost::json;
constexpr double scale = 10'000;
constexpr std::int64_t day = 86'400'000;

void collect(const json::value& value, std::string_view path, std::vector<json::value>& out) {
    if (value.is_null()) return;
    if (path.starts_with("[]")) {
        if (!value.is_array()) return;
        for (const json::value& item : value.get_array()) collect(item, path.substr(2), out);
        return;
    }
    if (path.starts_with(".")) path.remove_prefix(1);
    if (path.empty()) {
        if (!value.is_object() && !value.is_array()) out.push_back(value);
        return;
    }
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    if (!value.is_object()) return;
    if (const json::value* member = value.get_object().if_contains(path.substr(0, end)))
        collect(*member, path.substr(end), out);
}

std::vector<json::value> values_at(const json::object& properties, const std::string& path) {
    std::vector<json::value> out;
    collect(properties, path, out);
    return out;
}

std::optional<double> as_number(const json::value& value, bool text_too = true) {
    if (value.is_number()) return std::round(value.to_number<double>() * scale) / scale;
    static const std::regex plain("-?[0-9]{1,14}([.][0-9]{1,4})?");
    if (text_too && value.is_string()) {
        const std::string text(value.get_string());
        if (std::regex_match(text, plain)) return std::stod(text);
    }
    return {};
}

std::string as_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    std::string text = fmt::format("{:.4f}", value.to_number<double>());
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text == "-0" ? "0" : text;
}

/// -1, 0, 1, or nothing where the two have no order.
std::optional<int> order_of(const json::value& value, const Scalar& with) {
    const auto sign = [](auto a, auto b) { return a < b ? -1 : b < a ? 1 : 0; };
    if (with.kind == history::ValueKind::number) {
        const std::optional<double> number = as_number(value);
        return number ? std::optional(sign(*number, static_cast<double>(with.number) / scale)) : std::nullopt;
    }
    if (with.kind == history::ValueKind::boolean) {
        if (value.is_number()) return {};
        return as_text(value) == (with.number != 0 ? "true" : "false") ? std::optional(0) : std::nullopt;
    }
    if (value.is_bool()) return as_text(value) == with.text ? std::optional(0) : std::nullopt;
    return sign(as_text(value), with.text);
}

bool accepts(Op op, int order) {
    return op == Op::lt   ? order < 0
           : op == Op::le ? order <= 0
           : op == Op::gt ? order > 0
           : op == Op::ge ? order >= 0
                          : order == 0;
}

bool is_flag_order(const json::value& value, Op op) {
    return value.is_bool() && (op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge);
}

bool compares(Compare how, std::int64_t left, std::int64_t right, std::int64_t upper) {
    switch (how) {
        case Compare::eq: return left == right;
        case Compare::ne: return left != right;
        case Compare::lt: return left < right;
        case Compare::le: return left <= right;
        case Compare::gt: return left > right;
        case Compare::ge: return left >= right;
        case Compare::between: return left >= right && left <= upper;
    }
    return false;
}

std::int64_t figure_of(const std::optional<OrderFigure>& figure, const json::object& properties) {
    const char* key = figure == OrderFigure::quantity ? "quantity" : "discount";
    return properties.at(key).as_int64();
}

}  // namespace

Naive::Naive(std::vector<store::Event> events, base::Instant as_of, const Surroundings& around)
    : events_(std::move(events)),
      as_of_(as_of),
      around_(around) {
    std::erase_if(events_, [&](const store::Event& event) { return event.occurred_at >= as_of; });
    std::ranges::sort(events_, {},
                      [](const store::Event& event) { return std::pair(event.occurred_at, event.seq); });
}

bool Naive::says(const Rule& rule) const {
    const auto one = [this](const Rule& child) { return says(child); };
    if (rule.all) return std::ranges::all_of(*rule.all, one);
    if (rule.any) return std::ranges::any_of(*rule.any, one);
    if (rule.none) return std::ranges::none_of(*rule.none, one);
    if (rule.attribute) return says(*rule.attribute);
    if (rule.tag) return says(*rule.tag);
    if (rule.consent) return says(*rule.consent);
    if (rule.stage) return says(*rule.stage);
    if (rule.events) return says(*rule.events);
    if (rule.orders) return says(*rule.orders);
    if (rule.asset) return says(*rule.asset);
    return says(around_.segment(rule.segment->segment_id));
}

bool Naive::test(const ValueTest& test, const std::vector<json::value>& values) const {
    if (test.op == Op::exists) return !values.empty();
    if (test.op == Op::missing) return values.empty();
    const auto fits = [&](const json::value& value) {
        if (test.in_days) {
            const std::string today =
                base::format_day(around_.zone.day_of(as_of_) + std::chrono::days(*test.in_days));
            static const std::regex date("[0-9]{4}-[0-9]{2}-[0-9]{2}(.|\n)*");
            if (!value.is_string() || !std::regex_match(as_text(value), date)) return false;
            return accepts(test.op, as_text(value).substr(0, 10).compare(today));
        }
        if (test.op == Op::contains)
            return !value.is_bool() && as_text(value).find(test.value->text) != std::string::npos;
        if (test.op == Op::in)
            return std::ranges::any_of(*test.values,
                                       [&](const Scalar& one) { return order_of(value, one) == 0; });
        if (is_flag_order(value, test.op)) return false;
        const std::optional<int> order = order_of(value, *test.value);
        return order && accepts(test.op, *order);
    };
    const bool any = std::ranges::any_of(values, fits);
    return test.op == Op::ne ? !any : any;
}

bool Naive::says(const AttributeRule& rule) const {
    std::vector<json::value> latest;
    for (const store::Event& event : events_)
        if (event.name == "attribute.changed" && as_text(event.properties.at("key")) == rule.key.value)
            latest = values_at(event.properties, "value");
    return test(rule, latest);
}

bool Naive::says(const TagRule& rule) const {
    bool on = false;
    for (const store::Event& event : events_) {
        if (event.name != "tag.added" && event.name != "tag.removed") continue;
        if (as_text(event.properties.at("tag")) != rule.tag.value) continue;
        const json::value* until = event.properties.if_contains("until");
        on = event.name == "tag.added" &&
             (until == nullptr || *base::parse_instant(until->as_string()) > as_of_);
    }
    return on;
}

bool Naive::says(const ConsentRule& rule) const {
    bool granted = false;
    bool forbidden = false;
    for (const store::Event& event : events_) {
        if (event.name != "consent.changed") continue;
        const std::string channel = as_text(event.properties.at("channel"));
        const std::string purpose = as_text(event.properties.at("purpose"));
        if (channel == rule.channel.value && purpose == rule.purpose.value)
            granted = event.properties.at("granted").as_bool();
        if (channel == "all" && purpose == "all") forbidden = !event.properties.at("granted").as_bool();
    }
    return granted && !forbidden;
}

bool Naive::says(const AssetRule& rule) const {
    std::map<std::tuple<std::int64_t, std::string, std::string>, const store::Event*> latest;
    for (const store::Event& event : events_)
        if (event.name == "asset.changed")
            latest[{event.properties.at("asset_id").as_int64(), as_text(event.properties.at("kind")),
                    as_text(event.properties.at("role"))}] = &event;
    std::set<std::pair<std::int64_t, std::string>> passing;
    const auto day_in = [&](std::int64_t days) {
        return base::format_day(around_.zone.day_of(as_of_) + std::chrono::days(days));
    };
    for (const auto& [key, event] : latest) {
        const auto& [id, kind, role] = key;
        const auto is_kind = [&, word = kind](customer::AssetKind one) { return base::word_of(one) == word; };
        if (event->properties.contains("ended") || !passes(rule.where, *event)) continue;
        if (!rule.kinds.empty() && std::ranges::none_of(rule.kinds, is_kind)) continue;
        const json::value* due = event->properties.if_contains("due");
        if (rule.due && due == nullptr) continue;
        if (rule.due && rule.due->from_days && as_text(*due) < day_in(*rule.due->from_days)) continue;
        if (rule.due && rule.due->to_days && as_text(*due) > day_in(*rule.due->to_days)) continue;
        passing.emplace(id, kind);
    }
    return static_cast<std::int64_t>(passing.size()) >= rule.at_least.value_or(1);
}

Stage Naive::stage() const {
    OrderHistory history;
    for (const Order& order : orders()) history.orders.push_back(order.at);
    for (const store::Event& event : events_)
        if (is_visit(event.name) && !history.first_visit) history.first_visit = event.occurred_at;
    return stage_of(history, around_.policy, as_of_);
}

bool Naive::says(const StageRule& rule) const { return std::ranges::count(rule.stages, stage()) > 0; }

bool Naive::passes(const std::vector<PropertyFilter>& where, const store::Event& event) const {
    return std::ranges::all_of(where, [&](const PropertyFilter& filter) {
        return test(filter, values_at(event.properties, filter.property.value));
    });
}

bool Naive::in_window(const std::optional<RuleWindow>& window, base::Instant at) const {
    if (!window) return true;
    if (window->last_days && as_of_.ms - at.ms > *window->last_days * day) return false;
    return (!window->from || at >= *window->from) && (!window->to || at < *window->to);
}

std::vector<Naive::Order> Naive::orders() const {
    std::vector<Order> found;
    for (const store::Event& event : events_) {
        if (event.name != "order.completed") continue;
        std::int64_t left = event.properties.at("amount").as_int64();
        bool touched = false;
        for (const store::Event& refund : events_) {
            if (refund.name != "order.refunded" || refund.occurred_at < event.occurred_at) continue;
            if (refund.properties.at("order_id") != event.properties.at("order_id")) continue;
            left -= refund.properties.at("amount").as_int64();
            touched = true;
        }
        if (!touched || left > 0) found.push_back({event.occurred_at, &event, left});
    }
    return found;
}

template <class AnyRule>
bool Naive::measured(const AnyRule& rule, const std::vector<base::Instant>& times,
                     const std::vector<std::int64_t>& numbers) const {
    const auto is = [&](std::int64_t left, std::int64_t factor) {
        return compares(rule.compare, left, rule.value.scaled * factor,
                        rule.upper.value_or(Decimal{}).scaled * factor);
    };
    const auto is_whole = [&](auto number) { return is(static_cast<std::int64_t>(number) * 10'000, 1); };
    const auto ago = [&](base::Instant at) { return std::floor(double(as_of_.ms - at.ms) / double(day)); };
    std::int64_t sum = 0;
    for (const std::int64_t number : numbers) sum += number;
    std::set<base::Day> days;
    for (const base::Instant at : times) days.insert(around_.zone.day_of(at));
    switch (rule.measure) {
        case Measure::count: return is_whole(times.size());
        case Measure::days: return is_whole(days.size());
        case Measure::sum: return is(sum, 1);
        case Measure::first_days_ago:
            return !times.empty() && is_whole(ago(*std::ranges::min_element(times)));
        case Measure::last_days_ago: return !times.empty() && is_whole(ago(*std::ranges::max_element(times)));
        case Measure::min: return !numbers.empty() && is(*std::ranges::min_element(numbers), 1);
        case Measure::max: return !numbers.empty() && is(*std::ranges::max_element(numbers), 1);
        case Measure::avg: return !numbers.empty() && is(sum, static_cast<std::int64_t>(numbers.size()));
    }
    return false;
}

bool Naive::says(const EventRule& rule) const {
    std::vector<base::Instant> times;
    std::vector<std::int64_t> numbers;
    for (const store::Event& event : events_) {
        const bool named =
            std::ranges::any_of(rule.names, [&](const auto& name) { return name.value == event.name; });
        if (!named || !in_window(rule.window, event.occurred_at) || !passes(rule.where, event)) continue;
        times.push_back(event.occurred_at);
        if (!rule.property) continue;
        for (const json::value& value : values_at(event.properties, rule.property->value))
            if (const auto number = as_number(value, false)) numbers.push_back(std::llround(*number * scale));
    }
    return measured(rule, times, numbers);
}

bool Naive::says(const OrderRule& rule) const {
    std::vector<base::Instant> times;
    std::vector<std::int64_t> numbers;
    for (const Order& order : orders()) {
        if (!in_window(rule.window, order.at) || !passes(rule.where, *order.event)) continue;
        times.push_back(order.at);
        const bool amount = rule.figure.value_or(OrderFigure::amount) == OrderFigure::amount;
        numbers.push_back(10'000 * (amount ? order.left : figure_of(rule.figure, order.event->properties)));
    }
    return measured(rule, times, numbers);
}

}  // namespace huan::insight::testing
