#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "customer/order.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::offer {

using ProductId = base::Id<struct ProductTag>;
using CouponTypeId = base::Id<struct CouponTypeTag>;
using CouponId = base::Id<struct CouponTag>;
/// Campaigns, placements and orders are other modules' nouns; a coupon only remembers which one it belongs
/// to.
using CampaignId = base::Id<struct CampaignTag>;
using PlacementId = base::Id<struct PlacementTag>;

enum class ProductStatus { draft, trial, on_sale, retired };
BOOST_DESCRIBE_ENUM(ProductStatus, draft, trial, on_sale, retired)

/// What we sell: a good, a service or a card. Price and cost are known, so that margin is.
struct Product {
    ProductId id{};
    base::OrgId org_id{};
    std::string org_path{};  ///< Decides who sees it.
    base::Text<64> sku{};    ///< Unique within the organisation node; order lines name it.
    base::Text<120> name{};
    base::Note<80> category{};
    base::Money price{};  ///< Of one piece, in minor units.
    base::Money cost{};   ///< What one piece costs us.
    ProductStatus status = ProductStatus::draft;
    base::Instant created_at{};
    std::int64_t version = 0;                   ///< Advances by one with every stored change.
    std::optional<base::Text<64>> only_with{};  ///< Sku of what must be bought with it; empty: by itself.
};
BOOST_DESCRIBE_STRUCT(Product, (),
                      (id, org_id, org_path, sku, name, category, price, cost, status, created_at, version,
                       only_with))

enum class CouponTypeStatus { draft, published, ended };
BOOST_DESCRIBE_ENUM(CouponTypeStatus, draft, published, ended)

/// The definition of a coupon: what it takes off, from which order amount on, how many there are and who may
/// claim how often. A draft may change; published, it is a promise and only ends.
struct CouponType {
    CouponTypeId id{};
    base::OrgId org_id{};
    std::string org_path{};  ///< Usable in this node of the organisation and all below it.
    base::Text<120> name{};
    base::Money face_value{};  ///< Taken off an order; never more than the order's amount.
    base::Money threshold{};   ///< Smallest order amount it may be used on.
    std::int64_t stock = 0;    ///< Pieces ever to be issued.
    base::Money budget{};      ///< Money that claimed and redeemed pieces may tie up together.
    std::optional<std::int64_t>
        per_person_per_day{};  ///< In the organisation's business day. Empty: no limit.
    std::optional<std::int64_t>
        per_person_per_campaign{};  ///< Claims outside of any campaign count as one campaign.
    base::Instant claim_from{};
    base::Instant claim_until{};  ///< Exclusive.
    /// Either a fixed use window [use_from, use_until) or `use_days` times 24 hours from the claim on.
    std::optional<base::Instant> use_from{};
    std::optional<base::Instant> use_until{};
    std::optional<std::int64_t> use_days{};
    /// Share of a discount the platform bears, in 1/100 of a percent; rounded down, the merchant bears the
    /// rest.
    std::int64_t platform_share_bp = 0;
    std::optional<std::int64_t> points_price{};  ///< Empty: it cannot be had for points.
    CouponTypeStatus status = CouponTypeStatus::draft;
    std::int64_t issued = 0;    ///< Counter: pieces claimed so far, whatever became of them.
    base::Money budget_left{};  ///< Counter: budget neither tied up by coupons nor allotted to campaigns.
    base::Instant created_at{};
    std::int64_t version =
        0;  ///< Advances with every change of the definition or the status, not with claims.
};
BOOST_DESCRIBE_STRUCT(CouponType, (),
                      (id, org_id, org_path, name, face_value, threshold, stock, budget, per_person_per_day,
                       per_person_per_campaign, claim_from, claim_until, use_from, use_until, use_days,
                       platform_share_bp, points_price, status, issued, budget_left, created_at, version))

/// claimed -> locked -> redeemed; back to claimed by unlock or return. `expired`, `revoked` and `returned`
/// are final: returned means given back after its use window, or when the budget could not take it back.
enum class CouponState { claimed, locked, redeemed, returned, expired, revoked };
BOOST_DESCRIBE_ENUM(CouponState, claimed, locked, redeemed, returned, expired, revoked)

/// One issued piece in one person's hands.
struct Coupon {
    CouponId id{};
    base::OrgId org_id{};
    std::string org_path{};
    std::string code{};  ///< 16 characters a person can read out: no 0 O 1 I L. Cannot be guessed.
    CouponTypeId coupon_type_id{};
    base::CustomerId customer_id{};  ///< Who holds it now; follows merges.
    base::ProfileId profile_id{};    ///< Whom it was given to, for ever.
    std::optional<CampaignId> campaign_id{};
    std::optional<PlacementId> placement_id{};
    std::string channel{};  ///< Where it was claimed: "h5", "inbox", "trigger", a placement's code...
    CouponState state = CouponState::claimed;
    base::Money face_value{};
    base::Money threshold{};
    base::Instant claimed_at{};
    std::int64_t claim_day = 0;  ///< Business day of the claim, in days since 1970-01-01.
    base::Instant usable_from{};
    base::Instant usable_until{};  ///< Exclusive.
    std::optional<base::Instant> locked_until{};
    std::optional<customer::OrderId> order_id{};  ///< Our order, where it is known already.
    std::optional<std::string> order_number{};    ///< The shop's order number.
    std::optional<base::Money> order_amount{};    ///< Before the discount.
    std::optional<std::string> store{};
    std::optional<base::Instant> redeemed_at{};
    std::optional<base::Money> discount{};       ///< min(face value, order amount).
    std::optional<base::Money> platform_cost{};  ///< Together with `merchant_cost` exactly the discount.
    std::optional<base::Money> merchant_cost{};
    std::optional<base::Instant>
        due_at{};  ///< When the scheduler must look at it: end of the lock or of its use.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Coupon, (),
                      (id, org_id, org_path, code, coupon_type_id, customer_id, profile_id, campaign_id,
                       placement_id, channel, state, face_value, threshold, claimed_at, claim_day,
                       usable_from, usable_until, locked_until, order_id, order_number, order_amount, store,
                       redeemed_at, discount, platform_cost, merchant_cost, due_at, version))

}  // namespace huan::offer
