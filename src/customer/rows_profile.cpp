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

}  // namespace huan::customer::rows
