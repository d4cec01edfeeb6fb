#include "server/demo_routes.hpp"

#include "access/commands.hpp"
#include "access/errors.hpp"
#include "access/queries.hpp"
#include "access/record.hpp"
#include "access/settings.hpp"
#include "base/log.hpp"
#include "customer/queries.hpp"
#include "demo/demo.hpp"

#include <algorithm>

namespace huan::server {
namespace {

using base::Permission;

/// POST /api/demo: with the token of the set-up link, where nothing is set up; or with a ticket, where a demo
/// was not finished.
struct MakeDemo {
    std::optional<base::Text<200>> token{};
    std::optional<base::Text<200>> ticket{};
    std::optional<std::int64_t> size{};  ///< Customers; as the unfinished one, else 5,000.
};
BOOST_DESCRIBE_STRUCT(MakeDemo, (), (token, ticket, size))

/// POST /api/demo/reset: everything that is here goes, and the demo is made anew.
struct ResetDemo {
    base::Text<120> company{};           ///< Its name, as a second yes.
    std::optional<std::int64_t> size{};  ///< As it is, where nothing is said.
};
BOOST_DESCRIBE_STRUCT(ResetDemo, (), (company, size))

/// What lets in whoever asked, once the demo is there.
struct DemoTicket {
    std::string ticket{};
};
BOOST_DESCRIBE_STRUCT(DemoTicket, (), (ticket))

/// POST /api/demo/entrance
struct EnterDemo {
    base::Text<200> ticket{};
};
BOOST_DESCRIBE_STRUCT(EnterDemo, (), (ticket))

struct DemoEntrance {
    std::string path{};  ///< "/enter?token=...": append to the address of this server.
};
BOOST_DESCRIBE_STRUCT(DemoEntrance, (), (path))

/// Somebody waits for it in a browser.
constexpr std::int64_t largest_on_request = 20'000;

/// What is asked for, else that of the demo which is there.
std::int64_t size_of(const std::optional<std::int64_t>& given, const DemoState& state) {
    const std::int64_t present = std::min(state.size.value_or(demo::Order{}.size), largest_on_request);
    const std::int64_t size = given.value_or(present);
    if (size < demo::smallest_size || size > largest_on_request)
        throw base::Error{demo::errors::bad_size, "size", "From here a demo has 100 to 20,000 customers."};
    return size;
}

/// The first administrator, whom the demo knows by this login.
constexpr const char* administrator_login = "admin";

DemoTicket make(store::Store& store, DemoDesk& desk, const MakeDemo& command, const base::Context& ctx) {
    const DemoState state = desk.state();
    const std::int64_t size = size_of(command.size, state);
    if (command.ticket) {
        if (state.stage != DemoStage::unfinished && state.stage != DemoStage::making)
            throw base::Error{errors::demo_no_demo};
        desk.ask_again(command.ticket->value, size);
        return {command.ticket->value};
    }
    if (!command.token) throw base::Error{base::errors::required, "token"};
    store.read([&](store::Reader& db) {
        access::check_setup_link(db, command.token->value, ctx.now);
        if (customer::counts(db).profiles > 0) throw base::Error{demo::errors::not_empty};
    });
    base::log::info("demo: asked for with the set-up link, {} customers", size);
    return {desk.ask({.size = size, .login = administrator_login, .fresh = true})};
}

DemoTicket reset(store::Store& store, DemoDesk& desk, const ResetDemo& command, const base::Context& ctx) {
    const DemoState state = desk.state();
    if (state.stage != DemoStage::demo) throw base::Error{errors::demo_no_demo};
    const std::int64_t size = size_of(command.size, state);
    const std::string login = store.read([&](store::Reader& db) {
        if (base::trimmed(command.company.value) != access::settings(db).company)
            throw base::Error{errors::demo_not_confirmed, "company"};
        return access::me_of(db, ctx.actor).login;
    });
    // The audit log goes with the rest, so it is said here as well.
    base::log::warning("demo: {} has it taken away and made anew, {} customers", login, size);
    return {desk.ask({.size = size, .login = login})};
}

DemoEntrance enter(store::Store& store, DemoDesk& desk, const EnterDemo& command, const base::Context& now) {
    const std::string asked = desk.let_in(command.ticket.value);
    const base::Context ctx{.now = now.now, .actor = base::system_actor()};
    const auto link_for = [&](const std::string& login) {
        return store.write([&](store::Transaction& tx) {
            access::record(tx, ctx, {.route = "POST /api/demo/entrance", .object = "login " + login});
            return DemoEntrance{access::issue_sign_in_link(tx, login, ctx).path};
        });
    };
    try {
        return link_for(asked.empty() ? administrator_login : asked);
    } catch (const base::Error& refused) {
        if (!(refused.kind() == access::errors::unknown)) throw;
        return link_for(demo::manager_login);  // Whom somebody had made in the demo that is gone.
    }
}

}  // namespace

void demo_routes(http::Router& router, store::Store& store, DemoDesk& desk) {
    const http::RouteOptions secret{.secret = true, .audited = false};
    router.query("GET /api/demo", Permission::open,
                 [&desk](store::Reader& db, const http::Nothing&, const base::Context&) {
                     DemoState state = desk.state();
                     const bool set_up = !access::users_with_role(db, access::Role::admin, "/1/").empty();
                     if (state.stage == DemoStage::none && !set_up && customer::counts(db).profiles == 0)
                         state.stage = DemoStage::fresh;
                     return state;
                 });
    router.blocking(
        "POST /api/demo", Permission::open,
        [&](const MakeDemo& command, const base::Context& ctx) { return make(store, desk, command, ctx); },
        secret);
    router.blocking(
        "POST /api/demo/reset", Permission::user_manage,
        [&](const ResetDemo& command, const base::Context& ctx) { return reset(store, desk, command, ctx); },
        secret);
    router.blocking(
        "POST /api/demo/entrance", Permission::open,
        [&](const EnterDemo& command, const base::Context& ctx) { return enter(store, desk, command, ctx); },
        secret);
}

void waiting_routes(http::Router& router, const DemoDesk& desk) {
    router.blocking("GET /api/demo", Permission::open,
                    [&desk](const http::Nothing&, const base::Context&) { return desk.state(); });
    for (const char* asked : {"GET /api/health", "GET /api/me", "GET /api/setup"})
        router.blocking(asked, Permission::open, [](const http::Nothing&, const base::Context&) -> DemoState {
            throw base::Error{errors::demo_being_made};
        });
}

}  // namespace huan::server
