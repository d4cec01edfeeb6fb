#pragma once

#include "base/context.hpp"
#include "channel/channel.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <vector>

/// SQL of counters that are counted anew when people are joined or parted.
namespace huan::scene::rows {

/// Says how many messages a person had on a business day.
void set_messages(store::Transaction& tx, base::CustomerId customer_id, channel::ChannelKind channel,
                  std::int64_t day, std::int64_t count);
/// Counts what the triggers gave a person, who may be made of several profiles.
void recount_firings(store::Transaction& tx, base::CustomerId customer_id,
                     const std::vector<base::ProfileId>& profiles);

}  // namespace huan::scene::rows
