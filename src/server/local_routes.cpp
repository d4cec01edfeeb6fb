#include "access/commands.hpp"
#include "capture/commands.hpp"
#include "server/upkeep.hpp"

/// What only the owner of the data directory may do, through `huan user` and `huan key`.
namespace huan::server {
namespace {

using base::Permission;

constexpr base::ErrorKind only_here{base::Category::forbidden, "local.only_here",
                                    "This is done on the server itself, with the huan command."};

void require_owner(const base::Context& ctx) {
    if (ctx.actor.kind != base::ActorKind::system) throw base::Error{only_here};
}

struct ResetPassword {
    base::Text<80> login{};
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (login))

struct MakeSignInLink {
    base::Text<80> login{};
};
BOOST_DESCRIBE_STRUCT(MakeSignInLink, (), (login))

struct MakeKey {
    access::KeyKind kind{};
    base::Text<80> name{};
};
BOOST_DESCRIBE_STRUCT(MakeKey, (), (kind, name))

access::OneTimeLink reset(store::Transaction& tx, const ResetPassword& command, const base::Context& ctx) {
    require_owner(ctx);
    return access::reset_password(tx, command.login, ctx);
}

access::OneTimeLink sign_in_link(store::Transaction& tx, const MakeSignInLink& command,
                                 const base::Context& ctx) {
    require_owner(ctx);
    return access::issue_sign_in_link(tx, command.login, ctx);
}

access::OneTimeLink setup_link(store::Transaction& tx, const http::Nothing&, const base::Context& ctx) {
    require_owner(ctx);
    return access::issue_setup_link(tx, ctx);
}

/// A write key gets a source of its name; a server key may do everything but manage users, keys and settings.
access::CreatedKey make_key(store::Transaction& tx, const MakeKey& command, const base::Context& ctx) {
    require_owner(ctx);
    access::CreateKey create{.kind = command.kind, .name = command.name};
    if (command.kind == access::KeyKind::write) {
        create.source_id = capture::create_source(
                               tx, {.name = {command.name.value}, .kind = capture::SourceKind::server}, ctx)
                               .id.value;
    } else {
        create.permissions = {Permission::customer_read, Permission::customer_write, Permission::order_write,
                              Permission::segment_read,  Permission::offer_read,     Permission::coupon_grant,
                              Permission::coupon_redeem, Permission::campaign_read,  Permission::lead_read,
                              Permission::report_read,   Permission::finding_write,  Permission::export_run};
    }
    return access::create_key(tx, create, ctx);
}

}  // namespace

void local_routes(http::Router& router) {
    http::RouteOptions secret;
    secret.secret = true;
    router.command("POST /api/local/reset_password", Permission::user_manage, &reset, secret);
    router.command("POST /api/local/sign_in_link", Permission::user_manage, &sign_in_link, secret);
    router.command("POST /api/local/setup_link", Permission::user_manage, &setup_link, secret);
    router.command("POST /api/local/key", Permission::key_manage, &make_key, secret);
}

}  // namespace huan::server
