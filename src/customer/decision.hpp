#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "customer/customer.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Who is one person, as operators see and decide it: why profiles are together, joining and parting them by
/// hand, and taking such a decision back.
namespace huan::customer {

/// A profile within a customer: a person as one identity knew them.
struct ProfileView {
    ProfileId id{};
    IdentityKind kind{};  ///< Of the identity that names it.
    std::string value{};  ///< Masked.
    Instant created_at{};
    std::int64_t orders = 0;
    Money order_amount{};
    std::vector<IdentityView> keys{};  ///< What else it was seen with; `cut` where somebody parted people.
};
BOOST_DESCRIBE_STRUCT(ProfileView, (), (id, kind, value, created_at, orders, order_amount, keys))

/// Why two profiles are one person: a key both were seen with, or somebody's decision.
struct JoinView {
    ProfileId left{};
    ProfileId right{};
    std::optional<IdentityKind> key_kind{};
    std::optional<std::string> key_value{};  ///< Masked.
    std::optional<std::int64_t> decision_id{};
    Instant at{};  ///< Since when the key or the decision is known.
};
BOOST_DESCRIBE_STRUCT(JoinView, (), (left, right, key_kind, key_value, decision_id, at))

/// Something an operator decided.
struct DecisionView {
    std::int64_t id = 0;
    bool joins = false;  ///< Else: keeps apart.
    Instant at{};
    std::string by_name{};
    std::string note{};
    std::optional<Instant> revoked_at{};
    std::vector<CustomerId> left{};  ///< Whom its profiles belong to now.
    std::vector<CustomerId> right{};
};
BOOST_DESCRIBE_STRUCT(DecisionView, (), (id, joins, at, by_name, note, revoked_at, left, right))
using DecisionViewPage = base::Page<DecisionView>;

/// GET /api/customers/{customer_id}/identity
struct IdentityReport {
    CustomerId customer_id{};
    std::vector<ProfileView> profiles{};  ///< Oldest first.
    std::vector<JoinView> joins{};        ///< One fewer than profiles.
    std::vector<DecisionView> decisions{};
};
BOOST_DESCRIBE_STRUCT(IdentityReport, (), (customer_id, profiles, joins, decisions))

/// POST /api/customers/{customer_id}/merge: this and the other are one person.
struct MergeCustomers {
    CustomerId customer_id{};
    CustomerId with_customer_id{};
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(MergeCustomers, (), (customer_id, with_customer_id, note))

/// POST /api/customers/{customer_id}/part: these profiles are somebody else, and never join again.
struct PartCustomer {
    CustomerId customer_id{};
    std::vector<ProfileId> profile_ids{};
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(PartCustomer, (), (customer_id, profile_ids, note))

/// POST /api/customers/{customer_id}/keep_apart: two customers are different people, whatever keys say later.
struct KeepApart {
    CustomerId customer_id{};
    CustomerId from_customer_id{};
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(KeepApart, (), (customer_id, from_customer_id, note))

struct DecisionById {
    std::int64_t decision_id = 0;
};
BOOST_DESCRIBE_STRUCT(DecisionById, (), (decision_id))

struct ListDecisions {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListDecisions, (), (cursor, limit))

/// What came of a decision.
struct Decided {
    std::int64_t decision_id = 0;
    std::vector<CustomerId> customers{};  ///< Whom it was about, as they are now; one after a merge.
};
BOOST_DESCRIBE_STRUCT(Decided, (), (decision_id, customers))

/// \throws base::Error `customer.unknown`, `same_person`, `kept_apart`.
Decided merge_customers(store::Transaction& tx, const MergeCustomers& command, const base::Context& ctx);
/// \throws base::Error `customer.unknown`, `customer.nobody_left`.
Decided part_customer(store::Transaction& tx, const PartCustomer& command, const base::Context& ctx);
/// \throws base::Error `customer.unknown`, `same_person`.
Decided keep_apart(store::Transaction& tx, const KeepApart& command, const base::Context& ctx);
/// People are again as the links alone say; what a parting took back with it stands again.
/// \throws base::Error `identity_decision.unknown`, `identity_decision.over`.
Decided take_back(store::Transaction& tx, const DecisionById& command, const base::Context& ctx);

IdentityReport identity_report(store::Reader& db, const CustomerById& query, const base::Context& ctx);
base::Page<DecisionView> list_decisions(store::Reader& db, const ListDecisions& query,
                                        const base::Context& ctx);

/// GET /api/customers/{customer_id}/merge_preview: both side by side, and what the one person would be.
struct PreviewMerge {
    CustomerId customer_id{};
    CustomerId with_customer_id{};
};
BOOST_DESCRIBE_STRUCT(PreviewMerge, (), (customer_id, with_customer_id))

struct AttributeClash {
    std::string key{};
    std::optional<boost::json::value> left{};
    std::optional<boost::json::value> right{};
    boost::json::value result{};  ///< The value said last holds.
};
BOOST_DESCRIBE_STRUCT(AttributeClash, (), (key, left, right, result))

struct MergePreview {
    CustomerHead left{};
    CustomerHead right{};
    CustomerId result_id{};  ///< The id that stays: the older customer's.
    std::int64_t order_count = 0;
    Money order_amount{};
    std::vector<AttributeClash> attributes{};  ///< Those either has.
    /// Kinds unique per person of which both have a value: a hint that they are two people.
    std::vector<IdentityKind> contradictions{};
    bool kept_apart = false;  ///< Somebody decided before that they are two people.
};
BOOST_DESCRIBE_STRUCT(MergePreview, (),
                      (left, right, result_id, order_count, order_amount, attributes, contradictions,
                       kept_apart))
MergePreview preview_merge(store::Reader& db, const PreviewMerge& query, const base::Context& ctx);

/// Why two people may be one.
enum class HintKind {
    weak_key,    ///< Both were seen with a key of a weak kind.
    car,         ///< Both use the car.
    name,        ///< A name nobody else here has.
    phone_tail,  ///< Same name, and phones that end alike.
    email_name,  ///< Same name, and e-mail addresses that differ after the @ only.
};
BOOST_DESCRIBE_ENUM(HintKind, weak_key, car, name, phone_tail, email_name)
struct Hint {
    HintKind kind{};
    std::string value{};                     ///< Masked where it is a key.
    std::optional<IdentityKind> key_kind{};  ///< Of a weak key.
};
BOOST_DESCRIBE_STRUCT(Hint, (), (kind, value, key_kind))

/// People who may be one, by something that is no proof.
struct PersonSuggestion {
    CustomerSummary left{};
    CustomerSummary right{};
    std::vector<Hint> hints{};
};
BOOST_DESCRIBE_STRUCT(PersonSuggestion, (), (left, right, hints))
using PersonSuggestionPage = base::Page<PersonSuggestion>;
/// GET /api/identity_suggestions: shared weak keys first, then cars, then names.
struct ListSuggestions {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListSuggestions, (), (cursor, limit))
/// Pairs whom a decision keeps apart are left out.
base::Page<PersonSuggestion> list_suggestions(store::Reader& db, const ListSuggestions& query,
                                              const base::Context& ctx);

}  // namespace huan::customer
