#include "capture/rows_contact_point.hpp"

namespace huan::capture::rows {

std::vector<ContactPoint> contact_points(store::Reader& db) {
    return db.all<ContactPoint>("SELECT " + base::column_list<ContactPoint>() +
                                " FROM contact_point ORDER BY name, id");
}

std::optional<ContactPoint> lock_contact_point(store::Transaction& tx, ContactPointId id) {
    return tx.first<ContactPoint>("SELECT " + base::column_list<ContactPoint>() +
                                      " FROM contact_point WHERE id = $1" + std::string(tx.for_update()),
                                  id);
}

bool is_taken(store::Reader& db, const std::string& channel, const std::string& place, ContactPointId but) {
    return db.value<std::int64_t>(
                 "SELECT count(*) FROM contact_point WHERE channel = $1 AND place = $2 AND id <> $3", channel,
                 place, but)
               .value_or(0) > 0;
}

}  // namespace huan::capture::rows
