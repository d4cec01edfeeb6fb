#include "effect/takings.hpp"

namespace huan::effect {

void Takings::take(const rows::OrderFact& order) {
    const auto id = static_cast<std::uint64_t>(order.customer_id);
    if (!audience_.treated.contains(id) && !audience_.holdout.contains(id)) return;
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
        const int group = audience_.holdout.contains(static_cast<std::uint64_t>(id)) ? 1 : 0;
        orders[group].add(static_cast<double>(paid.orders));
        amount[group].add(static_cast<double>(paid.amount.minor));
        profit[group].add(static_cast<double>(paid.profit.minor));
    }
    for (int group = 0; group < 2; ++group) {
        const auto& people = group == 1 ? audience_.holdout : audience_.treated;
        const std::int64_t idle = static_cast<std::int64_t>(people.cardinality()) - orders[group].n;
        for (Sample* sample : {&orders[group], &amount[group], &profit[group]}) sample->add(0, idle);
    }
    Gain gain{.treated = orders[0].n, .holdout = orders[1].n};
    gain.orders = increment(orders[0], orders[1]);
    gain.amount = increment(amount[0], amount[1]);
    if (sold_ > base::Money{} && covered_ >= sold_) gain.profit = increment(profit[0], profit[1]);
    return gain;
}

}  // namespace huan::effect
