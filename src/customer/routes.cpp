#include "customer/routes.hpp"

#include "customer/commands.hpp"

namespace huan::customer {

using base::Context;
using base::Permission;
using store::Reader;

void routes(http::Router& router, const SegmentFilter& in_segment) {
    router.query("GET /api/customers", Permission::customer_read,
                 [in_segment](Reader& db, const ListCustomers& query, const Context& ctx) {
                     return list_customers(db, query, ctx, in_segment);
                 });
    router.command("POST /api/customers", Permission::customer_write, &create_customer);
    router.query("GET /api/customers/{customer_id}", Permission::customer_read, &get_customer);
    router.query("GET /api/customers/{customer_id}/timeline", Permission::customer_read, &get_timeline);
    router.query("GET /api/customers/{customer_id}/orders", Permission::customer_read, &list_orders);
    router.command("PUT /api/customers/{customer_id}/attributes", Permission::customer_write,
                   &set_attributes);
    router.command("POST /api/customers/{customer_id}/identities", Permission::customer_write,
                   &add_identities);
    router.command("POST /api/customers/{customer_id}/tags", Permission::customer_write, &add_tag);
    router.command("DELETE /api/customers/{customer_id}/tags/{tag}", Permission::customer_write, &remove_tag);
    router.command("PUT /api/customers/{customer_id}/consent", Permission::customer_write, &set_consent);
    router.command("PUT /api/customers/{customer_id}/owner", Permission::lead_assign, &set_owner);
    router.command("POST /api/customers/{customer_id}/reveal", Permission::customer_reveal, &reveal,
                   {.secret = true});
    router.query("GET /api/identity_conflicts", Permission::customer_read, &list_conflicts);

    router.command("POST /api/vehicles", Permission::finding_write, &set_vehicle);
    router.query("GET /api/vehicles", Permission::finding_write,
                 [](Reader& db, const FindVehicles& query, const Context& ctx) {
                     return find_vehicles(db, query.plate, ctx);
                 });

    router.query("GET /api/orders", Permission::customer_read, &list_orders);
    router.query("GET /api/orders/{order_id}", Permission::customer_read, &get_order);
    router.command("POST /api/orders", Permission::order_write, &record_order);
    router.command("POST /api/orders/{order_id}/refund", Permission::order_write, &refund_order);
}

}  // namespace huan::customer
