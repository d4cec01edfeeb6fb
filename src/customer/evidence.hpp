#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "customer/forget.hpp"
#include "customer/order.hpp"
#include "store/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What imports showed, and how it is taken back: afterwards everything is as if the import had never been,
/// while what others have said since stays.
namespace huan::customer {

/// A fact as it is known again: "order:17", "tag:5:vip".
struct Fact {
    std::string text{};
};
/// What an event tells; empty where it is no fact that could be told twice.
std::optional<Fact> fact_of(const store::Event& event);
Fact order_fact(OrderId id);
Fact attribute_fact(ProfileId profile, const std::string& key, const boost::json::value& value);
Fact tag_fact(ProfileId profile, const std::string& tag);
Fact consent_fact(ProfileId profile, const std::string& channel, const std::string& purpose, bool granted);
/// Of behaviour and leads, which imports know by a message id.
Fact message_fact(const std::string& message_id);

/// Says that a fact that is stored already was told again by the context's import, or by somebody else.
void note_repeat(store::Transaction& tx, const Fact& fact, Instant at, const base::Context& ctx);

/// Takes one event of an import back, without the event itself. `successor`: another import (or 0: somebody)
/// told the same, so it stays and is theirs from now on; empty: nobody did. Answers false where too much
/// hangs on it: then it stays.
using TakeBack = bool (*)(store::Transaction& tx, const store::Event& event,
                          std::optional<std::int64_t> successor, const base::Context& ctx);
bool take_back_order(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t> successor,
                     const base::Context& ctx);

/// Who, beside this import, told what `event` tells; 0: nobody that can be undone.
std::optional<std::int64_t> successor(store::Reader& db, const store::Event& event, std::int64_t import_id);
/// Makes the event its successor's, as of when they told it. Answers it as it is now.
store::Event hand_over(store::Transaction& tx, store::Event event, std::int64_t import_id,
                       const base::Context& ctx);
/// Facts of this import that repeated others': nobody needs to know any more.
void forget_repeats(store::Transaction& tx, std::int64_t import_id);

/// Events have been withdrawn: attributes, tags and consents they told are read again from those that
/// remain, and so are the customers' copies.
void reread(store::Transaction& tx, const std::vector<store::Event>& withdrawn, const base::Context& ctx);

/// How far taking back keys and people has come.
struct TakenBack {
    std::int64_t evidence = 0;  ///< Rows looked at; fewer than asked for: it is over.
    Gone gone{};                ///< Profiles that nobody else has shown and who have done nothing since.
    std::int64_t kept = 0;  ///< Profiles that only the import had shown, but who have done something since.
};
/// Takes back what the import showed of keys and people, at most `limit` pieces of evidence. The import's
/// facts must have been taken back before.
TakenBack take_back_evidence(store::Transaction& tx, std::int64_t import_id, std::int64_t limit,
                             const base::Context& ctx);

}  // namespace huan::customer
