#pragma once

#include "access/audit.hpp"
#include "access/key.hpp"
#include "access/org.hpp"
#include "access/settings.hpp"
#include "access/user.hpp"
#include "jobs/visible.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The only SQL of this module.
namespace huan::access::rows {

void insert(store::Transaction& tx, const Org& row);
std::optional<Org> find_org(store::Reader& db, OrgId id);
std::optional<Org> find_child(store::Reader& db, OrgId parent, const std::string& name);
/// Stores `row` as the version after `row.version`; false when that was not the stored one.
bool update(store::Transaction& tx, Org& row);
/// In the order of their paths: parents before children.
std::vector<Org> list_orgs(store::Reader& db, const jobs::Visible& who, const std::string& after_path,
                           std::int64_t limit);
std::int64_t count_orgs(store::Reader& db, const jobs::Visible& who);

/// A row of `users`.
struct UserRow {
    UserId id{};
    std::string login{};
    std::string name{};
    OrgId org_id{};
    Role role = Role::agent;
    base::DataScope scope = base::DataScope::own;
    bool active = true;
    std::string password_hash{};
    std::optional<base::Instant> last_login_at{};
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(UserRow, (),
                      (id, login, name, org_id, role, scope, active, password_hash, last_login_at, created_at,
                       version))

void insert(store::Transaction& tx, const UserRow& row);
std::optional<UserRow> find_user(store::Reader& db, UserId id);
std::optional<UserRow> find_login(store::Reader& db, const std::string& login);
/// Stores name, organisation, role, scope and state as the version after `row.version`.
bool update(store::Transaction& tx, UserRow& row);
void set_password(store::Transaction& tx, UserId id, const std::string& hash);
void set_last_login(store::Transaction& tx, UserId id, base::Instant at);
/// Holds the rows of all administrators until the transaction ends, and counts the active ones.
std::int64_t lock_active_admins(store::Transaction& tx);
bool has_active_admin(store::Reader& db);

/// What narrows a list of users.
struct UserFilter {
    std::string search{};     ///< LIKE pattern in lower case, or empty.
    std::string path_from{};  ///< Subtree asked for, as in jobs::Visible; empty: any.
    std::string path_until{};
    std::string role{};
    std::int64_t active = -1;  ///< 1, 0, or -1 for both.
};
/// Behind `after_id`, with the name of their node.
std::vector<User> list_users(store::Reader& db, const jobs::Visible& who, const UserFilter& filter,
                             std::int64_t after_id, std::int64_t limit);
std::int64_t count_users(store::Reader& db, const jobs::Visible& who, const UserFilter& filter);

/// A row of `session`.
struct SessionRow {
    std::int64_t id = 0;
    store::Bytes token_hash{};
    UserId user_id{};
    base::Instant created_at{};
    base::Instant seen_at{};
    base::Instant expires_at{};
    std::string address{};
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, token_hash, user_id, created_at, seen_at, expires_at, address))

void insert(store::Transaction& tx, const SessionRow& row);
std::optional<SessionRow> find_session(store::Reader& db, const store::Bytes& token_hash);
void touch_session(store::Transaction& tx, std::int64_t id, base::Instant seen_at);
void end_session(store::Transaction& tx, const store::Bytes& token_hash);
/// All of a user's but the one with `except` (which may be empty).
void end_sessions(store::Transaction& tx, UserId user_id, const store::Bytes& except);
void drop_expired(store::Transaction& tx, base::Instant now, base::Instant idle_since,
                  base::Instant no_try_since);

/// A row of `sign_in_guard`.
struct GuardRow {
    std::string subject{};
    std::int64_t tries = 0;
    base::Instant last_at{};
    base::Instant locked_until{};
};
BOOST_DESCRIBE_STRUCT(GuardRow, (), (subject, tries, last_at, locked_until))

/// The row, held until the transaction ends; made where it was missing.
GuardRow lock_guard_row(store::Transaction& tx, const std::string& subject);
void update(store::Transaction& tx, const GuardRow& row);
void drop_guard(store::Transaction& tx, const std::string& subject);

/// A row of `one_time_link`.
struct LinkRow {
    std::int64_t id = 0;
    store::Bytes token_hash{};
    UserId user_id{};  ///< None: the link sets up the first administrator.
    base::Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (id, token_hash, user_id, expires_at))

void insert(store::Transaction& tx, const LinkRow& row);
std::optional<LinkRow> find_link(store::Reader& db, const store::Bytes& token_hash);
/// Takes a link out of the table, so that it works once.
std::optional<LinkRow> take_link(store::Transaction& tx, const store::Bytes& token_hash);
/// All links of a user, or with no user all links to set up.
void drop_links(store::Transaction& tx, UserId user_id);

/// The same for `sign_in_link`, whose user is always given.
void insert_sign_in(store::Transaction& tx, const LinkRow& row);
std::optional<LinkRow> take_sign_in(store::Transaction& tx, const store::Bytes& token_hash);
void drop_sign_in(store::Transaction& tx, UserId user_id);

/// A row of `api_key`; `permissions` are words parted by spaces.
struct KeyRow {
    KeyId id{};
    KeyKind kind = KeyKind::server;
    std::string name{};
    std::string hint{};
    store::Bytes token_hash{};
    std::optional<std::int64_t> source_id{};
    std::string permissions{};
    OrgId org_id{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<base::Instant> revoked_at{};
};
BOOST_DESCRIBE_STRUCT(KeyRow, (),
                      (id, kind, name, hint, token_hash, source_id, permissions, org_id, created_by_name,
                       created_at, revoked_at))

void insert(store::Transaction& tx, const KeyRow& row);
std::optional<KeyRow> find_key(store::Reader& db, KeyId id);
bool revoke_key(store::Transaction& tx, KeyId id, base::Instant at);
std::vector<KeyRow> active_keys(store::Reader& db);
/// Newest first, before `before_id`.
std::vector<KeyRow> list_keys(store::Reader& db, const jobs::Visible& who, const ListKeys& query,
                              std::int64_t before_id, std::int64_t limit);

std::string find_secret(store::Reader& db, const std::string& name);
/// Does nothing when the name is there already.
void add_secret(store::Transaction& tx, const std::string& name, const std::string& value);

Settings find_settings(store::Reader& db);
bool update(store::Transaction& tx, Settings& row);

/// A row of `audit`.
struct AuditRow {
    std::int64_t id = 0;
    base::Instant at{};
    base::ActorKind actor_kind = base::ActorKind::nobody;
    std::int64_t actor_id = 0;
    std::string actor_name{};
    std::string org_path{};
    std::string route{};
    std::string object{};
    boost::json::object changes{};
    boost::json::object result{};
    std::string address{};
};
BOOST_DESCRIBE_STRUCT(AuditRow, (),
                      (id, at, actor_kind, actor_id, actor_name, org_path, route, object, changes, result,
                       address))

void insert(store::Transaction& tx, const AuditRow& row);
std::vector<AuditRow> list_audit(store::Reader& db, const jobs::Visible& who, const ListAudit& query,
                                 base::Instant before, std::int64_t before_id, std::int64_t limit);
/// The last entry about the same object before this one.
std::optional<AuditRow> audit_before(store::Reader& db, const AuditRow& entry);

}  // namespace huan::access::rows
