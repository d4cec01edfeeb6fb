#include "offer/queries.hpp"

#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "offer/errors.hpp"
#include "offer/rows.hpp"
#include "store/paging.hpp"

namespace huan::offer {

base::Page<Product> list_products(store::Reader& db, const ListProducts& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::products(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                          limit);
}

Product get_product(store::Reader& db, const GetProduct& query, const base::Context& ctx) {
    const auto product = rows::find_product(db, query.product_id);
    if (!product || !rows::in_catalogue(ctx.actor, product->org_path)) throw base::Error{errors::unknown};
    return *product;
}

base::Page<CouponType> list_coupon_types(store::Reader& db, const ListCouponTypes& query,
                                         const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::types(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                          limit);
}

CouponTypeDetail get_coupon_type(store::Reader& db, const GetCouponType& query, const base::Context& ctx) {
    const auto type = rows::find_type(db, query.coupon_type_id);
    if (!type || !rows::in_catalogue(ctx.actor, type->org_path)) throw base::Error{errors::unknown};
    return {*type, rows::counts(db, "coupon_type_id", type->id.value)};
}

base::Page<CouponView> list_coupons(store::Reader& db, const ListCoupons& given, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(given.limit);
    ListCoupons query = given;
    if (query.customer_id) query.customer_id = customer::visible_customer(db, *query.customer_id, ctx).id;
    if (query.code) {
        const auto id = rows::coupon_by_code(db, *query.code);
        const auto coupon = id ? rows::find_coupon(db, *id) : std::nullopt;
        if (!coupon || !rows::in_catalogue(ctx.actor, coupon->org_path)) return {};
    }
    return store::page_of(rows::coupons(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                          limit);
}

Qualification qualify(store::Reader& db, const Qualify& query, const base::Context& ctx) {
    const auto type = rows::find_type(db, query.coupon_type_id);
    if (!type || !rows::in_catalogue(ctx.actor, type->org_path))
        throw base::Error{errors::unknown, "coupon_type_id"};
    const customer::Customer person = customer::visible_customer(db, query.customer_id, ctx);

    Qualification answer;
    answer.stock_left = type->stock - type->issued;
    answer.budget_left = type->budget_left;
    const auto hinder = [&](bool hindered, const base::ErrorKind& kind) {
        if (hindered) answer.hindrances.push_back({kind.code, kind.sentence});
    };
    hinder(type->status != CouponTypeStatus::published, errors::not_published);
    hinder(ctx.now < type->claim_from, errors::too_early);
    hinder(ctx.now >= type->claim_until || (type->use_until && ctx.now >= *type->use_until), errors::over);
    const std::int64_t day = access::settings(db).zone().day_of(ctx.now).time_since_epoch().count();
    const std::int64_t today = rows::count(db, person.id, type->id, rows::CountKind::day, day);
    hinder(type->per_person_per_day && today >= *type->per_person_per_day, errors::day_limit);

    const std::int64_t campaign = query.campaign_id ? query.campaign_id->value : 0;
    std::optional<std::int64_t> cap = type->per_person_per_campaign;
    if (query.campaign_id) {
        const auto allotment = rows::find_allotment(db, *query.campaign_id);
        hinder(!allotment || allotment->state != "open" || allotment->coupon_type_id != type->id,
               errors::campaign_closed);
        if (allotment && allotment->per_person)
            cap = std::min(cap.value_or(*allotment->per_person), *allotment->per_person);
        answer.budget_left = allotment ? allotment->budget_left : base::Money{};
    }
    const std::int64_t so_far = rows::count(db, person.id, type->id, rows::CountKind::campaign, campaign);
    hinder(cap && so_far >= *cap, errors::campaign_limit);
    hinder(answer.stock_left < 1, errors::sold_out);
    hinder(answer.budget_left < type->face_value, errors::budget_spent);
    answer.qualified = answer.hindrances.empty();
    return answer;
}

std::optional<CouponType> find_coupon_type(store::Reader& db, CouponTypeId id) {
    return rows::find_type(db, id);
}

std::optional<Coupon> find_coupon(store::Reader& db, CouponId id) { return rows::find_coupon(db, id); }

std::vector<Coupon> coupons_of_campaign(store::Reader& db, CampaignId campaign_id,
                                        base::CustomerId customer_id) {
    return rows::of_campaign(db, campaign_id, customer_id);
}

std::int64_t held_count(store::Reader& db, base::CustomerId customer_id) {
    return rows::held(db, customer_id);
}

std::optional<base::Instant> last_claim(store::Reader& db, base::CustomerId customer_id,
                                        CouponTypeId coupon_type_id) {
    return rows::last(db, customer_id, coupon_type_id);
}

CouponCounts counts_of_campaign(store::Reader& db, CampaignId campaign_id) {
    return rows::counts(db, "campaign_id", campaign_id.value);
}

CouponCounts counts_of_placement(store::Reader& db, PlacementId placement_id) {
    return rows::counts(db, "placement_id", placement_id.value);
}

base::Money allotment_left(store::Reader& db, CampaignId campaign_id) {
    const auto allotment = rows::find_allotment(db, campaign_id);
    return allotment ? allotment->budget_left : base::Money{};
}

CouponCounts coupon_counts(store::Reader& db) { return rows::counts(db, {}, 0); }

}  // namespace huan::offer
