#include "insight/plan.hpp"

#include "insight/errors.hpp"
#include "insight/fold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace huan::insight {
namespace {

constexpr std::string_view attribute_changed = "attribute.changed";
constexpr std::string_view tag_added = "tag.added";
constexpr std::string_view tag_removed = "tag.removed";
constexpr std::string_view consent_changed = "consent.changed";
constexpr std::string_view asset_changed = "asset.changed";
constexpr std::string_view order_completed = "order.completed";
constexpr std::string_view order_refunded = "order.refunded";

std::string text_of(const auto& value) { return boost::json::serialize(base::to_json(value)); }

/// Adds what is not there yet and answers its place.
template <class T> class Pool {
public:
    explicit Pool(std::vector<T>& items) : items_(items) {}
    std::uint32_t place(const std::string& key, const std::function<T()>& make) {
        if (const auto found = places_.find(key); found != places_.end()) return found->second;
        T item = make();  // May place others: the index is taken afterwards.
        const auto at = static_cast<std::uint32_t>(items_.size());
        items_.push_back(std::move(item));
        places_.emplace(key, at);
        return at;
    }

private:
    std::vector<T>& items_;
    std::map<std::string, std::uint32_t> places_;
};

}  // namespace

/// Turns rules into the parts of a plan, each part once.
class Compiler {
public:
    Compiler(Plan& plan, const Surroundings& around, std::size_t rules)
        : plan_(plan),
          around_(around),
          limit_(largest_rule * rules) {}

    void rule(const Rule& rule, const std::string& path) { plan_.roots_.push_back(node(rule, path)); }
    void stage() {
        plan_.stage_ = true;
        orders();
    }

private:
    std::uint32_t name(std::string_view text) {
        return names_.place(std::string(text), [&] { return std::string(text); });
    }
    std::uint32_t property(std::string_view key) {
        return properties_.place(std::string(key), [&] { return std::string(key); });
    }

    void orders() {
        if (std::exchange(plan_.orders_, true)) return;
        name(order_completed);
        name(order_refunded);
        for (const char* key : {"order_id", "amount", "quantity", "discount"}) property(key);
    }

    /// `path` is where the rule stands, for refusals; inside of another segment it stays that of the
    /// reference.
    std::uint32_t node(const Rule& rule, const std::string& path) {
        if (++visited_ > limit_)
            throw base::Error{errors::rule_too_large, path,
                              "With the segments it refers to, this rule is too large."};
        if (rule.all) return group(Plan::Kind::all, *rule.all, path, ".all");
        if (rule.any) return group(Plan::Kind::any, *rule.any, path, ".any");
        if (rule.none) return group(Plan::Kind::none_of, *rule.none, path, ".none");
        if (rule.attribute) return attribute(*rule.attribute);
        if (rule.tag) return tag(*rule.tag);
        if (rule.consent) return consent(*rule.consent);
        if (rule.stage) return stages(*rule.stage);
        if (rule.orders) return measure(*rule.orders);
        if (rule.events) return measure(*rule.events);
        if (rule.asset) return asset(*rule.asset);
        if (rule.segment) return segment(rule.segment->segment_id, path);
        throw base::Error{errors::rule_empty, path};
    }

    std::uint32_t keep(const std::string& key, const std::function<Plan::Node()>& make) {
        return nodes_.place(key, make);
    }

    std::uint32_t group(Plan::Kind kind, const std::vector<Rule>& rules, const std::string& path,
                        const char* member) {
        std::vector<std::uint32_t> children;
        for (std::size_t i = 0; i < rules.size(); ++i)
            children.push_back(
                node(rules[i], open_.empty() ? fmt::format("{}{}[{}]", path, member, i) : path));
        std::ranges::sort(children);
        children.erase(std::unique(children.begin(), children.end()), children.end());
        if (children.size() == 1 && kind != Plan::Kind::none_of) return children.front();
        const std::string key = "group " + std::to_string(static_cast<int>(kind)) +
                                text_of(numbers(children));
        return keep(key, [&] { return Plan::Node{.kind = kind, .children = children}; });
    }

    static std::vector<std::int64_t> numbers(const std::vector<std::uint32_t>& list) {
        return {list.begin(), list.end()};
    }

    std::uint32_t attribute(const AttributeRule& rule) {
        return keep("attribute " + text_of(rule), [&] {
            name(attribute_changed);
            property("key");
            property("value");
            const std::string& key = rule.key;
            return Plan::Node{.kind = Plan::Kind::attribute,
                              .subject = attributes_.place(key, [&] { return key; }),
                              .test = rule};
        });
    }

