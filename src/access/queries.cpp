#include "access/queries.hpp"

#include "access/errors.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include <charconv>
#include <limits>

namespace huan::access {
namespace {

std::int64_t number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size())
        throw base::Error{base::errors::not_allowed, "cursor", "This cursor is not one we handed out."};
    return value;
}

std::vector<std::string> cursor_values(const std::optional<std::string>& cursor, std::size_t size) {
    if (!cursor || cursor->empty()) return {};
    return base::read_cursor(*cursor, size);
}

/// "%text%" for LIKE ... ESCAPE '\', with what the pattern language reserves taken literally.
std::string containing(const std::string& text) {
    std::string pattern;
    for (const char c : base::trimmed(text)) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern.empty() ? "" : "%" + pattern + "%";
}

std::string lower_ascii(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

/// Drops the row that was read to see whether there is more, and says where the next page starts.
template <class T, class Cursor> void cut(base::Page<T>& page, std::int64_t limit, Cursor cursor_behind) {
    if (std::ssize(page.items) <= limit) return;
    page.items.pop_back();
    page.next_cursor = base::make_cursor(cursor_behind(page.items.back()));
}

std::vector<base::Permission> listed(base::Permissions held) {
    std::vector<base::Permission> list;
    base::for_each_value<base::Permission>([&](std::string_view, base::Permission item) {
        if (held.has(item)) list.push_back(item);
    });
    return list;
}

}  // namespace

std::optional<base::Actor> actor_of(store::Reader& db, base::UserId id) {
    const auto user = rows::find_user(db, id);
    if (!user || !user->active) return {};
    base::Actor actor;
    actor.kind = base::ActorKind::user;
    actor.id = user->id.value;
    actor.name = user->name;
    actor.org_id = user->org_id;
    actor.org_path = org_path(db, user->org_id);
    actor.scope = user->scope;
    actor.permissions = line_of(user->role).permissions;
    return actor;
}

std::string org_path(store::Reader& db, base::OrgId id) {
    if (id == root_org) return "/1/";
    const auto org = rows::find_org(db, id);
    return org ? org->path : "";
}

std::string role_name(store::Reader& db, base::UserId id) {
    const auto user = rows::find_user(db, id);
    return user && user->active ? std::string(base::word_of(user->role)) : std::string();
}

std::string user_name(store::Reader& db, base::UserId id) {
    const auto user = rows::find_user(db, id);
    return user ? user->name : "";
}

std::vector<base::UserId> users_with_role(store::Reader& db, Role role, const std::string& path) {
    rows::UserFilter filter{.path_from = path, .role = std::string(base::word_of(role)), .active = 1};
    filter.path_until = path.substr(0, path.size() - 1) + "0";
    std::vector<base::UserId> ids;
    for (const User& user :
         rows::list_users(db, {.all = true}, filter, 0, std::numeric_limits<std::int32_t>::max()))
        ids.push_back(user.id);
    return ids;
}

Me me_of(store::Reader& db, const base::Actor& actor) {
    const Settings set = settings(db);
    const auto org = rows::find_org(db, actor.org_id);
    Me me{.kind = actor.kind,
          .name = actor.name,
          .scope = actor.scope,
          .permissions = listed(actor.permissions),
          .org_id = actor.org_id,
          .org_path = actor.org_path,
          .company = set.company,
          .currency = set.currency,
          .currency_digits = set.currency_digits(),
          .time_zone = set.time_zone,
          .language = set.language,
          .brand_color = set.brand_color};
    if (org) me.org_name = org->name;
    if (actor.kind != base::ActorKind::user) return me;
    if (const auto user = rows::find_user(db, base::UserId{actor.id})) {
        me.user_id = user->id.value;
        me.login = user->login;
        me.roles = {std::string(base::word_of(user->role))};
    }
    return me;
}

User shown(store::Reader& db, const rows::UserRow& row) {
    const auto org = rows::find_org(db, row.org_id);
    return {.id = row.id,
            .login = row.login,
            .name = row.name,
            .org_id = row.org_id,
            .org_name = org ? org->name : "",
            .role = row.role,
            .scope = row.scope,
            .active = row.active,
            .has_password = !row.password_hash.empty(),
            .last_login_at = row.last_login_at,
            .created_at = row.created_at,
            .version = row.version};
}

