#include "access/routes.hpp"

#include "access/commands.hpp"
#include "access/entrance.hpp"
#include "access/queries.hpp"
#include "access/record.hpp"
#include "access/saved_view.hpp"

namespace huan::access {
namespace {

using enum base::Permission;
using http::Request;

/// The answer holds a secret, so the route writes its own audit entry without it.
const http::RouteOptions secret{.secret = true, .audited = false};

SetupState find_setup(store::Reader& db, const http::Nothing&, const base::Context&) {
    return {.needed = !rows::has_active_admin(db)};
}

Me find_me(store::Reader& db, const http::Nothing&, const base::Context& ctx) { return me_of(db, ctx.actor); }

Settings find_settings(store::Reader& db, const FindSettings&, const base::Context&) { return settings(db); }

UserPage find_users(store::Reader& db, const ListUsers& query, const base::Context& ctx) {
    // People see colleagues within their data scope; a program needs to be allowed to.
    if (ctx.actor.kind == base::ActorKind::key && !ctx.actor.permissions.has(user_manage))
        throw base::Error{base::errors::forbidden};
    return list_users(db, query, ctx);
}

/// A handler that holds its own copy of the entrance.
template <class R, class C>
auto at(const Entrance& door, R (Entrance::*handle)(const C&, const base::Context&, const Request&) const) {
    return [door, handle](const C& command, const base::Context& ctx, const Request& request) {
        return (door.*handle)(command, ctx, request);
    };
}

CreatedKey make_key(store::Transaction& tx, const CreateKey& command, const base::Context& ctx,
                    const Request& request) {
    CreatedKey created = create_key(tx, command, ctx);
    record(tx, ctx,
           {.route = "POST /api/keys",
            .object = "key_id " + std::to_string(created.key.id.value),
            .changes = base::to_object(command),
            .address = request.address});
    return created;
}

OneTimeLink make_link(store::Transaction& tx, const IssueLink& command, const base::Context& ctx,
                      const Request& request) {
    OneTimeLink link = issue_link(tx, command, ctx);
    record(tx, ctx,
           {.route = "POST /api/users/{user_id}/link",
            .object = "user_id " + std::to_string(command.user_id.value),
            .address = request.address});
    return link;
}

}  // namespace

void routes(http::Router& router, store::Store& store, Passwords& passwords) {
    const Entrance door{store, passwords};
    using E = Entrance;
    const auto by = [&](auto handle) { return at(door, handle); };
    // clang-format off
    router.query   ("GET /api/setup",                      open,            &find_setup);
    router.blocking("POST /api/setup",                     open,            by(&E::set_up), secret);
    router.blocking("POST /api/session",                   open,            by(&E::sign_in), secret);
    router.blocking("POST /api/session/link",              open,            by(&E::sign_in_by_link), secret);
    router.command ("DELETE /api/session",                 signed_in,       &sign_out);
    router.blocking("POST /api/password",                  open,            by(&E::choose_password), secret);
    router.query   ("GET /api/me",                         signed_in,       &find_me);
    router.query   ("GET /api/users",                      signed_in,       &find_users);
    router.blocking("POST /api/users",                     user_manage,     by(&E::create_user), secret);
    router.command ("PUT /api/users/{user_id}",            user_manage,     &update_user);
    router.blocking("POST /api/users/{user_id}/password",  signed_in,       by(&E::change_password), secret);
    router.command ("POST /api/users/{user_id}/link",      user_manage,     &make_link, secret);
    router.query   ("GET /api/orgs",                       signed_in,       &list_orgs);
    router.command ("POST /api/orgs",                      org_manage,      &create_org);
    router.command ("PUT /api/orgs/{org_id}",              org_manage,      &rename_org);
    router.query   ("GET /api/keys",                       key_manage,      &list_keys);
    router.command ("POST /api/keys",                      key_manage,      &make_key, secret);
    router.command ("DELETE /api/keys/{key_id}",           key_manage,      &revoke_key);
    router.query   ("GET /api/audit",                      audit_read,      &list_audit);
    router.query   ("GET /api/saved_views",                signed_in,       &list_saved_views);
    router.command ("POST /api/saved_views",               signed_in,       &save_view);
    router.command ("DELETE /api/saved_views/{view_id}",   signed_in,       &remove_view);
    router.query   ("GET /api/settings",                   signed_in,       &find_settings);
    router.command ("PUT /api/settings",                   settings_manage, &update_settings);
    // clang-format on
}

}  // namespace huan::access
