#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/rows.hpp"

// Products and coupon types: the definitions.
namespace huan::offer {

namespace {

void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* field) {
    if (value < low || value > high)
        throw base::Error{base::errors::out_of_range, field,
                          "Between " + std::to_string(low) + " and " + std::to_string(high) + "."};
}

constexpr std::int64_t most_money = 1'000'000'000'000;  // Keeps every sum of a budget far from 64 bits.

void check_product(store::Transaction& tx, const Product& product) {
    check_range(product.price.minor, 0, most_money, "price");
    check_range(product.cost.minor, 0, most_money, "cost");
    if (product.only_with && product.only_with->value == product.sku.value)
        throw base::Error{errors::with_itself, "only_with"};
    if (rows::sku_taken(tx, product.org_id, product.sku, product.id))
        throw base::Error{errors::sku_taken, "sku"};
}

void check_window(const CouponType& type) {
    if (type.claim_from >= type.claim_until) throw base::Error{errors::bad_window, "claim_until"};
    const bool fixed = type.use_until.has_value();
    if (fixed == type.use_days.has_value())
        throw base::Error{errors::bad_window, fixed ? "use_days" : "use_until",
                          "Give either use_until or use_days."};
    if (type.use_days) {
        check_range(*type.use_days, 1, 3650, "use_days");
        if (type.use_from) throw base::Error{errors::bad_window, "use_from", "use_from goes with use_until."};
    }
    if (fixed && *type.use_until <= type.use_from.value_or(type.claim_from))
        throw base::Error{errors::bad_window, "use_until"};
}

void check_type(store::Transaction& tx, const CouponType& type) {
    check_range(type.face_value.minor, 1, most_money, "face_value");
    check_range(type.threshold.minor, 0, most_money, "threshold");
    check_range(type.stock, 1, 1'000'000'000, "stock");
    check_range(type.budget.minor, type.face_value.minor, most_money, "budget");
    if (type.per_person_per_day) check_range(*type.per_person_per_day, 1, 1'000'000, "per_person_per_day");
    if (type.per_person_per_campaign)
        check_range(*type.per_person_per_campaign, 1, 1'000'000, "per_person_per_campaign");
    check_range(type.platform_share_bp, 0, 10'000, "platform_share_bp");
    if (type.points_price) check_range(*type.points_price, 1, 1'000'000'000, "points_price");
    check_window(type);
    if (rows::name_taken(tx, type.org_id, type.name, type.id)) throw base::Error{errors::name_taken, "name"};
}

/// What both requests have in common.
template <class Request> void take_over(CouponType& type, const Request& request) {
    type.name = request.name;
    type.face_value = request.face_value;
    type.threshold = request.threshold;
    type.stock = request.stock;
    type.budget = request.budget;
    type.per_person_per_day = request.per_person_per_day;
    type.per_person_per_campaign = request.per_person_per_campaign;
    type.claim_until = request.claim_until;
    type.use_from = request.use_from;
    type.use_until = request.use_until;
    type.use_days = request.use_days;
    type.points_price = request.points_price;
}

/// Nothing and empty text say the same.
std::optional<base::Text<64>> needed(const std::optional<base::Note<64>>& sku) {
    const std::string text = sku ? base::trimmed(sku->value) : std::string();
    return text.empty() ? std::nullopt : std::optional(base::Text<64>{text});
}

CouponType seen_type(store::Transaction& tx, CouponTypeId id, std::int64_t seen_version,
                     const base::Context& ctx) {
    const auto type = rows::lock_type(tx, id);
    if (!type || !base::may_see(ctx.actor, type->org_path)) throw base::Error{errors::unknown};
    if (type->version != seen_version) throw base::Error{errors::stale, "seen_version"};
    return *type;
}

}  // namespace

Product create_product(store::Transaction& tx, const CreateProduct& command, const base::Context& ctx) {
    Product product;
    product.id = ProductId{tx.next_id()};
    product.org_id = ctx.actor.org_id;
    product.org_path = ctx.actor.org_path;
    product.sku.value = base::trimmed(command.sku.value);
    product.name = command.name;
    product.category = command.category.value_or(base::Note<80>{});
    product.price = command.price;
    product.cost = command.cost;
    product.status = command.status.value_or(ProductStatus::draft);
    product.only_with = needed(command.only_with);
    product.created_at = ctx.now;
    product.version = 1;
    check_product(tx, product);
    store::insert_row(tx, "product", product);
    return product;
}

Product update_product(store::Transaction& tx, const UpdateProduct& command, const base::Context& ctx) {
    const auto stored = rows::lock_product(tx, command.product_id);
    if (!stored || !base::may_see(ctx.actor, stored->org_path)) throw base::Error{errors::unknown};
    if (stored->version != command.seen_version) throw base::Error{errors::stale, "seen_version"};
    Product product = *stored;
    product.sku.value = base::trimmed(command.sku.value);
    product.name = command.name;
    product.category = command.category.value_or(base::Note<80>{});
    product.price = command.price;
    product.cost = command.cost;
    product.status = command.status;
    product.only_with = needed(command.only_with);
    ++product.version;
    check_product(tx, product);
    store::update_row(tx, "product", product);
    return product;
}

CouponType create_coupon_type(store::Transaction& tx, const CreateCouponType& command,
                              const base::Context& ctx) {
    CouponType type;
    type.id = CouponTypeId{tx.next_id()};
    type.org_id = ctx.actor.org_id;
    type.org_path = ctx.actor.org_path;
    take_over(type, command);
    type.claim_from = command.claim_from.value_or(ctx.now);
    type.platform_share_bp = command.platform_share_bp.value_or(0);
    type.budget_left = type.budget;
    type.created_at = ctx.now;
    type.version = 1;
    check_type(tx, type);
    store::insert_row(tx, "coupon_type", type);
    return type;
}

CouponType update_coupon_type(store::Transaction& tx, const UpdateCouponType& command,
                              const base::Context& ctx) {
    CouponType type = seen_type(tx, command.coupon_type_id, command.seen_version, ctx);
    if (type.status != CouponTypeStatus::draft) throw base::Error{errors::not_draft};
    take_over(type, command);
    type.claim_from = command.claim_from;
    type.platform_share_bp = command.platform_share_bp;
    type.budget_left = type.budget;
    ++type.version;
    check_type(tx, type);
    store::update_row(tx, "coupon_type", type);
    return type;
}

CouponType publish_coupon_type(store::Transaction& tx, const MoveCouponType& command,
                               const base::Context& ctx) {
    CouponType type = seen_type(tx, command.coupon_type_id, command.seen_version, ctx);
    if (type.status != CouponTypeStatus::draft) throw base::Error{errors::not_draft};
    if (type.claim_until <= ctx.now) throw base::Error{errors::over, "claim_until"};
    if (type.use_until && *type.use_until <= ctx.now) throw base::Error{errors::over, "use_until"};

    type.status = CouponTypeStatus::published;
    ++type.version;
    rows::set_type_status(tx, type);
    Entry entry;
    entry.org_id = type.org_id;
    entry.org_path = type.org_path;
    entry.kind = EntryKind::publish;
    entry.at = ctx.now;
    entry.coupon_type_id = type.id;
    entry.actor = ctx.actor.name;
    post(tx, entry, {{AccountKind::funding, 0, -type.budget}, {AccountKind::budget, 0, type.budget}});
    return type;
}

CouponType end_coupon_type(store::Transaction& tx, const MoveCouponType& command, const base::Context& ctx) {
    CouponType type = seen_type(tx, command.coupon_type_id, command.seen_version, ctx);
    if (type.status != CouponTypeStatus::published) throw base::Error{errors::not_published};
    type.status = CouponTypeStatus::ended;
    ++type.version;
    rows::set_type_status(tx, type);
    return type;
}

}  // namespace huan::offer
