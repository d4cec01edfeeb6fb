#include "insight/rows.hpp"

#include "store/paging.hpp"

#include <fmt/format.h>

namespace huan::insight::rows {
namespace {

const std::string segment_columns = base::column_list<SegmentRow>();
const std::string head_columns = base::column_list<SnapshotHead>();

/// `text` as the middle of a LIKE pattern.
std::string escaped(const std::string& text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern;
}

People bitmap(Reader& db, const char* column, SnapshotId id) {
    const auto bytes =
        db.value<store::Bytes>(fmt::format("SELECT {} FROM segment_snapshot WHERE id = $1", column), id);
    if (!bytes || bytes->value.empty()) return {};
    return People::readSafe(bytes->value.data(), bytes->value.size());
}

}  // namespace

void insert(Transaction& tx, const SegmentRow& row) { store::insert_row(tx, "segment", row); }

std::optional<SegmentRow> find_segment(Reader& db, SegmentId id) {
    return db.first<SegmentRow>("SELECT " + segment_columns + " FROM segment WHERE id = $1", id);
}

std::optional<SegmentRow> lock_segment(Transaction& tx, SegmentId id) {
    return tx.first<SegmentRow>(
        "SELECT " + segment_columns + " FROM segment WHERE id = $1" + std::string(tx.for_update()), id);
}

std::optional<SegmentRow> find_named(Reader& db, OrgId org_id, const std::string& name) {
    return db.first<SegmentRow>(
        "SELECT " + segment_columns + " FROM segment WHERE org_id = $1 AND name = $2 AND archived_at IS NULL",
        org_id, name);
}

void update(Transaction& tx, const SegmentRow& row) { store::update_row(tx, "segment", row); }

std::vector<SegmentRow> list_segments(Reader& db, const std::string& path, const std::string& search,
                                      SegmentId before, std::int64_t limit) {
    return db.all<SegmentRow>(
        "SELECT " + segment_columns +
            " FROM segment WHERE archived_at IS NULL AND org_path LIKE $1 ESCAPE '\\'"
            " AND lower(name) LIKE $2 ESCAPE '\\' AND ($3 = 0 OR id < $3) ORDER BY id DESC LIMIT $4",
        escaped(path) + "%", store::anywhere(search), before.value, limit);
}

std::int64_t count_segments(Reader& db, const std::string& path, const std::string& search) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM segment WHERE archived_at IS NULL"
            " AND org_path LIKE $1 ESCAPE '\\' AND lower(name) LIKE $2 ESCAPE '\\'",
            escaped(path) + "%", store::anywhere(search))
        .value_or(0);
}

void set_references(Transaction& tx, SegmentId id, const std::vector<SegmentId>& refers_to) {
    tx.execute("DELETE FROM segment_reference WHERE segment_id = $1", id);
    for (const SegmentId other : refers_to)
        tx.execute("INSERT INTO segment_reference (segment_id, refers_to) VALUES ($1, $2)", id, other);
}

std::vector<SegmentName> used_by(Reader& db, SegmentId id) {
    return db.all<SegmentName>(
        "SELECT s.id, s.name FROM segment_reference r JOIN segment s ON s.id = r.segment_id"
        " WHERE r.refers_to = $1 AND s.archived_at IS NULL ORDER BY s.id",
        id);
}

std::vector<SegmentName> refers_to(Reader& db, SegmentId id) {
    return db.all<SegmentName>(
        "SELECT s.id, s.name FROM segment_reference r JOIN segment s ON s.id = r.refers_to"
        " WHERE r.segment_id = $1 ORDER BY s.id",
        id);
}

bool add_snapshot(Transaction& tx, const SnapshotRow& row) {
    const std::int64_t moved =
        tx.execute("UPDATE segment SET snapshot_id = $1 WHERE id = $2 AND COALESCE(snapshot_id, 0) = $3",
                   row.id, row.segment_id, row.former_id.value);
    if (moved == 1) store::insert_row(tx, "segment_snapshot", row);
    return moved == 1;
}

bool renew_snapshot(Transaction& tx, SnapshotId id, std::int64_t rule_version, Instant taken_at,
                    Instant as_of) {
    return tx.execute(
               "UPDATE segment_snapshot SET rule_version = $2, taken_at = $3, as_of = $4 WHERE id = $1"
               " AND EXISTS (SELECT 1 FROM segment s WHERE s.snapshot_id = $1)",
               id, rule_version, taken_at, as_of) == 1;
}

std::optional<SnapshotHead> find_snapshot(Reader& db, SnapshotId id) {
    return db.first<SnapshotHead>("SELECT " + head_columns + " FROM segment_snapshot WHERE id = $1", id);
}

People people_of(Reader& db, SnapshotId id) { return bitmap(db, "people", id); }
People imported_of(Reader& db, SnapshotId id) { return bitmap(db, "imported", id); }

std::vector<SnapshotHead> list_snapshots(Reader& db, SegmentId id, std::int64_t limit) {
    return db.all<SnapshotHead>(
        "SELECT " + head_columns + " FROM segment_snapshot WHERE segment_id = $1 ORDER BY id DESC LIMIT $2",
        id, limit);
}

