#pragma once

#include "access/saved_view.hpp"

namespace huan::access::rows {

struct SavedViewRow {
    SavedViewId id{};
    base::UserId user_id{};
    std::string org_path{};
    std::string list{};
    std::string label{};
    boost::json::value query{};
    bool shared = false;
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(SavedViewRow, (), (id, user_id, org_path, list, label, query, shared, created_at))

/// The user's own, and shared ones of nodes on the way from the root down to `org_path`.
std::vector<SavedViewRow> saved_views(store::Reader& db, base::UserId user, const std::string& org_path,
                                      const std::string& list);
std::optional<SavedViewRow> find_view(store::Reader& db, base::UserId user, const std::string& list,
                                      const std::string& label);
std::int64_t count_views(store::Reader& db, base::UserId user);
bool remove_view(store::Transaction& tx, base::UserId user, SavedViewId id);

}  // namespace huan::access::rows
