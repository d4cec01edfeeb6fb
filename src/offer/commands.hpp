#pragma once

#include "base/context.hpp"
#include "offer/offer.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::offer {

// --- products
// -------------------------------------------------------------------------------------------------------

/// `POST /api/products`
struct CreateProduct {
    base::Text<64> sku{};
    base::Text<120> name{};
    std::optional<base::Note<80>> category{};
    base::Money price{};
    base::Money cost{};
    std::optional<ProductStatus> status{};      ///< Draft where none is given.
    std::optional<base::Note<64>> only_with{};  ///< Sku of what must be bought with it.
};
BOOST_DESCRIBE_STRUCT(CreateProduct, (), (sku, name, category, price, cost, status, only_with))

/// `PUT /api/products/{product_id}`: all of it, as the editor saw it at `seen_version`.
struct UpdateProduct {
    ProductId product_id{};
    std::int64_t seen_version = 0;
    base::Text<64> sku{};
    base::Text<120> name{};
    std::optional<base::Note<80>> category{};
    base::Money price{};
    base::Money cost{};
    ProductStatus status = ProductStatus::draft;
    std::optional<base::Note<64>> only_with{};
};
BOOST_DESCRIBE_STRUCT(UpdateProduct, (),
                      (product_id, seen_version, sku, name, category, price, cost, status, only_with))

/// \throws base::Error `offer.sku_taken`, `offer.with_itself`, `field.out_of_range` (negative price or cost).
Product create_product(store::Transaction& tx, const CreateProduct& command, const base::Context& ctx);
/// \throws base::Error `offer.unknown`, `offer.stale`, `offer.sku_taken`, `field.out_of_range`.
Product update_product(store::Transaction& tx, const UpdateProduct& command, const base::Context& ctx);

// --- coupon types
// ---------------------------------------------------------------------------------------------------

/// `POST /api/coupon_types`: a draft.
struct CreateCouponType {
    base::Text<120> name{};
    base::Money face_value{};
    base::Money threshold{};
    std::int64_t stock = 0;
    base::Money budget{};
    std::optional<std::int64_t> per_person_per_day{};
    std::optional<std::int64_t> per_person_per_campaign{};
    std::optional<base::Instant> claim_from{};  ///< Now where none is given.
    base::Instant claim_until{};
    std::optional<base::Instant> use_from{};
    std::optional<base::Instant> use_until{};
    std::optional<std::int64_t> use_days{};
    std::optional<std::int64_t> platform_share_bp{};  ///< 0 where none is given: the merchant bears all.
    std::optional<std::int64_t> points_price{};       ///< Empty: it cannot be had for points.
};
BOOST_DESCRIBE_STRUCT(CreateCouponType, (),
                      (name, face_value, threshold, stock, budget, per_person_per_day,
                       per_person_per_campaign, claim_from, claim_until, use_from, use_until, use_days,
                       platform_share_bp, points_price))

/// `PUT /api/coupon_types/{coupon_type_id}`: all of a draft.
struct UpdateCouponType {
    CouponTypeId coupon_type_id{};
    std::int64_t seen_version = 0;
    base::Text<120> name{};
    base::Money face_value{};
    base::Money threshold{};
    std::int64_t stock = 0;
    base::Money budget{};
    std::optional<std::int64_t> per_person_per_day{};
    std::optional<std::int64_t> per_person_per_campaign{};
    base::Instant claim_from{};
    base::Instant claim_until{};
    std::optional<base::Instant> use_from{};
    std::optional<base::Instant> use_until{};
    std::optional<std::int64_t> use_days{};
    std::int64_t platform_share_bp = 0;
    std::optional<std::int64_t> points_price{};
};
BOOST_DESCRIBE_STRUCT(UpdateCouponType, (),
                      (coupon_type_id, seen_version, name, face_value, threshold, stock, budget,
                       per_person_per_day, per_person_per_campaign, claim_from, claim_until, use_from,
                       use_until, use_days, platform_share_bp, points_price))

/// `POST /api/coupon_types/{coupon_type_id}/publish` and `/end`
struct MoveCouponType {
    CouponTypeId coupon_type_id{};
    std::int64_t seen_version = 0;
};
BOOST_DESCRIBE_STRUCT(MoveCouponType, (), (coupon_type_id, seen_version))

/// \throws base::Error `offer.bad_window`, `offer.name_taken`, `field.out_of_range`.
CouponType create_coupon_type(store::Transaction& tx, const CreateCouponType& command,
                              const base::Context& ctx);
