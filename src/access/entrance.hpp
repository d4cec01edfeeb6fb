#pragma once

#include "access/secret.hpp"
#include "access/settings.hpp"
#include "access/user.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

namespace huan::access {

/// What is done with passwords: on a worker thread, because hashing is slow by intention, with short
/// transactions before and after.
class Entrance {
public:
    Entrance(store::Store& store, Passwords& passwords) : store_(store), passwords_(passwords) {}

    /// Handlers of routes; see router.hpp.
    http::Reply<Me> set_up(const Setup& command, const base::Context& ctx,
                           const http::Request& request) const;
    http::Reply<Me> sign_in(const SignIn& command, const base::Context& ctx,
                            const http::Request& request) const;
    http::Reply<Me> sign_in_by_link(const SignInByLink& command, const base::Context& ctx,
                                    const http::Request& request) const;
    void choose_password(const ChoosePassword& command, const base::Context& ctx,
                         const http::Request& request) const;
    CreatedUser create_user(const CreateUser& command, const base::Context& ctx,
                            const http::Request& request) const;
    void change_password(const ChangePassword& command, const base::Context& ctx,
                         const http::Request& request) const;

private:
    store::Store& store_;
    Passwords& passwords_;
};

/// DELETE /api/session: ends the caller's session and takes its cookies back.
http::Reply<> sign_out(store::Transaction& tx, const http::Nothing& command, const base::Context& ctx,
                       const http::Request& request);

}  // namespace huan::access
