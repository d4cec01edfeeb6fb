#include "access/commands.hpp"

#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/rows.hpp"
#include "access/secret.hpp"
#include "access/session.hpp"
#include "jobs/version.hpp"

#include <algorithm>

namespace huan::access {
namespace {

constexpr base::Duration link_life{3 * 24 * 3600 * 1000LL};
constexpr base::Duration sign_in_link_life{24 * 3600 * 1000LL};
constexpr std::size_t shortest_password = 10;
constexpr std::ptrdiff_t deepest_org = 8;

/// A node the caller may see. \throws `access.unknown` otherwise
Org seen_org(store::Reader& db, OrgId id, const base::Context& ctx, const std::string& field) {
    auto org = rows::find_org(db, id);
    if (!org || !base::may_see(ctx.actor, org->path)) throw base::Error{errors::unknown, field};
    return *org;
}

rows::UserRow seen_user(store::Reader& db, UserId id, const base::Context& ctx) {
    auto user = rows::find_user(db, id);
    if (!user || !base::may_see(ctx.actor, org_path(db, user->org_id), user->id))
        throw base::Error{errors::unknown};
    return *user;
}

/// Nobody makes, changes or lets in somebody who may do or see more than they themselves.
void check_within(const base::Actor& actor, Role role, base::DataScope scope) {
    if (!covers(actor.permissions, line_of(role).permissions) || scope > actor.scope)
        throw base::Error{errors::beyond_own, "role"};
}

OneTimeLink new_link(store::Transaction& tx, UserId user_id, const char* path, const base::Context& ctx) {
    rows::drop_links(tx, user_id);
    OneTimeLink link{.token = random_token(), .expires_at = ctx.now + link_life};
    link.path = std::string(path) + "?token=" + link.token;
    rows::insert(tx, rows::LinkRow{.id = tx.next_id(),
                                   .token_hash = hash_of(link.token),
                                   .user_id = user_id,
                                   .expires_at = link.expires_at});
    return link;
}

OneTimeLink password_link(store::Transaction& tx, UserId user_id, const base::Context& ctx) {
    return new_link(tx, user_id, "/set-password", ctx);
}

bool in_range(std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
}

bool all_upper(const std::string& text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_color(const std::string& text) {
    return text.size() == 7 && text[0] == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

void check(const Settings& set) {
    const auto refuse = [](const char* field) { throw base::Error{errors::bad_setting, field}; };
    if (!all_upper(set.currency, 3)) refuse("currency");
    if (!all_upper(set.phone_region, 2)) refuse("phone_region");
    if (set.language != "zh-CN" && set.language != "en") refuse("language");
    if (!in_range(set.day_cut_minutes, 0, 1439)) refuse("day_cut_minutes");
    if (!in_range(set.quiet_from_minute, 0, 1439)) refuse("quiet_from_minute");
    if (!in_range(set.quiet_until_minute, 0, 1439)) refuse("quiet_until_minute");
    if (set.brand_color && !is_color(*set.brand_color)) refuse("brand_color");
    if (set.public_url && !set.public_url->starts_with("https://") && !set.public_url->starts_with("http://"))
        refuse("public_url");
    try {
        (void)set.zone();
    } catch (const base::Error&) {
        refuse("time_zone");
    }
}

std::optional<std::string> or_none(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

std::string normal_login(const std::string& login) {
    std::string normal = base::trimmed(login);
    for (char& c : normal) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                             std::string_view("._-@+").find(c) != std::string_view::npos;
        if (!allowed) throw base::Error{errors::bad_login, "login"};
    }
    return normal;
}

void check_password(const std::string& password, const std::string& login, const std::string& field) {
    if (base::length_utf8(password) < shortest_password || password == login)
        throw base::Error{errors::weak_password, field};
}

Org create_org(store::Transaction& tx, const CreateOrg& command, const base::Context& ctx) {
    const Org parent = seen_org(tx, command.parent_id, ctx, "parent_id");
    if (std::ranges::count(parent.path, '/') > deepest_org) throw base::Error{errors::too_deep, "parent_id"};
    Org org;
    org.id = OrgId{tx.next_id()};
    org.parent_id = parent.id.value;
    org.kind = command.kind;
    org.name = base::trimmed(command.name.value);
    if (rows::find_child(tx, parent.id, org.name)) throw base::Error{errors::org_name_taken, "name"};
    org.path = parent.path + std::to_string(org.id.value) + "/";
    org.created_at = ctx.now;
    org.version = 1;
    rows::insert(tx, org);
    return org;
}

Org rename_org(store::Transaction& tx, const RenameOrg& command, const base::Context& ctx) {
    Org org = seen_org(tx, command.org_id, ctx, "org_id");
    org.version = command.version;
    org.name = base::trimmed(command.name.value);
    const auto namesake = org.parent_id ? rows::find_child(tx, OrgId{*org.parent_id}, org.name)
                                        : std::nullopt;
    if (namesake && namesake->id != org.id) throw base::Error{errors::org_name_taken, "name"};
    if (!rows::update(tx, org)) throw base::Error{errors::stale};
    return org;
}

CreatedUser create_user(store::Transaction& tx, const CreateUser& command, const std::string& password_hash,
                        const base::Context& ctx) {
    rows::UserRow row;
    row.login = normal_login(command.login);
    row.name = base::trimmed(command.name.value);
    row.org_id = seen_org(tx, command.org_id, ctx, "org_id").id;
    row.role = command.role;
    row.scope = command.scope.value_or(std::min(line_of(command.role).scope, ctx.actor.scope));
    check_within(ctx.actor, row.role, row.scope);
    if (rows::find_login(tx, row.login)) throw base::Error{errors::login_taken, "login"};
    row.id = UserId{tx.next_id()};
    row.password_hash = password_hash;
    row.created_at = ctx.now;
    row.version = 1;
    rows::insert(tx, row);
    CreatedUser created{.user = shown(tx, row)};
    if (password_hash.empty()) created.link = password_link(tx, row.id, ctx);
    return created;
}

User update_user(store::Transaction& tx, const UpdateUser& command, const base::Context& ctx) {
    const std::int64_t admins = rows::lock_active_admins(tx);
    rows::UserRow row = seen_user(tx, command.user_id, ctx);
    const rows::UserRow before = row;
    check_within(ctx.actor, row.role, row.scope);
    row.version = command.version;
    if (command.name) row.name = base::trimmed(command.name->value);
    if (command.org_id) row.org_id = seen_org(tx, *command.org_id, ctx, "org_id").id;
    if (command.role) row.role = *command.role;
    if (command.role && !command.scope) row.scope = std::min(line_of(row.role).scope, ctx.actor.scope);
    if (command.scope) row.scope = *command.scope;
    if (command.active) row.active = *command.active;
    check_within(ctx.actor, row.role, row.scope);
    const bool was_admin = before.role == Role::admin && before.active;
    const bool is_admin = row.role == Role::admin && row.active;
    if (was_admin && !is_admin && admins <= 1) throw base::Error{errors::last_admin};
    if (!rows::update(tx, row)) throw base::Error{errors::stale};
    if (!row.active) {
        rows::end_sessions(tx, row.id, {});
        rows::drop_links(tx, row.id);
        rows::drop_sign_in(tx, row.id);
    }
    return shown(tx, row);
}

OneTimeLink issue_link(store::Transaction& tx, const IssueLink& command, const base::Context& ctx) {
    const rows::UserRow row = seen_user(tx, command.user_id, ctx);
    check_within(ctx.actor, row.role, row.scope);
    if (!row.active) throw base::Error{errors::unknown};
    return password_link(tx, row.id, ctx);
}

OneTimeLink reset_password(store::Transaction& tx, const std::string& login, const base::Context& ctx) {
    const auto row = rows::find_login(tx, normal_login(login));
    if (!row || !row->active) throw base::Error{errors::unknown};
    rows::drop_guard(tx, login_subject(row->login));
    return password_link(tx, row->id, ctx);
}

OneTimeLink issue_sign_in_link(store::Transaction& tx, const std::string& login, const base::Context& ctx) {
    const auto row = rows::find_login(tx, normal_login(login));
    if (!row || !row->active) throw base::Error{errors::unknown, "login"};
    rows::drop_sign_in(tx, row->id);
    OneTimeLink link{.token = random_token(), .expires_at = ctx.now + sign_in_link_life};
    link.path = "/enter?token=" + link.token;
    rows::insert_sign_in(tx, {.id = tx.next_id(),
                              .token_hash = hash_of(link.token),
                              .user_id = row->id,
                              .expires_at = link.expires_at});
    return link;
}

UserId take_sign_in_link(store::Transaction& tx, const std::string& token, const base::Context& ctx) {
    const auto link = rows::take_sign_in(tx, hash_of(token));
    if (!link || link->expires_at <= ctx.now) throw base::Error{errors::bad_link, "token"};
    const auto row = rows::find_user(tx, link->user_id);
    if (!row || !row->active) throw base::Error{errors::bad_link, "token"};
    return row->id;
}

UserId choose_password(store::Transaction& tx, const std::string& token, const std::string& password_hash,
                       const base::Context& ctx) {
    const auto link = rows::take_link(tx, hash_of(token));
    if (!link || !link->user_id || link->expires_at <= ctx.now) throw base::Error{errors::bad_link, "token"};
    const auto row = rows::find_user(tx, link->user_id);
    if (!row || !row->active) throw base::Error{errors::bad_link, "token"};
    rows::set_password(tx, row->id, password_hash);
    rows::end_sessions(tx, row->id, {});
    rows::drop_sign_in(tx, row->id);
    rows::drop_guard(tx, login_subject(row->login));
    return row->id;
}

std::string login_of_link(store::Reader& db, const std::string& token, base::Instant now) {
    const auto link = rows::find_link(db, hash_of(token));
    if (!link || !link->user_id || link->expires_at <= now) throw base::Error{errors::bad_link, "token"};
    const auto user = rows::find_user(db, link->user_id);
    return user ? user->login : "";
}

void check_setup_link(store::Reader& db, const std::string& token, base::Instant now) {
    if (rows::has_active_admin(db)) throw base::Error{errors::set_up_already};
    const auto link = rows::find_link(db, hash_of(token));
    if (!link || link->user_id || link->expires_at <= now) throw base::Error{errors::bad_link, "token"};
}

void change_password(store::Transaction& tx, UserId id, const std::string& seen_hash,
                     const std::string& password_hash, const std::string& session_token) {
    const auto row = rows::find_user(tx, id);
    if (!row || row->password_hash != seen_hash) throw base::Error{errors::stale};
    rows::set_password(tx, id, password_hash);
    rows::end_sessions(tx, id, hash_of(session_token));
    rows::drop_links(tx, id);
    rows::drop_sign_in(tx, id);
}

OneTimeLink issue_setup_link(store::Transaction& tx, const base::Context& ctx) {
    if (rows::has_active_admin(tx)) throw base::Error{errors::set_up_already};
    return new_link(tx, {}, "/setup", ctx);
}

UserId set_up(store::Transaction& tx, const Setup& command, const std::string& password_hash,
              const base::Context& ctx) {
    if (rows::has_active_admin(tx)) throw base::Error{errors::set_up_already};
    const auto link = rows::take_link(tx, hash_of(command.token.value));
    if (!link || link->user_id || link->expires_at <= ctx.now) throw base::Error{errors::bad_link, "token"};
    Settings set = settings(tx);
    set.company = base::trimmed(command.company.value);
    set.currency = command.currency;
    set.time_zone = command.time_zone;
    set.language = command.language;
    check(set);
    rows::update(tx, set);
    Org root = *rows::find_org(tx, root_org);
    root.name = set.company;
    rows::update(tx, root);

    rows::UserRow admin;
    admin.id = UserId{tx.next_id()};
    admin.login = normal_login(command.login);
    admin.name = base::trimmed(command.name.value);
    admin.org_id = root_org;
    admin.role = Role::admin;
    admin.scope = base::DataScope::all;
    admin.password_hash = password_hash;
    admin.created_at = ctx.now;
    admin.version = 1;
    if (rows::find_login(tx, admin.login)) throw base::Error{errors::login_taken, "login"};
    rows::insert(tx, admin);
    return admin.id;
}

CreatedKey create_key(store::Transaction& tx, const CreateKey& command, const base::Context& ctx) {
    const bool is_write = command.kind == KeyKind::write;
    if (is_write != (command.source_id.value_or(0) > 0) || (is_write && !command.permissions.empty()))
        throw base::Error{errors::source_required, is_write ? "source_id" : "permissions"};
    if (!is_write && command.permissions.empty()) throw base::Error{base::errors::required, "permissions"};
    rows::KeyRow row;
    for (const base::Permission permission : command.permissions) {
        if (callers_own().has(permission) || !ctx.actor.permissions.has(permission))
            throw base::Error{errors::beyond_own, "permissions"};
        row.permissions.append(row.permissions.empty() ? "" : " ").append(base::word_of(permission));
    }
    const std::string secret = random_token("hk_live_");
    row.id = KeyId{tx.next_id()};
    row.kind = command.kind;
    row.name = base::trimmed(command.name.value);
    row.hint = secret.substr(0, 12) + "...";
    row.token_hash = hash_of(secret);
    row.source_id = command.source_id;
    row.org_id = seen_org(tx, command.org_id.value_or(ctx.actor.org_id), ctx, "org_id").id;
    row.created_by_name = ctx.actor.name;
    row.created_at = ctx.now;
    rows::insert(tx, row);
    jobs::touch(tx, key_topic);
    return {.key = shown(row), .secret = secret};
}

ApiKey revoke_key(store::Transaction& tx, const RevokeKey& command, const base::Context& ctx) {
    const auto row = rows::find_key(tx, command.key_id);
    if (!row || !base::may_see(ctx.actor, org_path(tx, row->org_id))) throw base::Error{errors::unknown};
    rows::revoke_key(tx, row->id, ctx.now);
    jobs::touch(tx, key_topic);
    return shown(*rows::find_key(tx, row->id));
}

Settings update_settings(store::Transaction& tx, const UpdateSettings& command, const base::Context&) {
    Settings set = settings(tx);
    if (set.version != command.version) throw base::Error{errors::stale};
    const int digits = set.currency_digits();
    if (command.company) set.company = base::trimmed(command.company->value);
    if (command.currency) set.currency = *command.currency;
    if (command.time_zone) set.time_zone = *command.time_zone;
    if (command.language) set.language = *command.language;
    if (command.phone_region) set.phone_region = *command.phone_region;
    if (command.day_cut_minutes) set.day_cut_minutes = *command.day_cut_minutes;
    if (command.quiet_from_minute) set.quiet_from_minute = *command.quiet_from_minute;
    if (command.quiet_until_minute) set.quiet_until_minute = *command.quiet_until_minute;
    if (command.brand_color) set.brand_color = or_none(*command.brand_color);
    if (command.public_url) set.public_url = or_none(*command.public_url);
    check(set);
    if (set.currency_digits() != digits) throw base::Error{errors::currency_digits, "currency"};
    if (!rows::update(tx, set)) throw base::Error{errors::stale};
    return set;
}

}  // namespace huan::access
