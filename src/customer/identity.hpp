#pragma once

#include "base/id.hpp"

#include <boost/describe.hpp>

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace huan::customer {

using base::CustomerId;
using base::OrgId;
using base::ProfileId;
using base::UserId;
using IdentityId = base::Id<struct IdentityTag>;

/// By what a person is known. The order here is the order in the console; what counts is `kind_rule`.
enum class IdentityKind {
    external_id,            ///< The id in the company's own system.
    unionid,                ///< WeChat, one per person and open platform.
    wecom_external_userid,  ///< WeCom (企业微信) contact.
    card_number,            ///< Member card.
    phone,                  ///< E.164.
    email,                  ///< Lower case.
    openid,                 ///< WeChat, one per person and app.
    anonymous_id,           ///< Device or browser.
    plate,                  ///< Licence plate: couples share a car, cars change hands.
};
BOOST_DESCRIBE_ENUM(IdentityKind, external_id, unionid, wecom_external_userid, card_number, phone, email,
                    openid, anonymous_id, plate)

/// What a kind of identity may decide.
struct KindRule {
    IdentityKind kind{};
    int priority = 0;                ///< The strongest identity of an observation names its profile.
    bool unique_per_person = false;  ///< A person has one value at most: two values are two people.
    bool weak = false;               ///< Suggests only, never joins.
    int people_limit = 0;            ///< A value seen with more profiles than this joins nobody.
};

/// The rule of each kind, strongest first.
std::span<const KindRule> kind_rules();
const KindRule& kind_rule(IdentityKind kind);

/// One thing a person is known by. Two are equal only once both are normalised.
struct Identity {
    IdentityKind kind{};
    std::string value{};

    friend auto operator<=>(const Identity&, const Identity&) = default;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (kind, value))

/// The form we store and compare: phones as E.164 (`region` is the ISO country assumed for numbers without
/// one), e-mail in lower case, plates in upper case without separators, everything trimmed and at most 200
/// characters. \throws base::Error `customer.bad_identity` on `field`.
Identity normalised(const Identity& identity, std::string_view region = "CN",
                    const std::string& field = "identities");

/// Normalised, each once, strongest first; the order given decides among equals.
/// \throws base::Error `customer.bad_identity` on "identities[n].value", `customer.no_identity` for an empty
/// list.
std::vector<Identity> normalised(const std::vector<Identity>& identities, std::string_view region = "CN");

/// "沪A·8K321" -> "沪A8K321"; also plates of new-energy cars (沪AD12345). Empty when it is no Chinese plate.
std::string normalised_plate(std::string_view plate);

/// What people without `customer_reveal` see: 138****1234, a***@example.com, first and last two characters of
/// ids.
std::string masked(IdentityKind kind, std::string_view value);

/// A person as an observation found them.
struct Resolved {
    ProfileId profile_id{};    ///< Keep this in records and events: it never changes.
    CustomerId customer_id{};  ///< Whom the profile belongs to now.
    bool created = false;      ///< The profile is new.
};
BOOST_DESCRIBE_STRUCT(Resolved, (), (profile_id, customer_id, created))

}  // namespace huan::customer
