#include "insight/fold.hpp"

#include <algorithm>
#include <charconv>

namespace huan::insight {
namespace {

using history::Block;
using history::Value;
using history::ValueKind;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/// An id as its number, also where it was too large for the scale and is kept as text; 0 for none.
std::int64_t id_of(const Value& value) {
    if (value.kind == ValueKind::number) return value.number / history::number_scale;
    std::int64_t id = 0;
    if (value.kind == ValueKind::text)
        std::from_chars(value.text.data(), value.text.data() + value.text.size(), id);
    return id;
}

/// An instant among properties: RFC 3339 text, or ms since 1970.
std::optional<std::int64_t> instant_of(const Value& value) {
    if (value.kind == ValueKind::number) return value.number / history::number_scale;
    if (value.kind != ValueKind::text) return {};
    const std::optional<base::Instant> at = base::parse_instant(value.text);
    return at ? std::optional(at->ms) : std::nullopt;
}

std::uint8_t effects_of(std::string_view name) {
    if (name == "attribute.changed") return 1;
    if (name == "tag.added") return 2;
    if (name == "tag.removed") return 4;
    if (name == "consent.changed") return 8;
    if (name == "order.completed") return 16 | 64;
    if (name == "order.refunded") return 32;
    if (name == "asset.changed") return 128;
    return is_visit(name) ? 64 : 0;
}

bool compares(Compare how, Wide left, Wide right, Wide upper) {
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

}  // namespace

std::int64_t DayTable::start_of(std::int64_t day) {
    if (const auto found = starts_.find(day); found != starts_.end()) return found->second;
    const std::int64_t ms = zone_.start_of(base::Day{std::chrono::days{day}}).ms;
    starts_.emplace(day, ms);
    return ms;
}

std::int64_t DayTable::day_of(std::int64_t ms) {
    if (ms >= from_ && ms < to_) return day_;
    std::int64_t day = floor_div(ms, day_ms) + 1;  // Zones are at most 14 hours ahead; a cut only delays.
    while (start_of(day) > ms) --day;
    day_ = day;
    from_ = start_of(day);
    to_ = start_of(day + 1);
    return day_;
}

Fold::Fold(const Plan& plan, base::Instant as_of) : plan_(plan), as_of_(as_of), days_(plan.zone()) {
    slots_ = {plan.property("key"),      plan.property("value"),    plan.property("tag"),
              plan.property("until"),    plan.property("channel"),  plan.property("purpose"),
              plan.property("granted"),  plan.property("order_id"), plan.property("amount"),
              plan.property("quantity"), plan.property("discount"), plan.property("asset_id"),
              plan.property("kind"),     plan.property("role"),     plan.property("ended")};
    for (const Plan::Filter& filter : plan.filters())
        filters_.push_back({filter.property, Matcher(filter.test, plan.zone(), as_of)});
    attribute_tests_.resize(plan.nodes().size());
    for (std::size_t i = 0; i < plan.nodes().size(); ++i)
        if (plan.nodes()[i].kind == Plan::Kind::attribute)
            attribute_tests_[i].emplace(plan.nodes()[i].test, plan.zone(), as_of);
    bind_selections();
    bind_actions();
    selection_states_.resize(selections_.size());
    tally_states_.resize(plan.tallies().size());
    attribute_states_.resize(plan.attributes().size());
    tag_states_.resize(plan.tags().size());
    consent_states_.resize(plan.consents().size());
    truth_.resize(plan.nodes().size());
}

void Fold::bind_selections() {
    for (std::size_t i = 0; i < plan_.selections().size(); ++i) {
        const Plan::Selection& planned = plan_.selections()[i];
        std::int64_t from = planned.window.from.value_or(base::earliest_instant).ms;
        if (planned.window.last_days) from = as_of_.ms - *planned.window.last_days * day_ms;
        const std::int64_t to = std::min(planned.window.to.value_or(as_of_), as_of_).ms;
        selections_.push_back({from, to, planned.filters, planned.tallies, planned.days});
        if (planned.orders) order_selections_.push_back(static_cast<std::uint32_t>(i));
    }
}

void Fold::bind_actions() {
    for (const std::string& name : plan_.names()) actions_.push_back({.effects = effects_of(name)});
    actions_.push_back({});
    actions_.push_back({.effects = visit});
    for (std::size_t i = 0; i < plan_.selections().size(); ++i)
        for (const std::uint32_t name : plan_.selections()[i].names)
            actions_[name].selections.push_back(static_cast<std::uint32_t>(i));
    // What no rule asks for needs no work.
    std::uint8_t needed = 0;
    if (!plan_.attributes().empty()) needed |= attribute;
    if (!plan_.tags().empty()) needed |= tag_on | tag_off;
    if (!plan_.consents().empty()) needed |= consent;
    if (plan_.needs_orders()) needed |= order | refund;
    if (!plan_.assets().empty()) needed |= asset;
    if (plan_.needs_stage()) needed |= visit;
    for (Action& action : actions_) action.effects &= needed;
}

const Fold::Action& Fold::action_of(const Block& block, std::size_t row) {
    const std::uint32_t code = block.name[row];
    while (code_actions_.size() <= code) {
        const std::string& name = (*block.names)[static_cast<std::uint32_t>(code_actions_.size())];
        const auto found = std::ranges::find(plan_.names(), name);
        std::size_t action = static_cast<std::size_t>(found - plan_.names().begin());
        if (found == plan_.names().end() && is_visit(name)) ++action;
        code_actions_.push_back(static_cast<std::uint32_t>(action));
    }
    return actions_[code_actions_[code]];
}

void Fold::begin() {
    known_ = false;
    std::ranges::fill(selection_states_, SelectionState{});
    std::ranges::fill(tally_states_, TallyState{});
    for (AttributeState& state : attribute_states_) state.value = {};
    std::ranges::fill(tag_states_, TagState{});
    std::ranges::fill(consent_states_, Word::unsaid);
    orders_.clear();
    order_passes_.clear();
    refunds_.clear();
    holdings_.clear();
    holding_passes_.clear();
    order_history_.orders.clear();
    order_history_.first_visit.reset();
}

void Fold::add(const Block& block, std::size_t first_row, std::size_t last_row) {
    for (std::size_t row = first_row; row < last_row; ++row) {
        const std::int64_t at = block.occurred_at[row];
        if (at >= as_of_.ms) continue;
        known_ = true;
        const Action& action = action_of(block, row);
        for (const std::uint32_t selection : action.selections) select(selection, block, row, at);
        if (action.effects != 0) apply(action, block, row, at);
    }
}

bool Fold::passes(const std::vector<std::uint32_t>& filters, const Block& block, std::size_t row) const {
    return std::ranges::all_of(filters, [&](std::uint32_t filter) {
        const BoundFilter& bound = filters_[filter];
        return bound.matcher(block.properties[bound.property].all(row));
    });
}

void Fold::count_in(SelectionState& state, bool days, std::int64_t at) {
    if (state.count++ == 0) state.first = at;
    state.last = at;
    if (!days) return;
    const std::int64_t day = days_.day_of(at);
    if (state.days > 0 && day == state.last_day) return;
    ++state.days;
    state.last_day = day;
}

void Fold::tally(TallyState& state, std::int64_t number) {
    state.least = state.count == 0 ? number : std::min(state.least, number);
    state.most = state.count == 0 ? number : std::max(state.most, number);
    state.sum += number;
    ++state.count;
}

void Fold::select(std::uint32_t index, const Block& block, std::size_t row, std::int64_t at) {
    const BoundSelection& bound = selections_[index];
    if (at < bound.from || at >= bound.to || !passes(bound.filters, block, row)) return;
    count_in(selection_states_[index], bound.days, at);
    for (const std::uint32_t number : bound.tallies)
        for (const Value& value : block.properties[plan_.tallies()[number].property].all(row))
            if (value.kind == ValueKind::number) tally(tally_states_[number], value.number);
}

void Fold::apply(const Action& action, const Block& block, std::size_t row, std::int64_t at) {
    if ((action.effects & visit) != 0 && !order_history_.first_visit)
        order_history_.first_visit = base::Instant{at};
    if ((action.effects & attribute) != 0) change_attribute(block, row);
    if ((action.effects & (tag_on | tag_off)) != 0) change_tag(block, row, (action.effects & tag_on) != 0);
    if ((action.effects & consent) != 0) change_consent(block, row);
    if ((action.effects & order) != 0) add_order(block, row, at);
    if ((action.effects & asset) != 0) change_asset(block, row);
    if ((action.effects & refund) != 0) {
        const Value amount = first(block, slots_.amount, row);
        refunds_.push_back({id_of(first(block, slots_.order_id, row)), at,
                            amount.kind == ValueKind::number ? amount.number : 0});
    }
}

Value Fold::first(const Block& block, std::uint32_t property, std::size_t row) const {
    return property == Plan::none ? Value{} : block.properties[property].first(row);
}

void Fold::change_attribute(const Block& block, std::size_t row) {
    const Value key = first(block, slots_.key, row);
    if (key.kind != ValueKind::text) return;
    const auto found = std::ranges::find(plan_.attributes(), key.text);
    if (found == plan_.attributes().end()) return;
    AttributeState& state = attribute_states_[static_cast<std::size_t>(found - plan_.attributes().begin())];
    state.value = first(block, slots_.value, row);
    state.text = state.value.text;  // The block goes; the value stays.
}

void Fold::change_tag(const Block& block, std::size_t row, bool on) {
    const Value tag = first(block, slots_.tag, row);
    if (tag.kind != ValueKind::text) return;
    const auto found = std::ranges::find(plan_.tags(), tag.text);
    if (found == plan_.tags().end()) return;
    const std::int64_t until = instant_of(first(block, slots_.until, row)).value_or(for_ever);
    tag_states_[static_cast<std::size_t>(found - plan_.tags().begin())] = {on, until};
}

void Fold::change_consent(const Block& block, std::size_t row) {
    const Value channel = first(block, slots_.channel, row);
    const Value purpose = first(block, slots_.purpose, row);
    const Value granted = first(block, slots_.granted, row);
    for (std::size_t i = 0; i < consent_states_.size(); ++i)
        if (plan_.consents()[i].channel == channel.text && plan_.consents()[i].purpose == purpose.text)
            consent_states_[i] = granted.kind == ValueKind::boolean && granted.number != 0 ? Word::yes
                                                                                           : Word::no;
}

void Fold::change_asset(const Block& block, std::size_t row) {
    const std::int64_t id = id_of(first(block, slots_.asset_id, row));
    const Value kind = first(block, slots_.kind, row);
    const Value role = first(block, slots_.role, row);
    if (kind.kind != ValueKind::text) return;
    const std::size_t tests = plan_.assets().size();
    const auto same = [&](const Holding& known) {
        return known.id == id && known.kind == kind.text && known.role == role.text;
    };
    auto found = std::ranges::find_if(holdings_, same);
    if (found == holdings_.end()) {
        holdings_.push_back({.id = id, .kind = std::string(kind.text), .role = std::string(role.text)});
        holding_passes_.resize(holding_passes_.size() + tests);
        found = holdings_.end() - 1;
    }
    const Value ended = first(block, slots_.ended, row);
    found->ended = ended.kind == ValueKind::boolean && ended.number != 0;
    const auto at = static_cast<std::size_t>(found - holdings_.begin()) * tests;
    for (std::size_t i = 0; i < tests; ++i) {
        const Plan::Asset& test = plan_.assets()[i];
        const bool wanted = test.kinds.empty() ||
                            std::ranges::find(test.kinds, found->kind) != test.kinds.end();
        holding_passes_[at + i] = wanted && passes(test.filters, block, row) ? 1 : 0;
    }
}

/// Who owns a thing and uses it too, as people who turned out to be one do, has it once.
std::int64_t Fold::count_assets(std::uint32_t test) const {
    std::int64_t count = 0;
    const auto counts = [&](std::size_t i) {
        return !holdings_[i].ended && holding_passes_[i * plan_.assets().size() + test] != 0;
    };
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        bool fresh = counts(i);
        for (std::size_t j = 0; fresh && j < i; ++j)
            fresh = !counts(j) || holdings_[j].id != holdings_[i].id ||
                    holdings_[j].kind != holdings_[i].kind;
        if (fresh) ++count;
    }
    return count;
}

void Fold::add_order(const Block& block, std::size_t row, std::int64_t at) {
    Order added{.id = id_of(first(block, slots_.order_id, row)), .at = at};
    const std::uint32_t figures[] = {slots_.amount, slots_.quantity, slots_.discount};
    for (std::size_t i = 0; i < 3; ++i) {
        const Value value = first(block, figures[i], row);
        if (value.kind == ValueKind::number) added.figures[i] = value.number;
    }
    orders_.push_back(added);
    for (const std::uint32_t selection : order_selections_)
        order_passes_.push_back(passes(selections_[selection].filters, block, row) ? 1 : 0);
}

/// Once all events are known: takes refunds off their orders and measures what is left.
void Fold::settle_orders() {
    for (const Refund& refunded : refunds_) {
        const auto found = std::ranges::find(orders_, refunded.order_id, &Order::id);
        if (found == orders_.end() || refunded.at < found->at) continue;
        found->refunded += refunded.amount;
        found->has_refund = true;
    }
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        Order& settled = orders_[i];
        auto& amount = settled.figures[static_cast<int>(OrderFigure::amount)];
        if (settled.has_refund) {
            if (settled.refunded >= amount.value_or(0)) continue;
            amount = amount.value_or(0) - settled.refunded;
        }
        if (plan_.needs_stage()) order_history_.orders.push_back(base::Instant{settled.at});
        select_order(settled, i);
    }
}

