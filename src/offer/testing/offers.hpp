#pragma once

#include "offer/ledger.hpp"
#include "offer/testing/given.hpp"
#include "store/testing/on_both_stores.hpp"

#include <string>

namespace huan::offer::testing {

/// Short ways to say what happens to coupons, at noon unless said otherwise.
class Offers : public store::testing::OnBothStores {
protected:
    CouponType published(const CreateCouponType& draft) {
        return write([&](store::Transaction& tx) { return offer::testing::published(tx, draft, at_noon); });
    }
    CouponType ten_off_now() { return published(ten_off("Ten off", noon)); }
    base::CustomerId somebody(int n) {
        return write([&](store::Transaction& tx) { return person(tx, n, at_noon); });
    }
    Coupon claimed(const CouponType& type, base::CustomerId customer_id) {
        return claimed_at(type, customer_id, noon);
    }
    Coupon claimed_at(const CouponType& type, base::CustomerId customer_id, base::Instant now) {
        Claim command;
        command.coupon_type_id = type.id;
        command.customer_id = customer_id;
        command.channel = "test";
        return write([&](store::Transaction& tx) { return claim(tx, command, at(now)); });
    }
    Coupon redeemed(const Coupon& coupon, std::int64_t amount, const char* number = "A1") {
        RedeemCoupon command;
        command.coupon_id = coupon.id;
        command.order_amount = base::Money{amount};
        command.order_number = base::Text<80>{number};
        return write([&](store::Transaction& tx) { return redeem(tx, command, at_noon); });
    }
    Coupon returned_at(const Coupon& coupon, base::Instant now) {
        return write(
            [&](store::Transaction& tx) { return return_coupon(tx, {.coupon_id = coupon.id}, at(now)); });
    }
    CouponType stored(CouponTypeId id) {
        return read([&](store::Reader& db) { return find_coupon_type(db, id).value(); });
    }
    Coupon stored(CouponId id) {
        return read([&](store::Reader& db) { return find_coupon(db, id).value(); });
    }
    Ledger books() {
        return read([&](store::Reader& db) { return ledger(db, {}, at_noon); });
    }
    base::Context merchant_at(const std::string& path) const {
        base::Context ctx = at_noon;
        ctx.actor.kind = base::ActorKind::user;
        ctx.actor.id = 77;
        ctx.actor.scope = base::DataScope::subtree;
        ctx.actor.org_path = path;
        ctx.actor.org_id = base::OrgId{std::stoll(path.substr(path.rfind('/', path.size() - 2) + 1))};
        return ctx;
    }
};

}  // namespace huan::offer::testing
