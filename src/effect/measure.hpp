#pragma once

#include "base/context.hpp"
#include "effect/report.hpp"
#include "history/history.hpp"
#include "store/store.hpp"

namespace huan::effect {

/// Everything a report says, from the rows and from one scan of history (visits).
/// \throws base::Error `scene.unknown`, `report.not_launched`.
CampaignReport measure(store::Reader& db, history::History& history, const GetReport& query,
                       const base::Context& ctx);

/// A redemption rate below this, once nobody can claim any more, warns.
inline constexpr double redemption_floor = 0.05;

}  // namespace huan::effect