void Fold::select_order(const Order& settled, std::size_t index) {
    for (std::size_t s = 0; s < order_selections_.size(); ++s) {
        const std::uint32_t selection = order_selections_[s];
        const BoundSelection& bound = selections_[selection];
        const bool passed = order_passes_[index * order_selections_.size() + s] != 0;
        if (!passed || settled.at < bound.from || settled.at >= bound.to) continue;
        count_in(selection_states_[selection], bound.days, settled.at);
        for (const std::uint32_t number : bound.tallies) {
            const auto& figure = settled.figures[static_cast<int>(plan_.tallies()[number].figure)];
            if (figure) tally(tally_states_[number], *figure);
        }
    }
}

void Fold::end() {
    if (!orders_.empty()) settle_orders();
    if (plan_.needs_stage()) stage_ = stage_of(order_history_, plan_.policy(), as_of_);
    const std::vector<Plan::Node>& nodes = plan_.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].kind != Plan::Kind::attribute) {
            truth_[i] = decide(nodes[i]) ? 1 : 0;
            continue;
        }
        const AttributeState& state = attribute_states_[nodes[i].subject];
        Value value = state.value;
        value.text = state.text;
        const bool given = value.kind != ValueKind::none;
        truth_[i] = (*attribute_tests_[i])(std::span(&value, given ? 1 : 0)) ? 1 : 0;
    }
}