    std::uint32_t tag(const TagRule& rule) {
        return keep("tag " + rule.tag.value, [&] {
            for (const std::string_view event : {tag_added, tag_removed}) name(event);
            for (const char* key : {"tag", "until"}) property(key);
            const std::string& word = rule.tag;
            return Plan::Node{.kind = Plan::Kind::tag, .subject = tags_.place(word, [&] { return word; })};
        });
    }

    std::uint32_t consent_place(const std::string& channel, const std::string& purpose) {
        return consents_.place(text_of(std::vector{channel, purpose}), [&] {
            return Plan::Consent{channel, purpose};
        });
    }

    std::uint32_t consent(const ConsentRule& rule) {
        return keep("consent " + text_of(rule), [&] {
            name(consent_changed);
            for (const char* key : {"channel", "purpose", "granted"}) property(key);
            return Plan::Node{.kind = Plan::Kind::consent,
                              .subject = consent_place(rule.channel, rule.purpose),
                              .veto = consent_place("all", "all")};
        });
    }

    std::uint32_t stages(const StageRule& rule) {
        stage();
        std::uint32_t mask = 0;
        for (const Stage one : rule.stages) mask |= 1U << static_cast<unsigned>(one);
        return keep("stage " + std::to_string(mask),
                    [&] { return Plan::Node{.kind = Plan::Kind::stage, .stages = mask}; });
    }

    std::vector<std::uint32_t> filters(const std::vector<PropertyFilter>& where) {
        std::vector<std::uint32_t> places;
        for (const PropertyFilter& filter : where)
            places.push_back(filters_.place(text_of(filter), [&] {
                return Plan::Filter{property(filter.property.value), filter,
                                    history::is_array_key(filter.property.value)};
            }));
        std::ranges::sort(places);
        places.erase(std::unique(places.begin(), places.end()), places.end());
        return places;
    }

    std::uint32_t selection(Plan::Selection made) {
        std::ranges::sort(made.names);
        made.names.erase(std::unique(made.names.begin(), made.names.end()), made.names.end());
        const std::string key = text_of(made.orders) + text_of(numbers(made.names)) +
                                text_of(numbers(made.filters)) + text_of(made.window);
        return selections_.place(key, [&] { return made; });
    }

    /// The tally of a number over a selection, shared by sum, min, max and avg.
    std::uint32_t tally(std::uint32_t at, Plan::Tally made) {
        const std::string key = std::to_string(at) + " " + std::to_string(made.property) + " " +
                                std::to_string(static_cast<int>(made.figure));
        const std::size_t before = plan_.tallies_.size();
        const std::uint32_t place = tallies_.place(key, [&] { return made; });
        if (place == before) plan_.selections_[at].tallies.push_back(place);
        return place;
    }

    std::uint32_t measure(const EventRule& rule) {
        Plan::Selection made{.orders = false, .window = rule.window.value_or(RuleWindow{})};
        for (const auto& event : rule.names) made.names.push_back(name(event.value));
        made.filters = filters(rule.where);
        const std::uint32_t at = selection(std::move(made));
        const std::uint32_t number = rule.property ? tally(at, {.property = property(rule.property->value)})
                                                   : Plan::none;
        return compared(at, number, rule);
    }

    std::uint32_t measure(const OrderRule& rule) {
        orders();
        Plan::Selection made{.orders = true, .window = rule.window.value_or(RuleWindow{})};
        made.filters = filters(rule.where);
        const std::uint32_t at = selection(std::move(made));
        const bool numeric = rule.measure == Measure::sum || rule.measure == Measure::min ||
                             rule.measure == Measure::max || rule.measure == Measure::avg;
        const std::uint32_t number =
            numeric ? tally(at, {.figure = rule.figure.value_or(OrderFigure::amount)}) : Plan::none;
        return compared(at, number, rule);
    }

    std::uint32_t compared(std::uint32_t at, std::uint32_t number, const auto& rule) {
        if (rule.measure == Measure::days) plan_.selections_[at].days = true;
        const std::int64_t upper = rule.upper ? rule.upper->scaled : 0;
        std::string key = "measure";
        for (const std::int64_t part : {std::int64_t{at}, std::int64_t{number}, std::int64_t(rule.measure),
                                        std::int64_t(rule.compare), rule.value.scaled, upper})
            key += " " + std::to_string(part);
        return keep(key, [&] {
            return Plan::Node{.kind = Plan::Kind::measure,
                              .subject = at,
                              .measure = rule.measure,
                              .tally = number,
                              .compare = rule.compare,
                              .value = rule.value.scaled,
                              .upper = upper};
        });
    }

