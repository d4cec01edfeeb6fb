#include "access/saved_view.hpp"

#include "access/errors.hpp"
#include "access/rows.hpp"
#include "access/rows_saved_view.hpp"

namespace huan::access {
namespace {

constexpr std::size_t most_filters = 20;
constexpr std::size_t longest_filter = 200;
constexpr std::int64_t most_views = 200;

base::UserId user_of(const base::Context& ctx) {
    if (ctx.actor.kind != base::ActorKind::user) throw base::Error{base::errors::forbidden};
    return base::UserId{ctx.actor.id};
}

void check_query(const boost::json::object& query) {
    if (query.empty() || query.size() > most_filters)
        throw base::Error{errors::bad_query, "query", "A view has 1 to 20 filters."};
    for (const auto& [name, value] : query)
        if (!value.is_string() || value.as_string().size() > longest_filter)
            throw base::Error{errors::bad_query, "query." + std::string(name)};
}

SavedView shown(store::Reader& db, const rows::SavedViewRow& row, base::UserId me) {
    const auto owner = rows::find_user(db, row.user_id);
    return {.id = row.id,
            .list = row.list,
            .label = row.label,
            .query = row.query.as_object(),
            .shared = row.shared,
            .mine = row.user_id == me,
            .owner_name = owner ? owner->name : ""};
}

}  // namespace

SavedViews list_saved_views(store::Reader& db, const ListSavedViews& query, const base::Context& ctx) {
    const base::UserId me = user_of(ctx);
    SavedViews views;
    for (const rows::SavedViewRow& row : rows::saved_views(db, me, ctx.actor.org_path, query.list.value))
        views.items.push_back(shown(db, row, me));
    return views;
}

SavedView save_view(store::Transaction& tx, const SaveView& command, const base::Context& ctx) {
    const base::UserId me = user_of(ctx);
    check_query(command.query);
    if (auto known = rows::find_view(tx, me, command.list.value, command.label.value)) {
        known->query = command.query;
        known->shared = command.shared.value_or(known->shared);
        known->org_path = ctx.actor.org_path;
        store::update_row(tx, "saved_view", *known);
        return shown(tx, *known, me);
    }
    if (rows::count_views(tx, me) >= most_views) throw base::Error{errors::too_many_views, "label"};
    const rows::SavedViewRow row{.id = SavedViewId{tx.next_id()},
                                 .user_id = me,
                                 .org_path = ctx.actor.org_path,
                                 .list = command.list.value,
                                 .label = command.label.value,
                                 .query = command.query,
                                 .shared = command.shared.value_or(false),
                                 .created_at = ctx.now};
    store::insert_row(tx, "saved_view", row);
    return shown(tx, row, me);
}

void remove_view(store::Transaction& tx, const RemoveView& command, const base::Context& ctx) {
    if (!rows::remove_view(tx, user_of(ctx), command.view_id)) throw base::Error{errors::unknown, "view_id"};
}

}  // namespace huan::access