std::int64_t Fold::count_of(std::size_t rule) const {
    const Plan::Node& node = plan_.nodes()[plan_.roots()[rule]];
    return node.kind == Plan::Kind::measure ? selection_states_[node.subject].count : 0;
}

bool Fold::decide(const Plan::Node& node) const {
    const auto holds_at = [this](std::uint32_t child) { return truth_[child] != 0; };
    switch (node.kind) {
        case Plan::Kind::all: return std::ranges::all_of(node.children, holds_at);
        case Plan::Kind::any: return std::ranges::any_of(node.children, holds_at);
        case Plan::Kind::none_of: return std::ranges::none_of(node.children, holds_at);
        case Plan::Kind::tag:
            return tag_states_[node.subject].on && tag_states_[node.subject].until > as_of_.ms;
        case Plan::Kind::consent:
            return consent_states_[node.subject] == Word::yes && consent_states_[node.veto] != Word::no;
        case Plan::Kind::stage: return (node.stages >> static_cast<unsigned>(stage_) & 1U) != 0;
        case Plan::Kind::measure: return compare_measure(node);
        case Plan::Kind::asset: return count_assets(node.subject) >= node.value;
        case Plan::Kind::attribute: break;
    }
    return false;
}

bool Fold::compare_measure(const Plan::Node& node) const {
    const SelectionState& state = selection_states_[node.subject];
    const auto whole = [&](std::int64_t number) {
        return compares(node.compare, Wide{number} * history::number_scale, node.value, node.upper);
    };
    switch (node.measure) {
        case Measure::count: return whole(state.count);
        case Measure::days: return whole(state.days);
        case Measure::first_days_ago:
            return state.count > 0 && whole(floor_div(as_of_.ms - state.first, day_ms));
        case Measure::last_days_ago:
            return state.count > 0 && whole(floor_div(as_of_.ms - state.last, day_ms));
        default: break;
    }
    const TallyState& number = tally_states_[node.tally];
    if (node.measure == Measure::sum) return compares(node.compare, number.sum, node.value, node.upper);
    if (number.count == 0) return false;
    if (node.measure == Measure::min) return compares(node.compare, number.least, node.value, node.upper);
    if (node.measure == Measure::max) return compares(node.compare, number.most, node.value, node.upper);
    // avg: both sides times the count, so that nothing is divided.
    return compares(node.compare, number.sum, Wide{node.value} * number.count,
                    Wide{node.upper} * number.count);
}

}  // namespace huan::insight
