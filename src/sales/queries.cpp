#include "access/queries.hpp"

#include "access/settings.hpp"
#include "customer/asset.hpp"
#include "customer/queries.hpp"
#include "insight/advice.hpp"
#include "sales/commands.hpp"
#include "sales/errors.hpp"
#include "sales/rows.hpp"
#include "sales/rows_task.hpp"
#include "sales/script.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::sales {
namespace {

constexpr std::int64_t most_tasks = 100;

std::string path_begin(const base::Actor& actor) {
    return actor.scope == base::DataScope::all ? "/" : actor.org_path;
}

std::int64_t caller(const base::Context& ctx) {
    return ctx.actor.kind == base::ActorKind::user ? ctx.actor.id : 0;
}

/// What the lead is about, with its day; nothing where it has none.
std::optional<customer::AssetDue> due_of(store::Reader& db, const LeadView& lead, const base::Context& ctx) {
    customer::AssetKind kind{};
    if (lead.kind == "insurance")
        kind = customer::AssetKind::policy;
    else if (lead.kind == "maintenance")
        kind = customer::AssetKind::maintenance;
    else if (lead.kind == "inspection")
        kind = customer::AssetKind::inspection;
    else
        return {};
    std::optional<customer::AssetDue> soonest;
    for (const customer::AssetView& asset : customer::list_assets(db, {lead.customer_id}, ctx)) {
        if (!lead.plate.empty() && asset.plate != lead.plate) continue;
        for (const customer::AssetDue& due : asset.dues)
            if (due.kind == kind && (!soonest || due.due_on < soonest->due_on)) soonest = due;
    }
    return soonest;
}

}  // namespace

LeadView view(store::Reader& db, const Lead& lead, base::Instant now) {
    LeadView shown{.id = lead.id,
                   .kind = lead.kind,
                   .state = lead.state,
                   .customer_id = lead.customer_id,
                   .source = lead.source,
                   .source_id = lead.source_id,
                   .campaign_id = lead.campaign_id,
                   .plate = lead.plate,
                   .note = lead.note,
                   .photo_id = lead.photo_id.value,
                   .owner_id = lead.owner_id.value,
                   .due_at = lead.due_at,
                   .overdue = !lead.closed_at && lead.due_at < now,
                   .created_at = lead.created_at,
                   .attempts = lead.attempts,
                   .version = lead.version,
                   .merged_into = lead.merged_into.value};
    if (lead.owner_id) shown.owner_name = access::user_name(db, lead.owner_id);
    if (lead.finder_id) shown.finder_name = access::user_name(db, lead.finder_id);
    if (const auto who = customer::find_customer(db, lead.customer_id)) {
        shown.customer_id = who->id;
        shown.customer_name = who->name;
        if (who->phone) shown.phone = customer::masked(customer::IdentityKind::phone, *who->phone);
    }
    return shown;
}

base::Page<LeadView> list_leads(store::Reader& db, const ListLeads& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    rows::Filter filter{.unfinished = query.unfinished.value_or(false),
                        .kind = query.kind.value_or(""),
                        .customer = query.customer_id.value_or(base::CustomerId{}).value,
                        .path_begin = path_begin(ctx.actor)};
    if (query.state) filter.state = base::word_of(*query.state);
    if (query.mine.value_or(false) || ctx.actor.scope == base::DataScope::own) {
        filter.owner = caller(ctx);
        filter.path_begin = "/";
    }
    if (query.search && !query.search->empty()) {
        filter.search = *query.search;
        base::Context wide = ctx;  // Leads are seen by their own scope, not by that of their person.
        wide.actor.scope = base::DataScope::all;
        filter.search_people = customer::customers_found(db, {.search = query.search}, wide);
    }
    base::Page<LeadView> page =
        store::page_shown(rows::list(db, filter, store::before_id(query.cursor), limit + 1), limit,
                          [&](const Lead& lead) { return view(db, lead, ctx.now); });
    page.total = rows::count(db, filter);
    return page;
}

LeadDetail get_lead(store::Reader& db, const LeadById& query, const base::Context& ctx) {
    const auto lead = rows::find(db, query.lead_id);
    if (!lead || !base::may_see(ctx.actor, lead->org_path, lead->owner_id))
        throw base::Error{errors::unknown, "lead_id"};
    LeadDetail detail{.lead = view(db, *lead, ctx.now)};
    ScriptFacts facts{.company = access::settings(db).company,
                      .name = detail.lead.customer_name,
                      .kind = lead->kind,
                      .source = lead->source,
                      .note = lead->note};
    if (const auto who = customer::find_customer(db, lead->customer_id)) {
        if (lead->owner_id.value == caller(ctx) && caller(ctx) != 0) detail.phone = who->phone;
        base::Context all = ctx;
        all.actor = base::system_actor();  // Advice is for whoever may work on the lead.
        detail.advice = insight::advice_for(db, {.customer_id = who->id}, all).items;
        if (const auto due = due_of(db, detail.lead, all)) {
            facts.due_on = due->due_on;
            facts.days_left = due->days_left;
        }
    }
    facts.advice = detail.advice;
    detail.script_zh = call_script(facts, ScriptLanguage::zh);
    detail.script_en = call_script(facts, ScriptLanguage::en);
    detail.calls = rows::calls_of(db, lead->id);
    return detail;
}

Workbench workbench(store::Reader& db, const Nobody&, const base::Context& ctx) {
    const base::UserId user{caller(ctx)};
    const base::Zone zone = access::settings(db).zone();
    const base::Day today = zone.day_of(ctx.now);
    const base::Instant start = zone.start_of(today);
    const base::Instant end = zone.start_of(today + std::chrono::days{1});
    const std::chrono::year_month_day date{today};
    const base::Instant month = zone.start_of(base::Day{date.year() / date.month() / 1});
    Workbench bench;
    for (const Lead& lead : rows::tasks(db, user, most_tasks)) {
        bench.tasks.push_back(view(db, lead, ctx.now));
        bench.due += lead.due_at < end ? 1 : 0;
    }
    const rows::TaskFilter own{.owner = user ? user.value : -1};
    for (const Task& task : rows::tasks(db, own, {}, most_tasks)) {
        bench.todos.push_back(view(db, task, ctx.now));
        bench.due += task.due_at < end ? 1 : 0;
    }
    bench.calls_today = rows::calls_between(db, user, "", start, end);
    bench.won_today = rows::calls_between(db, user, "won", start, end);
    bench.earned_today = rows::earned(db, user, start, end);
    bench.earned_month = rows::earned(db, user, month, end);
    return bench;
}

base::Page<Commission> list_commissions(store::Reader& db, const ListCommissions& query,
                                        const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    const bool own = query.mine.value_or(false) || ctx.actor.scope == base::DataScope::own;
    return store::page_of(rows::commissions(db, own ? caller(ctx) : 0, own ? "/" : path_begin(ctx.actor),
                                            store::before_id(query.cursor), limit + 1),
                          limit);
}

}  // namespace huan::sales
