#include "customer/bulk.hpp"

#include "access/queries.hpp"
#include "customer/bulk_work.hpp"
#include "customer/errors.hpp"
#include "customer/rows.hpp"
#include "customer/rows_bulk.hpp"
#include "jobs/queries.hpp"
#include "jobs/rows.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <set>

namespace huan::customer {
namespace {

using store::Reader;
using store::Transaction;

constexpr std::size_t most_chosen = 2'000;
constexpr std::int64_t most_looked_at = 50'000;
constexpr std::int64_t at_once = 500;
constexpr std::size_t sample_size = 5;

// --- what is asked for --------------------------------------------------------------------------

void check_deed(Reader& db, const BulkDeed& deed, const base::Context& ctx) {
    if (deed.verb == BulkVerb::assign) {
        if (deed.tag || deed.until) throw base::Error{errors::bad_deed, "deed.tag"};
        if (!ctx.actor.permissions.has(base::Permission::lead_assign))
            throw base::Error{base::errors::not_allowed, "deed.verb",
                              "To assign customers takes the right to assign leads."};
        if (!deed.owner_id) return;
        const auto owner = access::actor_of(db, *deed.owner_id);
        if (!owner ||
            !(ctx.actor.scope == base::DataScope::all || owner->org_path.starts_with(ctx.actor.org_path)))
            throw base::Error{errors::bad_bulk_owner, "deed.owner_id"};
        return;
    }
    if (deed.owner_id) throw base::Error{errors::bad_deed, "deed.owner_id"};
    if (!deed.tag || base::trimmed(deed.tag->value).empty())
        throw base::Error{base::errors::required, "deed.tag"};
    if (deed.until && deed.verb == BulkVerb::untag) throw base::Error{errors::bad_deed, "deed.until"};
    if (deed.until && *deed.until <= ctx.now) throw base::Error{errors::tag_over, "deed.until"};
}

ListCustomers list_of(const BulkPeople& people) {
    return {.search = people.search,
            .segment_id = people.segment_id,
            .tag = people.filter_tag,
            .owner_id = people.filter_owner_id};
}

/// Ids newest first, each once: what a search met or a person ticked.
BulkPeople settled(Reader& db, BulkPeople people, const base::Context& ctx, const SegmentFilter& in_segment) {
    if (people.segment_id && !in_segment) throw base::Error{base::errors::not_allowed, "people.segment_id"};
    if (people.customer_ids.size() > most_chosen)
        throw base::Error{errors::too_many_chosen, "people.customer_ids"};
    if (!people.customer_ids.empty()) {
        std::vector<CustomerId> ids = std::move(people.customer_ids);
        people = {};
        std::sort(ids.begin(), ids.end(), std::greater<>{});
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        people.customer_ids = std::move(ids);
    } else if (people.search && !people.search->empty()) {
        people.customer_ids = customers_found(db, list_of(people), ctx, in_segment);
        if (people.customer_ids.empty()) throw base::Error{errors::nobody_chosen, "people"};
        std::sort(people.customer_ids.begin(), people.customer_ids.end(), std::greater<>{});
    } else if (!people.segment_id && !people.filter_tag && !people.filter_owner_id &&
               !people.everybody.value_or(false)) {
        throw base::Error{errors::nobody_chosen, "people"};
    }
    people.search.reset();  // What was typed may be a name or number: it is not kept.
    return people;
}

/// The next people of a selection, newest first.
std::vector<CustomerId> next_people(Reader& db, const BulkPeople& people, CustomerId before,
                                    std::int64_t count, const base::Context& ctx,
                                    const SegmentFilter& in_segment) {
    if (people.customer_ids.empty())
        return customers_below(db, list_of(people), before, count, ctx, in_segment);
    std::vector<CustomerId> next;
    for (const CustomerId id : people.customer_ids)
        if ((!before || id < before) && std::ssize(next) < count) next.push_back(id);
    return next;
}

/// The fates of people as chosen: each is looked up as the customer they are part of now.
class Looked {
public:
    Looked(Reader& db, const BulkWork& work, const std::vector<CustomerId>& chosen,
           const base::Context& ctx) {
        std::vector<CustomerId> current;
        std::set<CustomerId> known;
        for (const CustomerId id : chosen) {
            const auto customer = find_customer(db, id);
            if (!customer || !may_see(ctx.actor, *customer))
                ++unknown_;
            else if (known.insert(customer->id).second)
                current.push_back(customer->id);
        }
        const std::vector<Fate> fates = work.look(db, current, ctx);
        for (std::size_t i = 0; i < current.size(); ++i) {
            if (fates[i] == Fate::changes) changes_.push_back(current[i]);
            same_ += fates[i] == Fate::same ? 1 : 0;
        }
    }

