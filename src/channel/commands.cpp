#include "channel/commands.hpp"

#include "access/secret.hpp"
#include "channel/errors.hpp"
#include "channel/queries.hpp"
#include "channel/rows.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"

#include <limits>

namespace huan::channel {

namespace {

/// Messages stay with us; the customer's page or mini program fetches them.
class Inbox : public Channel {
public:
    ChannelKind kind() const override { return ChannelKind::inbox; }
    MessageId deliver(store::Transaction& tx, const Message& message,
                      const base::Context& ctx) const override {
        const auto person = customer::find_customer(tx, message.customer_id);
        if (!person) throw base::Error{customer::errors::unknown, "customer_id"};
        InboxMessage stored;
        stored.id = MessageId{tx.next_id()};
        stored.org_id = person->org_id;
        stored.org_path = person->org_path;
        stored.customer_id = person->id;
        stored.profile_id = customer::main_profile(tx, person->id);
        stored.campaign_id = message.campaign_id;
        stored.title = message.title;
        stored.body = message.body;
        stored.link = message.link;
        stored.created_at = ctx.now;
        rows::insert(tx, stored);
        return stored.id;
    }
};

/// The customer whose token calls, as they are known now.
base::CustomerId caller(store::Reader& db, const base::Context& ctx) {
    if (ctx.actor.kind != base::ActorKind::customer) throw base::Error{base::errors::forbidden};
    const auto person = customer::find_customer(db, base::CustomerId{ctx.actor.id});
    if (!person) throw base::Error{customer::errors::unknown};
    return person->id;
}

base::Page<InboxItem> page(store::Reader& db, base::CustomerId customer_id, bool unread_only,
                           const std::optional<std::string>& cursor,
                           const std::optional<std::int64_t>& asked) {
    const std::int64_t limit = base::page_limit(asked);
    const std::int64_t before = !cursor || cursor->empty()
                                    ? std::numeric_limits<std::int64_t>::max()
                                    : std::stoll(base::read_cursor(*cursor, 1).front());
    base::Page<InboxItem> found;
    found.items = rows::of_customer(db, customer_id, unread_only, before, limit + 1);
    if (static_cast<std::int64_t>(found.items.size()) > limit) {
        found.items.pop_back();
        found.next_cursor = base::make_cursor({std::to_string(found.items.back().id.value)});
    }
    return found;
}

}  // namespace

const Channel& channel_for(ChannelKind kind) {
    static const Inbox inbox;
    switch (kind) {
        case ChannelKind::inbox: return inbox;
    }
    return inbox;
}

MessageId send(store::Transaction& tx, const Message& message, const base::Context& ctx) {
    return channel_for(message.channel).deliver(tx, message, ctx);
}

CustomerToken mint_customer_token(store::Transaction& tx, const MintCustomerToken& command,
                                  const base::Context& ctx) {
    const std::int64_t minutes = command.minutes.value_or(60);
    if (minutes < 1 || minutes > 1440)
        throw base::Error{base::errors::out_of_range, "minutes", "Between 1 and 1440."};
    const customer::Customer person = customer::visible_customer(tx, command.customer_id, ctx);
    CustomerToken minted;
    minted.expires_at = ctx.now + std::chrono::minutes(minutes);
    minted.token = access::mint_customer_token(tx, person.id, minted.expires_at);
    return minted;
}

InboxItem read_message(store::Transaction& tx, const ReadMessage& command, const base::Context& ctx) {
    const base::CustomerId customer_id = caller(tx, ctx);
    const auto message = rows::find(tx, command.message_id);
    if (!message || message->customer_id != customer_id) throw base::Error{errors::unknown};
    if (rows::mark_read(tx, message->id, ctx.now)) {
        store::Event event;
        event.name = "message.read";
        event.profile_id = message->profile_id;
        event.org_id = message->org_id;
        event.channel = "inbox";
        event.properties["message_id"] = message->id.value;
        if (message->campaign_id) event.properties["campaign_id"] = message->campaign_id->value;
        store::append(tx, std::move(event), ctx);
    }
    return {message->id,   message->title,      message->body,
            message->link, message->created_at, message->read_at.value_or(ctx.now)};
}

void react_to_merge(store::Transaction& tx, const store::Event& event, const base::Context&) {
    for (const std::string_view key : {"from_customer_id", "into_customer_id"}) {
        const boost::json::value* found = event.properties.if_contains(key);
        if (found == nullptr || !found->is_int64()) continue;
        const base::CustomerId customer_id{found->get_int64()};
        for (const base::ProfileId profile : rows::profiles_with_messages(tx, customer_id)) {
            const base::CustomerId owner = customer::customer_of(tx, profile);
            if (owner && owner != customer_id) rows::move_profile(tx, profile, owner, customer_id);
        }
    }
}

base::Page<InboxItem> list_inbox(store::Reader& db, const ListInbox& query, const base::Context& ctx) {
    const base::CustomerId customer_id = caller(db, ctx);
    base::Page<InboxItem> found =
        page(db, customer_id, query.unread.value_or(false), query.cursor, query.limit);
    found.total = rows::unread(db, customer_id);
    return found;
}

base::Page<InboxItem> list_messages(store::Reader& db, const ListMessages& query, const base::Context& ctx) {
    return page(db, customer::visible_customer(db, query.customer_id, ctx).id, false, query.cursor,
                query.limit);
}

std::int64_t campaign_messages_since(store::Reader& db, base::CustomerId customer_id, base::Instant from) {
    return rows::sent_since(db, customer_id, from);
}

std::vector<Receipt> receipts(store::Reader& db, MessageId message_id) {
    const auto message = rows::find(db, message_id);
    if (!message) return {};
    std::vector<Receipt> found{
        {message_id, ChannelKind::inbox, ReceiptStatus::delivered, message->created_at}};
    if (message->read_at)
        found.push_back({message_id, ChannelKind::inbox, ReceiptStatus::read, *message->read_at});
    return found;
}

}  // namespace huan::channel
