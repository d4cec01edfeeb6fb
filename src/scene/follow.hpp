#pragma once

#include "base/context.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

namespace huan::scene {

/// On `profiles.merged` and `profiles.parted`, after messages followed their profile: how many messages
/// people had today, and what triggers gave them, is counted anew, so that being joined makes nobody's limits
/// new.
void follow_people(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

}  // namespace huan::scene
