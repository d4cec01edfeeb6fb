#include "offer/money_flow.hpp"

#include "offer/rows.hpp"

namespace huan::offer {

BudgetHolder give_back(store::Transaction& tx, CouponTypeId type_id, std::optional<CampaignId> campaign_id,
                       base::Money amount) {
    if (campaign_id && rows::give_allotment(tx, *campaign_id, amount)) return campaign_id->value;
    rows::give_type_budget(tx, type_id, amount);
    return 0;
}

std::optional<BudgetHolder> draw_again(store::Transaction& tx, CouponTypeId type_id,
                                       std::optional<CampaignId> campaign_id, base::Money amount) {
    if (campaign_id) {
        const auto allotment = rows::lock_allotment(tx, *campaign_id);
        if (allotment && allotment->state != "released") {
            if (!rows::draw_allotment(tx, *campaign_id, amount)) return {};
            return campaign_id->value;
        }
    }
    if (!rows::take_type_budget(tx, type_id, amount)) return {};
    return 0;
}

Entry entry_of(EntryKind kind, const Coupon& coupon, const base::Context& ctx) {
    Entry entry;
    entry.org_id = coupon.org_id;
    entry.org_path = coupon.org_path;
    entry.kind = kind;
    entry.at = ctx.now;
    entry.coupon_type_id = coupon.coupon_type_id;
    entry.campaign_id = coupon.campaign_id;
    entry.coupon_id = coupon.id;
    entry.actor = ctx.actor.name;
    return entry;
}

CostSplit split(base::Money discount, std::int64_t platform_share_bp) {
    // Amounts are at most 10^12 and shares 10^4, so the product fits 64 bits.
    const base::Money platform{(discount * platform_share_bp).minor / 10'000};
    return {platform, discount - platform};
}

}  // namespace huan::offer
