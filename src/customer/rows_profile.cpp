#include "customer/rows_profile.hpp"

#include "customer/rows_list.hpp"

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

std::vector<ConsentRecordRow> consent_records(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<ConsentRecordRow>(
        db, "SELECT " + columns_of<ConsentRecordRow>() + " FROM consent_record WHERE profile_id IN", profiles,
        "ORDER BY at DESC, channel, purpose");
}

void put(Transaction& tx, const ConsentRecordRow& row) {
    tx.execute("INSERT INTO consent_record (" + columns_of<ConsentRecordRow>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                   "ON CONFLICT (profile_id, channel, purpose, at) DO UPDATE SET "
                   "granted = excluded.granted, method = excluded.method, place = excluded.place, "
                   "wording = excluded.wording, proof = excluded.proof, by_name = excluded.by_name, "
                   "recorded_at = excluded.recorded_at, source_id = excluded.source_id",
               row.profile_id, row.channel, row.purpose, row.at, row.granted, row.method, row.place,
               row.wording, row.proof, row.by_name, row.recorded_at, row.source_id);
}

void drop_consent_record(Transaction& tx, ProfileId profile, const std::string& channel,
                         const std::string& purpose, Instant at, std::int64_t source_id) {
    tx.execute(
        "DELETE FROM consent_record WHERE profile_id = $1 AND channel = $2 AND purpose = $3 AND at = $4 "
        "AND source_id = $5",
        profile, channel, purpose, at, source_id);
}

// --- fields -------------------------------------------------------------------------------------

std::vector<FieldRow> fields(Reader& db) {
    return db.all<FieldRow>("SELECT " + columns_of<FieldRow>() +
                            " FROM attribute_definition ORDER BY section, position, key");
}

std::vector<FieldRow> fields(Reader& db, const std::vector<std::string>& keys) {
    return all_in<FieldRow>(
        db, "SELECT " + columns_of<FieldRow>() + " FROM attribute_definition WHERE key IN", keys);
}

std::optional<FieldRow> lock_field(Transaction& tx, const std::string& key) {
    return tx.first<FieldRow>("SELECT " + columns_of<FieldRow>() +
                                  " FROM attribute_definition WHERE key = $1" + std::string(tx.for_update()),
                              key);
}

bool insert(Transaction& tx, const FieldRow& row) {
    return tx.execute("INSERT INTO attribute_definition (" + columns_of<FieldRow>() +
                          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
                          "ON CONFLICT (key) DO NOTHING",
                      row.key, row.type, row.name_zh, row.name_en, row.section, row.position, row.required,
                      row.least, row.most, row.choices, row.hint_zh, row.hint_en, row.built_in, row.retired,
                      row.version) == 1;
}

void update(Transaction& tx, const FieldRow& row) {
    tx.execute(
        "UPDATE attribute_definition SET name_zh = $2, name_en = $3, section = $4, required = $5, "
        "least = $6, most = $7, choices = $8, hint_zh = $9, hint_en = $10, retired = $11, version = $12 "
        "WHERE key = $1",
        row.key, row.name_zh, row.name_en, row.section, row.required, row.least, row.most, row.choices,
        row.hint_zh, row.hint_en, row.retired, row.version);
}

void drop_field(Transaction& tx, const std::string& key) {
    tx.execute("DELETE FROM attribute_definition WHERE key = $1", key);
}

void place_field(Transaction& tx, const std::string& key, const std::string& section, std::int64_t position) {
    tx.execute("UPDATE attribute_definition SET section = $2, position = $3 WHERE key = $1", key, section,
               position);
}

std::int64_t last_position(Reader& db, const std::string& section) {
    return db
        .value<std::int64_t>("SELECT COALESCE(max(position), 0) FROM attribute_definition WHERE section = $1",
                             section)
        .value_or(0);
}

std::vector<SectionView> sections(Reader& db) {
    return db.all<SectionView>("SELECT " + columns_of<SectionView>() +
                               " FROM attribute_section ORDER BY position, code");
}

void put(Transaction& tx, const SectionView& row) {
    tx.execute("INSERT INTO attribute_section (" + columns_of<SectionView>() +
                   ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO UPDATE SET name_zh = "
                   "excluded.name_zh, name_en = excluded.name_en",
               row.code, row.name_zh, row.name_en, row.position, row.built_in);
}

void place_section(Transaction& tx, const std::string& code, std::int64_t position) {
    tx.execute("UPDATE attribute_section SET position = $2 WHERE code = $1", code, position);
}

bool drop_section(Transaction& tx, const std::string& code) {
    return tx.execute("DELETE FROM attribute_section WHERE code = $1", code) == 1;
}

void empty_section(Transaction& tx, const std::string& from, const std::string& to) {
    tx.execute("UPDATE attribute_definition SET section = $2, position = position + 1000 WHERE section = $1",
               from, to);
}

std::vector<ValueCount> values_of(Reader& db, const std::string& key) {
    return db.all<ValueCount>(
        "SELECT type, value_text, value_number, count(*) AS people FROM customer_attribute "
        "WHERE key = $1 AND type <> 'none' GROUP BY type, value_text, value_number "
        "ORDER BY people DESC, value_text, value_number",
        key);
}

}  // namespace huan::customer::rows
