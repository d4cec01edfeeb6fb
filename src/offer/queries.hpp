#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "offer/offer.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::offer {

/// `GET /api/products`
struct ListProducts {
    std::optional<std::string> search{};  ///< Part of sku, name or category, as written.
    std::optional<ProductStatus> status{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListProducts, (), (search, status, cursor, limit))

struct GetProduct {
    ProductId product_id{};
};
BOOST_DESCRIBE_STRUCT(GetProduct, (), (product_id))

/// `GET /api/coupon_types`
struct ListCouponTypes {
    std::optional<CouponTypeStatus> status{};
    std::optional<std::string> search{};
    std::optional<bool> for_points{};  ///< True: only those that can be had for points.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCouponTypes, (), (status, search, for_points, cursor, limit))

/// `GET /api/coupon_types/{coupon_type_id}`
struct GetCouponType {
    CouponTypeId coupon_type_id{};
};
BOOST_DESCRIBE_STRUCT(GetCouponType, (), (coupon_type_id))

/// How many pieces stand where; together they are `issued`.
struct CouponCounts {
    std::int64_t claimed = 0;
    std::int64_t locked = 0;
    std::int64_t redeemed = 0;
    std::int64_t returned = 0;
    std::int64_t expired = 0;
    std::int64_t revoked = 0;
};
BOOST_DESCRIBE_STRUCT(CouponCounts, (), (claimed, locked, redeemed, returned, expired, revoked))

struct CouponTypeDetail {
    CouponType coupon_type{};
    CouponCounts counts{};
};
BOOST_DESCRIBE_STRUCT(CouponTypeDetail, (), (coupon_type, counts))

/// `GET /api/coupons`, newest first. With `code`: that one, also for a store below the issuing node.
struct ListCoupons {
    std::optional<base::CustomerId> customer_id{};
    std::optional<CouponTypeId> coupon_type_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<CouponState> state{};
    std::optional<std::string> code{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListCoupons, (), (customer_id, coupon_type_id, campaign_id, state, code, cursor, limit))

/// A coupon as the console shows it.
struct CouponView {
    CouponId id{};
    std::string code{};
    CouponTypeId coupon_type_id{};
    std::string name{};  ///< Of the coupon type.
    base::CustomerId customer_id{};
    std::optional<CampaignId> campaign_id{};
    std::optional<PlacementId> placement_id{};
    std::string channel{};
    CouponState state = CouponState::claimed;
    base::Money face_value{};
    base::Money threshold{};
    base::Instant claimed_at{};
    base::Instant usable_from{};
    base::Instant usable_until{};
    std::optional<base::Instant> locked_until{};
    std::optional<customer::OrderId> order_id{};
    std::optional<std::string> order_number{};
    std::optional<base::Money> order_amount{};
    std::optional<std::string> store{};
    std::optional<base::Instant> redeemed_at{};
    std::optional<base::Money> discount{};
    std::optional<base::Money> platform_cost{};
    std::optional<base::Money> merchant_cost{};
};
BOOST_DESCRIBE_STRUCT(CouponView, (),
                      (id, code, coupon_type_id, name, customer_id, campaign_id, placement_id, channel, state,
                       face_value, threshold, claimed_at, usable_from, usable_until, locked_until, order_id,
                       order_number, order_amount, store, redeemed_at, discount, platform_cost,
                       merchant_cost))

/// `GET /api/coupons/qualify`: would this person get one now?
struct Qualify {
    CouponTypeId coupon_type_id{};
    base::CustomerId customer_id{};
    std::optional<CampaignId> campaign_id{};
};
BOOST_DESCRIBE_STRUCT(Qualify, (), (coupon_type_id, customer_id, campaign_id))

/// Why not: the code and sentence of the refusal a claim would meet.
struct Hindrance {
    std::string code{};
    std::string sentence{};
};
BOOST_DESCRIBE_STRUCT(Hindrance, (), (code, sentence))

struct Qualification {
    bool qualified = false;
    std::vector<Hindrance> hindrances{};  ///< All of them, not only the first.
    std::int64_t stock_left = 0;
    base::Money budget_left{};  ///< Of the campaign where one is named, else of the coupon type.
};
BOOST_DESCRIBE_STRUCT(Qualification, (), (qualified, hindrances, stock_left, budget_left))

base::Page<Product> list_products(store::Reader& db, const ListProducts& query, const base::Context& ctx);
/// \throws base::Error `offer.unknown`.
Product get_product(store::Reader& db, const GetProduct& query, const base::Context& ctx);
base::Page<CouponType> list_coupon_types(store::Reader& db, const ListCouponTypes& query,
                                         const base::Context& ctx);
/// \throws base::Error `offer.unknown`.
CouponTypeDetail get_coupon_type(store::Reader& db, const GetCouponType& query, const base::Context& ctx);
base::Page<CouponView> list_coupons(store::Reader& db, const ListCoupons& query, const base::Context& ctx);
/// \throws base::Error `offer.unknown`, `customer.unknown`.
Qualification qualify(store::Reader& db, const Qualify& query, const base::Context& ctx);

// For the modules below: no visibility asked, the caller has asked already.
std::optional<CouponType> find_coupon_type(store::Reader& db, CouponTypeId id);
std::optional<Coupon> find_coupon(store::Reader& db, CouponId id);
/// Coupons a person got through a campaign, oldest first.
std::vector<Coupon> coupons_of_campaign(store::Reader& db, CampaignId campaign_id,
                                        base::CustomerId customer_id);
/// Valid coupons in a person's hands: the counter `held_limit` is held against.
std::int64_t held_count(store::Reader& db, base::CustomerId customer_id);
/// When the person last got one of this type, if ever.
std::optional<base::Instant> last_claim(store::Reader& db, base::CustomerId customer_id,
                                        CouponTypeId coupon_type_id);
/// What became of the coupons claimed through a campaign, or through a placement.
CouponCounts counts_of_campaign(store::Reader& db, CampaignId campaign_id);
CouponCounts counts_of_placement(store::Reader& db, PlacementId placement_id);
/// What a campaign may still hand out; 0 without an allotment.
base::Money allotment_left(store::Reader& db, CampaignId campaign_id);
/// All coupons by state, for `huan status`.
CouponCounts coupon_counts(store::Reader& db);

}  // namespace huan::offer
