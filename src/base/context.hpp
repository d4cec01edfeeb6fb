#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/permission.hpp"

#include <string>
#include <string_view>

namespace huan::base {

enum class ActorKind { nobody, system, user, key, customer };
BOOST_DESCRIBE_ENUM(ActorKind, nobody, system, user, key, customer)

/// How far a caller sees: only what is assigned to them, their organisation node and all below it, or
/// everything.
enum class DataScope { own, subtree, all };
BOOST_DESCRIBE_ENUM(DataScope, own, subtree, all)

/// Who is calling, as established by session, key or token.
struct Actor {
    ActorKind kind = ActorKind::nobody;
    std::int64_t id = 0;     ///< User, key or customer id by `kind`.
    std::string name{};      ///< For audit and timeline.
    OrgId org_id{};          ///< The node of the organisation tree the caller belongs to.
    std::string org_path{};  ///< "/1/4/": ids from the root down to `org_id`.
    DataScope scope = DataScope::own;
    Permissions permissions{};
    std::int64_t source_id = 0;  ///< With a write key: the ingest source it belongs to.
    /// While a file is brought in: the import. Nothing it tells is live, and all of it can be taken back.
    std::int64_t import_id = 0;
};

/// What every command and query is told beside its own fields.
struct Context {
    Instant now{};
    Actor actor{};
};

/// The server itself: scheduler, reactors, command line.
inline Actor system_actor() {
    Actor actor;
    actor.kind = ActorKind::system;
    actor.name = "system";
    actor.org_id = OrgId{1};
    actor.org_path = "/1/";
    actor.scope = DataScope::all;
    actor.permissions = Permissions::all();
    return actor;
}

/// Whether `actor` may see a record of the node `org_path` ("/1/4/7/"); `owner` is the user it is assigned
/// to, if any.
inline bool may_see(const Actor& actor, std::string_view org_path, UserId owner = {}) {
    switch (actor.scope) {
        case DataScope::all: return true;
        case DataScope::subtree: return !actor.org_path.empty() && org_path.starts_with(actor.org_path);
        case DataScope::own: return actor.kind == ActorKind::user && owner && owner.value == actor.id;
    }
    return false;
}

}  // namespace huan::base
