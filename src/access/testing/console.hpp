#pragma once

#include "access/authenticate.hpp"
#include "access/role.hpp"
#include "access/secret.hpp"
#include "access/user.hpp"
#include "http/live.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "store/testing/on_both_stores.hpp"

#include <memory>
#include <string>
#include <vector>

namespace huan::access::testing {

/// What a browser keeps between two requests.
struct Browser {
    std::string session{};
    std::string csrf{};
};

/// A server on a loopback port with the routes of this module and of jobs, over a fresh store.
/// Passwords are hashed with the least effort.
class ConsoleCase : public store::testing::OnBothStores {
protected:
    void SetUp() override;
    void TearDown() override;
    /// More routes than ours; called before the server starts.
    virtual void add_routes(http::Router& /*router*/) {}
    /// Starts the server anew, as after a restart of the process.
    void restart();

    /// Sends JSON with the cookies and the CSRF header of `who`.
    http::testing::Reply send(const std::string& method, const std::string& target,
                              const std::string& body = {}, const Browser& who = {});
    /// The same with an Authorization header.
    http::testing::Reply send_with(const std::string& authorization, const std::string& method,
                                   const std::string& target, const std::string& body = {});

    /// Company "Huan Wash" in USD with administrator "root"; the browser they are signed in with.
    Browser set_up();
    /// Signs in; fails the test when that is refused.
    Browser signed_in(const std::string& login, const std::string& password = "correct horse");
    /// A user at a node, with the password above.
    UserId user(const std::string& login, Role role, OrgId org = OrgId{1});
    OrgId org(const std::string& name, OrgId parent = OrgId{1});
    static Browser browser_of(const http::testing::Reply& reply);

    http::Live live;
    std::unique_ptr<Passwords> passwords;
    std::unique_ptr<Authenticator> authenticator;
    std::unique_ptr<http::Router> router;
    std::unique_ptr<http::Server> server;

private:
    void start();
};

}  // namespace huan::access::testing
