#include "insight/queries.hpp"

#include "customer/queries.hpp"
#include "insight/errors.hpp"
#include "insight/everybody.hpp"
#include "insight/rows.hpp"
#include "insight/shown.hpp"
#include "insight/surroundings.hpp"

#include <algorithm>

namespace huan::insight {
namespace {

constexpr std::int64_t shown_snapshots = 90;

template <class T> void fill(T& segment, store::Reader& db, const rows::SegmentRow& row) {
    segment.id = row.id;
    segment.org_id = row.org_id;
    segment.name.value = row.name;
    segment.note.value = row.note;
    segment.rule = base::from_json<Rule>(row.rule);
    segment.version = row.version;
    segment.created_at = row.created_at;
    segment.updated_at = row.updated_at;
    segment.archived_at = row.archived_at;
    if (!row.snapshot_id) return;
    const auto head = rows::find_snapshot(db, row.snapshot_id);
    if (!head) return;
    segment.snapshot = freshness(*head);
    segment.is_current = head->rule_version == row.rule_version;
}

/// Decides one compiled rule for one customer.
bool decided(store::Reader& db, const Rule& rule, base::CustomerId customer_id, base::Instant as_of) {
    const Plan plan = Plan::compile(std::span(&rule, 1), surroundings(db));
    Fold fold(plan, as_of);
    fold_person(db, customer::profiles_of(db, customer_id), plan, as_of, fold);
    return fold.holds(0);
}

/// "/1/4/" of who sees a subtree, "/" of who sees all; nothing of who sees only what is assigned to them.
std::optional<std::string> path_seen_by(const base::Actor& actor) {
    if (actor.scope == base::DataScope::all) return "/";
    if (actor.scope == base::DataScope::subtree && !actor.org_path.empty()) return actor.org_path;
    return {};
}

}  // namespace

Freshness freshness(const rows::SnapshotHead& head) { return {head.size, head.taken_at, head.as_of}; }

Segment shown(store::Reader& db, const rows::SegmentRow& row) {
    Segment segment;
    fill(segment, db, row);
    return segment;
}

SegmentDetail detailed(store::Reader& db, const rows::SegmentRow& row) {
    SegmentDetail detail;
    fill(detail, db, row);
    detail.refers_to = rows::refers_to(db, row.id);
    detail.used_by = rows::used_by(db, row.id);
    detail.nodes = nodes_of(detail.rule, "rule");
    for (const rows::SnapshotHead& head : rows::list_snapshots(db, row.id, shown_snapshots))
        detail.history.push_back(freshness(head));
    return detail;
}

rows::SegmentRow visible_segment(store::Reader& db, SegmentId id, const base::Context& ctx) {
    auto row = rows::find_segment(db, id);
    if (!row || !base::may_see(ctx.actor, row->org_path))
        throw base::Error{errors::segment_unknown, "segment_id"};
    return std::move(*row);
}

base::Page<Segment> list_segments(store::Reader& db, const ListSegments& query, const base::Context& ctx) {
    base::Page<Segment> page;
    const std::int64_t limit = base::page_limit(query.limit);
    SegmentId before{};
    if (query.cursor && !query.cursor->empty()) {
        try {
            before = SegmentId{std::stoll(base::read_cursor(*query.cursor, 1).front())};
        } catch (const std::logic_error&) {
            throw base::Error{base::errors::not_allowed, "cursor"};
        }
    }
    const std::optional<std::string> path = path_seen_by(ctx.actor);
    page.total = path ? rows::count_segments(db, *path, query.search.value_or("")) : 0;
    if (!path) return page;
    std::vector<rows::SegmentRow> found =
        rows::list_segments(db, *path, query.search.value_or(""), before, limit + 1);
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        page.next_cursor = base::make_cursor({std::to_string(found.back().id.value)});
    }
    for (const rows::SegmentRow& row : found) page.items.push_back(shown(db, row));
    return page;
}

SegmentDetail get_segment(store::Reader& db, const GetSegment& query, const base::Context& ctx) {
    return detailed(db, visible_segment(db, query.segment_id, ctx));
}

SegmentOverlap get_overlap(store::Reader& db, const GetOverlap& query, const base::Context& ctx) {
    const rows::SegmentRow one = visible_segment(db, query.segment_id, ctx);
    const rows::SegmentRow other = visible_segment(db, query.with_id, ctx);
    const People people = rows::people_of(db, other.snapshot_id);
    const People both = rows::people_of(db, one.snapshot_id) & people;
    return {other.id, other.name, static_cast<std::int64_t>(people.cardinality()),
            static_cast<std::int64_t>(both.cardinality())};
}

StoredPolicy get_policy(store::Reader& db, const GetPolicy&, const base::Context&) { return policy_of(db); }

CustomerStage get_customer_stage(store::Reader& db, const GetCustomerStage& query, const base::Context& ctx) {
    const customer::Customer person = customer::visible_customer(db, query.customer_id, ctx);
    const base::Instant as_of = query.as_of.value_or(ctx.now);
    const Plan plan = Plan::compile({}, surroundings(db), true);
    Fold fold(plan, as_of);
    fold_person(db, customer::profiles_of(db, person.id), plan, as_of, fold);
    CustomerStage stage{.customer_id = person.id, .stage = fold.stage(), .as_of = as_of};
    const std::vector<base::Instant>& orders = fold.order_history().orders;
    stage.orders = static_cast<std::int64_t>(orders.size());
    if (!orders.empty()) {
        stage.first_order = orders.front();
        stage.last_order = orders.back();
    }
    const auto stored = rows::find_stage(db, person.id);
    if (stored && !query.as_of && stored->stage == stage.stage) stage.since = stored->since;
    return stage;
}

std::vector<base::CustomerId> members_before(store::Reader& db, std::int64_t segment_id,
                                             base::CustomerId before, std::int64_t limit) {
    const People people = members(db, SegmentId{segment_id});
    std::uint64_t rank = people.cardinality();
    if (before.value > 0) rank = people.rank(static_cast<std::uint64_t>(before.value) - 1);
    std::vector<base::CustomerId> ids;
    for (std::uint64_t id = 0; rank > 0 && static_cast<std::int64_t>(ids.size()) < limit; --rank)
        if (people.select(rank - 1, &id)) ids.push_back(base::CustomerId{static_cast<std::int64_t>(id)});
    return ids;
}

Segment find_segment(store::Reader& db, SegmentId id) {
    const auto row = rows::find_segment(db, id);
    if (!row) throw base::Error{errors::segment_unknown, "segment_id"};
    return shown(db, *row);
}

People members(store::Reader& db, SegmentId id) {
    const auto row = rows::find_segment(db, id);
    return row && row->snapshot_id ? rows::people_of(db, row->snapshot_id) : People{};
}

bool is_member(store::Reader& db, SegmentId id, base::CustomerId customer_id) {
    return members(db, id).contains(static_cast<std::uint64_t>(customer_id.value));
}

bool matches(store::Reader& db, const Rule& rule, base::CustomerId customer_id, base::Instant as_of) {
    return decided(db, rule, customer_id, as_of);
}

bool matches(store::Reader& db, SegmentId id, base::CustomerId customer_id, base::Instant as_of) {
    return decided(db, Rule{.segment = SegmentRule{id}}, customer_id, as_of);
}

}  // namespace huan::insight
