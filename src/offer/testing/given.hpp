#pragma once

#include "customer/commands.hpp"
#include "offer/commands.hpp"
#include "offer/queries.hpp"

#include <string>

/// What tests of offer and of the modules below start from.
namespace huan::offer::testing {

/// The n-th person, made on first mention.
inline base::CustomerId person(store::Transaction& tx, int n, const base::Context& ctx) {
    const std::string number = std::to_string(10'000'000 + n);
    return customer::resolve(tx, {{customer::IdentityKind::phone, "139" + number}}, base::OrgId{1}, ctx)
        .customer_id;
}

/// Ten off from fifty on: 100 pieces, budget for all of them, good for 30 days after the claim.
inline CreateCouponType ten_off(const std::string& name, base::Instant now) {
    CreateCouponType type;
    type.name.value = name;
    type.face_value = base::Money{1000};
    type.threshold = base::Money{5000};
    type.stock = 100;
    type.budget = base::Money{100'000};
    type.claim_from = now - std::chrono::hours(24);
    type.claim_until = now + std::chrono::hours(24 * 60);
    type.use_days = 30;
    type.platform_share_bp = 3333;
    return type;
}

inline CouponType published(store::Transaction& tx, const CreateCouponType& draft, const base::Context& ctx) {
    const CouponType type = create_coupon_type(tx, draft, ctx);
    return publish_coupon_type(tx, {type.id, type.version}, ctx);
}

}  // namespace huan::offer::testing
