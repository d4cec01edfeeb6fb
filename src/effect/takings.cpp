#include "effect/takings.hpp"

namespace huan::effect {

bool Groups::counts(std::int64_t customer_id, base::Instant at) const {
    const auto met = met_at.find(customer_id);
    return met == met_at.end() || at > met->second;
}

Groups groups_of(store::Reader& db, scene::CampaignId id, bool has_segment, base::Instant before) {
    Groups groups;
    if (has_segment) {
        groups.people = scene::audience_of(db, id);
        return groups;
    }
    for (const rows::MetFact& person : rows::met(db, id, before)) {
        (person.held_out ? groups.people.holdout : groups.people.treated)
            .add(static_cast<std::uint64_t>(person.customer_id));
        groups.met_at[person.customer_id] = person.at;
    }
    return groups;
}

Verdict Gain::unmeasured(std::int64_t holdout_percent) const {
    if (holdout_percent == 0) return Verdict::no_holdout;
    return treated < 2 || holdout < 2 ? Verdict::too_few : Verdict::no_orders;
}

void Takings::take(const rows::OrderFact& order) {
    const auto id = static_cast<std::uint64_t>(order.customer_id);
    if (!groups_.people.treated.contains(id) && !groups_.people.holdout.contains(id)) return;
    if (!groups_.counts(order.customer_id, order.ordered_at)) return;
    Paid& paid = buyers_[order.customer_id];
    ++paid.orders;
    paid.amount += order.net;
    paid.profit += order.net - order.cost;
    covered_ += order.covered;
    sold_ += order.net;
}

Gain Takings::gain() const {
    Sample orders[2];
    Sample amount[2];
    Sample profit[2];
    for (const auto& [id, paid] : buyers_) {
        const int group = groups_.people.holdout.contains(static_cast<std::uint64_t>(id)) ? 1 : 0;
        orders[group].add(static_cast<double>(paid.orders));
        amount[group].add(static_cast<double>(paid.amount.minor));
        profit[group].add(static_cast<double>(paid.profit.minor));
    }
    for (int group = 0; group < 2; ++group) {
        const auto& people = group == 1 ? groups_.people.holdout : groups_.people.treated;
        const std::int64_t idle = static_cast<std::int64_t>(people.cardinality()) - orders[group].n;
        for (Sample* sample : {&orders[group], &amount[group], &profit[group]}) sample->add(0, idle);
    }
    Gain gain{.treated = orders[0].n, .holdout = orders[1].n};
    if (buyers_.empty()) return gain;
    gain.orders = increment(orders[0], orders[1]);
    gain.amount = increment(amount[0], amount[1]);
    if (sold_ > base::Money{} && covered_ >= sold_) gain.profit = increment(profit[0], profit[1]);
    return gain;
}

}  // namespace huan::effect
