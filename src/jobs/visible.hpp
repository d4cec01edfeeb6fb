#pragma once

#include "base/context.hpp"

#include <cstdint>
#include <string>

namespace huan::jobs {

/// What a caller may see, as values for a WHERE: rows with `all` = 1, or `from` <= org_path < `until`, or
/// that are assigned to `owner`. The same rule as `base::may_see`, for lists.
struct Visible {
    bool all = false;
    std::string from{};
    std::string until{};
    std::int64_t owner = 0;
};

inline Visible visible(const base::Actor& actor) {
    Visible who;
    who.all = actor.scope == base::DataScope::all;
    if (actor.scope == base::DataScope::subtree && !actor.org_path.empty()) {
        who.from = actor.org_path;  // "/1/4/" up to "/1/40", for '0' follows '/'.
        who.until = actor.org_path.substr(0, actor.org_path.size() - 1) + "0";
    }
    if (actor.scope == base::DataScope::own && actor.kind == base::ActorKind::user) who.owner = actor.id;
    return who;
}

}  // namespace huan::jobs
