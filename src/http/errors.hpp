#pragma once

#include "base/error.hpp"

/// How a request is refused before any module sees it.
namespace huan::http::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind malformed{Category::malformed, "request.malformed",
                                     "This request cannot be read."};
inline constexpr ErrorKind malformed_gzip{Category::malformed, "request.malformed_gzip",
                                          "The body says it is gzip, but it cannot be unpacked."};
inline constexpr ErrorKind unknown_path{Category::unknown, "request.unknown_path",
                                        "There is nothing at this address."};
inline constexpr ErrorKind method_not_allowed{Category::unknown, "request.method_not_allowed",
                                              "This address does not take this method."};
inline constexpr ErrorKind timeout{Category::timeout, "request.timeout",
                                   "The request took too long to arrive."};
inline constexpr ErrorKind too_large{Category::too_large, "request.too_large", "The body is too large."};
inline constexpr ErrorKind headers_too_large{Category::malformed, "request.headers_too_large",
                                             "The headers are too large or too many."};
inline constexpr ErrorKind unknown_encoding{Category::malformed, "request.unknown_encoding",
                                            "Bodies may be sent as they are or with gzip."};
inline constexpr ErrorKind not_json{Category::malformed, "request.not_json", "The body must be JSON."};
inline constexpr ErrorKind repeated{Category::invalid, "request.repeated",
                                    "This parameter may be given once only."};
inline constexpr ErrorKind path_mismatch{Category::invalid, "request.path_mismatch",
                                         "The body names another object than the address."};
inline constexpr ErrorKind idempotency_key{Category::invalid, "request.idempotency_key",
                                           "An Idempotency-Key has 1 to 200 printable characters."};
inline constexpr ErrorKind idempotency_mismatch{Category::invalid, "request.idempotency_mismatch",
                                                "This Idempotency-Key was used for another request."};
inline constexpr ErrorKind already_done{Category::conflict, "request.already_done",
                                        "This was already done; its answer is shown only once."};
inline constexpr ErrorKind unauthenticated{Category::unauthenticated, "access.unauthenticated",
                                           "Please sign in."};
inline constexpr ErrorKind too_many{Category::too_many, "request.too_many",
                                    "Too many requests. Please slow down."};
inline constexpr ErrorKind overloaded{Category::unavailable, "server.overloaded",
                                      "The server is busy. Please try again in a moment."};
inline constexpr ErrorKind stopping{Category::unavailable, "server.stopping",
                                    "The server is about to restart."};
inline constexpr ErrorKind internal{Category::internal, "server.internal",
                                    "Something went wrong on our side. It was recorded."};

}  // namespace huan::http::errors
