#include "base/log.hpp"
#include "customer/queries.hpp"
#include "insight/commands.hpp"
#include "insight/errors.hpp"
#include "insight/everybody.hpp"
#include "insight/insight.hpp"
#include "insight/queries.hpp"
#include "insight/rows.hpp"
#include "insight/shown.hpp"
#include "insight/surroundings.hpp"
#include "store/event.hpp"

#include <algorithm>

namespace huan::insight {
namespace {

/// Changes told in one transaction: with their reactors well under the time a command may hold the writer.
constexpr std::size_t chunk = 100;
constexpr std::int64_t kept_snapshots = 90;
constexpr std::int64_t most_segments = 10'000;

/// A segment on its way to its next snapshot.
struct Target {
    rows::SegmentRow row;
    Rule rule;
    std::optional<rows::SnapshotHead> former;
    Within within;
    People people{};
    People imported{};  ///< Who has events that were imported since the former snapshot.
};

Target target_of(store::Reader& db, const rows::SegmentRow& row) {
    Target target{.row = row, .rule = base::from_json<Rule>(row.rule)};
    target.former = rows::find_snapshot(db, row.snapshot_id);
    target.within = people_within(db, row.org_path);
    return target;
}

struct Staged {
    base::CustomerId customer_id;
    Stage stage;
    base::Instant last_import;
};

/// Computes snapshots and stages and writes them down, chunk by chunk.
class Refresher {
public:
    Refresher(store::Store& store, history::History& history, const base::Context& ctx,
              const std::stop_token& stop)
        : store_(store),
          history_(history),
          ctx_(ctx),
          stop_(stop) {}

    /// Everybody before now, in one scan.
    void scan(std::vector<Target>& targets, std::vector<Staged>* stages) {
        Aliases aliases;
        const Plan plan = store_.read([&](store::Reader& db) {
            std::vector<Rule> rules;
            for (const Target& target : targets) rules.push_back(target.rule);
            aliases = Aliases(customer::moved_profiles(db));
            return Plan::compile(rules, surroundings(db), stages != nullptr);
        });
        const auto visit = [&](const Person& person) {
            const auto id = static_cast<std::uint64_t>(person.customer_id.value);
            for (std::size_t i = 0; i < targets.size(); ++i) {
                Target& target = targets[i];
                if (person.fold.holds(i)) target.people.add(id);
                if (target.former && person.last_import >= target.former->taken_at) target.imported.add(id);
            }
            if (stages != nullptr)
                stages->push_back({person.customer_id, person.fold.stage(), person.last_import});
        };
        fold_everybody(history_, aliases, plan, ctx_.now, visit, true);
        for (Target& target : targets)
            if (target.within) target.people &= *target.within;
    }

    /// Tells what the latest snapshot still owes. False when somebody else is about it.
    bool settle(const Target& target) {
        return !target.former || target.former->is_told || tell(target.former->id, target.row);
    }

    SegmentRefreshed keep(Target& target) {
        const SegmentId id = target.row.id;
        SegmentRefreshed done{.segment_id = id, .first = !target.former};
        People former;
        if (target.former)
            former = store_.read([&](store::Reader& db) { return rows::people_of(db, target.former->id); });
        if (target.former && same(former, target.people)) {
            store_.write([&](store::Transaction& tx) {
                rows::renew_snapshot(tx, target.former->id, target.row.rule_version, ctx_.now, ctx_.now);
            });
        } else if (const rows::SnapshotId added = add(target, former)) {
            const People entered = target.people - former;
            const People left = former - target.people;
            done.entered = target.former ? static_cast<std::int64_t>(entered.cardinality()) : 0;
            done.left = static_cast<std::int64_t>(left.cardinality());
            if (target.former) tell(added, target.row);
        }
        const Segment now = store_.read([&](store::Reader& db) { return find_segment(db, id); });
        done.snapshot = now.snapshot.value_or(Freshness{});
        return done;
    }

