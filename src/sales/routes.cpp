#include "sales/routes.hpp"

#include "sales/commands.hpp"
#include "sales/rows.hpp"
#include "sales/task.hpp"
#include "sales/team.hpp"

namespace huan::sales {

using base::Permission;

void routes(http::Router& router) {
    router.query("GET /api/leads", Permission::lead_read, &list_leads);
    router.query("GET /api/leads/{lead_id}", Permission::lead_read, &get_lead);
    router.command("POST /api/leads", Permission::lead_assign, &create_lead);
    router.command("POST /api/leads/from_segment", Permission::lead_assign, &leads_from_segment);
    router.command("POST /api/leads/{lead_id}/assign", Permission::lead_assign, &assign_lead);

    router.query("GET /api/tasks", Permission::customer_read, &list_tasks);
    router.command("POST /api/tasks", Permission::customer_write, &create_task);
    router.command("PUT /api/tasks/{task_id}", Permission::customer_write, &update_task);
    router.query("GET /api/customers/{customer_id}/team", Permission::customer_read, &get_team);

    router.query("GET /api/calls", Permission::lead_read, &list_calls);
    router.command("POST /api/calls", Permission::lead_work, &start_call);
    router.command("POST /api/calls/{call_id}/hang_up", Permission::lead_work, &hang_up);
    router.query(
        "GET /api/call_reasons", Permission::lead_read,
        [](store::Reader& db, const http::Nothing&, const base::Context&) { return rows::reasons(db); });
    router.query("GET /api/workbench", Permission::lead_work, &workbench);

    router.query("GET /api/commissions", Permission::signed_in, &list_commissions);
    router.query(
        "GET /api/commission_rule", Permission::signed_in,
        [](store::Reader& db, const http::Nothing&, const base::Context&) { return rows::rule(db); });
    router.command("PUT /api/commission_rule", Permission::commission_manage, &update_rule);
}

}  // namespace huan::sales