/// \throws base::Error `offer.unknown`, `offer.not_draft`, `offer.stale` and those of `create_coupon_type`.
CouponType update_coupon_type(store::Transaction& tx, const UpdateCouponType& command,
                              const base::Context& ctx);
/// Makes the draft a promise and enters its budget in the books.
/// \throws base::Error `offer.unknown`, `offer.not_draft`, `offer.stale`, `offer.over`.
CouponType publish_coupon_type(store::Transaction& tx, const MoveCouponType& command,
                               const base::Context& ctx);
/// No more claims from now on; pieces in people's hands stay good.
/// \throws base::Error `offer.unknown`, `offer.not_published`, `offer.stale`.
CouponType end_coupon_type(store::Transaction& tx, const MoveCouponType& command, const base::Context& ctx);

// --- what a campaign may hand out
// -----------------------------------------------------------------------------------

/// Sets money of a published coupon type aside for one campaign; claims through the campaign draw on it
/// alone. \throws base::Error `offer.unknown`, `offer.not_published`, `offer.budget_spent` (the type has less
/// left).
struct Allot {
    CampaignId campaign_id{};
    CouponTypeId coupon_type_id{};
    base::Money budget{};
    std::optional<std::int64_t>
        per_person{};  ///< Pieces one person may get through this campaign. Empty: no limit.
};
void allot(store::Transaction& tx, const Allot& command, const base::Context& ctx);
/// Opens or shuts the allotment (pause, resume). While it is shut nobody claims; what people hold stays good.
void set_allotment_open(store::Transaction& tx, CampaignId campaign_id, bool open, const base::Context& ctx);
/// Gives what is left back to the coupon type; money that comes free later goes there directly.
void release_allotment(store::Transaction& tx, CampaignId campaign_id, const base::Context& ctx);

// --- coupons
// --------------------------------------------------------------------------------------------------------

