#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What people said about being contacted, with its proof, and the link by which they stop messages.
namespace huan::customer {

/// The word for every channel or every purpose.
inline constexpr const char* everything = "all";

/// GET /api/customers/{customer_id}/consents
struct ListConsents {
    CustomerId customer_id{};
    std::optional<std::string> channel{};
};
BOOST_DESCRIBE_STRUCT(ListConsents, (), (customer_id, channel))

/// One thing somebody said, and how we know.
struct ConsentRecord {
    std::string channel{};
    std::string purpose{};
    bool granted = false;
    Instant at{};  ///< When it was said.
    ConsentMethod method = ConsentMethod::other;
    std::string place{};
    std::string wording{};
    std::string proof{};
    std::string by_name{};  ///< Who wrote it down; empty for the person themselves.
    Instant recorded_at{};  ///< When it was written down.
    bool holds = false;     ///< It is the last word on its channel and purpose.
};
BOOST_DESCRIBE_STRUCT(ConsentRecord, (),
                      (channel, purpose, granted, at, method, place, wording, proof, by_name, recorded_at,
                       holds))

struct ConsentHistory {
    std::vector<ConsentRecord> items{};  ///< Latest first.
};
BOOST_DESCRIBE_STRUCT(ConsentHistory, (), (items))
ConsentHistory list_consents(store::Reader& db, const ListConsents& query, const base::Context& ctx);

/// PUT /api/customers/{customer_id}/do_not_contact: the one switch that beats every consent.
struct SetDoNotContact {
    CustomerId customer_id{};
    bool on = false;
    std::optional<base::Note<400>> proof{};
    std::optional<ConsentMethod> method{};
    std::optional<base::Note<120>> place{};
    std::optional<base::Note<1000>> wording{};
};
BOOST_DESCRIBE_STRUCT(SetDoNotContact, (), (customer_id, on, proof, method, place, wording))
CustomerHead set_do_not_contact(store::Transaction& tx, const SetDoNotContact& command,
                                const base::Context& ctx);

// --- one-click unsubscribe (RFC 8058) -------------------------------------------------------------

/// POST /api/customers/{customer_id}/unsubscribe_link: for whoever sends messages in our name.
struct MakeUnsubscribeLink {
    CustomerId customer_id{};
    base::Text<40> channel{};                 ///< The channel the message goes over: "email", "sms"...
    std::optional<base::Text<40>> purpose{};  ///< "marketing" where none is given.
};
BOOST_DESCRIBE_STRUCT(MakeUnsubscribeLink, (), (customer_id, channel, purpose))

/// The link, and the two header lines an e-mail carries.
struct UnsubscribeLink {
    std::string url{};                    ///< Begins with "/" while the settings name no public address.
    std::string list_unsubscribe{};       ///< "<https://...>"
    std::string list_unsubscribe_post{};  ///< "List-Unsubscribe=One-Click"
    Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(UnsubscribeLink, (), (url, list_unsubscribe, list_unsubscribe_post, expires_at))

/// `origin` ("https://crm.example.com") stands where the settings name no public address.
UnsubscribeLink make_unsubscribe_link(store::Transaction& tx, const MakeUnsubscribeLink& command,
                                      const base::Context& ctx, const std::string& origin = {});

/// Whose messages of which sort a link is about.
struct Subscription {
    ProfileId profile_id{};
    CustomerId customer_id{};  ///< 0 when the person is no longer there.
    std::string channel{};
    std::string purpose{};
};
/// \throws base::Error `unsubscribe.bad_link`.
Subscription subscription_of(store::Reader& db, std::string_view token, Instant now);

enum class SubscriptionChange {
    stop,      ///< No more of this channel and purpose.
    stop_all,  ///< No more of this purpose, over whatever channel.
    resume,    ///< It was a mistake.
};
/// What the holder of a link asks for, as the person it names. Doing it again changes nothing. `wording` is
/// what the page said. Answers whether anything changed. \throws base::Error `unsubscribe.bad_link`.
bool change_subscription(store::Transaction& tx, std::string_view token, SubscriptionChange change,
                         const std::string& wording, const std::string& address, const base::Context& ctx);

}  // namespace huan::customer