    void keep_stages(const std::vector<Staged>& found) {
        boost::unordered_flat_map<std::int64_t, Stage> stored;
        base::Instant last_run{};
        std::vector<base::CustomerId> gone;
        store_.read([&](store::Reader& db) {
            stored.clear();
            rows::for_each_stage(
                db, [&](const rows::StageRow& row) { stored[row.customer_id.value] = row.stage; });
            last_run = rows::last_stage_run(db).value_or(base::Instant{});
            gone.clear();
            for (const customer::MovedProfile& moved : customer::moved_profiles(db))
                if (const base::CustomerId id{moved.profile_id.value}; stored.contains(id.value))
                    gone.push_back(id);
        });
        std::vector<Staged> changed;
        for (const Staged& one : found) {
            const auto known = stored.find(one.customer_id.value);
            if (known == stored.end() || known->second != one.stage) changed.push_back(one);
        }
        for (std::size_t at = 0; at < changed.size(); at += chunk) {
            if (stop_.stop_requested()) return;
            const std::span some = std::span(changed).subspan(at, std::min(chunk, changed.size() - at));
            store_.write([&](store::Transaction& tx) {
                for (const Staged& one : some) write_stage(tx, one, stored, last_run);
            });
        }
        store_.write([&](store::Transaction& tx) {
            for (const base::CustomerId id : gone) rows::delete_stage(tx, id);
            rows::set_stage_run(tx, ctx_.now);
        });
    }

private:
    rows::SnapshotId add(const Target& target, const People& former) {
        rows::SnapshotRow row{.segment_id = target.row.id, .rule_version = target.row.rule_version};
        row.taken_at = row.as_of = ctx_.now;
        row.size = static_cast<std::int64_t>(target.people.cardinality());
        row.people = bytes(target.people);
        row.imported = bytes(target.imported & (target.people ^ former));
        row.is_told = !target.former;
        if (target.former) row.former_id = target.former->id;
        return store_.write([&](store::Transaction& tx) {
            rows::SnapshotRow stored = row;
            stored.id = rows::SnapshotId{tx.next_id()};
            return rows::add_snapshot(tx, stored) ? stored.id : rows::SnapshotId{};
        });
    }

    static store::Bytes bytes(People people) {
        people.runOptimize();
        store::Bytes out;
        out.value.resize(people.getSizeInBytes());
        people.write(out.value.data());
        return out;
    }

    /// Writes segment.entered and segment.left for whom a snapshot has not told yet.
    bool tell(rows::SnapshotId id, const rows::SegmentRow& segment) {
        People now, former, imported;
        std::int64_t told = 0;
        const bool owed = store_.read([&](store::Reader& db) {
            const auto head = rows::find_snapshot(db, id);
            if (!head || head->is_told) return false;
            now = rows::people_of(db, id);
            former = rows::people_of(db, head->former_id);
            imported = rows::imported_of(db, id);
            told = head->told_upto;
            return true;
        });
        if (!owed) return true;
        std::vector<std::uint64_t> changes((now ^ former).cardinality());
        (now ^ former).toUint64Array(changes.data());
        auto next = std::ranges::upper_bound(changes, static_cast<std::uint64_t>(told));
        do {
            if (stop_.stop_requested()) return false;
            const auto last = changes.end() - next > static_cast<std::ptrdiff_t>(chunk) ? next + chunk
                                                                                        : changes.end();
            const std::int64_t upto = last == next ? told : static_cast<std::int64_t>(*(last - 1));
            const bool mine = store_.write([&](store::Transaction& tx) {
                if (!rows::advance_telling(tx, id, told, upto, last == changes.end())) return false;
                for (auto one = next; one != last; ++one) tell_one(tx, segment, *one, now, imported);
                if (last == changes.end()) rows::prune_snapshots(tx, segment.id, kept_snapshots);
                return true;
            });
            if (!mine) return false;
            told = upto;
            next = last;
        } while (next != changes.end());
        return true;
    }

    void tell_one(store::Transaction& tx, const rows::SegmentRow& segment, std::uint64_t person,
                  const People& now, const People& imported) {
        // The leading profile of a customer has the customer's own id.
        store::Event event{.profile_id = base::ProfileId{static_cast<std::int64_t>(person)}};
        if (!customer::customer_of(tx, event.profile_id)) return;  // Erased since the snapshot was taken.
        event.name = now.contains(person) ? "segment.entered" : "segment.left";
        event.org_id = segment.org_id;
        event.live = !imported.contains(person);
        event.properties = {{"segment_id", segment.id.value}};
        store::append(tx, std::move(event), ctx_);
    }

