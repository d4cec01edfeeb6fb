#pragma once

#include "insight/advice.hpp"
#include "insight/life_cycle.hpp"
#include "insight/segment.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The only SQL of this module.
namespace huan::insight::rows {

using base::CustomerId;
using base::Instant;
using base::OrgId;
using store::Reader;
using store::Transaction;

using SnapshotId = base::Id<struct SnapshotTag>;

struct SegmentRow {
    SegmentId id{};
    OrgId org_id{};
    std::string org_path{};
    std::string name{};
    std::string note{};
    boost::json::object rule{};
    std::int64_t rule_version = 0;
    std::int64_t version = 0;
    Instant created_at{};
    Instant updated_at{};
    std::optional<Instant> archived_at{};
    SnapshotId snapshot_id{};
};
BOOST_DESCRIBE_STRUCT(SegmentRow, (),
                      (id, org_id, org_path, name, note, rule, rule_version, version, created_at, updated_at,
                       archived_at, snapshot_id))

/// A snapshot without its bitmaps.
struct SnapshotHead {
    SnapshotId id{};
    SegmentId segment_id{};
    SnapshotId former_id{};
    std::int64_t rule_version = 0;
    Instant taken_at{};
    Instant as_of{};
    std::int64_t size = 0;
    std::int64_t told_upto = 0;
    bool is_told = false;
};
BOOST_DESCRIBE_STRUCT(SnapshotHead, (),
                      (id, segment_id, former_id, rule_version, taken_at, as_of, size, told_upto, is_told))

struct SnapshotRow {
    SnapshotId id{};
    SegmentId segment_id{};
    SnapshotId former_id{};
    std::int64_t rule_version = 0;
    Instant taken_at{};
    Instant as_of{};
    std::int64_t size = 0;
    store::Bytes people{};
    store::Bytes imported{};  ///< Those whose change comes of imported events: told, but not as live.
    std::int64_t told_upto = 0;
    bool is_told = false;
};
BOOST_DESCRIBE_STRUCT(SnapshotRow, (),
                      (id, segment_id, former_id, rule_version, taken_at, as_of, size, people, imported,
                       told_upto, is_told))

void insert(Transaction& tx, const SegmentRow& row);
std::optional<SegmentRow> find_segment(Reader& db, SegmentId id);
std::optional<SegmentRow> lock_segment(Transaction& tx, SegmentId id);
/// The segment of that name that is not archived.
std::optional<SegmentRow> find_named(Reader& db, OrgId org_id, const std::string& name);
void update(Transaction& tx, const SegmentRow& row);
/// Those not archived, of nodes whose path begins with `path`, by id downwards from `before` (0: no bound).
/// `search` is part of the name.
std::vector<SegmentRow> list_segments(Reader& db, const std::string& path, const std::string& search,
                                      SegmentId before, std::int64_t limit);
std::int64_t count_segments(Reader& db, const std::string& path, const std::string& search);

void set_references(Transaction& tx, SegmentId id, const std::vector<SegmentId>& refers_to);
/// Segments, not archived, whose rules name this one.
std::vector<SegmentName> used_by(Reader& db, SegmentId id);
std::vector<SegmentName> refers_to(Reader& db, SegmentId id);

/// Stores a snapshot as the latest; false when another one became the latest meanwhile.
bool add_snapshot(Transaction& tx, const SnapshotRow& row);
/// Nothing changed since `id` was taken, which is still the latest: it is as good as new.
bool renew_snapshot(Transaction& tx, SnapshotId id, std::int64_t rule_version, Instant taken_at,
                    Instant as_of);
std::optional<SnapshotHead> find_snapshot(Reader& db, SnapshotId id);
People people_of(Reader& db, SnapshotId id);
People imported_of(Reader& db, SnapshotId id);
/// Newest first.
std::vector<SnapshotHead> list_snapshots(Reader& db, SegmentId id, std::int64_t limit);
/// Says that everybody up to `upto` is told, where `from` was the state so far; false when it was not.
bool advance_telling(Transaction& tx, SnapshotId id, std::int64_t from, std::int64_t upto, bool is_told);
/// Deletes all but the `keep` newest.
void prune_snapshots(Transaction& tx, SegmentId id, std::int64_t keep);

struct StageRow {
    CustomerId customer_id{};
    Stage stage = Stage::potential;
    std::optional<Instant> since{};
    Instant computed_at{};
};
BOOST_DESCRIBE_STRUCT(StageRow, (), (customer_id, stage, since, computed_at))

void for_each_stage(Reader& db, const std::function<void(const StageRow&)>& visit);
std::optional<StageRow> find_stage(Reader& db, CustomerId id);
std::map<CustomerId, Stage> stages_of(Reader& db, const std::vector<CustomerId>& ids);
/// False when there is a row already.
bool insert_stage(Transaction& tx, const StageRow& row);
/// False when the stored stage is no longer `from`.
bool change_stage(Transaction& tx, const StageRow& row, Stage from);
void delete_stage(Transaction& tx, CustomerId id);

std::optional<Instant> last_stage_run(Reader& db);
void set_stage_run(Transaction& tx, Instant at);

std::optional<StoredPolicy> find_policy(Reader& db, OrgId org_id);
/// False when `seen_version` is not the stored one (0: no row).
bool save_policy(Transaction& tx, OrgId org_id, const StoredPolicy& policy, std::int64_t seen_version,
                 Instant now);

struct AdviceRow {
    AdviceRuleId id{};
    OrgId org_id{};
    std::string org_path{};
    std::string business{};
    std::int64_t position = 0;
    bool active = true;
    boost::json::object body{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AdviceRow, (), (id, org_id, org_path, business, position, active, body, version))

void insert(Transaction& tx, const AdviceRow& row);
bool update(Transaction& tx, const AdviceRow& row, std::int64_t seen_version);
std::optional<AdviceRow> find_advice(Reader& db, AdviceRuleId id);
/// All rules, by business and position; `business` empty: of all.
std::vector<AdviceRow> list_advice(Reader& db, const std::string& business);

/// Customers of nodes whose path begins with `path`, and, where `owner` is given, that this user looks after.
People people_under(Reader& db, const std::string& path, std::optional<std::int64_t> owner);

}  // namespace huan::insight::rows
