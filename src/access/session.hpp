#pragma once

#include "access/user.hpp"
#include "store/store.hpp"

#include <string>

/// Signing in, and staying signed in.
namespace huan::access {

inline constexpr const char* key_topic = "api_keys";
inline constexpr const char* session_cookie = "huan_session";
inline constexpr const char* csrf_cookie = "huan_csrf";

inline constexpr base::Duration session_idle{12 * 3600 * 1000LL};      ///< Unused for so long, it ends.
inline constexpr base::Duration session_life{7 * 24 * 3600 * 1000LL};  ///< And then in any case.

/// How many wrong tries are free, and how long the next one then has to wait: twice as long each time. A day
/// without a try forgets them.
struct GuardLimits {
    std::int64_t per_login = 5;
    std::int64_t per_address = 30;
    base::Duration first{30'000};
    base::Duration longest{15 * 60 * 1000};
    base::Duration forgotten{24 * 3600 * 1000LL};
};

/// Names the counters of a login and of an address.
std::string login_subject(const std::string& login);
std::string address_subject(const std::string& address);

/// A try that was counted before the password is looked at, so that many at once count as many.
struct CountedTry {
    UserId user_id{};  ///< None when there is no such active user: go on and compare with nothing.
    std::string password_hash{};
};

/// Counts a try for login and address. \throws base::Error `access.locked` with `retry_after`
CountedTry count_try(store::Transaction& tx, const std::string& login, const std::string& address,
                     const base::Context& ctx, const GuardLimits& limits = {});
/// Takes the try back: the password was right.
void forgive_try(store::Transaction& tx, const std::string& login, const std::string& address,
                 const GuardLimits& limits = {});

/// A session that was just opened. The token goes into the cookie and nowhere else; its hash is in the row.
struct OpenedSession {
    std::string token{};
    std::string csrf{};  ///< For the readable cookie; belongs to this token only.
};
OpenedSession open_session(store::Transaction& tx, UserId user_id, const std::string& address,
                           const base::Context& ctx);
/// What X-CSRF-Token must say for a session.
std::string csrf_of(const std::string& session_token);

/// The second half of signing in, once the password was found right; refuses when it was changed meanwhile.
/// \throws base::Error `access.bad_credentials`
OpenedSession sign_in(store::Transaction& tx, const CountedTry& counted, const std::string& login,
                      const std::string& address, const base::Context& ctx);

/// Removes what has expired. A daily task.
void clean_up(store::Transaction& tx, base::Instant now);

}  // namespace huan::access
