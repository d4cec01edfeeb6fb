#include "access/entrance.hpp"

#include "access/commands.hpp"
#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/record.hpp"
#include "access/rows.hpp"
#include "access/session.hpp"

namespace huan::access {
namespace {

void add_cookies(http::Headers& headers, const OpenedSession& opened, const http::Request& request) {
    const std::int64_t seconds = session_life.count() / 1000;
    const std::string path = request.base_path.empty() ? "/" : request.base_path;
    headers.add("set-cookie", http::set_cookie({.name = session_cookie,
                                                .value = opened.token,
                                                .path = path,
                                                .max_age = seconds,
                                                .secure = request.secure}));
    // The console's own page reads this one and sends it back in a header; another site's page cannot.
    headers.add("set-cookie", http::set_cookie({.name = csrf_cookie,
                                                .value = opened.csrf,
                                                .path = path,
                                                .max_age = seconds,
                                                .http_only = false,
                                                .secure = request.secure}));
}

/// A session with its cookies, once it is known who it is for.
struct Entered {
    Me me{};
    OpenedSession opened{};
};

http::Reply<Me> reply_of(const Entered& entered, const http::Request& request) {
    http::Reply<Me> reply{.body = entered.me};
    add_cookies(reply.headers, entered.opened, request);
    return reply;
}

base::Context as_user(store::Reader& db, UserId id, const base::Context& ctx) {
    return {.now = ctx.now, .actor = actor_of(db, id).value_or(base::Actor{})};
}

}  // namespace

http::Reply<Me> Entrance::set_up(const Setup& command, const base::Context& ctx,
                                 const http::Request& request) const {
    check_password(command.password, normal_login(command.login));
    // Looked at before hashing, which costs a stranger nothing and us much.
    store_.read([&](store::Reader& db) { check_setup_link(db, command.token, ctx.now); });
    const std::string hash = passwords_.hash(command.password);
    const Entered entered = store_.write([&](store::Transaction& tx) {
        const UserId admin = access::set_up(tx, command, hash, ctx);
        const base::Context as_admin = as_user(tx, admin, ctx);
        record(tx, as_admin,
               {.route = "POST /api/setup",
                .object = "user_id " + std::to_string(admin.value),
                .changes = base::to_object(command),
                .address = request.address});
        const OpenedSession opened = open_session(tx, admin, request.address, ctx);
        return Entered{.me = me_of(tx, as_admin.actor), .opened = opened};
    });
    return reply_of(entered, request);
}

http::Reply<Me> Entrance::sign_in(const SignIn& command, const base::Context& ctx,
                                  const http::Request& request) const {
    const std::string login = normal_login(command.login);
    const CountedTry counted =
        store_.write([&](store::Transaction& tx) { return count_try(tx, login, request.address, ctx); });
    if (!passwords_.matches(counted.password_hash, command.password)) {
        store_.write([&](store::Transaction& tx) {
            record(tx, ctx,
                   {.route = "POST /api/session",
                    .object = "login " + login,
                    .result = {{"refused", errors::bad_credentials.code}},
                    .address = request.address});
        });
        throw base::Error{errors::bad_credentials};
    }
    const Entered entered = store_.write([&](store::Transaction& tx) {
        const OpenedSession opened = access::sign_in(tx, counted, login, request.address, ctx);
        const base::Context user = as_user(tx, counted.user_id, ctx);
        record(tx, user,
               {.route = "POST /api/session",
                .object = "user_id " + std::to_string(counted.user_id.value),
                .address = request.address});
        return Entered{.me = me_of(tx, user.actor), .opened = opened};
    });
    return reply_of(entered, request);
}

http::Reply<Me> Entrance::sign_in_by_link(const SignInByLink& command, const base::Context& ctx,
                                          const http::Request& request) const {
    const Entered entered = store_.write([&](store::Transaction& tx) {
        const UserId id = take_sign_in_link(tx, command.token, ctx);
        const base::Context user = as_user(tx, id, ctx);
        const OpenedSession opened = open_session(tx, id, request.address, ctx);
        record(tx, user,
               {.route = "POST /api/session/link",
                .object = "user_id " + std::to_string(id.value),
                .address = request.address});
        return Entered{.me = me_of(tx, user.actor), .opened = opened};
    });
    return reply_of(entered, request);
}

void Entrance::choose_password(const ChoosePassword& command, const base::Context& ctx,
                               const http::Request& request) const {
    const std::string login =
        store_.read([&](store::Reader& db) { return login_of_link(db, command.token, ctx.now); });
    check_password(command.password, login);
    const std::string hash = passwords_.hash(command.password);
    store_.write([&](store::Transaction& tx) {
        const UserId id = access::choose_password(tx, command.token, hash, ctx);
        record(tx, as_user(tx, id, ctx),
               {.route = "POST /api/password",
                .object = "user_id " + std::to_string(id.value),
                .address = request.address});
    });
}

CreatedUser Entrance::create_user(const CreateUser& command, const base::Context& ctx,
                                  const http::Request& request) const {
    std::string hash;
    if (command.password) {
        check_password(*command.password, normal_login(command.login));
        hash = passwords_.hash(*command.password);
    }
    return store_.write([&](store::Transaction& tx) {
        CreatedUser created = access::create_user(tx, command, hash, ctx);
        record(tx, ctx,
               {.route = "POST /api/users",
                .object = "user_id " + std::to_string(created.user.id.value),
                .changes = base::to_object(command),
                .address = request.address});
        return created;
    });
}

void Entrance::change_password(const ChangePassword& command, const base::Context& ctx,
                               const http::Request& request) const {
    // Somebody else's password is nobody's to choose: they get a link.
    if (ctx.actor.kind != base::ActorKind::user || command.user_id.value != ctx.actor.id)
        throw base::Error{base::errors::forbidden};
    const auto user = store_.read([&](store::Reader& db) { return rows::find_user(db, command.user_id); });
    if (!user) throw base::Error{errors::unknown};
    check_password(command.password, user->login);
    const CountedTry counted = store_.write(
        [&](store::Transaction& tx) { return count_try(tx, user->login, request.address, ctx); });
    if (!passwords_.matches(counted.password_hash, command.current_password))
        throw base::Error{errors::wrong_password, "current_password"};
    const std::string hash = passwords_.hash(command.password);
    store_.write([&](store::Transaction& tx) {
        forgive_try(tx, user->login, request.address);
        access::change_password(tx, command.user_id, counted.password_hash, hash,
                                std::string(request.cookie(session_cookie)));
        record(tx, ctx,
               {.route = "POST /api/users/{user_id}/password",
                .object = "user_id " + std::to_string(command.user_id.value),
                .address = request.address});
    });
}

http::Reply<> sign_out(store::Transaction& tx, const http::Nothing&, const base::Context&,
                       const http::Request& request) {
    rows::end_session(tx, hash_of(request.cookie(session_cookie)));
    http::Reply<> reply;
    const std::string path = request.base_path.empty() ? "/" : request.base_path;
    for (const char* name : {session_cookie, csrf_cookie})
        reply.headers.add("set-cookie", http::set_cookie({.name = name,
                                                          .path = path,
                                                          .max_age = 0,
                                                          .http_only = name == session_cookie,
                                                          .secure = request.secure}));
    return reply;
}

}  // namespace huan::access
