#pragma once

#include "base/context.hpp"
#include "base/text.hpp"
#include "customer/identity.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Fields: attributes that a company has declared, with a type, a name in both languages and a place on the
/// page. Keys nobody declared are kept as they come.
namespace huan::customer {

using base::Instant;

enum class FieldType {
    text,    ///< One line, up to 200 characters.
    note,    ///< Several lines, up to 2,000 characters.
    number,  ///< At most four decimals.
    whole,   ///< A whole number.
    date,    ///< Kept as "2026-11-22", so that text sorts as time.
    yes_no,
    choice,  ///< One of a list.
};
BOOST_DESCRIBE_ENUM(FieldType, text, note, number, whole, date, yes_no, choice)

/// One entry of a list to choose from.
struct Choice {
    base::Text<80> value{};  ///< What is stored.
    base::Text<80> name_zh{};
    base::Text<80> name_en{};
    std::vector<base::Text<80>> also{};  ///< Other spellings that mean it, in imports and calls.

    friend bool operator==(const Choice&, const Choice&) = default;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (value, name_zh, name_en, also))

struct FieldView {
    std::string key{};
    FieldType type{};
    std::string name_zh{};
    std::string name_en{};
    std::string section{};  ///< Code of a section.
    std::int64_t position = 0;
    bool required = false;  ///< Users cannot leave it out; imports and calls can.
    std::optional<double> least{};
    std::optional<double> most{};
    std::vector<Choice> choices{};
    std::string hint_zh{};
    std::string hint_en{};
    bool built_in = false;
    bool retired = false;  ///< No longer asked for; what is stored stays and is shown.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(FieldView, (),
                      (key, type, name_zh, name_en, section, position, required, least, most, choices,
                       hint_zh, hint_en, built_in, retired, version))

struct SectionView {
    std::string code{};
    std::string name_zh{};
    std::string name_en{};
    std::int64_t position = 0;
    bool built_in = false;
};
BOOST_DESCRIBE_STRUCT(SectionView, (), (code, name_zh, name_en, position, built_in))

struct FieldList {
    std::vector<SectionView> sections{};
    std::vector<FieldView> items{};         ///< By section and position.
    std::vector<std::string> undeclared{};  ///< Keys that came in without being declared.
};
BOOST_DESCRIBE_STRUCT(FieldList, (), (sections, items, undeclared))
/// GET /api/attribute_definitions
FieldList list_fields(store::Reader& db);

// --- changing them ------------------------------------------------------------------------------

/// POST /api/attribute_definitions
struct DeclareField {
    base::Text<80> key{};
    FieldType type{};
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
    base::Text<40> section{};
    std::optional<bool> required{};
    std::optional<double> least{};
    std::optional<double> most{};
    std::vector<Choice> choices{};
    std::optional<base::Note<200>> hint_zh{};
    std::optional<base::Note<200>> hint_en{};
};
BOOST_DESCRIBE_STRUCT(DeclareField, (),
                      (key, type, name_zh, name_en, section, required, least, most, choices, hint_zh,
                       hint_en))
/// \throws base::Error `attribute.taken`, `attribute.bad_rule`, `attribute.unknown_section`.
FieldView declare_field(store::Transaction& tx, const DeclareField& command, const base::Context& ctx);

/// PUT /api/attribute_definitions/{key}. The type stays: stored values have it.
struct ChangeField {
    base::Text<80> key{};
    std::int64_t seen_version = 0;
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
    base::Text<40> section{};
    bool required = false;
    std::optional<double> least{};
    std::optional<double> most{};
    std::vector<Choice> choices{};
    std::optional<base::Note<200>> hint_zh{};
    std::optional<base::Note<200>> hint_en{};
    bool retired = false;
};
BOOST_DESCRIBE_STRUCT(ChangeField, (),
                      (key, seen_version, name_zh, name_en, section, required, least, most, choices, hint_zh,
                       hint_en, retired))
/// \throws base::Error `attribute.unknown`, `attribute.stale`, `attribute.bad_rule`...
FieldView change_field(store::Transaction& tx, const ChangeField& command, const base::Context& ctx);

/// DELETE /api/attribute_definitions/{key}: values stay, as those of a key nobody declared.
struct FieldByKey {
    base::Text<80> key{};
};
BOOST_DESCRIBE_STRUCT(FieldByKey, (), (key))
/// \throws base::Error `attribute.unknown`, `attribute.built_in`.
void undeclare_field(store::Transaction& tx, const FieldByKey& command, const base::Context& ctx);

/// PUT /api/attribute_order: fields in the order in which they are to stand.
struct ArrangedSection {
    std::string code{};
    std::vector<std::string> keys{};
};
BOOST_DESCRIBE_STRUCT(ArrangedSection, (), (code, keys))
struct ArrangeFields {
    std::vector<ArrangedSection> sections{};
};
BOOST_DESCRIBE_STRUCT(ArrangeFields, (), (sections))
FieldList arrange_fields(store::Transaction& tx, const ArrangeFields& command, const base::Context& ctx);

/// PUT /api/attribute_sections/{code}: makes or renames one.
struct SetSection {
    base::Text<40> code{};
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
};
BOOST_DESCRIBE_STRUCT(SetSection, (), (code, name_zh, name_en))
SectionView set_section(store::Transaction& tx, const SetSection& command, const base::Context& ctx);
/// DELETE /api/attribute_sections/{code}: its fields go to "other".
struct SectionByCode {
    base::Text<40> code{};
};
BOOST_DESCRIBE_STRUCT(SectionByCode, (), (code))
void drop_section(store::Transaction& tx, const SectionByCode& command, const base::Context& ctx);

/// POST /api/attribute_definitions/check: what a rule, as it is being typed, would say of stored values.
struct CheckField {
    base::Text<80> key{};
    FieldType type{};
    std::optional<double> least{};
    std::optional<double> most{};
    std::vector<Choice> choices{};
};
BOOST_DESCRIBE_STRUCT(CheckField, (), (key, type, least, most, choices))
struct StoredValue {
    boost::json::value value{};
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(StoredValue, (), (value, people))
struct FieldCheck {
    std::int64_t people = 0;            ///< Profiles that have a value.
    std::int64_t unfit = 0;             ///< Whose value does not fit the rule.
    std::vector<StoredValue> values{};  ///< The most common ones, at most 12.
    std::vector<StoredValue> unfits{};  ///< Some that do not fit, at most 6.
};
BOOST_DESCRIBE_STRUCT(FieldCheck, (), (people, unfit, values, unfits))
FieldCheck check_field(store::Reader& db, const CheckField& query, const base::Context& ctx);

// --- checking values ----------------------------------------------------------------------------

/// The value as the field stores it: "是" becomes true, "1990/5/1" a date, a choice's name its value, empty
/// text null. Nothing, and `why` a sentence, where it does not fit.
std::optional<boost::json::value> fitted(const FieldView& field, const boost::json::value& value,
                                         std::string& why);
/// The value of the choice that `text` names, by value, name or another spelling, in any case; null for none.
const Choice* choice_of(const std::vector<Choice>& choices, std::string_view text);
/// \throws base::Error `attribute.bad_rule` on "choices": none, more than 200, or one twice.
void check_choices(const std::vector<Choice>& choices);

/// The declared fields among these keys, retired ones included.
std::vector<FieldView> fields_of(store::Reader& db, const std::vector<std::string>& keys);

// --- what it was before -------------------------------------------------------------------------

/// GET /api/customers/{customer_id}/attribute_history
struct GetAttributeHistory {
    base::CustomerId customer_id{};
    std::optional<std::string> key{};
    std::optional<std::int64_t> limit{};  ///< 1..200, 50 where none is given.
};
BOOST_DESCRIBE_STRUCT(GetAttributeHistory, (), (customer_id, key, limit))

struct AttributeChange {
    std::string key{};
    boost::json::value value{};  ///< Null: cleared. Phones and e-mails are masked.
    Instant at{};                ///< From when on it was so.
    Instant received_at{};
    std::string actor{};  ///< "user:7 Li Lei"
    std::int64_t source_id = 0;
    bool refused = false;  ///< It did not fit the field and was not taken over.
};
BOOST_DESCRIBE_STRUCT(AttributeChange, (), (key, value, at, received_at, actor, source_id, refused))
struct AttributeHistory {
    std::vector<AttributeChange> items{};  ///< Latest first.
};
BOOST_DESCRIBE_STRUCT(AttributeHistory, (), (items))
AttributeHistory attribute_history(store::Reader& db, const GetAttributeHistory& query,
                                   const base::Context& ctx);

}  // namespace huan::customer
