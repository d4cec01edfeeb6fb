#pragma once

#include "base/id.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <boost/describe.hpp>

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace huan::customer {

using base::CustomerId;
using base::OrgId;
using base::ProfileId;
using base::UserId;
using IdentityId = base::Id<struct IdentityTag>;

/// By what a person is known: a word that stands in the table `identity_kind`. These are there from the
/// start; a company declares further ones (`taobao_id`, `prospect_id`) so that ids of two systems never meet.
struct IdentityKind : base::Text<40> {
    static const IdentityKind external_id;            ///< The id in the company's own system.
    static const IdentityKind unionid;                ///< WeChat, one per person and open platform.
    static const IdentityKind wecom_external_userid;  ///< WeCom (企业微信) contact.
    static const IdentityKind card_number;            ///< Member card.
    static const IdentityKind phone;                  ///< E.164.
    static const IdentityKind email;                  ///< Lower case.
    static const IdentityKind openid;                 ///< WeChat, one per person and app.
    static const IdentityKind anonymous_id;           ///< Device or browser.
    static const IdentityKind plate;  ///< Licence plate: couples share a car, cars change hands.
};
inline const IdentityKind IdentityKind::external_id{{"external_id"}};
inline const IdentityKind IdentityKind::unionid{{"unionid"}};
inline const IdentityKind IdentityKind::wecom_external_userid{{"wecom_external_userid"}};
inline const IdentityKind IdentityKind::card_number{{"card_number"}};
inline const IdentityKind IdentityKind::phone{{"phone"}};
inline const IdentityKind IdentityKind::email{{"email"}};
inline const IdentityKind IdentityKind::openid{{"openid"}};
inline const IdentityKind IdentityKind::anonymous_id{{"anonymous_id"}};
inline const IdentityKind IdentityKind::plate{{"plate"}};

/// How values of a kind are read and brought to one form.
enum class KeyFormat {
    text,   ///< 1 to 200 characters, as they are.
    phone,  ///< E.164.
    email,  ///< Lower case.
    plate,  ///< Chinese licence plate, without separators.
};
BOOST_DESCRIBE_ENUM(KeyFormat, text, phone, email, plate)

/// What a kind of identity may decide.
struct KindRule {
    IdentityKind kind{};
    KeyFormat format = KeyFormat::text;  ///< Fixed once declared: stored values have it.
    std::int64_t priority = 0;           ///< The strongest identity of an observation names its profile.
    bool unique_per_person = false;      ///< A person has one value at most: two values are two people.
    bool weak = false;                   ///< Suggests only, never joins.
    std::int64_t people_limit = 0;       ///< A value seen with more profiles than this joins nobody.
};
BOOST_DESCRIBE_STRUCT(KindRule, (), (kind, format, priority, unique_per_person, weak, people_limit))

/// The rules of all kinds of a company.
class KindRules {
public:
    explicit KindRules(std::vector<KindRule> rules);
    /// As a new company has them.
    static const KindRules& built_in();

    const KindRule* find(const IdentityKind& kind) const;
    /// The rule of a kind that is declared. \throws base::Error `customer.unknown_kind`
    const KindRule& of(const IdentityKind& kind) const;
    std::span<const KindRule> strongest_first() const { return rules_; }

private:
    std::vector<KindRule> rules_;
};

/// One thing a person is known by. Two are equal only once both are normalised.
struct Identity {
    IdentityKind kind{};
    std::string value{};

    friend auto operator<=>(const Identity&, const Identity&) = default;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (kind, value))

/// The form we store and compare: phones as E.164 (`region` is the ISO country assumed for numbers without
/// one), e-mail in lower case, plates in upper case without separators, everything trimmed and at most 200
/// characters. \throws base::Error `customer.bad_identity` on `field`, `customer.unknown_kind`.
Identity normalised(const Identity& identity, std::string_view region = "CN",
                    const std::string& field = "identities", const KindRules& rules = KindRules::built_in());

/// Normalised, each once, strongest first; the order given decides among equals.
/// \throws base::Error `customer.bad_identity` on "identities[n].value", `customer.no_identity` for an empty
/// list.
std::vector<Identity> normalised(const std::vector<Identity>& identities, std::string_view region = "CN",
                                 const KindRules& rules = KindRules::built_in());

/// What people without `customer_reveal` see: 138****1234, a***@example.com, first and last two characters of
/// ids.
std::string masked(const IdentityKind& kind, std::string_view value);

/// A person as an observation found them.
struct Resolved {
    ProfileId profile_id{};    ///< Keep this in records and events: it never changes.
    CustomerId customer_id{};  ///< Whom the profile belongs to now.
    bool created = false;      ///< The profile is new.
};
BOOST_DESCRIBE_STRUCT(Resolved, (), (profile_id, customer_id, created))

}  // namespace huan::customer

template <> struct huan::base::detail::IsText<huan::customer::IdentityKind> : std::true_type {};
