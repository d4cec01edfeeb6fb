#include "insight/testing/random_world.hpp"

namespace huan::insight::testing {
namespace {

namespace json = boost::json;
constexpr std::int64_t half_day = 43'200'000;

}  // namespace

std::string RandomWorld::one_of(std::initializer_list<const char*> words) {
    return *(words.begin() + number(0, static_cast<std::int64_t>(words.size()) - 1));
}

base::Instant RandomWorld::time() {
    const std::int64_t grid = as_of.ms - number(-12, 120) * half_day;
    return base::Instant{chance(70) ? grid : grid + number(-1, 1) + (chance(50) ? 0 : number(0, half_day))};
}

json::value RandomWorld::value() {
    switch (number(0, 6)) {
        case 0:
            return json::string(
                one_of({"Shanghai", "Beijing", "Suzhou", "true", "2026-03-04", "2026-02-20 x"}));
        case 1: return json::string(one_of({"5", "5.0", "05", "-2.5", "7.", "5e1", "2.50"}));
        case 2: return number(-3, 9);
        case 3: return static_cast<double>(number(-10, 30)) / 2;
        case 4: return chance(50);
        case 5: return static_cast<double>(number(1, 9999)) / 10'000;
        default: return nullptr;
    }
}

Scalar RandomWorld::scalar() {
    json::value chosen = value();
    while (chosen.is_null()) chosen = value();
    return base::JsonCodec<Scalar>::read(chosen, "value");
}

void RandomWorld::fill(ValueTest& test) {
    test.op = chance(20) ? Op::in : static_cast<Op>(number(0, 9));
    if (test.op == Op::exists || test.op == Op::missing) return;
    if (test.op == Op::in) {
        test.values.emplace();
        for (std::int64_t n = number(1, 4); n > 0; --n)
            test.values->push_back(
                chance(40) ? Scalar{history::ValueKind::text, one_of({"Shanghai", "Suzhou", "wash"}), 0}
                           : scalar());
    } else if (test.op == Op::contains) {
        test.value = Scalar{history::ValueKind::text, one_of({"a", "an", "5", ".", "Su", "true"}), 0};
    } else if (chance(15)) {
        test.in_days = number(-14, 4);
    } else {
        const bool orders = test.op != Op::eq && test.op != Op::ne;
        do test.value = scalar();
        while (orders && test.value->kind == history::ValueKind::boolean);
    }
}

json::object RandomWorld::order(std::int64_t id) {
    json::array lines;
    for (std::int64_t n = number(0, 3); n > 0; --n)
        lines.push_back({{"sku", one_of({"wash", "tyre", "wax"})}, {"quantity", number(1, 3)}});
    json::object order{{"order_id", id},
                       {"amount", number(0, 6) * 500},
                       {"quantity", number(0, 4)},
                       {"discount", number(0, 3) * 100},
                       {"lines", std::move(lines)}};
    if (chance(70)) order["store"] = one_of({"Shanghai", "Beijing"});
    return order;
}

json::object RandomWorld::asset() {
    json::object made{{"asset_id", number(1, 3)},
                      {"kind", one_of({"policy", "vehicle", "contract"})},
                      {"role", chance(80) ? "owner" : "user"}};
    if (chance(15)) made["ended"] = true;
    if (chance(80)) made["due"] = base::format_instant(time()).substr(0, 10);
    if (chance(50)) made["city"] = value();
    return made;
}

std::vector<store::Event> RandomWorld::events(base::ProfileId profile, std::int64_t& seq) {
    std::vector<store::Event> made;
    std::vector<std::pair<std::int64_t, base::Instant>> orders;
    const auto add = [&](const std::string& name, base::Instant at, json::object properties) {
        store::Event event{.seq = ++seq, .name = name, .profile_id = profile, .occurred_at = at};
        event.properties = std::move(properties);
        made.push_back(std::move(event));
    };
    for (std::int64_t n = number(0, 25); n > 0; --n) {
        const base::Instant at = time();
        switch (number(0, 9)) {
            case 0:
                add("attribute.changed", at, {{"key", one_of({"city", "age"})}, {"value", value()}});
                break;
            case 1: {
                json::object tag{{"tag", one_of({"vip", "old"})}};
                if (chance(40)) tag["until"] = base::format_instant(time());
                add("tag.added", at, std::move(tag));
                break;
            }
            case 2: add("tag.removed", at, {{"tag", one_of({"vip", "old"})}}); break;
            case 3:
                add("consent.changed", at,
                    {{"channel", one_of({"sms", "sms", "all"})},
                     {"purpose", one_of({"marketing", "all"})},
                     {"granted", chance(70)}});
                break;
            case 4: {
                const bool other = number(1, 4) == 1 && !orders.empty();
                orders.emplace_back(other ? orders.back().first + 1'000'000 : seq + 1, at);
                add("order.completed", at, order(orders.back().first));
                break;
            }
            case 5: {
                if (orders.empty()) break;
                const auto last = static_cast<std::int64_t>(orders.size()) - 1;
                const auto& [id, ordered] = orders[static_cast<std::size_t>(number(0, last))];
                const base::Instant refunded = at + base::Duration{chance(60) ? 60 * half_day : 0};
                add("order.refunded", chance(25) ? ordered : refunded,
                    {{"order_id", id}, {"amount", number(1, 6) * 500}});
                break;
            }
            case 6: add("customer.created", at, {}); break;
            case 7: add("asset.changed", at, asset()); break;
            default: {
                json::object properties{{"price", value()}, {"city", value()}};
                if (chance(50)) properties["tags"] = json::array{value(), value()};
                add(one_of({"page.viewed", "Product Viewed"}), at, std::move(properties));
            }
        }
    }
    return made;
}

std::optional<RuleWindow> RandomWorld::window() {
    if (chance(30)) return {};
    RuleWindow window;
    if (chance(60))
        window.last_days = number(1, 60);
    else {
        if (chance(70)) window.from = base::Instant{as_of.ms - number(40, 100) * half_day};
        if (chance(70)) window.to = base::Instant{as_of.ms - number(-4, 39) * half_day};
    }
    return window;
}

std::vector<PropertyFilter> RandomWorld::filters() {
    std::vector<PropertyFilter> made;
    for (std::int64_t n = chance(50) ? 0 : number(1, 2); n > 0; --n) {
        PropertyFilter filter;
        filter.property.value =
            one_of({"price", "city", "tags[]", "store", "amount", "lines[].sku", "lines[].quantity"});
        fill(filter);
        made.push_back(std::move(filter));
    }
    return made;
}

template <class AnyRule> void RandomWorld::fill_measure(AnyRule& rule) {
    rule.where = filters();
    rule.window = window();
    rule.measure = static_cast<Measure>(number(0, 7));
    rule.compare = static_cast<Compare>(number(0, 6));
    const bool money = std::is_same_v<AnyRule, OrderRule> && rule.measure != Measure::count && chance(80);
    const bool ago = rule.measure == Measure::first_days_ago || rule.measure == Measure::last_days_ago;
    rule.value.scaled = (money && !ago ? number(0, 8) * 500 : ago ? number(0, 60) : number(-1, 4)) * 10'000;
    if (chance(15)) rule.value.scaled += number(0, 9'999);
    if (rule.compare == Compare::between) rule.upper = Decimal{rule.value.scaled + number(0, 20) * 10'000};
}

Rule RandomWorld::leaf(int kind) {
    Rule rule;
    switch (kind) {
        case 0:
            rule.attribute.emplace();
            rule.attribute->key.value = one_of({"city", "age", "unheard"});
            fill(*rule.attribute);
            break;
        case 1: rule.tag = TagRule{{one_of({"vip", "old", "unheard"})}}; break;
        case 2: rule.consent = ConsentRule{{one_of({"sms", "all"})}, {one_of({"marketing", "all"})}}; break;
        case 3: {
            rule.stage.emplace();
            for (int stage = 0; stage < 7; ++stage)
                if (chance(40)) rule.stage->stages.push_back(static_cast<Stage>(stage));
            if (rule.stage->stages.empty()) rule.stage->stages.push_back(Stage::potential);
            break;
        }
        case 4: {
            OrderRule& orders = rule.orders.emplace();
            fill_measure(orders);
            const bool numeric = orders.measure >= Measure::sum && orders.measure <= Measure::avg;
            if (numeric && chance(60)) orders.figure = static_cast<OrderFigure>(number(0, 2));
            break;
        }
        case 5: {
            EventRule& events = rule.events.emplace();
            fill_measure(events);
            events.names.push_back({one_of({"page.viewed", "Product Viewed", "order.completed", "unheard"})});
            if (chance(40)) events.names.push_back({one_of({"page.viewed", "customer.created"})});
            const bool numeric = events.measure >= Measure::sum && events.measure <= Measure::avg;
            if (numeric) events.property = base::Text<128>{one_of({"price", "tags[]", "amount", "city"})};
            break;
        }
        case 6: {
            AssetRule& asset = rule.asset.emplace();
            for (const auto one : {customer::AssetKind::policy, customer::AssetKind::vehicle})
                if (chance(40)) asset.kinds.push_back(one);
            if (chance(70)) asset.due.emplace();
            if (asset.due && chance(70)) asset.due->from_days = number(-30, 5);
            if (asset.due && chance(70)) asset.due->to_days = number(5, 30);
            asset.where = filters();
            if (chance(30)) asset.at_least = number(1, 3);
            break;
        }
        default: rule.segment = SegmentRule{SegmentId{number(1, segments)}};
    }
    return rule;
}

Rule RandomWorld::rule(int depth, bool may_refer) {
    if (depth == 0 || chance(25))
        return leaf(static_cast<int>(number(0, may_refer ? leaf_kinds - 1 : leaf_kinds - 2)));
    std::vector<Rule> children;
    for (std::int64_t n = number(1, 3); n > 0; --n) children.push_back(rule(depth - 1, may_refer));
    Rule group;
    (chance(33) ? group.all : chance(50) ? group.any : group.none) = std::move(children);
    return group;
}

}  // namespace huan::insight::testing
