#pragma once

#include "sales/lead.hpp"
#include "store/store.hpp"

namespace huan::sales {

/// The lead that is followed up in place of `id`: itself, or the one it was merged into. Locked.
/// \throws base::Error `lead.unknown`.
Lead followed_up(store::Transaction& tx, LeadId id);

}  // namespace huan::sales
