#pragma once

#include "history/block.hpp"
#include "insight/matcher.hpp"
#include "insight/plan.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::insight {

/// For sums of 64-bit numbers, which never leave it.
__extension__ typedef __int128 Wide;

/// Which business day an instant belongs to, remembering what it once looked up.
class DayTable {
public:
    explicit DayTable(base::Zone zone) : zone_(std::move(zone)) {}
    /// Days since 1970-01-01.
    std::int64_t day_of(std::int64_t ms);

private:
    std::int64_t start_of(std::int64_t day);

    base::Zone zone_;
    boost::unordered_flat_map<std::int64_t, std::int64_t> starts_;
    std::int64_t day_ = 0, from_ = 1, to_ = 0;  // The last answer.
};

/// What was true of one person as of T, computed from their events: the one evaluator. Fed with blocks of
/// events in the order (occurred_at, seq), whose properties are those of `plan.scan()`; events at or after T
/// are passed over. Not thread-safe; one is used for many people, one after the other.
class Fold {
public:
    /// `plan` must outlive it.
    Fold(const Plan& plan, base::Instant as_of);

    /// Before blocks of another scan: name codes are a scan's own.
    void new_source() { code_actions_.clear(); }
    /// Starts with a new person, of whom nothing is known.
    void begin();
    /// The events [first, last) of a block; all of the same person.
    void add(const history::Block& block, std::size_t first, std::size_t last);
    /// Decides every rule.
    void end();

    /// After `end`: whether there was any event before T. Who is unknown at T passes no rule.
    bool is_known() const { return known_; }
    /// After `end`: whether the n-th rule of the plan holds.
    bool holds(std::size_t rule) const { return known_ && would_hold(rule); }
    /// The same for somebody who may be unknown: what the rule says of a person without any event.
    bool would_hold(std::size_t rule) const { return truth_[plan_.roots()[rule]] != 0; }
    /// After `end`, for a rule that is one condition over events or orders: how many of them there are.
    std::int64_t count_of(std::size_t rule) const;
    /// After `end`, for a plan with stages.
    Stage stage() const { return stage_; }
    const OrderHistory& order_history() const { return order_history_; }

private:
    enum Effect : std::uint8_t {
        attribute = 1,
        tag_on = 2,
        tag_off = 4,
        consent = 8,
        order = 16,
        refund = 32,
        visit = 64,
        asset = 128
    };
    struct Action {
        std::uint8_t effects = 0;
        std::vector<std::uint32_t> selections{};
    };
    struct BoundFilter {
        std::uint32_t property;
        Matcher matcher;
    };
    struct BoundSelection {
        std::int64_t from, to;
        std::vector<std::uint32_t> filters{}, tallies{};
        bool days = false;
    };
    struct SelectionState {
        std::int64_t count = 0, first = 0, last = 0;
        std::int64_t days = 0, last_day = 0;
    };
    struct TallyState {
        Wide sum = 0;
        std::int64_t count = 0, least = 0, most = 0;
    };
    struct AttributeState {
        history::Value value{};
        std::string text{};
    };
    struct TagState {
        bool on = false;
        std::int64_t until = 0;  ///< Exclusive, ms.
    };
    struct Order {
        std::int64_t id = 0, at = 0;
        std::int64_t refunded = 0;
        bool has_refund = false;
        std::optional<std::int64_t> figures[3]{};  ///< By OrderFigure, in ten-thousandths.
    };
    /// Something the person has, by the last that was said of it.
    struct Holding {
        std::int64_t id = 0;
        std::string kind{}, role{};
        bool ended = false;
    };
    struct Refund {
        std::int64_t order_id = 0, at = 0, amount = 0;
    };
    /// Where the properties of our own events stand in the scan.
    struct Slots {
        std::uint32_t key, value, tag, until, channel, purpose, granted, order_id, amount, quantity, discount;
        std::uint32_t asset_id, kind, role, ended;
    };

    void bind_actions();
    void bind_selections();
    const Action& action_of(const history::Block& block, std::size_t row);
    bool passes(const std::vector<std::uint32_t>& filters, const history::Block& block,
                std::size_t row) const;
    void select(std::uint32_t selection, const history::Block& block, std::size_t row, std::int64_t at);
    void count_in(SelectionState& state, bool days, std::int64_t at);
    static void tally(TallyState& state, std::int64_t number);
    void apply(const Action& action, const history::Block& block, std::size_t row, std::int64_t at);
    void change_attribute(const history::Block& block, std::size_t row);
    void change_tag(const history::Block& block, std::size_t row, bool on);
    void change_consent(const history::Block& block, std::size_t row);
    void add_order(const history::Block& block, std::size_t row, std::int64_t at);
    void change_asset(const history::Block& block, std::size_t row);
    std::int64_t count_assets(std::uint32_t test) const;
    void settle_orders();
    void select_order(const Order& order, std::size_t index);
    bool decide(const Plan::Node& node) const;
    bool compare_measure(const Plan::Node& node) const;
    history::Value first(const history::Block& block, std::uint32_t property, std::size_t row) const;

    const Plan& plan_;
    base::Instant as_of_;
    DayTable days_;
    Slots slots_{};
    std::vector<BoundFilter> filters_;
    std::vector<BoundSelection> selections_;
    std::vector<std::uint32_t> order_selections_;
    std::vector<std::optional<Matcher>> attribute_tests_;  ///< By node.
    std::vector<Action> actions_;              ///< By name of the plan; the last two: other names.
    std::vector<std::uint32_t> code_actions_;  ///< By name code of the source.

    bool known_ = false;
    std::vector<SelectionState> selection_states_;
    std::vector<TallyState> tally_states_;
    std::vector<AttributeState> attribute_states_;
    std::vector<TagState> tag_states_;
    enum class Word : std::uint8_t { unsaid, yes, no };
    std::vector<Word> consent_states_;
    std::vector<Order> orders_;
    std::vector<std::uint8_t> order_passes_;  ///< Order by order, a flag for each order selection.
    std::vector<Refund> refunds_;
    std::vector<Holding> holdings_;
    std::vector<std::uint8_t> holding_passes_;  ///< Holding by holding, a flag for each asset of the plan.
    OrderHistory order_history_;
    Stage stage_ = Stage::potential;
    std::vector<std::uint8_t> truth_;
};

}  // namespace huan::insight