    std::uint32_t asset(const AssetRule& rule) {
        return keep("asset " + text_of(rule), [&] {
            name(asset_changed);
            for (const char* key : {"asset_id", "kind", "role", "ended"}) property(key);
            std::vector<PropertyFilter> where = rule.where;
            const auto due = [&](Op op, std::optional<std::int64_t> days) {
                PropertyFilter& filter = where.emplace_back();
                filter.property.value = "due";
                filter.op = op;
                filter.in_days = days;
            };
            if (rule.due && rule.due->from_days) due(Op::ge, rule.due->from_days);
            if (rule.due && rule.due->to_days) due(Op::le, rule.due->to_days);
            if (rule.due && !rule.due->from_days && !rule.due->to_days) due(Op::exists, {});
            Plan::Asset made{.filters = filters(where)};
            for (const customer::AssetKind kind : rule.kinds) made.kinds.emplace_back(base::word_of(kind));
            plan_.assets_.push_back(std::move(made));
            return Plan::Node{.kind = Plan::Kind::asset,
                              .subject = static_cast<std::uint32_t>(plan_.assets_.size() - 1),
                              .value = rule.at_least.value_or(1)};
        });
    }

    std::uint32_t segment(SegmentId id, const std::string& path) {
        if (const auto known = segments_.find(id); known != segments_.end()) return known->second;
        const std::string field = open_.empty() ? path + ".segment.segment_id" : path;
        if (std::ranges::find(open_, id) != open_.end()) throw base::Error{errors::rule_cycle, field};
        if (open_.size() >= deepest_rule)
            throw base::Error{errors::rule_too_deep, field, "Segments refer to segments too deeply."};
        Rule other;
        try {
            other = around_.segment(id);
        } catch (const base::Error& unknown) {
            throw base::Error{unknown.kind(), field, unknown.detail()};
        }
        open_.push_back(id);
        const std::uint32_t place = node(other, field);
        open_.pop_back();
        segments_.emplace(id, place);
        return place;
    }

    Plan& plan_;
    const Surroundings& around_;
    std::size_t limit_;
    std::size_t visited_ = 0;
    std::vector<SegmentId> open_;
    std::map<SegmentId, std::uint32_t> segments_;
    Pool<std::string> names_{plan_.names_}, properties_{plan_.properties_};
    Pool<std::string> attributes_{plan_.attributes_}, tags_{plan_.tags_};
    Pool<Plan::Filter> filters_{plan_.filters_};
    Pool<Plan::Selection> selections_{plan_.selections_};
    Pool<Plan::Tally> tallies_{plan_.tallies_};
    Pool<Plan::Consent> consents_{plan_.consents_};
    Pool<Plan::Node> nodes_{plan_.nodes_};
};

Plan Plan::compile(std::span<const Rule> rules, const Surroundings& around, bool stage,
                   const std::string& path) {
    Plan plan(around);
    Compiler compiler(plan, around, rules.size());
    for (const Rule& rule : rules) {
        check(rule, path);
        compiler.rule(rule, path);
    }
    if (stage) compiler.stage();

    // A stage exists for everybody, and a first visit may be any event.
    plan.everybody_ = stage || (plan.stage_ && around.policy.beginning == Beginning::first_visit);
    Fold nobody(plan, base::Instant{0});
    nobody.begin();
    nobody.end();
    for (std::size_t rule = 0; rule < rules.size(); ++rule) plan.everybody_ |= nobody.would_hold(rule);
    return plan;
}

base::Instant Plan::earliest(base::Instant as_of) const {
    const bool unbounded = everybody_ || stage_ || !attributes_.empty() || !tags_.empty() ||
                           !consents_.empty() || !assets_.empty();
    if (unbounded || selections_.empty()) return base::earliest_instant;
    base::Instant least = as_of;
    for (const Selection& selection : selections_) {
        if (selection.window.last_days)
            least = std::min(least, as_of - std::chrono::hours(24 * *selection.window.last_days));
        else
            least = std::min(least, selection.window.from.value_or(base::earliest_instant));
    }
    return std::max(least, base::earliest_instant);
}

history::Scan Plan::scan(base::Instant as_of) const {
    history::Scan scan;
    if (!everybody_) scan.filter.names = names_;
    const base::Instant from = earliest(as_of);
    if (from > base::earliest_instant) scan.filter.from = from;
    scan.filter.to = as_of;
    scan.properties = properties_;
    return scan;
}

std::uint32_t Plan::property(std::string_view key) const {
    const auto found = std::ranges::find(properties_, key);
    return found == properties_.end() ? none : static_cast<std::uint32_t>(found - properties_.begin());
}

}  // namespace huan::insight
