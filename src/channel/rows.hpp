#pragma once

#include "channel/channel.hpp"

#include <optional>
#include <vector>

/// The only SQL of this module.
namespace huan::channel::rows {

void insert(store::Transaction& tx, const InboxMessage& message);
std::optional<InboxMessage> find(store::Reader& db, MessageId id);
/// Sets the time of reading once; answers whether it was unread.
bool mark_read(store::Transaction& tx, MessageId id, base::Instant now);
std::vector<InboxItem> of_customer(store::Reader& db, base::CustomerId customer_id, bool unread_only,
                                   std::int64_t before, std::int64_t limit);
std::int64_t unread(store::Reader& db, base::CustomerId customer_id);
std::int64_t sent_since(store::Reader& db, base::CustomerId customer_id, base::Instant from);
std::vector<base::ProfileId> profiles_with_messages(store::Reader& db, base::CustomerId customer_id);
void move_profile(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id,
                  base::CustomerId from);

}  // namespace huan::channel::rows
