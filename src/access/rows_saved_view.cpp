#include "access/rows_saved_view.hpp"

namespace huan::access::rows {
namespace {

const std::string& all_columns() {
    static const std::string columns = base::column_list<SavedViewRow>();
    return columns;
}

}  // namespace

std::vector<SavedViewRow> saved_views(store::Reader& db, base::UserId user, const std::string& org_path,
                                      const std::string& list) {
    return db.all<SavedViewRow>("SELECT " + all_columns() +
                                    " FROM saved_view WHERE list = $1 AND (user_id = $2 OR (shared = 1 AND "
                                    "substr($3, 1, length(org_path)) = org_path)) "
                                    "ORDER BY CASE WHEN user_id = $2 THEN 0 ELSE 1 END, id LIMIT 100",
                                list, user, org_path);
}

std::optional<SavedViewRow> find_view(store::Reader& db, base::UserId user, const std::string& list,
                                      const std::string& label) {
    return db.first<SavedViewRow>(
        "SELECT " + all_columns() + " FROM saved_view WHERE user_id = $1 AND list = $2 AND label = $3", user,
        list, label);
}

std::int64_t count_views(store::Reader& db, base::UserId user) {
    return db.value<std::int64_t>("SELECT count(*) FROM saved_view WHERE user_id = $1", user).value_or(0);
}

bool remove_view(store::Transaction& tx, base::UserId user, SavedViewId id) {
    return tx.execute("DELETE FROM saved_view WHERE id = $1 AND user_id = $2", id, user) == 1;
}

}  // namespace huan::access::rows
