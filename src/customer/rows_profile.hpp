#pragma once

#include "customer/consent.hpp"
#include "customer/field.hpp"
#include "customer/rows_facts.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of what stands beside the plain facts: fields, proofs of consent.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

struct ConsentRecordRow {
    ProfileId profile_id{};
    std::string channel{};
    std::string purpose{};
    Instant at{};
    bool granted = false;
    ConsentMethod method = ConsentMethod::other;
    std::string place{};
    std::string wording{};
    std::string proof{};
    std::string by_name{};
    Instant recorded_at{};
    std::int64_t source_id = 0;
};
BOOST_DESCRIBE_STRUCT(ConsentRecordRow, (),
                      (profile_id, channel, purpose, at, granted, method, place, wording, proof, by_name,
                       recorded_at, source_id))
/// Latest first.
std::vector<ConsentRecordRow> consent_records(Reader& db, const std::vector<ProfileId>& profiles);
/// What an import wrote down.
void drop_consent_record(Transaction& tx, ProfileId profile, const std::string& channel,
                         const std::string& purpose, Instant at, std::int64_t source_id);
/// Two words of the same moment: the one written down last.
void put(Transaction& tx, const ConsentRecordRow& row);

// --- fields -------------------------------------------------------------------------------------

/// Bounds are scaled by 10,000; `choices` is a list of `Choice`.
struct FieldRow {
    std::string key{};
    FieldType type{};
    std::string name_zh{};
    std::string name_en{};
    std::string section{};
    std::int64_t position = 0;
    bool required = false;
    std::optional<std::int64_t> least{};
    std::optional<std::int64_t> most{};
    boost::json::value choices = boost::json::array();
    std::string hint_zh{};
    std::string hint_en{};
    bool built_in = false;
    bool retired = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(FieldRow, (),
                      (key, type, name_zh, name_en, section, position, required, least, most, choices,
                       hint_zh, hint_en, built_in, retired, version))
std::vector<FieldRow> fields(Reader& db);
std::vector<FieldRow> fields(Reader& db, const std::vector<std::string>& keys);
std::optional<FieldRow> lock_field(Transaction& tx, const std::string& key);
/// False when the key is declared already.
bool insert(Transaction& tx, const FieldRow& row);
void update(Transaction& tx, const FieldRow& row);
void drop_field(Transaction& tx, const std::string& key);
void place_field(Transaction& tx, const std::string& key, const std::string& section, std::int64_t position);
/// The position of a section's last field; 0 for an empty one.
std::int64_t last_position(Reader& db, const std::string& section);

std::vector<SectionView> sections(Reader& db);
/// Makes or renames one.
void put(Transaction& tx, const SectionView& row);
void place_section(Transaction& tx, const std::string& code, std::int64_t position);
bool drop_section(Transaction& tx, const std::string& code);
void empty_section(Transaction& tx, const std::string& from, const std::string& to);

/// A stored value of a key, and how many profiles have it.
struct ValueCount {
    AttributeType type{};
    std::optional<std::string> value_text{};
    std::optional<std::int64_t> value_number{};
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(ValueCount, (), (type, value_text, value_number, people))
/// Most common first.
std::vector<ValueCount> values_of(Reader& db, const std::string& key);

}  // namespace huan::customer::rows
