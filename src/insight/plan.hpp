#pragma once

#include "base/zone.hpp"
#include "history/history.hpp"
#include "insight/life_cycle.hpp"
#include "insight/rule.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace huan::insight {

/// What rules are compiled against.
struct Surroundings {
    std::function<Rule(SegmentId)> segment{};  ///< The rule of another segment; throws `segment.unknown`.
    LifeCyclePolicy policy{};
    base::Zone zone{"UTC"};  ///< With the business day's cut.
};

/// Some rules as one small program over a person's events. Whatever two conditions have in common (an
/// attribute, a selection of events, a sum over it, a whole sub-tree) stands in it once. Free of any instant:
/// a `Fold` binds it to T.
class Plan {
public:
    /// \throws base::Error of kind `rule.*`, `segment.unknown` or `rule.cycle`; `path` names the rule's
    /// place. With `stage` the fold also tells each person's life-cycle stage.
    static Plan compile(std::span<const Rule> rules, const Surroundings& around, bool stage = false,
                        const std::string& path = "rule");

    /// What to ask history for: only these events, this far back, these properties.
    history::Scan scan(base::Instant as_of) const;
    /// The lower end of the same, for one person's events; the earliest instant where nothing bounds it.
    base::Instant earliest(base::Instant as_of) const;
    /// Whether even somebody without any needed event may pass: then everybody's events must be seen.
    bool needs_everybody() const { return everybody_; }
    /// Makes the scan see everybody, for who wants to count them.
    void see_everybody() { everybody_ = true; }
    std::size_t rules() const { return roots_.size(); }

    // The program. Indices refer to the vectors of this class.
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    struct Filter {
        std::uint32_t property = 0;
        ValueTest test{};
        bool array = false;
    };
    /// Events (or orders) that pass: what measures are taken of.
    struct Selection {
        bool orders = false;
        std::vector<std::uint32_t> names{};
        std::vector<std::uint32_t> filters{};
        RuleWindow window{};
        std::vector<std::uint32_t> tallies{};
        bool days = false;
    };
    /// Sum, least and largest of a number over a selection.
    struct Tally {
        std::uint32_t property = none;  ///< Of events.
        OrderFigure figure = OrderFigure::amount;
    };
    /// Assets that pass.
    struct Asset {
        std::vector<std::string> kinds{};      ///< None: any.
        std::vector<std::uint32_t> filters{};  ///< The due date among them.
    };
    enum class Kind { all, any, none_of, attribute, tag, consent, stage, measure, asset };
    /// A node of the expression; children stand before parents.
    struct Node {
        Kind kind = Kind::all;
        std::vector<std::uint32_t> children{};
        std::uint32_t subject = 0;  ///< Attribute, tag, consent, selection or asset, by kind.
        ValueTest test{};           ///< attribute
        std::uint32_t veto = 0;     ///< consent: the one for everything.
        std::uint32_t stages = 0;   ///< stage: bit n is the n-th stage.
        Measure measure = Measure::count;
        std::uint32_t tally = none;
        Compare compare = Compare::ge;
        std::int64_t value = 0;  ///< asset: how many at least.
        std::int64_t upper = 0;
    };
    struct Consent {
        std::string channel{};
        std::string purpose{};
    };

    const std::vector<std::string>& names() const { return names_; }
    const std::vector<std::string>& properties() const { return properties_; }
    const std::vector<Filter>& filters() const { return filters_; }
    const std::vector<Selection>& selections() const { return selections_; }
    const std::vector<Tally>& tallies() const { return tallies_; }
    const std::vector<std::string>& attributes() const { return attributes_; }
    const std::vector<std::string>& tags() const { return tags_; }
    const std::vector<Consent>& consents() const { return consents_; }
    const std::vector<Asset>& assets() const { return assets_; }
    const std::vector<Node>& nodes() const { return nodes_; }
    const std::vector<std::uint32_t>& roots() const { return roots_; }
    bool needs_stage() const { return stage_; }
    bool needs_orders() const { return orders_; }
    const LifeCyclePolicy& policy() const { return policy_; }
    const base::Zone& zone() const { return zone_; }

    /// The index of a property in the scan; `none` where it is not needed.
    std::uint32_t property(std::string_view key) const;

private:
    friend class Compiler;
    explicit Plan(const Surroundings& around) : policy_(around.policy), zone_(around.zone) {}

    std::vector<std::string> names_, properties_, attributes_, tags_;
    std::vector<Filter> filters_;
    std::vector<Selection> selections_;
    std::vector<Tally> tallies_;
    std::vector<Consent> consents_;
    std::vector<Asset> assets_;
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> roots_;
    LifeCyclePolicy policy_;
    base::Zone zone_;
    bool stage_ = false;
    bool orders_ = false;
    bool everybody_ = false;
};

}  // namespace huan::insight
