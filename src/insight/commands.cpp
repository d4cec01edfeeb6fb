#include "insight/commands.hpp"

#include "access/org.hpp"
#include "customer/queries.hpp"
#include "insight/errors.hpp"
#include "insight/everybody.hpp"
#include "insight/rows.hpp"
#include "insight/shown.hpp"
#include "insight/surroundings.hpp"

namespace huan::insight {
namespace {

/// A rule that may be stored: well formed, naming only segments the caller sees, and not leading back to
/// `self`.
void require_rule(store::Reader& db, const Rule& rule, SegmentId self, const base::Context& ctx) {
    check(rule, "rule");
    require_references(db, rule, "rule", ctx);
    Surroundings around = surroundings(db);
    const auto stored = around.segment;
    around.segment = [&](SegmentId id) { return id == self ? rule : stored(id); };
    Plan::compile(std::span(&rule, 1), around);
}

void require_free_name(store::Reader& db, base::OrgId org_id, const std::string& name, SegmentId self) {
    const auto taken = rows::find_named(db, org_id, name);
    if (taken && taken->id != self) throw base::Error{errors::segment_name_taken, "name"};
}

void move_stage(store::Transaction& tx, base::CustomerId customer_id, Stage stage, const base::Context& ctx) {
    const auto stored = rows::find_stage(tx, customer_id);
    if (!stored) {
        rows::insert_stage(tx, {customer_id, stage, ctx.now, ctx.now});
        return;
    }
    if (stored->stage == stage ||
        !rows::change_stage(tx, {customer_id, stage, ctx.now, ctx.now}, stored->stage))
        return;
    store::Event changed{.name = "stage.changed", .profile_id = customer::main_profile(tx, customer_id)};
    changed.properties = {{"from", base::word_of(stored->stage)}, {"to", base::word_of(stage)}};
    store::append(tx, std::move(changed), ctx);
}

}  // namespace

SegmentDetail create_segment(store::Transaction& tx, const CreateSegment& command, const base::Context& ctx) {
    require_rule(tx, command.rule, {}, ctx);
    require_free_name(tx, ctx.actor.org_id, command.name, {});
    rows::SegmentRow row;
    row.id = SegmentId{tx.next_id()};
    row.org_id = ctx.actor.org_id;
    row.org_path = ctx.actor.org_path;
    row.name = command.name;
    row.note = command.note.value_or(base::Note<400>{});
    row.rule = base::to_object(command.rule);
    row.version = row.rule_version = 1;
    row.created_at = row.updated_at = ctx.now;
    rows::insert(tx, row);
    rows::set_references(tx, row.id, segments_in(command.rule));
    return detailed(tx, row);
}

SegmentDetail update_segment(store::Transaction& tx, const UpdateSegment& command, const base::Context& ctx) {
    rows::SegmentRow row = visible_segment(tx, command.segment_id, ctx);
    row = *rows::lock_segment(tx, row.id);
    if (row.archived_at) throw base::Error{errors::segment_archived};
    if (row.version != command.seen_version) throw base::Error{errors::segment_stale, "seen_version"};
    require_rule(tx, command.rule, row.id, ctx);
    require_free_name(tx, row.org_id, command.name, row.id);
    ++row.version;
    const boost::json::object rule = base::to_object(command.rule);
    if (rule != row.rule) row.rule_version = row.version;
    row.rule = rule;
    row.name = command.name;
    if (command.note) row.note = *command.note;
    row.updated_at = ctx.now;
    rows::update(tx, row);
    rows::set_references(tx, row.id, segments_in(command.rule));
    return detailed(tx, row);
}

SegmentDetail archive_segment(store::Transaction& tx, const ArchiveSegment& command,
                              const base::Context& ctx) {
    rows::SegmentRow row = visible_segment(tx, command.segment_id, ctx);
    row = *rows::lock_segment(tx, row.id);
    if (!rows::used_by(tx, row.id).empty()) throw base::Error{errors::segment_used, "segment_id"};
    if (row.archived_at) return detailed(tx, row);
    row.archived_at = row.updated_at = ctx.now;
    ++row.version;
    rows::update(tx, row);
    return detailed(tx, row);
}

StoredPolicy update_policy(store::Transaction& tx, const UpdatePolicy& command, const base::Context& ctx) {
    check(command.policy);
    const StoredPolicy changed{command.policy, command.seen_version + 1};
    if (!rows::save_policy(tx, access::root_org, changed, command.seen_version, ctx.now))
        throw base::Error{errors::policy_stale, "seen_version"};
    return changed;
}

namespace {

void restage(store::Transaction& tx, base::CustomerId id, base::Instant as_of, const base::Context& ctx) {
    const Plan plan = Plan::compile({}, surroundings(tx), true);
    Fold fold(plan, as_of);
    fold_person(tx, customer::profiles_of(tx, id), plan, as_of, fold);
    move_stage(tx, id, fold.stage(), ctx);
}

base::CustomerId customer_in(const store::Event& event, std::string_view key) {
    const boost::json::value* id = event.properties.if_contains(key);
    return base::CustomerId{id != nullptr && id->is_int64() ? id->get_int64() : 0};
}

}  // namespace

void restage_buyer(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    if (!event.live || !event.profile_id) return;
    const base::CustomerId customer_id = customer::customer_of(tx, event.profile_id);
    // The order that was just recorded counts: T is the first instant behind it.
    if (customer_id) restage(tx, customer_id, std::max(ctx.now, event.occurred_at) + base::Duration{1}, ctx);
}

void restage_people(store::Transaction& tx, const store::Event& event, const base::Context& ctx) {
    if (!event.live) return;
    for (const char* key : {"from_customer_id", "into_customer_id"}) {
        const base::CustomerId id = customer_in(event, key);
        // One who has become part of the other is no customer any more.
        const auto person = id ? customer::find_customer(tx, id) : std::nullopt;
        if (person && person->id == id) restage(tx, id, ctx.now + base::Duration{1}, ctx);
    }
}

void forget_merged(store::Transaction& tx, const store::Event& event, const base::Context&) {
    if (const base::CustomerId from = customer_in(event, "from_customer_id")) rows::delete_stage(tx, from);
}

void forget_people(store::Transaction& tx, const customer::Gone& gone, const base::Context&) {
    for (const base::CustomerId id : gone.customers) rows::delete_stage(tx, id);
}

}  // namespace huan::insight
