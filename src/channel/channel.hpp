#pragma once

#include "base/context.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "offer/offer.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::channel {

using MessageId = base::Id<struct MessageTag>;

/// How a message travels. The in-app inbox needs no outside service.
enum class ChannelKind { inbox };
BOOST_DESCRIBE_ENUM(ChannelKind, inbox)

/// A message to one person, as it is to be sent.
struct Message {
    base::CustomerId customer_id{};
    ChannelKind channel = ChannelKind::inbox;
    std::string title{};  ///< With its {places} filled already.
    std::string body{};
    std::string link{};  ///< Path or URL the message leads to; may be empty.
    std::optional<offer::CampaignId> campaign_id{};
};

/// A message in somebody's inbox.
struct InboxMessage {
    MessageId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::CustomerId customer_id{};  ///< Follows merges.
    base::ProfileId profile_id{};    ///< Whom it was sent to, for ever.
    std::optional<offer::CampaignId> campaign_id{};
    std::string title{};
    std::string body{};
    std::string link{};
    base::Instant created_at{};
    std::optional<base::Instant> read_at{};
};
BOOST_DESCRIBE_STRUCT(InboxMessage, (),
                      (id, org_id, org_path, customer_id, profile_id, campaign_id, title, body, link,
                       created_at, read_at))

/// What became of a message.
enum class ReceiptStatus { delivered, read };
BOOST_DESCRIBE_ENUM(ReceiptStatus, delivered, read)

struct Receipt {
    MessageId message_id{};
    ChannelKind channel = ChannelKind::inbox;
    ReceiptStatus status = ReceiptStatus::delivered;
    base::Instant at{};
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (message_id, channel, status, at))

/// One way of reaching people. `deliver` runs in the sender's transaction: a channel that talks to the
/// outside leaves an outbox row there and speaks after the commit.
class Channel {
public:
    virtual ~Channel() = default;
    virtual ChannelKind kind() const = 0;
    /// \throws base::Error `customer.unknown`.
    virtual MessageId deliver(store::Transaction& tx, const Message& message,
                              const base::Context& ctx) const = 0;
};

/// The channel of a kind.
const Channel& channel_for(ChannelKind kind);

/// `POST /api/customer_tokens`: another system of ours lets one of its signed-in customers see their inbox.
struct MintCustomerToken {
    base::CustomerId customer_id{};
    std::optional<std::int64_t> minutes{};  ///< 1..1440; 60 where none is given.
};
BOOST_DESCRIBE_STRUCT(MintCustomerToken, (), (customer_id, minutes))

struct CustomerToken {
    std::string token{};  ///< For `Authorization: Bearer`; names this customer and nobody else.
    base::Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(CustomerToken, (), (token, expires_at))

// --- inbox of a customer (customer token)
// ---------------------------------------------------------------------------

/// `GET /api/inbox`, newest first.
struct ListInbox {
    std::optional<bool> unread{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListInbox, (), (unread, cursor, limit))

/// What the customer sees of it.
struct InboxItem {
    MessageId id{};
    std::string title{};
    std::string body{};
    std::string link{};
    base::Instant created_at{};
    std::optional<base::Instant> read_at{};
};
BOOST_DESCRIBE_STRUCT(InboxItem, (), (id, title, body, link, created_at, read_at))

/// `POST /api/inbox/{message_id}/read`
struct ReadMessage {
    MessageId message_id{};
};
BOOST_DESCRIBE_STRUCT(ReadMessage, (), (message_id))

/// `GET /api/messages?customer_id=` for the console: what a person was sent, newest first.
struct ListMessages {
    base::CustomerId customer_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListMessages, (), (customer_id, cursor, limit))

}  // namespace huan::channel