    void write_stage(store::Transaction& tx, const Staged& one,
                     const boost::unordered_flat_map<std::int64_t, Stage>& stored, base::Instant last_run) {
        if (!customer::customer_of(tx, base::ProfileId{one.customer_id.value})) return;
        const auto known = stored.find(one.customer_id.value);
        if (known == stored.end()) {
            rows::insert_stage(tx, {one.customer_id, one.stage, {}, ctx_.now});
            return;
        }
        if (!rows::change_stage(tx, {one.customer_id, one.stage, ctx_.now, ctx_.now}, known->second)) return;
        store::Event event{.name = "stage.changed", .profile_id = base::ProfileId{one.customer_id.value}};
        event.live = one.last_import < last_run || one.last_import == base::Instant{};
        event.properties = {{"from", base::word_of(known->second)}, {"to", base::word_of(one.stage)}};
        store::append(tx, std::move(event), ctx_);
    }

    store::Store& store_;
    history::History& history_;
    const base::Context& ctx_;
    const std::stop_token& stop_;
};

/// All segments whose rules still compile.
std::vector<Target> all_targets(store::Reader& db) {
    std::vector<Target> targets;
    const Surroundings around = surroundings(db);
    for (const rows::SegmentRow& row : rows::list_segments(db, "/", "", {}, most_segments)) {
        try {
            Target target = target_of(db, row);
            Plan::compile(std::span(&target.rule, 1), around);
            targets.push_back(std::move(target));
        } catch (const base::Error& refused) {
            base::log::warning("segment {} is not refreshed: {}", row.id.value, refused.what());
        }
    }
    return targets;
}

}  // namespace

SegmentRefreshed Insight::refresh(const RefreshSegment& command, const base::Context& ctx) {
    if (catch_up_) catch_up_();
    const std::stop_token never;
    Refresher refresher(store_, history_, ctx, never);
    const auto look = [&] {
        return store_.read([&](store::Reader& db) {
            const rows::SegmentRow row = visible_segment(db, command.segment_id, ctx);
            if (row.archived_at) throw base::Error{errors::segment_archived};
            return target_of(db, row);
        });
    };
    std::vector<Target> targets;
    targets.push_back(look());
    if (!refresher.settle(targets.front())) {  // Another refresh is telling; its snapshot is fresh enough.
        SegmentRefreshed as_is{.segment_id = command.segment_id};
        as_is.snapshot = freshness(*targets.front().former);
        return as_is;
    }
    refresher.scan(targets, nullptr);
    return refresher.keep(targets.front());
}

SegmentDetail Insight::with_snapshot(SegmentDetail stored, const base::Context& ctx) {
    if (stored.is_current) return stored;
    try {
        refresh({.segment_id = stored.id}, ctx);
    } catch (const base::Error& refused) {
        base::log::warning("segment {} has no snapshot yet: {}", stored.id.value, refused.what());
    }
    return store_.read([&](store::Reader& db) { return get_segment(db, {.segment_id = stored.id}, ctx); });
}

SegmentDetail Insight::create(const CreateSegment& command, const base::Context& ctx) {
    return with_snapshot(
        store_.write([&](store::Transaction& tx) { return create_segment(tx, command, ctx); }), ctx);
}

SegmentDetail Insight::update(const UpdateSegment& command, const base::Context& ctx) {
    return with_snapshot(
        store_.write([&](store::Transaction& tx) { return update_segment(tx, command, ctx); }), ctx);
}

void Insight::refresh_all(base::Instant now, const std::stop_token& stop) {
    const base::Context ctx{.now = now, .actor = base::system_actor()};
    if (catch_up_) catch_up_();
    Refresher refresher(store_, history_, ctx, stop);
    std::vector<Target> targets = store_.read([](store::Reader& db) { return all_targets(db); });
    std::erase_if(targets, [&](const Target& target) { return !refresher.settle(target); });
    if (stop.stop_requested()) return;
    std::vector<Staged> stages;
    refresher.scan(targets, &stages);
    for (Target& target : targets) {
        if (stop.stop_requested()) return;
        refresher.keep(target);
    }
    refresher.keep_stages(stages);
}

}  // namespace huan::insight
