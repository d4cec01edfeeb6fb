#pragma once

#include "base/context.hpp"
#include "effect/report.hpp"
#include "history/history.hpp"
#include "store/store.hpp"

namespace huan::effect {

/// Everything a report says: the records as of one moment, then one scan of history (visits). Never both at
/// once, because history may have to read the records itself.
/// \throws base::Error `scene.unknown`, `report.not_launched`.
CampaignReport measure(store::Store& store, history::History& history, const GetReport& query,
                       const base::Context& ctx);

/// A redemption rate below this, once nobody can claim any more, warns.
inline constexpr double redemption_floor = 0.05;

}  // namespace huan::effect
