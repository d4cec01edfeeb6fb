#pragma once

#include "base/context.hpp"
#include "base/permission.hpp"

namespace huan::http {

/// \throws base::Error `access.unauthenticated` when nobody is known to call, `access.forbidden` when they
/// may not.
void require(const base::Actor& actor, base::Permission permission);

}  // namespace huan::http
