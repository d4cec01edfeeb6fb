#pragma once

#include "access/audit.hpp"
#include "access/key.hpp"
#include "access/org.hpp"
#include "access/rows.hpp"
#include "access/settings.hpp"
#include "access/user.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace huan::access {

/// Who a user is to the rest of the program. Empty when there is none, or they are inactive.
std::optional<base::Actor> actor_of(store::Reader& db, base::UserId id);

/// "/1/4/"; empty when there is no such node.
std::string org_path(store::Reader& db, base::OrgId id);
/// The user's name; empty when there is none. For lists of other modules that hold a user's id.
std::string user_name(store::Reader& db, base::UserId id);
/// "agent", "technician"...; empty when there is no such user, or they are inactive.
std::string role_name(store::Reader& db, base::UserId id);
/// Active users with a role, of a node and all below it, by id: whom leads may go to.
std::vector<base::UserId> users_with_role(store::Reader& db, Role role, const std::string& org_path);

/// What the caller sees of themselves.
Me me_of(store::Reader& db, const base::Actor& actor);

User shown(store::Reader& db, const rows::UserRow& row);
ApiKey shown(const rows::KeyRow& row);

OrgPage list_orgs(store::Reader& db, const ListOrgs& query, const base::Context& ctx);
UserPage list_users(store::Reader& db, const ListUsers& query, const base::Context& ctx);
ApiKeyPage list_keys(store::Reader& db, const ListKeys& query, const base::Context& ctx);
AuditEntryPage list_audit(store::Reader& db, const ListAudit& query, const base::Context& ctx);

}  // namespace huan::access
