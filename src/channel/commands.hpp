#pragma once

#include "channel/channel.hpp"
#include "store/event.hpp"

#include <map>
#include <string>
#include <string_view>

namespace huan::channel {

/// Sends a message by its channel. Whether it may be sent is the guard's question, asked before.
/// \throws base::Error `customer.unknown`.
MessageId send(store::Transaction& tx, const Message& message, const base::Context& ctx);

/// \throws base::Error `customer.unknown`, `field.out_of_range`.
CustomerToken mint_customer_token(store::Transaction& tx, const MintCustomerToken& command,
                                  const base::Context& ctx);

/// Marks a message as read, once, and records `message.read`; only its own customer may.
/// \throws base::Error `channel.unknown`.
InboxItem read_message(store::Transaction& tx, const ReadMessage& command, const base::Context& ctx);

/// Fills "{name}" and its like from `values`; "{{" stands for a brace. A place without a value, or with an
/// empty one, goes together with the separator and space that held it: of "{amount} off, {name}" stays
/// "$5.00 off".
std::string fill(std::string_view text, const std::map<std::string, std::string>& values);
/// An amount as people write it: "¥5.00", "$12.50", "-¥500"; "CHF 5.00" where the currency has no sign we
/// know.
std::string price(base::Money amount, std::string_view currency);
/// \throws base::Error `channel.bad_template` on `field` when `text` has a place not in `known` or a stray
/// brace.
void check_template(std::string_view text, const std::vector<std::string>& known, const std::string& field);

/// On `profiles.merged` and `profiles.parted`: messages follow their profile.
void react_to_merge(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

}  // namespace huan::channel
