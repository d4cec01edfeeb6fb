#include "http/access.hpp"

#include "http/errors.hpp"

namespace huan::http {
namespace {

/// A write key stands in web pages for everybody to read; it does not make its bearer a colleague.
bool is_signed_in(const base::Actor& actor) {
    const bool only_ingest = actor.permissions == base::Permissions{base::Permission::ingest};
    switch (actor.kind) {
        case base::ActorKind::system:
        case base::ActorKind::user: return true;
        case base::ActorKind::key: return !only_ingest;
        case base::ActorKind::customer:
        case base::ActorKind::nobody: return false;
    }
    return false;
}

}  // namespace

void require(const base::Actor& actor, base::Permission permission) {
    if (permission == base::Permission::open) return;
    if (actor.kind == base::ActorKind::nobody) throw base::Error{errors::unauthenticated};
    bool allowed = false;
    if (permission == base::Permission::signed_in)
        allowed = is_signed_in(actor);
    else if (permission == base::Permission::customer_token)
        allowed = actor.kind == base::ActorKind::customer;
    else
        allowed = actor.permissions.has(permission);
    if (!allowed) throw base::Error{base::errors::forbidden};
}

}  // namespace huan::http
