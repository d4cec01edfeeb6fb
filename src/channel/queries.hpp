#pragma once

#include "channel/channel.hpp"

#include <optional>
#include <vector>

namespace huan::channel {

/// The calling customer's messages; `total` counts the unread ones.
base::Page<InboxItem> list_inbox(store::Reader& db, const ListInbox& query, const base::Context& ctx);
/// \throws base::Error `customer.unknown`.
base::Page<InboxItem> list_messages(store::Reader& db, const ListMessages& query, const base::Context& ctx);
/// How many messages of campaigns a person got in their inbox since `from`.
std::int64_t campaign_messages_since(store::Reader& db, base::CustomerId customer_id, base::Instant from);
/// What became of a message, oldest first; empty for one that is unknown.
std::vector<Receipt> receipts(store::Reader& db, MessageId message_id);

}  // namespace huan::channel
