#pragma once

#include "http/router.hpp"
#include "store/store.hpp"

/// The page behind the link by which people stop messages, and the address mail programs post to (RFC 8058).
namespace huan::customer {

/// GET /u/{token} shows what would stop, and changes nothing: scanners of links open it too.
/// POST /u/{token} with the form field `List-Unsubscribe=One-Click` stops it: no cookie, no login, no
/// redirect. Both as url-encoded or as multipart form. `scope=all` widens it, `scope=resume` takes it back.
void unsubscribe_routes(http::Router& router, store::Store& store);

}  // namespace huan::customer