bool advance_telling(Transaction& tx, SnapshotId id, std::int64_t from, std::int64_t upto, bool is_told) {
    return tx.execute(
               "UPDATE segment_snapshot SET told_upto = $3, is_told = $4"
               " WHERE id = $1 AND told_upto = $2 AND is_told = 0",
               id, from, upto, is_told) == 1;
}

void prune_snapshots(Transaction& tx, SegmentId id, std::int64_t keep) {
    tx.execute(
        "DELETE FROM segment_snapshot WHERE segment_id = $1 AND id NOT IN"
        " (SELECT id FROM segment_snapshot WHERE segment_id = $1 ORDER BY id DESC LIMIT $2)",
        id, keep);
}

void for_each_stage(Reader& db, const std::function<void(const StageRow&)>& visit) {
    db.stream("SELECT " + base::column_list<StageRow>() + " FROM customer_stage",
              [&](const store::RowView& row) {
                  visit(store::read_row<StageRow>(row));
                  return true;
              });
}

std::optional<StageRow> find_stage(Reader& db, CustomerId id) {
    return db.first<StageRow>(
        "SELECT " + base::column_list<StageRow>() + " FROM customer_stage WHERE customer_id = $1", id);
}

std::map<CustomerId, Stage> stages_of(Reader& db, const std::vector<CustomerId>& ids) {
    std::map<CustomerId, Stage> stages;
    for (const CustomerId id : ids)
        if (const auto row = find_stage(db, id)) stages.emplace(id, row->stage);
    return stages;
}

bool insert_stage(Transaction& tx, const StageRow& row) {
    return tx.execute(
               "INSERT INTO customer_stage (customer_id, stage, since, computed_at) VALUES ($1, $2, $3, $4)"
               " ON CONFLICT (customer_id) DO NOTHING",
               row.customer_id, row.stage, row.since, row.computed_at) == 1;
}

bool change_stage(Transaction& tx, const StageRow& row, Stage from) {
    return tx.execute(
               "UPDATE customer_stage SET stage = $2, since = $3, computed_at = $4"
               " WHERE customer_id = $1 AND stage = $5",
               row.customer_id, row.stage, row.since, row.computed_at, from) == 1;
}

void delete_stage(Transaction& tx, CustomerId id) {
    tx.execute("DELETE FROM customer_stage WHERE customer_id = $1", id);
}

std::optional<Instant> last_stage_run(Reader& db) {
    return db.value<Instant>("SELECT at FROM stage_run WHERE id = 1");
}

void set_stage_run(Transaction& tx, Instant at) {
    tx.execute(
        "INSERT INTO stage_run (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at", at);
}

std::optional<StoredPolicy> find_policy(Reader& db, OrgId org_id) {
    const store::Result row =
        db.run("SELECT policy, version FROM life_cycle_policy WHERE org_id = $1", org_id);
    if (row.rows() == 0) return {};
    boost::json::value policy;
    StoredPolicy stored;
    store::read_cell(row.at(0, 0), policy);
    store::read_cell(row.at(0, 1), stored.version);
    stored.policy = base::from_json<LifeCyclePolicy>(policy);
    return stored;
}

bool save_policy(Transaction& tx, OrgId org_id, const StoredPolicy& policy, std::int64_t seen_version,
                 Instant now) {
    const std::string json = boost::json::serialize(base::to_json(policy.policy));
    if (seen_version == 0)
        return tx.execute(
                   "INSERT INTO life_cycle_policy (org_id, policy, version, updated_at) VALUES ($1, $2, $3, "
                   "$4)"
                   " ON CONFLICT (org_id) DO NOTHING",
                   org_id, json, policy.version, now) == 1;
    return tx.execute(
               "UPDATE life_cycle_policy SET policy = $2, version = $3, updated_at = $4"
               " WHERE org_id = $1 AND version = $5",
               org_id, json, policy.version, now, seen_version) == 1;
}

void insert(Transaction& tx, const AdviceRow& row) { store::insert_row(tx, "advice_rule", row); }

bool update(Transaction& tx, const AdviceRow& row, std::int64_t seen_version) {
    return tx.execute(
               "UPDATE advice_rule SET business = $2, position = $3, active = $4, body = $5, version = $6"
               " WHERE id = $1 AND version = $7",
               row.id, row.business, row.position, row.active, row.body, row.version, seen_version) == 1;
}

std::optional<AdviceRow> find_advice(Reader& db, AdviceRuleId id) {
    return db.first<AdviceRow>("SELECT " + base::column_list<AdviceRow>() + " FROM advice_rule WHERE id = $1",
                               id);
}

std::vector<AdviceRow> list_advice(Reader& db, const std::string& business) {
    return db.all<AdviceRow>(
        "SELECT " + base::column_list<AdviceRow>() +
            " FROM advice_rule WHERE $1 = '' OR business = $1 ORDER BY business, position, id",
        business);
}

People people_under(Reader& db, const std::string& path, std::optional<std::int64_t> owner) {
    People people;
    db.stream(
        "SELECT id FROM customer WHERE org_path LIKE $1 ESCAPE '\\' AND ($2 = 0 OR owner_id = $2)",
        [&](const store::RowView& row) {
            std::int64_t id = 0;
            store::read_cell(row[0], id);
            people.add(static_cast<std::uint64_t>(id));
            return true;
        },
        escaped(path) + "%", owner.value_or(0));
    return people;
}

}  // namespace huan::insight::rows
