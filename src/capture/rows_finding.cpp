#include "capture/rows_finding.hpp"

namespace huan::capture::rows {

std::vector<FindingType> finding_types(store::Reader& db) {
    return db.all<FindingType>("SELECT " + base::column_list<FindingType>() +
                               " FROM finding_type WHERE active = 1 ORDER BY rank, id");
}

std::optional<FindingType> finding_type(store::Reader& db, const std::string& code) {
    return db.first<FindingType>(
        "SELECT " + base::column_list<FindingType>() + " FROM finding_type WHERE code = $1 AND active = 1",
        code);
}

std::optional<PhotoRow> photo(store::Reader& db, PhotoId id) {
    return db.first<PhotoRow>("SELECT " + base::column_list<PhotoRow>() + " FROM photo WHERE id = $1", id);
}

std::vector<Finding> findings(store::Reader& db, std::int64_t user, std::int64_t customer,
                              const std::string& path_begin, std::int64_t before, std::int64_t limit) {
    return db.all<Finding>(
        "SELECT " + base::column_list<Finding>() +
            " FROM finding WHERE ($1 = 0 OR user_id = $1) AND ($2 = 0 OR customer_id = $2) "
            "AND substr(org_path, 1, length($3)) = $3 AND ($4 = 0 OR id < $4) ORDER BY id DESC LIMIT $5",
        user, customer, path_begin, before, limit);
}

}  // namespace huan::capture::rows
