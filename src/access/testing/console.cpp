#include "access/testing/console.hpp"

#include "access/commands.hpp"
#include "access/routes.hpp"
#include "jobs/routes.hpp"

namespace huan::access::testing {

using http::testing::Call;
using http::testing::Reply;

void ConsoleCase::SetUp() {
    OnBothStores::SetUp();
    if (IsSkipped()) return;
    passwords = std::make_unique<Passwords>(8192, 1);
    start();
}

void ConsoleCase::TearDown() {
    if (server) server->stop(std::chrono::milliseconds(500));
    server.reset();
}

void ConsoleCase::start() {
    authenticator = std::make_unique<Authenticator>(store());
    router = std::make_unique<http::Router>();
    router->set_hooks(authenticator->hooks());
    routes(*router, store(), *passwords);
    jobs::routes(*router, false);
    add_routes(*router);
    http::ServerOptions options;
    options.port = 0;
    server = std::make_unique<http::Server>(*router, store(), options);
    server->start();
}

void ConsoleCase::restart() {
    server->stop(std::chrono::milliseconds(500));
    server.reset();
    fresh().reopen();
    start();
}

Reply ConsoleCase::send(const std::string& method, const std::string& target, const std::string& body,
                        const Browser& who) {
    Call call{.method = method, .target = target, .body = body};
    if (!body.empty()) call.headers.emplace_back("Content-Type", "application/json");
    if (!who.session.empty())
        call.headers.emplace_back("Cookie", "huan_session=" + who.session + "; huan_csrf=" + who.csrf);
    if (!who.csrf.empty()) call.headers.emplace_back("X-CSRF-Token", who.csrf);
    return ask(server->port(), call);
}

Reply ConsoleCase::send_with(const std::string& authorization, const std::string& method,
                             const std::string& target, const std::string& body) {
    Call call{
        .method = method, .target = target, .body = body, .headers = {{"Authorization", authorization}}};
    if (!body.empty()) call.headers.emplace_back("Content-Type", "application/json");
    return ask(server->port(), call);
}

Browser ConsoleCase::browser_of(const Reply& reply) {
    Browser browser;
    for (const auto& [name, value] : reply.headers) {
        if (name != "set-cookie") continue;
        const std::string pair = value.substr(0, value.find(';'));
        if (pair.starts_with("huan_session=")) browser.session = pair.substr(13);
        if (pair.starts_with("huan_csrf=")) browser.csrf = pair.substr(10);
    }
    return browser;
}

Browser ConsoleCase::set_up() {
    const base::Context now{.now = base::clock_now(), .actor = base::system_actor()};
    const OneTimeLink link = write([&](store::Transaction& tx) { return issue_setup_link(tx, now); });
    const Reply reply =
        send("POST", "/api/setup",
             R"({"token":")" + link.token +
                 R"(","company":"Huan Wash","currency":"USD","time_zone":"Asia/Shanghai",)"
                 R"("language":"en","name":"Root","login":"root","password":"correct horse"})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return browser_of(reply);
}

Browser ConsoleCase::signed_in(const std::string& login, const std::string& password) {
    const Reply reply =
        send("POST", "/api/session", R"({"login":")" + login + R"(","password":")" + password + R"("})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    return browser_of(reply);
}

UserId ConsoleCase::user(const std::string& login, Role role, OrgId org) {
    const std::string hash = passwords->hash("correct horse");
    return write([&](store::Transaction& tx) {
        const CreateUser command{.login = {login}, .name = {login}, .org_id = org, .role = role};
        return create_user(tx, command, hash, at_noon).user.id;
    });
}

OrgId ConsoleCase::org(const std::string& name, OrgId parent) {
    return write([&](store::Transaction& tx) {
        return create_org(tx, {.parent_id = parent, .kind = OrgKind::store, .name = {name}}, at_noon).id;
    });
}

}  // namespace huan::access::testing
