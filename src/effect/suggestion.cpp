#include "access/queries.hpp"
#include "access/settings.hpp"
#include "base/log.hpp"
#include "effect/errors.hpp"
#include "effect/home.hpp"
#include "effect/rows.hpp"
#include "insight/commands.hpp"
#include "insight/surroundings.hpp"
#include "scene/commands.hpp"

#include <fmt/format.h>

namespace huan::effect {
namespace {

constexpr const char* recall_silent = "recall_silent";

Suggestion shown(const rows::SuggestionRow& row, bool chinese) {
    Suggestion made{.id = row.id,
                    .kind = row.kind,
                    .people = row.people,
                    .state = row.state,
                    .segment_id = row.segment_id,
                    .campaign_id = row.campaign_id,
                    .created_at = row.created_at};
    made.title = chinese ? fmt::format("唤回 {} 位沉默客户", row.people)
                         : fmt::format("Recall {} silent customers", row.people);
    made.evidence =
        chinese ? fmt::format("这些客户以前买过，超过 {} 天没有再下单，目前没有针对他们的召回活动。",
                              row.evidence)
                : fmt::format(
                      "They bought before, not in the last {} days, and no recall campaign addresses them.",
                      row.evidence);
    return made;
}

bool chinese(store::Reader& db) { return access::settings(db).language != "en"; }

/// "Silent customers 2026-03-02"; followed by a number from the second of that day on.
template <class IsTaken>
std::string dated(const std::string& name, store::Reader& db, base::Instant now, const IsTaken& is_taken) {
    const std::string first = name + " " + base::format_day(access::settings(db).zone().day_of(now));
    std::string free = first;
    for (int n = 2; is_taken(free); ++n) free = fmt::format("{} ({})", first, n);
    return free;
}

/// What one organisation node was told is nobody's business beside or above the caller's.
bool may_see(store::Reader& db, const rows::SuggestionRow& row, const base::Context& ctx) {
    return base::may_see(ctx.actor, access::org_path(db, row.org_id));
}

}  // namespace

std::vector<Suggestion> open_suggestions(store::Reader& db, const base::Context& ctx) {
    std::vector<Suggestion> made;
    const bool zh = chinese(db);
    for (const rows::SuggestionRow& row : rows::suggestions(db, "open"))
        if (may_see(db, row, ctx)) made.push_back(shown(row, zh));
    return made;
}

Suggestion accept(store::Transaction& tx, const AcceptSuggestion& command, const base::Context& ctx) {
    auto row = rows::lock_suggestion(tx, command.suggestion_id);
    if (!row || !may_see(tx, *row, ctx)) throw base::Error{errors::unknown_suggestion, "suggestion_id"};
    if (row->state != "open") throw base::Error{errors::accepted, "suggestion_id"};
    const bool zh = chinese(tx);
    insight::CreateSegment segment;
    segment.name.value =
        dated(zh ? "沉默客户" : "Silent customers", tx, ctx.now,
              [&](const std::string& name) { return rows::segment_named(tx, ctx.actor.org_id, name); });
    segment.note = base::Note<400>{zh ? "由建议生成" : "From a suggestion"};
    segment.rule.stage = insight::StageRule{{insight::Stage::silent}};
    const insight::SegmentId segment_id = insight::create_segment(tx, segment, ctx).id;
    scene::CreateCampaign campaign;
    campaign.name.value =
        dated(zh ? "召回沉默客户" : "Recall silent customers", tx, ctx.now,
              [&](const std::string& name) { return rows::campaign_named(tx, ctx.actor.org_id, name); });
    campaign.goal = scene::Goal::recall;
    campaign.segment_id = segment_id;
    campaign.holdout_percent = 10;
    row->segment_id = segment_id.value;
    row->campaign_id = scene::create_campaign(tx, campaign, ctx).id.value;
    row->state = "accepted";
    row->updated_at = ctx.now;
    store::update_row(tx, "suggestion", *row);
    store::append(tx,
                  {.name = "suggestion.accepted",
                   .properties = {{"suggestion_id", row->id},
                                  {"kind", row->kind},
                                  {"segment_id", *row->segment_id},
                                  {"campaign_id", *row->campaign_id}}},
                  ctx);
    return shown(*row, zh);
}

Suggestion accept(store::Store& store, insight::Insight& insight, const AcceptSuggestion& command,
                  const base::Context& ctx) {
    Suggestion accepted = store.write([&](store::Transaction& tx) { return accept(tx, command, ctx); });
    try {
        insight.refresh({.segment_id = insight::SegmentId{accepted.segment_id.value()}}, ctx);
    } catch (const base::Error& refused) {
        base::log::warning("segment {} has no snapshot yet: {}", *accepted.segment_id, refused.what());
    }
    return accepted;
}

void suggest(store::Transaction& tx, const base::Context& ctx) {
    const std::int64_t silent = rows::silent_people(tx);
    const bool addressed = rows::has_recall_campaign(tx);
    std::optional<rows::SuggestionRow> open;
    for (const rows::SuggestionRow& row : rows::suggestions(tx, "open"))
        if (row.kind == recall_silent) open = row;
    const std::string days = std::to_string(insight::policy_of(tx).policy.silent_days);
    if (silent < fewest_silent || addressed) {
        if (!open) return;
        open->state = "dropped";
    } else if (!open) {
        store::insert_row(tx, "suggestion",
                          rows::SuggestionRow{.id = tx.next_id(),
                                              .org_id = ctx.actor.org_id,
                                              .kind = recall_silent,
                                              .people = silent,
                                              .evidence = days,
                                              .state = "open",
                                              .created_at = ctx.now,
                                              .updated_at = ctx.now});
        return;
    } else {
        if (open->people == silent && open->evidence == days) return;
        open->people = silent;
        open->evidence = days;
    }
    open->updated_at = ctx.now;
    store::update_row(tx, "suggestion", *open);
}

}  // namespace huan::effect