    const std::vector<CustomerId>& changes() const { return changes_; }
    std::int64_t same() const { return same_; }
    std::int64_t unknown() const { return unknown_; }

private:
    std::vector<CustomerId> changes_;
    std::int64_t same_ = 0;
    std::int64_t unknown_ = 0;
};

std::vector<BulkSkip> skips_of(const boost::json::object& skipped) {
    std::vector<BulkSkip> skips;
    for (const auto& item : skipped) skips.push_back({std::string(item.key()), item.value().as_int64()});
    return skips;
}

/// Whoever asked for it, as far as they saw then: a job itself may everything.
base::Context asker(const rows::BulkActionRow& row, base::Context ctx) {
    ctx.actor.kind = row.created_by ? base::ActorKind::user : base::ActorKind::system;
    ctx.actor.id = row.created_by.value;
    ctx.actor.name = row.created_by_name;
    ctx.actor.org_id = row.org_id;
    ctx.actor.org_path = row.org_path;
    ctx.actor.scope = row.scope;
    return ctx;
}

bool is_over(Reader& db, jobs::JobId id) {
    const auto job = jobs::rows::find_job(db, id);
    return !job || job->finished_at.has_value();
}

jobs::JobId latest_job(const rows::BulkActionRow& row) { return row.undo_job_id.value_or(row.job_id); }

BulkAction view_of(Reader& db, const rows::BulkActionRow& row) {
    BulkAction view{.id = row.id,
                    .deed = base::from_json<BulkDeed>(row.deed),
                    .people = base::from_json<BulkPeople>(row.people),
                    .state = row.state,
                    .looked_at = row.looked_at,
                    .changed = row.changed,
                    .same = row.same,
                    .skipped = skips_of(row.skipped),
                    .undone = row.undone,
                    .kept = row.kept,
                    .created_by_name = row.created_by_name,
                    .created_at = row.created_at,
                    .job_id = latest_job(row),
                    .undone_by_name = row.undone_by_name,
                    .undone_at = row.undone_at};
    view.chosen = std::ssize(view.people.customer_ids);
    view.people.customer_ids.clear();
    if (view.deed.owner_id) view.owner_name = access::user_name(db, *view.deed.owner_id);
    const bool under_way = row.state == BulkState::running || row.state == BulkState::undoing;
    if (under_way && is_over(db, view.job_id)) view.state = BulkState::stopped;
    return view;
}

rows::BulkActionRow visible_action(Reader& db, BulkActionId id, const base::Context& ctx) {
    auto row = rows::bulk_action(db, id);
    if (!row || !base::may_see(ctx.actor, row->org_path, row->created_by))
        throw base::Error{errors::unknown_bulk, "bulk_action_id"};
    return std::move(*row);
}

std::string title_of(const BulkDeed& deed) {
    const std::string word(base::word_of(deed.verb));
    return deed.tag ? word + " " + base::trimmed(deed.tag->value) : word;
}

std::int64_t number_at(const boost::json::object& position, std::string_view key) {
    const boost::json::value* found = position.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

BulkActionId action_of(const jobs::Chunk& chunk) {
    return BulkActionId{chunk.input.at("bulk_action_id").as_int64()};
}

}  // namespace

// --- commands and queries -----------------------------------------------------------------------

BulkPreview preview_bulk(Reader& db, const AskBulk& query, const base::Context& ctx,
                         const SegmentFilter& in_segment) {
    check_deed(db, query.deed, ctx);
    const BulkPeople people = settled(db, query.people, ctx, in_segment);
    const std::unique_ptr<BulkWork> work = work_of(query.deed);
    BulkPreview preview;
    std::int64_t unknown = 0;
    std::vector<CustomerId> sample;
    for (CustomerId before{};;) {
        const std::vector<CustomerId> ids = next_people(db, people, before, at_once, ctx, in_segment);
        if (ids.empty()) break;
        if (preview.looked_at >= most_looked_at) {
            preview.complete = false;
            break;
        }
        before = ids.back();
        const Looked looked(db, *work, ids, ctx);
        preview.looked_at += std::ssize(ids);
        preview.changes += std::ssize(looked.changes());
        preview.same += looked.same();
        unknown += looked.unknown();
        for (const CustomerId id : looked.changes())
            if (sample.size() < sample_size) sample.push_back(id);
        if (std::ssize(ids) < at_once) break;
    }
    if (unknown > 0) preview.skipped.push_back({"unknown", unknown});
    preview.sample = summaries(db, sample, ctx.now);
    return preview;
}

BulkAction start_bulk(Transaction& tx, const AskBulk& command, const base::Context& ctx,
                      const SegmentFilter& in_segment) {
    check_deed(tx, command.deed, ctx);
    const BulkPeople people = settled(tx, command.people, ctx, in_segment);
    rows::BulkActionRow row{.id = BulkActionId{tx.next_id()},
                            .org_id = ctx.actor.org_id,
                            .org_path = ctx.actor.org_path,
                            .deed = base::to_json(command.deed).as_object(),
                            .people = base::to_json(people).as_object(),
                            .scope = ctx.actor.scope,
                            .created_by_name = ctx.actor.name,
                            .created_at = ctx.now};
    if (ctx.actor.kind == base::ActorKind::user) row.created_by = UserId{ctx.actor.id};
    jobs::NewJob job{
        .kind = bulk_job, .title = title_of(command.deed), .input = {{"bulk_action_id", row.id.value}}};
    if (!people.customer_ids.empty())
        job.total = std::ssize(people.customer_ids);
    else if (!people.segment_id)
        job.total = rows::count(tx, {.tag = people.filter_tag, .owner = people.filter_owner_id}, ctx);
    row.job_id = jobs::queue(tx, job, ctx).id;
    rows::insert(tx, row);
    return view_of(tx, row);
}

BulkAction undo_bulk(Transaction& tx, const BulkActionById& command, const base::Context& ctx) {
    visible_action(tx, command.bulk_action_id, ctx);
    rows::BulkActionRow row = rows::lock_bulk_action(tx, command.bulk_action_id).value();
    if (row.state == BulkState::undone) throw base::Error{errors::bulk_undone, "bulk_action_id"};
    if (!is_over(tx, latest_job(row))) throw base::Error{errors::bulk_running, "bulk_action_id"};
    row.state = BulkState::undoing;
    row.undone_by_name = ctx.actor.name;
    row.undo_job_id = jobs::queue(tx,
                                  {.kind = bulk_undo_job,
                                   .title = title_of(base::from_json<BulkDeed>(row.deed)),
                                   .input = {{"bulk_action_id", row.id.value}},
                                   .total = row.changed - row.undone - row.kept},
                                  ctx)
                          .id;
    rows::update(tx, row);
    return view_of(tx, row);
}

base::Page<BulkAction> list_bulk_actions(Reader& db, const ListBulkActions& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_shown(rows::bulk_actions(db, store::before_id(query.cursor), limit + 1, ctx), limit,
                             [&](const rows::BulkActionRow& row) { return view_of(db, row); });
}

BulkAction get_bulk_action(Reader& db, const BulkActionById& query, const base::Context& ctx) {
    return view_of(db, visible_action(db, query.bulk_action_id, ctx));
}

base::Page<BulkPerson> list_bulk_people(Reader& db, const ListBulkPeople& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    visible_action(db, query.bulk_action_id, ctx);
    std::vector<rows::BulkChangeRow> traces = rows::bulk_changes(
        db, query.bulk_action_id, query.state, ProfileId{store::after_id(query.cursor)}, limit + 1);
    base::Page<BulkPerson> page;
    if (std::ssize(traces) > limit) {
        traces.pop_back();
        page.next_cursor = store::cursor_of(traces.back().profile_id.value);
    }
    for (const rows::BulkChangeRow& trace : traces) {
        const auto who = find_customer(db, CustomerId{trace.profile_id.value});
        if (!who || !may_see(ctx.actor, *who)) continue;
        BulkPerson person{.customer_id = who->id, .name = who->name, .state = trace.state, .at = trace.at};
        if (who->phone) person.phone = masked(IdentityKind::phone, *who->phone);
        page.items.push_back(std::move(person));
    }
    return page;
}

// --- the jobs -----------------------------------------------------------------------------------

namespace {

/// Changes some people and counts them on the action's row.
void carry_out(Transaction& tx, BulkActionId id, const std::vector<CustomerId>& chosen, bool last,
               const base::Context& ctx) {
    rows::BulkActionRow row = rows::lock_bulk_action(tx, id).value();
    const base::Context who = asker(row, ctx);
    const std::unique_ptr<BulkWork> work = work_of(base::from_json<BulkDeed>(row.deed));
    const Looked looked(tx, *work, chosen, who);
    for (const CustomerId person : looked.changes())
        for (rows::BulkChangeRow& trace : work->change(tx, person, who)) {
            trace.bulk_action_id = id;
            rows::insert(tx, trace);
        }
    row.looked_at += std::ssize(chosen);
    row.changed += std::ssize(looked.changes());
    row.same += looked.same();
    if (looked.unknown() > 0) row.skipped["unknown"] = number_at(row.skipped, "unknown") + looked.unknown();
    if (last) row.state = BulkState::done;
    rows::update(tx, row);
}

/// Puts some profiles back; answers the one it came to.
ProfileId take_back(Transaction& tx, BulkActionId id, ProfileId after, std::int64_t count, bool& last,
                    std::int64_t& done, const base::Context& ctx) {
    rows::BulkActionRow row = rows::lock_bulk_action(tx, id).value();
    const std::unique_ptr<BulkWork> work = work_of(base::from_json<BulkDeed>(row.deed));
    const std::vector<rows::BulkChangeRow> traces =
        rows::bulk_changes(tx, id, BulkChangeState::changed, after, count);
    for (const rows::BulkChangeRow& trace : traces) {
        const bool back = work->take_back(tx, trace, ctx);
        rows::set_state(tx, trace, back ? BulkChangeState::undone : BulkChangeState::kept);
        if (!trace.before.contains("further")) ++(back ? row.undone : row.kept);
        after = trace.profile_id;
    }
    done = std::ssize(traces);
    last = done < count;
    if (last) {
        row.state = BulkState::undone;
        row.undone_at = ctx.now;
    }
    rows::update(tx, row);
    return after;
}

}  // namespace

jobs::Step carry_out_bulk(jobs::Chunk& chunk, const SegmentFilter& in_segment) {
    const BulkActionId id = action_of(chunk);
    const auto action = chunk.store.read([&](Reader& db) { return rows::bulk_action(db, id); });
    if (!action) return {.finished = true};
    const BulkPeople people = base::from_json<BulkPeople>(action->people);
    CustomerId before{number_at(chunk.position, "before")};
    return chunk.commit_each([&](std::int64_t units) {
        const std::vector<CustomerId> ids = chunk.store.read([&](Reader& db) {
            return next_people(db, people, before, units, asker(*action, chunk.starter), in_segment);
        });
        if (!ids.empty()) before = ids.back();
        const bool last = std::ssize(ids) < units;
        return jobs::Piece{
            .units = std::ssize(ids),
            .last = last,
            .write = [=, &ctx = chunk.starter](Transaction& tx, const boost::json::object& position) {
                carry_out(tx, id, ids, last, ctx);
                const std::int64_t done = number_at(position, "done") + std::ssize(ids);
                jobs::Step step{
                    .position = {{"before", before.value}, {"done", done}}, .done = done, .finished = last};
                if (last) {
                    const auto row = rows::bulk_action(tx, id).value();
                    step.result = {
                        {"bulk_action_id", id.value}, {"changed", row.changed}, {"same", row.same}};
                }
                return step;
            }};
    });
}

jobs::Step take_back_bulk(jobs::Chunk& chunk) {
    const BulkActionId id = action_of(chunk);
    return chunk.commit([&](Transaction& tx) {
        bool last = false;
        std::int64_t some = 0;
        const ProfileId after{number_at(chunk.position, "after")};
        const ProfileId reached = take_back(tx, id, after, 50, last, some, chunk.starter);
        jobs::Step step{
            .position = {{"after", reached.value}}, .done = chunk.job.done + some, .finished = last};
        if (last) step.result = {{"bulk_action_id", id.value}};
        return step;
    });
}

}  // namespace huan::customer
