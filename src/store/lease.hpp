#pragma once

#include "store/store.hpp"

#include <string_view>

namespace huan::store {

/// A lease says which process does a job that only one may do at a time. It ends by itself, so that a process
/// that died does not keep the job; whoever holds it renews it well before.

/// Takes the lease `name` for `holder` until `until`, or renews it. False when another holder's lease runs
/// beyond `now`.
bool acquire_lease(Transaction& tx, std::string_view name, std::string_view holder, base::Instant until,
                   base::Instant now);

/// Gives the lease up early; nothing happens when `holder` does not hold it.
void release_lease(Transaction& tx, std::string_view name, std::string_view holder);

}  // namespace huan::store
