#include "access/rows.hpp"

namespace huan::access::rows {
namespace {

using base::column_list;
using jobs::Visible;
using store::Reader;
using store::Transaction;

template <class T> std::string select(std::string_view table) {
    return "SELECT " + column_list<T>() + " FROM " + std::string(table) + " ";
}

/// Rows of node `o` that a caller sees: $1 all, $2 from, $3 until; `owner` names the column of the assigned
/// user, $4.
constexpr const char* visible_node = "($1 = 1 OR (o.path >= $2 AND o.path < $3)) ";
constexpr const char* visible_user = "($1 = 1 OR (o.path >= $2 AND o.path < $3) OR u.id = $4) ";

constexpr const char* user_filter =
    "AND ($5 = '' OR lower(u.name) LIKE $5 ESCAPE '\\' OR u.login LIKE $5 ESCAPE '\\') "
    "AND ($6 = '' OR (o.path >= $6 AND o.path < $7)) AND ($8 = '' OR u.role = $8) AND ($9 < 0 OR u.active = "
    "$9) ";

}  // namespace

void insert(Transaction& tx, const Org& row) { store::insert_row(tx, "org", row); }

std::optional<Org> find_org(Reader& db, OrgId id) {
    return db.first<Org>(select<Org>("org") + "WHERE id = $1", id);
}

std::optional<Org> find_child(Reader& db, OrgId parent, const std::string& name) {
    return db.first<Org>(select<Org>("org") + "WHERE parent_id = $1 AND name = $2", parent, name);
}

bool update(Transaction& tx, Org& row) {
    const bool done =
        tx.execute("UPDATE org SET name = $3, version = version + 1 WHERE id = $1 AND version = $2", row.id,
                   row.version, row.name) == 1;
    if (done) ++row.version;
    return done;
}

std::vector<Org> list_orgs(Reader& db, const Visible& who, const std::string& after_path,
                           std::int64_t limit) {
    return db.all<Org>("SELECT " + column_list<Org>("o.") + " FROM org o WHERE " + visible_node +
                           "AND o.path > $4 ORDER BY o.path LIMIT $5",
                       who.all, who.from, who.until, after_path, limit);
}

std::int64_t count_orgs(Reader& db, const Visible& who) {
    return db
        .value<std::int64_t>(std::string("SELECT count(*) FROM org o WHERE ") + visible_node, who.all,
                             who.from, who.until)
        .value_or(0);
}

void insert(Transaction& tx, const UserRow& row) { store::insert_row(tx, "users", row); }

std::optional<UserRow> find_user(Reader& db, UserId id) {
    return db.first<UserRow>(select<UserRow>("users") + "WHERE id = $1", id);
}

std::optional<UserRow> find_login(Reader& db, const std::string& login) {
    return db.first<UserRow>(select<UserRow>("users") + "WHERE login = $1", login);
}

bool update(Transaction& tx, UserRow& row) {
    const bool done = tx.execute(
                          "UPDATE users SET name = $3, org_id = $4, role = $5, scope = $6, active = $7, "
                          "version = version + 1 WHERE id = $1 AND version = $2",
                          row.id, row.version, row.name, row.org_id, row.role, row.scope, row.active) == 1;
    if (done) ++row.version;
    return done;
}

void set_password(Transaction& tx, UserId id, const std::string& hash) {
    tx.execute("UPDATE users SET password_hash = $2 WHERE id = $1", id, hash);
}

void set_last_login(Transaction& tx, UserId id, base::Instant at) {
    tx.execute("UPDATE users SET last_login_at = $2 WHERE id = $1", id, at);
}

std::int64_t lock_active_admins(Transaction& tx) {
    return std::ssize(
        tx.column<std::int64_t>("SELECT id FROM users WHERE role = 'admin' AND active = 1 ORDER BY id" +
                                std::string(tx.for_update())));
}

bool has_active_admin(Reader& db) {
    return db.value<std::int64_t>("SELECT id FROM users WHERE role = 'admin' AND active = 1 LIMIT 1")
        .has_value();
}

std::vector<User> list_users(Reader& db, const Visible& who, const UserFilter& filter, std::int64_t after_id,
                             std::int64_t limit) {
    return db.all<User>(
        std::string(
            "SELECT u.id, u.login, u.name, u.org_id, o.name, u.role, u.scope, u.active, "
            "CASE WHEN u.password_hash = '' THEN 0 ELSE 1 END, u.last_login_at, u.created_at, u.version "
            "FROM users u JOIN org o ON o.id = u.org_id WHERE ") +
            visible_user + user_filter + "AND u.id > $10 ORDER BY u.id LIMIT $11",
        who.all, who.from, who.until, who.owner, filter.search, filter.path_from, filter.path_until,
        filter.role, filter.active, after_id, limit);
}

std::int64_t count_users(Reader& db, const Visible& who, const UserFilter& filter) {
    return db
        .value<std::int64_t>(
            std::string("SELECT count(*) FROM users u JOIN org o ON o.id = u.org_id WHERE ") + visible_user +
                user_filter,
            who.all, who.from, who.until, who.owner, filter.search, filter.path_from, filter.path_until,
            filter.role, filter.active)
        .value_or(0);
}

void insert(Transaction& tx, const SessionRow& row) { store::insert_row(tx, "session", row); }

std::optional<SessionRow> find_session(Reader& db, const store::Bytes& token_hash) {
    return db.first<SessionRow>(select<SessionRow>("session") + "WHERE token_hash = $1", token_hash);
}

void touch_session(Transaction& tx, std::int64_t id, base::Instant seen_at) {
    tx.execute("UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", id, seen_at);
}

void end_session(Transaction& tx, const store::Bytes& token_hash) {
    tx.execute("DELETE FROM session WHERE token_hash = $1", token_hash);
}

void end_sessions(Transaction& tx, UserId user_id, const store::Bytes& except) {
    tx.execute("DELETE FROM session WHERE user_id = $1 AND token_hash <> $2", user_id, except);
}

void drop_expired(Transaction& tx, base::Instant now, base::Instant idle_since, base::Instant no_try_since) {
    tx.execute("DELETE FROM session WHERE expires_at <= $1 OR seen_at <= $2", now, idle_since);
    tx.execute("DELETE FROM one_time_link WHERE expires_at <= $1", now);
    tx.execute("DELETE FROM sign_in_link WHERE expires_at <= $1", now);
    tx.execute("DELETE FROM sign_in_guard WHERE last_at <= $1", no_try_since);
}

GuardRow lock_guard_row(Transaction& tx, const std::string& subject) {
    tx.execute(
        "INSERT INTO sign_in_guard (subject, tries, last_at, locked_until) VALUES ($1, 0, 0, 0) "
        "ON CONFLICT (subject) DO NOTHING",
        subject);
    return *tx.first<GuardRow>(
        select<GuardRow>("sign_in_guard") + "WHERE subject = $1" + std::string(tx.for_update()), subject);
}

void update(Transaction& tx, const GuardRow& row) {
    tx.execute("UPDATE sign_in_guard SET tries = $2, last_at = $3, locked_until = $4 WHERE subject = $1",
               row.subject, row.tries, row.last_at, row.locked_until);
}

void drop_guard(Transaction& tx, const std::string& subject) {
    tx.execute("DELETE FROM sign_in_guard WHERE subject = $1", subject);
}

void insert(Transaction& tx, const LinkRow& row) { store::insert_row(tx, "one_time_link", row); }

std::optional<LinkRow> find_link(Reader& db, const store::Bytes& token_hash) {
    return db.first<LinkRow>(select<LinkRow>("one_time_link") + "WHERE token_hash = $1", token_hash);
}

std::optional<LinkRow> take_link(Transaction& tx, const store::Bytes& token_hash) {
    return tx.first<LinkRow>(
        "DELETE FROM one_time_link WHERE token_hash = $1 RETURNING " + column_list<LinkRow>(), token_hash);
}

void drop_links(Transaction& tx, UserId user_id) {
    if (user_id)
        tx.execute("DELETE FROM one_time_link WHERE user_id = $1", user_id);
    else
        tx.execute("DELETE FROM one_time_link WHERE user_id IS NULL");
}

void insert_sign_in(Transaction& tx, const LinkRow& row) { store::insert_row(tx, "sign_in_link", row); }

std::optional<LinkRow> take_sign_in(Transaction& tx, const store::Bytes& token_hash) {
    return tx.first<LinkRow>(
        "DELETE FROM sign_in_link WHERE token_hash = $1 RETURNING " + column_list<LinkRow>(), token_hash);
}

void drop_sign_in(Transaction& tx, UserId user_id) {
    tx.execute("DELETE FROM sign_in_link WHERE user_id = $1", user_id);
}

void insert(Transaction& tx, const KeyRow& row) { store::insert_row(tx, "api_key", row); }

std::optional<KeyRow> find_key(Reader& db, KeyId id) {
    return db.first<KeyRow>(select<KeyRow>("api_key") + "WHERE id = $1", id);
}

bool revoke_key(Transaction& tx, KeyId id, base::Instant at) {
    return tx.execute("UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, at) == 1;
}

std::vector<KeyRow> active_keys(Reader& db) {
    return db.all<KeyRow>(select<KeyRow>("api_key") + "WHERE revoked_at IS NULL");
}

std::vector<KeyRow> list_keys(Reader& db, const Visible& who, const ListKeys& query, std::int64_t before_id,
                              std::int64_t limit) {
    const std::int64_t active = query.active ? (*query.active ? 1 : 0) : -1;
    return db.all<KeyRow>("SELECT " + column_list<KeyRow>("k.") +
                              " FROM api_key k JOIN org o ON o.id = k.org_id WHERE " + visible_node +
                              "AND ($4 < 0 OR ($4 = 1 AND k.revoked_at IS NULL) OR "
                              "($4 = 0 AND k.revoked_at IS NOT NULL)) AND ($5 = 0 OR k.source_id = $5) "
                              "AND k.id < $6 ORDER BY k.id DESC LIMIT $7",
                          who.all, who.from, who.until, active, query.source_id.value_or(0), before_id,
                          limit);
}

std::string find_secret(Reader& db, const std::string& name) {
    return db.value<store::Bytes>("SELECT value FROM server_secret WHERE name = $1", name)
        .value_or(store::Bytes{})
        .value;
}

void add_secret(Transaction& tx, const std::string& name, const std::string& value) {
    tx.execute("INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name,
               store::Bytes{value});
}

Settings find_settings(Reader& db) {
    return db.first<Settings>(select<Settings>("settings") + "WHERE id = 1").value_or(Settings{});
}

bool update(Transaction& tx, Settings& row) {
    const bool done =
        tx.execute(
            "UPDATE settings SET company = $2, currency = $3, time_zone = $4, language = $5, "
            "phone_region = $6, day_cut_minutes = $7, quiet_from_minute = $8, quiet_until_minute = $9, "
            "brand_color = $10, public_url = $11, version = version + 1 WHERE id = 1 AND version = $1",
            row.version, row.company, row.currency, row.time_zone, row.language, row.phone_region,
            row.day_cut_minutes, row.quiet_from_minute, row.quiet_until_minute, row.brand_color,
            row.public_url) == 1;
    if (done) ++row.version;
    return done;
}

void insert(Transaction& tx, const AuditRow& row) { store::insert_row(tx, "audit", row); }

std::vector<AuditRow> list_audit(Reader& db, const Visible& who, const ListAudit& query, base::Instant before,
                                 std::int64_t before_id, std::int64_t limit) {
    return db.all<AuditRow>(
        select<AuditRow>("audit") +
            "WHERE ($1 = 1 OR (org_path >= $2 AND org_path < $3)) AND (at < $4 OR (at = $4 AND id < $5)) "
            "AND ($6 = 0 OR actor_id = $6) AND ($7 = '' OR route LIKE $7 ESCAPE '\\') AND ($8 = '' OR object "
            "= $8) "
            "AND at >= $9 AND at < $10 ORDER BY at DESC, id DESC LIMIT $11",
        who.all, who.from, who.until, before, before_id, query.actor_id.value_or(0), query.route.value_or(""),
        query.object.value_or(""), query.from.value_or(base::earliest_instant),
        query.until.value_or(base::latest_instant), limit);
}

std::optional<AuditRow> audit_before(Reader& db, const AuditRow& entry) {
    return db.first<AuditRow>(select<AuditRow>("audit") +
                                  "WHERE object = $1 AND (at < $2 OR (at = $2 AND id < $3)) "
                                  "ORDER BY at DESC, id DESC LIMIT 1",
                              entry.object, entry.at, entry.id);
}

}  // namespace huan::access::rows
