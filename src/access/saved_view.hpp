#pragma once

#include "base/context.hpp"
#include "base/text.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

/// Questions that people ask of a list again and again, kept under a name, for themselves or for everybody
/// at their place in the organisation and below it.
namespace huan::access {

using SavedViewId = base::Id<struct SavedViewTag>;

struct SavedView {
    SavedViewId id{};
    std::string list{};  ///< "customers", "leads"...: the console's name of the list.
    std::string label{};
    boost::json::object query{};  ///< Filter by name, as the list's address has it.
    bool shared = false;
    bool mine = false;         ///< Only who made it may change or remove it.
    std::string owner_name{};  ///< Of whoever made it.
};
BOOST_DESCRIBE_STRUCT(SavedView, (), (id, list, label, query, shared, mine, owner_name))

/// GET /api/saved_views
struct ListSavedViews {
    base::Text<40> list{};
};
BOOST_DESCRIBE_STRUCT(ListSavedViews, (), (list))
struct SavedViews {
    std::vector<SavedView> items{};  ///< Own ones first, each in the order they were made.
};
BOOST_DESCRIBE_STRUCT(SavedViews, (), (items))
SavedViews list_saved_views(store::Reader& db, const ListSavedViews& query, const base::Context& ctx);

/// POST /api/saved_views: one of the same list and label is replaced.
struct SaveView {
    base::Text<40> list{};
    base::Text<40> label{};
    boost::json::object query{};  ///< At most 20 filters, texts of at most 200 characters.
    std::optional<bool> shared{};
};
BOOST_DESCRIBE_STRUCT(SaveView, (), (list, label, query, shared))
/// \throws base::Error `saved_view.bad_query`, `saved_view.too_many`, `base.forbidden` for callers that are
/// no users.
SavedView save_view(store::Transaction& tx, const SaveView& command, const base::Context& ctx);

/// DELETE /api/saved_views/{view_id}
struct RemoveView {
    SavedViewId view_id{};
};
BOOST_DESCRIBE_STRUCT(RemoveView, (), (view_id))
/// \throws base::Error `access.unknown` for a view that is not the caller's.
void remove_view(store::Transaction& tx, const RemoveView& command, const base::Context& ctx);

}  // namespace huan::access
