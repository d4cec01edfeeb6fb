#pragma once

#include "offer/ledger.hpp"
#include "offer/offer.hpp"

#include <optional>

namespace huan::offer {

/// The budget a coupon's money comes from and goes back to: its campaign's allotment while there is one, else
/// its coupon type's. 0 names the coupon type's own account.
using BudgetHolder = std::int64_t;

/// Money becomes free again.
BudgetHolder give_back(store::Transaction& tx, CouponTypeId type_id, std::optional<CampaignId> campaign_id,
                       base::Money amount);
/// Money is needed again; empty when the budget does not have it.
std::optional<BudgetHolder> draw_again(store::Transaction& tx, CouponTypeId type_id,
                                       std::optional<CampaignId> campaign_id, base::Money amount);

/// The entry of something that happened to a coupon.
Entry entry_of(EntryKind kind, const Coupon& coupon, const base::Context& ctx);

/// How a discount is borne: the platform's share rounded down, the merchant bears the rest.
struct CostSplit {
    base::Money platform{};
    base::Money merchant{};
};
CostSplit split(base::Money discount, std::int64_t platform_share_bp);

}  // namespace huan::offer