ApiKey shown(const rows::KeyRow& row) {
    ApiKey key{.id = row.id,
               .kind = row.kind,
               .name = row.name,
               .hint = row.hint,
               .source_id = row.source_id,
               .org_id = row.org_id,
               .created_by_name = row.created_by_name,
               .created_at = row.created_at,
               .revoked_at = row.revoked_at};
    std::vector<std::string> words;
    boost::algorithm::split(words, row.permissions, boost::algorithm::is_any_of(" "));
    for (const std::string& word : words) {
        base::Permission permission{};
        if (base::from_word(word, permission)) key.permissions.push_back(permission);
    }
    return key;
}

OrgPage list_orgs(store::Reader& db, const ListOrgs& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const auto cursor = cursor_values(query.cursor, 1);
    const jobs::Visible who = jobs::visible(ctx.actor);
    OrgPage page;
    page.items = rows::list_orgs(db, who, cursor.empty() ? "" : cursor[0], limit + 1);
    page.total = rows::count_orgs(db, who);
    cut(page, limit, [](const Org& last) { return std::vector{last.path}; });
    return page;
}

UserPage list_users(store::Reader& db, const ListUsers& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const auto cursor = cursor_values(query.cursor, 1);
    rows::UserFilter filter{.search = lower_ascii(containing(query.search.value_or("")))};
    if (query.role) filter.role = base::word_of(*query.role);
    if (query.active) filter.active = *query.active ? 1 : 0;
    if (query.org_id) {
        filter.path_from = org_path(db, *query.org_id);
        if (filter.path_from.empty()) throw base::Error{errors::unknown, "org_id"};
        filter.path_until = filter.path_from.substr(0, filter.path_from.size() - 1) + "0";
    }
    const jobs::Visible who = jobs::visible(ctx.actor);
    UserPage page;
    page.items = rows::list_users(db, who, filter, cursor.empty() ? 0 : number(cursor[0]), limit + 1);
    page.total = rows::count_users(db, who, filter);
    cut(page, limit, [](const User& last) { return std::vector{std::to_string(last.id.value)}; });
    return page;
}

ApiKeyPage list_keys(store::Reader& db, const ListKeys& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const auto cursor = cursor_values(query.cursor, 1);
    const std::int64_t before = cursor.empty() ? base::largest_id + 1 : number(cursor[0]);
    ApiKeyPage page;
    for (const rows::KeyRow& row : rows::list_keys(db, jobs::visible(ctx.actor), query, before, limit + 1))
        page.items.push_back(shown(row));
    cut(page, limit, [](const ApiKey& last) { return std::vector{std::to_string(last.id.value)}; });
    return page;
}

namespace {

/// Of each thing asked for, what the object had before it; what stayed the same is left out.
boost::json::object before_of(const boost::json::object& changes, const boost::json::object& had) {
    boost::json::object before;
    for (const auto& change : changes) {
        const boost::json::value* value = had.if_contains(change.key());
        if (value != nullptr && *value != change.value()) before[change.key()] = *value;
    }
    return before;
}

AuditEntry shown(store::Reader& db, const rows::AuditRow& row) {
    AuditEntry entry{.id = row.id,
                     .at = row.at,
                     .actor_kind = row.actor_kind,
                     .actor_id = row.actor_id,
                     .actor_name = row.actor_name,
                     .route = row.route,
                     .object = row.object,
                     .changes = row.changes,
                     .result = row.result,
                     .address = row.address};
    if (row.object.empty() || row.changes.empty()) return entry;
    if (const auto earlier = rows::audit_before(db, row))
        entry.before = before_of(row.changes, earlier->result);
    return entry;
}

}  // namespace

AuditEntryPage list_audit(store::Reader& db, const ListAudit& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const auto cursor = cursor_values(query.cursor, 2);
    const base::Instant before = cursor.empty() ? base::latest_instant : base::Instant{number(cursor[0])};
    const std::int64_t before_id = cursor.empty() ? 0 : number(cursor[1]);
    ListAudit narrowed = query;
    narrowed.route = containing(query.route.value_or(""));
    AuditEntryPage page;
    for (const rows::AuditRow& row :
         rows::list_audit(db, jobs::visible(ctx.actor), narrowed, before, before_id, limit + 1))
        page.items.push_back(shown(db, row));
    cut(page, limit, [](const AuditEntry& last) {
        return std::vector{std::to_string(last.at.ms), std::to_string(last.id)};
    });
    return page;
}

}  // namespace huan::access
