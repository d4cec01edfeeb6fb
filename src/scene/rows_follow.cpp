#include "scene/rows_follow.hpp"

#include <string>

namespace huan::scene::rows {

void set_messages(store::Transaction& tx, base::CustomerId customer_id, channel::ChannelKind channel,
                  std::int64_t day, std::int64_t count) {
    if (count == 0) {
        tx.execute("DELETE FROM message_count WHERE customer_id = $1 AND channel = $2 AND day = $3",
                   customer_id, channel, day);
        return;
    }
    tx.execute(
        "INSERT INTO message_count (customer_id, channel, day, n) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (customer_id, channel, day) DO UPDATE SET n = $4",
        customer_id, channel, day, count);
}

void recount_firings(store::Transaction& tx, base::CustomerId customer_id,
                     const std::vector<base::ProfileId>& profiles) {
    tx.execute("DELETE FROM trigger_count WHERE customer_id = $1", customer_id);
    if (profiles.empty()) return;
    std::vector<store::Param> params{store::to_param(customer_id)};
    std::string these;
    for (const base::ProfileId profile : profiles) {
        params.push_back(store::to_param(profile));
        these.append(these.empty() ? "$" : ", $").append(std::to_string(params.size()));
    }
    tx.run_with(
        "INSERT INTO trigger_count (trigger_id, customer_id, n) SELECT trigger_id, $1, count(*) "
        "FROM trigger_firing WHERE customer_id IN (" +
            these + ") AND coupon_id IS NOT NULL GROUP BY trigger_id",
        params);
}

}  // namespace huan::scene::rows