/// `POST /api/coupons/claim`: outside of any campaign. Through a campaign: `POST
/// /api/campaigns/{campaign_id}/grant`, where holdout and guard have their say.
struct ClaimCoupon {
    CouponTypeId coupon_type_id{};
    base::CustomerId customer_id{};
    std::optional<base::Note<40>> channel{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(ClaimCoupon, (), (coupon_type_id, customer_id, channel, request_key))

/// A claim by any way. The limits of the pressure guard are counters too, so they are moved here.
struct Claim {
    CouponTypeId coupon_type_id{};
    base::CustomerId customer_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<PlacementId> placement_id{};
    std::string channel{};
    /// Unique for claims: a retry under it gets the same coupon, another claim under it is refused.
    std::string request_key{};
    std::optional<std::int64_t> held_limit{};     ///< Valid coupons one person may hold. Empty: not asked.
    std::optional<base::Duration> type_period{};  ///< At most one of this type in so long. Empty: not asked.
};

/// Hands one piece to a person: counters of the person, then campaign, then type; books; event
/// `coupon.claimed`. \throws base::Error `offer.unknown`, `customer.unknown`, `offer.not_published`,
/// `offer.too_early`, `offer.over`, `offer.sold_out`, `offer.budget_spent`, `offer.day_limit`,
/// `offer.campaign_limit`, `offer.campaign_closed`, `offer.held_limit`, `offer.type_period`,
/// `offer.key_reused`.
Coupon claim(store::Transaction& tx, const Claim& command, const base::Context& ctx);
Coupon claim_coupon(store::Transaction& tx, const ClaimCoupon& command, const base::Context& ctx);

/// A coupon that somebody held in another system, told by an import.
struct BringCoupon {
    std::string coupon_type{};  ///< Its name here.
    base::CustomerId customer_id{};
    std::string code{};    ///< Kept, so that what people carry goes on working; empty: they get one of ours.
    std::string number{};  ///< Where there is no code: by what the same coupon is known when it comes again.
    std::string channel{};
    std::optional<base::Instant> claimed_at{};    ///< Now where none is given.
    std::optional<base::Instant> usable_until{};  ///< By the coupon type where none is given.
};
struct Brought {
    CouponId id{};
    bool unchanged = false;  ///< It was brought before.
};

/// Puts it into the person's hands: it takes from the type's stock and budget and stands in the books like
/// any other, but no limit per person or period of claiming holds, for it was claimed elsewhere. Its event
/// `coupon.claimed` sets nothing off. \throws base::Error `offer.unknown_type`, `offer.not_published`,
/// `offer.expired`, `offer.bad_code`, `offer.code_taken`, `offer.sold_out`, `offer.budget_spent`.
Brought bring_coupon(store::Transaction& tx, const BringCoupon& command, const base::Context& ctx);
/// For the undo of an import: the coupon that `event` says was brought is gone, and its money is free again;
/// the books keep both entries. False where it has been used or is being used: then it stays.
bool take_back_coupon(store::Transaction& tx, const store::Event& event,
                      std::optional<std::int64_t> successor, const base::Context& ctx);

/// `POST /api/coupons/{coupon_id}/lock`: keeps it for one order that is being paid.
struct LockCoupon {
    CouponId coupon_id{};
    base::Text<80> order_number{};
    base::Money order_amount{};             ///< Must reach the threshold already.
    std::optional<std::int64_t> minutes{};  ///< 1..60; 15 where none is given.
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(LockCoupon, (), (coupon_id, order_number, order_amount, minutes, request_key))

/// `POST /api/coupons/{coupon_id}/unlock`: the order did not come about.
struct UnlockCoupon {
    CouponId coupon_id{};
    base::Text<80> order_number{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(UnlockCoupon, (), (coupon_id, order_number, request_key))

/// `POST /api/coupons/{coupon_id}/redeem`
struct RedeemCoupon {
    CouponId coupon_id{};
    base::Money order_amount{};  ///< Before the discount, in minor units.
    std::optional<base::Text<80>> order_number{};
    std::optional<customer::OrderId> order_id{};  ///< Our order, where it was recorded before.
    std::optional<base::Note<80>> store{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(RedeemCoupon, (), (coupon_id, order_amount, order_number, order_id, store, request_key))

/// `POST /api/coupons/redeem`: by the code as scanned or read out; blanks and dashes in it do not matter.
struct RedeemByCode {
    base::Text<40> code{};
    base::Money order_amount{};
    std::optional<base::Text<80>> order_number{};
    std::optional<customer::OrderId> order_id{};
    std::optional<base::Note<80>> store{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(RedeemByCode, (), (code, order_amount, order_number, order_id, store, request_key))

/// `POST /api/coupons/{coupon_id}/return`: its order was refunded.
struct ReturnCoupon {
    CouponId coupon_id{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(ReturnCoupon, (), (coupon_id, request_key))

/// `POST /api/coupons/{coupon_id}/revoke`: we take it back unused.
struct RevokeCoupon {
    CouponId coupon_id{};
    base::Text<200> reason{};
};
BOOST_DESCRIBE_STRUCT(RevokeCoupon, (), (coupon_id, reason))

/// \throws base::Error `offer.unknown`, `offer.not_usable_yet`, `offer.expired`, `offer.below_threshold`,
/// `offer.locked` (for another order), `offer.not_claimed`, `offer.key_reused`.
Coupon lock_coupon(store::Transaction& tx, const LockCoupon& command, const base::Context& ctx);
/// \throws base::Error `offer.unknown`, `offer.not_locked`, `offer.locked`, `offer.key_reused`.
Coupon unlock_coupon(store::Transaction& tx, const UnlockCoupon& command, const base::Context& ctx);
/// Takes min(face value, amount) off; splits the cost; the same order number again answers the same.
/// \throws base::Error those of `lock_coupon`, `offer.redeemed` (for another order).
Coupon redeem(store::Transaction& tx, const RedeemCoupon& command, const base::Context& ctx);
Coupon redeem_by_code(store::Transaction& tx, const RedeemByCode& command, const base::Context& ctx);
/// Undoes the redemption; the coupon is claimable state again while its use window lasts, else finally
/// `returned`. \throws base::Error `offer.unknown`, `offer.not_redeemed`, `offer.key_reused`.
Coupon return_coupon(store::Transaction& tx, const ReturnCoupon& command, const base::Context& ctx);
/// \throws base::Error `offer.unknown`, `offer.not_claimed`.
Coupon revoke_coupon(store::Transaction& tx, const RevokeCoupon& command, const base::Context& ctx);

/// What one step of the scheduler did.
struct Due {
    std::int64_t unlocked = 0;
    std::int64_t expired = 0;
    bool more = false;  ///< There is more to do at once.
};
BOOST_DESCRIBE_STRUCT(Due, (), (unlocked, expired, more))

/// Ends locks and coupons whose time has come, at most `limit` of them, so that nobody waits for the writer.
Due expire_due(store::Transaction& tx, std::int64_t limit, const base::Context& ctx);

// --- reactors
// -------------------------------------------------------------------------------------------------------

/// On `order.completed`: redeems the coupons the order names, or ties those already redeemed to it.
void react_to_order(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// On `order.refunded`: returns the coupons of an order that was refunded in full.
void react_to_refund(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// On `profiles.merged` and `profiles.parted`: coupons follow their profile, the person's counters are
/// counted anew.
void react_to_merge(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

}  // namespace huan::offer
