#pragma once

#include "access/role.hpp"
#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::access {

using base::OrgId;
using base::UserId;

/// A person who signs in: agent, manager, technician... Never deleted, because captures and calls keep naming
/// them.
struct User {
    UserId id{};
    std::string login{};  ///< Unique, lower case.
    std::string name{};
    OrgId org_id{};
    std::string org_name{};
    Role role = Role::agent;
    base::DataScope scope = base::DataScope::own;
    bool active = true;         ///< An inactive one cannot sign in; their sessions ended.
    bool has_password = false;  ///< False until the set-up link was used.
    std::optional<base::Instant> last_login_at{};
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, login, name, org_id, org_name, role, scope, active, has_password, last_login_at,
                       created_at, version))
using UserPage = base::Page<User>;

/// Who is asking, what they may do, and how their organisation writes money and time. GET /api/me, and the
/// answer to signing in.
struct Me {
    base::ActorKind kind = base::ActorKind::nobody;  ///< user, or key when a server key asks.
    std::int64_t user_id = 0;                        ///< 0 for a key.
    std::string login{};
    std::string name{};
    std::vector<std::string> roles{};
    base::DataScope scope = base::DataScope::own;
    std::vector<base::Permission> permissions{};
    OrgId org_id{};
    std::string org_name{};
    std::string org_path{};
    std::string company{};
    std::string currency{};
    std::int64_t currency_digits = 2;
    std::string time_zone{};
    std::string language{};
    std::optional<std::string> brand_color{};
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (kind, user_id, login, name, roles, scope, permissions, org_id, org_name, org_path,
                       company, currency, currency_digits, time_zone, language, brand_color))

/// A password: 10 to 200 characters; nothing more is asked of it (length is what counts).
using Password = base::Text<200>;
/// A login: letters, digits, '.', '_', '-', '@', '+'; stored in lower case.
using Login = base::Text<80>;

/// POST /api/session. Sets the cookies `huan_session` and `huan_csrf`.
struct SignIn {
    Login login{};
    Password password{};
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (login, password))

/// POST /api/session/link: signs in with a link that works once. Sets the same cookies.
struct SignInByLink {
    base::Text<100> token{};
};
BOOST_DESCRIBE_STRUCT(SignInByLink, (), (token))

/// GET /api/users
struct ListUsers {
    std::optional<std::string> search{};  ///< Part of name or login.
    std::optional<OrgId> org_id{};        ///< This node and all below it.
    std::optional<Role> role{};
    std::optional<bool> active{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListUsers, (), (search, org_id, role, active, cursor, limit))

/// POST /api/users. Without a password the answer carries a one-time link with which the person chooses one.
struct CreateUser {
    Login login{};
    base::Text<80> name{};
    OrgId org_id{};
    Role role = Role::agent;
    std::optional<base::DataScope> scope{};  ///< The role's usual one where absent.
    std::optional<Password> password{};
};
BOOST_DESCRIBE_STRUCT(CreateUser, (), (login, name, org_id, role, scope, password))

/// A link that works once: shown to whoever issued it, to be handed on.
struct OneTimeLink {
    std::string token{};
    std::string path{};  ///< "/set-password?token=...": append to the address of this server.
    base::Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(OneTimeLink, (), (token, path, expires_at))

struct CreatedUser {
    User user{};
    std::optional<OneTimeLink> link{};
};
BOOST_DESCRIBE_STRUCT(CreatedUser, (), (user, link))

/// PUT /api/users/{user_id}: what is absent stays.
struct UpdateUser {
    UserId user_id{};
    std::int64_t version = 0;  ///< As last seen.
    std::optional<base::Text<80>> name{};
    std::optional<OrgId> org_id{};
    std::optional<Role> role{};
    std::optional<base::DataScope> scope{};
    std::optional<bool> active{};
};
BOOST_DESCRIBE_STRUCT(UpdateUser, (), (user_id, version, name, org_id, role, scope, active))

/// POST /api/users/{user_id}/password: one's own, by naming the current one. Ends all other sessions.
struct ChangePassword {
    UserId user_id{};
    Password current_password{};
    Password password{};
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (user_id, current_password, password))

/// POST /api/users/{user_id}/link: a new one-time link for somebody who lost their password.
struct IssueLink {
    UserId user_id{};
};
BOOST_DESCRIBE_STRUCT(IssueLink, (), (user_id))

/// POST /api/password: chooses a password with a one-time link. Ends all sessions of that user.
struct ChoosePassword {
    base::Text<100> token{};
    Password password{};
};
BOOST_DESCRIBE_STRUCT(ChoosePassword, (), (token, password))

}  // namespace huan::access
