#include "customer/routes.hpp"

#include "customer/asset.hpp"
#include "customer/bulk.hpp"
#include "customer/commands.hpp"
#include "customer/consent.hpp"
#include "customer/decision.hpp"
#include "customer/field.hpp"
#include "customer/kind.hpp"
#include "customer/mark.hpp"
#include "customer/relation.hpp"

namespace huan::customer {

using base::Context;
using base::Permission;
using store::Reader;

namespace {

void people_routes(http::Router& router, const SegmentFilter& in_segment) {
    router.query("GET /api/customers", Permission::customer_read,
                 [in_segment](Reader& db, const ListCustomers& query, const Context& ctx) {
                     return list_customers(db, query, ctx, in_segment);
                 });
    router.command("POST /api/customers", Permission::customer_write, &create_customer);
    router.query("GET /api/customers/{customer_id}", Permission::customer_read, &get_customer);
    router.query("GET /api/customers/{customer_id}/timeline", Permission::customer_read, &get_timeline);
    router.query("GET /api/customers/{customer_id}/timeline/extent", Permission::customer_read,
                 &get_timeline_extent);
    router.command("POST /api/customers/{customer_id}/notes", Permission::customer_write, &add_note);
    router.query("GET /api/customers/{customer_id}/orders", Permission::customer_read, &list_orders);
    router.command("PUT /api/customers/{customer_id}/attributes", Permission::customer_write,
                   &set_attributes);
    router.command("POST /api/customers/{customer_id}/identities", Permission::customer_write,
                   &add_identities);
    router.command("POST /api/customers/{customer_id}/tags", Permission::customer_write, &add_tag);
    router.command("DELETE /api/customers/{customer_id}/tags/{tag}", Permission::customer_write, &remove_tag);
    router.command("PUT /api/customers/{customer_id}/owner", Permission::lead_assign, &set_owner);
    router.command("POST /api/customers/{customer_id}/reveal", Permission::customer_reveal, &reveal,
                   {.secret = true});
}

void identity_routes(http::Router& router) {
    router.query("GET /api/identity_conflicts", Permission::customer_read, &list_conflicts);
    router.query("GET /api/customers/{customer_id}/identity", Permission::customer_read, &identity_report);
    router.query("GET /api/customers/{customer_id}/merge_preview", Permission::customer_read, &preview_merge);
    router.command("POST /api/customers/{customer_id}/merge", Permission::customer_write, &merge_customers);
    router.command("POST /api/customers/{customer_id}/part", Permission::customer_write, &part_customer);
    router.command("POST /api/customers/{customer_id}/keep_apart", Permission::customer_write, &keep_apart);
    router.query("GET /api/identity_decisions", Permission::customer_read, &list_decisions);
    router.command("POST /api/identity_decisions/{decision_id}/take_back", Permission::customer_write,
                   &take_back);
    router.query("GET /api/identity_suggestions", Permission::customer_read, &list_suggestions);
    router.query("GET /api/identity_kinds", Permission::customer_read,
                 [](Reader& db, const http::Nothing&, const Context&) { return list_kinds(db); });
    router.command("POST /api/identity_kinds", Permission::settings_manage, &declare_kind);
    router.command("PUT /api/identity_kinds/{kind}", Permission::settings_manage, &change_kind);
}

/// Consent, fields, relations and marks.
void profile_routes(http::Router& router) {
    router.command("PUT /api/customers/{customer_id}/consent", Permission::customer_write, &set_consent);
    router.query("GET /api/customers/{customer_id}/consents", Permission::customer_read, &list_consents);
    router.command("PUT /api/customers/{customer_id}/do_not_contact", Permission::customer_write,
                   &set_do_not_contact);
    router.command("POST /api/customers/{customer_id}/unsubscribe_link", Permission::customer_write,
                   [](store::Transaction& tx, const MakeUnsubscribeLink& command, const Context& ctx,
                      const http::Request& request) {
                       const std::string origin = std::string(request.secure ? "https://" : "http://") +
                                                  std::string(request.header("host")) + request.base_path;
                       return make_unsubscribe_link(tx, command, ctx, origin);
                   },
                   {.secret = true});

    router.query("GET /api/attribute_definitions", Permission::customer_read,
                 [](Reader& db, const http::Nothing&, const Context&) { return list_fields(db); });
    router.command("POST /api/attribute_definitions", Permission::settings_manage, &declare_field);
    router.command("PUT /api/attribute_definitions/{key}", Permission::settings_manage, &change_field);
    router.command("DELETE /api/attribute_definitions/{key}", Permission::settings_manage, &undeclare_field);
    router.query("POST /api/attribute_definitions/check", Permission::settings_manage, &check_field);
    router.command("PUT /api/attribute_order", Permission::settings_manage, &arrange_fields);
    router.command("PUT /api/attribute_sections/{code}", Permission::settings_manage, &set_section);
    router.command("DELETE /api/attribute_sections/{code}", Permission::settings_manage, &drop_section);
    router.query("GET /api/customers/{customer_id}/attribute_history", Permission::customer_read,
                 &attribute_history);

    router.query("GET /api/relation_kinds", Permission::customer_read,
                 [](Reader& db, const http::Nothing&, const Context&) { return list_relation_kinds(db); });
    router.command("PUT /api/relation_kinds/{kind}", Permission::settings_manage, &set_relation_kind);
    router.query("GET /api/customers/{customer_id}/relations", Permission::customer_read, &get_relations);
    router.command("POST /api/customers/{customer_id}/relations", Permission::customer_write, &add_relation);
    router.command("DELETE /api/customers/{customer_id}/relations/{relation_id}", Permission::customer_write,
                   &remove_relation);

    router.query("GET /api/mark_kinds", Permission::customer_read,
                 [](Reader& db, const http::Nothing&, const Context&) { return list_mark_kinds(db); });
    router.command("PUT /api/mark_kinds/{kind}", Permission::settings_manage, &set_mark_kind);
    router.query("GET /api/customers/{customer_id}/marks", Permission::customer_read, &list_marks);
    router.command("POST /api/customers/{customer_id}/marks", Permission::customer_write, &set_mark);
    router.command("DELETE /api/customers/{customer_id}/marks/{mark_id}", Permission::customer_write,
                   &withdraw_mark);
}

void bulk_routes(http::Router& router, const SegmentFilter& in_segment) {
    router.query("POST /api/bulk_actions/preview", Permission::customer_write,
                 [in_segment](Reader& db, const AskBulk& query, const Context& ctx) {
                     return preview_bulk(db, query, ctx, in_segment);
                 });
    router.command("POST /api/bulk_actions", Permission::customer_write,
                   [in_segment](store::Transaction& tx, const AskBulk& command, const Context& ctx) {
                       return start_bulk(tx, command, ctx, in_segment);
                   });
    router.query("GET /api/bulk_actions", Permission::customer_write, &list_bulk_actions);
    router.query("GET /api/bulk_actions/{bulk_action_id}", Permission::customer_write, &get_bulk_action);
    router.query("GET /api/bulk_actions/{bulk_action_id}/people", Permission::customer_write,
                 &list_bulk_people);
    router.command("POST /api/bulk_actions/{bulk_action_id}/undo", Permission::customer_write, &undo_bulk);
}

void belongings_routes(http::Router& router) {
    router.command("POST /api/vehicles", Permission::finding_write, &set_vehicle);
    router.query("GET /api/vehicles", Permission::finding_write,
                 [](Reader& db, const FindVehicles& query, const Context& ctx) {
                     return find_vehicles(db, query.plate, ctx);
                 });

    router.command("POST /api/customers/{customer_id}/vehicles", Permission::customer_write, &set_vehicle);
    router.command("DELETE /api/customers/{customer_id}/vehicles/{vehicle_id}", Permission::customer_write,
                   &release_vehicle);
    router.query("GET /api/customers/{customer_id}/assets", Permission::customer_read, &list_assets);
    router.command("POST /api/customers/{customer_id}/assets", Permission::customer_write, &add_asset);
    router.command("PUT /api/assets/{asset_id}", Permission::customer_write, &change_asset);
    router.command("POST /api/assets/{asset_id}/end", Permission::customer_write, &end_asset);
    router.query("GET /api/dues", Permission::customer_read, &list_dues);

    router.query("GET /api/orders", Permission::customer_read, &list_orders);
    router.query("GET /api/orders/{order_id}", Permission::customer_read, &get_order);
    router.command("POST /api/orders", Permission::order_write, &record_order);
    router.command("POST /api/orders/{order_id}/refund", Permission::order_write, &refund_order);
}

}  // namespace

void routes(http::Router& router, const SegmentFilter& in_segment) {
    people_routes(router, in_segment);
    identity_routes(router);
    profile_routes(router);
    bulk_routes(router, in_segment);
    belongings_routes(router);
}

}  // namespace huan::customer
