#include "offer/routes.hpp"

#include "offer/cart.hpp"
#include "offer/commands.hpp"
#include "offer/ledger.hpp"
#include "offer/points.hpp"
#include "offer/queries.hpp"

namespace huan::offer {

using base::Permission;

void routes(http::Router& router) {
    router.query("GET /api/products", Permission::offer_read, &list_products);
    router.query("GET /api/products/{product_id}", Permission::offer_read, &get_product);
    router.command("POST /api/products", Permission::offer_manage, &create_product);
    router.command("PUT /api/products/{product_id}", Permission::offer_manage, &update_product);

    router.query("POST /api/carts/check", Permission::offer_read, &check_cart);

    router.query("GET /api/coupon_types", Permission::offer_read, &list_coupon_types);
    router.query("GET /api/coupon_types/{coupon_type_id}", Permission::offer_read, &get_coupon_type);
    router.command("POST /api/coupon_types", Permission::offer_manage, &create_coupon_type);
    router.command("PUT /api/coupon_types/{coupon_type_id}", Permission::offer_manage, &update_coupon_type);
    router.command("POST /api/coupon_types/{coupon_type_id}/publish", Permission::offer_manage,
                   &publish_coupon_type);
    router.command("POST /api/coupon_types/{coupon_type_id}/end", Permission::offer_manage, &end_coupon_type);

    router.query("GET /api/coupons", Permission::offer_read, &list_coupons);
    router.query("GET /api/coupons/qualify", Permission::offer_read, &qualify);
    router.command("POST /api/coupons/claim", Permission::coupon_grant, &claim_coupon);
    router.command("POST /api/coupons/redeem", Permission::coupon_redeem, &redeem_by_code);
    router.command("POST /api/coupons/{coupon_id}/lock", Permission::coupon_redeem, &lock_coupon);
    router.command("POST /api/coupons/{coupon_id}/unlock", Permission::coupon_redeem, &unlock_coupon);
    router.command("POST /api/coupons/{coupon_id}/redeem", Permission::coupon_redeem, &redeem);
    router.command("POST /api/coupons/{coupon_id}/return", Permission::coupon_redeem, &return_coupon);
    router.command("POST /api/coupons/{coupon_id}/revoke", Permission::coupon_grant, &revoke_coupon);

    router.query("GET /api/points", Permission::offer_read, &points_of);
    router.query("GET /api/points/entries", Permission::ledger_read, &list_point_moves);
    router.query("GET /api/points/ledger", Permission::ledger_read, &point_ledger);
    router.query(
        "GET /api/points/rule", Permission::offer_read,
        [](store::Reader& db, const http::Nothing&, const base::Context&) { return point_rule(db); });
    router.command("PUT /api/points/rule", Permission::offer_manage, &update_point_rule);
    // Whose points they are stands in the address, so that the audit log, and who erases them, finds it.
    router.command("POST /api/customers/{customer_id}/points/adjust", Permission::coupon_grant,
                   &adjust_points);
    router.command("POST /api/customers/{customer_id}/points/spend", Permission::coupon_redeem,
                   &spend_points);
    router.command("POST /api/customers/{customer_id}/points/exchange", Permission::coupon_grant,
                   &exchange_points);

    router.query("GET /api/ledger", Permission::ledger_read, &ledger);
    router.query("GET /api/ledger/entries", Permission::ledger_read, &entries);
}

}  // namespace huan::offer
