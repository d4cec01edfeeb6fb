#pragma once

#include "base/error.hpp"

/// Every way a command of this module is refused.
namespace huan::access::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "access.unknown",
                                   "There is no such user, organisation or key."};
inline constexpr ErrorKind stale{Category::conflict, "access.stale", "Someone changed this meanwhile."};

inline constexpr ErrorKind bad_credentials{Category::unauthenticated, "access.bad_credentials",
                                           "Login or password is wrong."};
inline constexpr ErrorKind bad_key{Category::unauthenticated, "access.bad_key",
                                   "This key is unknown or was revoked."};
inline constexpr ErrorKind bad_customer_token{Category::unauthenticated, "access.bad_customer_token",
                                              "This link has expired or was altered."};
inline constexpr ErrorKind locked{Category::too_many, "access.locked",
                                  "Too many tries. Wait a little before trying again."};
inline constexpr ErrorKind csrf{Category::forbidden, "access.csrf",
                                "This request did not come from the console's own page."};
inline constexpr ErrorKind bad_link{Category::forbidden, "access.bad_link",
                                    "This link was used already, has expired, or is not one of ours."};
inline constexpr ErrorKind set_up_already{Category::conflict, "access.set_up_already",
                                          "This installation already has an administrator."};

inline constexpr ErrorKind login_taken{Category::conflict, "access.login_taken",
                                       "Somebody already has this login."};
inline constexpr ErrorKind bad_login{Category::invalid, "access.bad_login",
                                     "A login holds letters, digits and . _ - @ + only."};
inline constexpr ErrorKind weak_password{Category::invalid, "access.weak_password",
                                         "A password has at least 10 characters and is not the login."};
inline constexpr ErrorKind wrong_password{Category::invalid, "access.wrong_password",
                                          "The current password is wrong."};
inline constexpr ErrorKind beyond_own{Category::forbidden, "access.beyond_own",
                                      "Nobody can give away, or take over, more rights than they have."};
inline constexpr ErrorKind last_admin{Category::conflict, "access.last_admin",
                                      "This is the last active administrator."};
inline constexpr ErrorKind org_name_taken{Category::conflict, "access.org_name_taken",
                                          "There is already one of this name beside it."};
inline constexpr ErrorKind too_deep{Category::invalid, "access.too_deep",
                                    "The organisation has at most 8 levels."};
inline constexpr ErrorKind source_required{Category::invalid, "access.source_required",
                                           "A write key belongs to a source, and has no other rights."};
inline constexpr ErrorKind bad_setting{Category::invalid, "access.bad_setting",
                                       "This value cannot be used here."};
inline constexpr ErrorKind bad_query{Category::invalid, "saved_view.bad_query",
                                     "A view keeps filters: a text of at most 200 characters each."};
inline constexpr ErrorKind too_many_views{Category::conflict, "saved_view.too_many",
                                          "You have 200 views already. Remove one first."};
inline constexpr ErrorKind currency_digits{
    Category::invalid, "access.currency_digits",
    "Stored amounts would change their value: the new currency has another "
    "number of decimals."};

}  // namespace huan::access::errors
