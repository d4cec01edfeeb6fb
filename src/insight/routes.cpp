#include "insight/routes.hpp"

#include "insight/advice.hpp"
#include "insight/commands.hpp"
#include "insight/queries.hpp"

namespace huan::insight {

using base::Context;
using base::Permission;

void routes(http::Router& router, Insight& insight) {
    router.query("GET /api/segments", Permission::segment_read, &list_segments);
    router.blocking(
        "POST /api/segments", Permission::segment_write,
        [&](const CreateSegment& command, const Context& ctx) { return insight.create(command, ctx); });
    router.blocking(
        "POST /api/segments/preview", Permission::segment_read,
        [&](const PreviewSegment& query, const Context& ctx) { return insight.preview(query, ctx); },
        {.audited = false});
    router.query("GET /api/segments/{segment_id}", Permission::segment_read, &get_segment);
    router.blocking(
        "PUT /api/segments/{segment_id}", Permission::segment_write,
        [&](const UpdateSegment& command, const Context& ctx) { return insight.update(command, ctx); });
    router.command("DELETE /api/segments/{segment_id}", Permission::segment_write, &archive_segment);
    router.blocking(
        "POST /api/segments/{segment_id}/refresh", Permission::segment_write,
        [&](const RefreshSegment& command, const Context& ctx) { return insight.refresh(command, ctx); });
    router.blocking(
        "GET /api/segments/{segment_id}/members", Permission::segment_read,
        [&](const ListMembers& query, const Context& ctx) { return insight.list_members(query, ctx); });
    router.query("GET /api/segments/{segment_id}/overlap", Permission::segment_read, &get_overlap);

    router.blocking(
        "GET /api/life_cycle", Permission::segment_read,
        [&](const GetLifeCycle& query, const Context& ctx) { return insight.life_cycle(query, ctx); });
    router.query("GET /api/life_cycle/policy", Permission::segment_read, &get_policy);
    router.command("PUT /api/life_cycle/policy", Permission::settings_manage, &update_policy);
    router.query("GET /api/customers/{customer_id}/life_cycle", Permission::customer_read,
                 &get_customer_stage);

    router.blocking(
        "GET /api/rule_vocabulary", Permission::segment_read,
        [&](const GetVocabulary& query, const Context& ctx) { return insight.vocabulary(query, ctx); });
    router.query("GET /api/advice_rules", Permission::segment_read, &list_advice_rules);
    router.command("POST /api/advice_rules", Permission::segment_write, &save_advice_rule);
    router.query("GET /api/customers/{customer_id}/advice", Permission::customer_read, &advice_for);
}

}  // namespace huan::insight
