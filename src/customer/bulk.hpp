#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "customer/customer.hpp"
#include "customer/queries.hpp"
#include "jobs/job.hpp"
#include "jobs/runner.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// One deed done to many people: looked at beforehand, carried out as a job, taken back exactly.
namespace huan::customer {

using BulkActionId = base::Id<struct BulkActionTag>;

/// tag: add a tag; untag: remove it; assign: give them to a user, or to nobody.
enum class BulkVerb { tag, untag, assign };
BOOST_DESCRIBE_ENUM(BulkVerb, tag, untag, assign)

/// What to do to each of them.
struct BulkDeed {
    BulkVerb verb{};
    std::optional<base::Text<60>> tag{};  ///< Of tag and untag.
    std::optional<Instant> until{};       ///< Of tag, exclusive. Absent: until removed.
    std::optional<UserId> owner_id{};     ///< Of assign. Absent: nobody looks after them any more.
};
BOOST_DESCRIBE_STRUCT(BulkDeed, (), (verb, tag, until, owner_id))

/// To whom: to these, or to the whole of a list as its filters stand. A search is settled when the action is
/// asked for; the other filters are asked again while it runs, so that nobody is missed who came meanwhile.
struct BulkPeople {
    std::vector<CustomerId> customer_ids{};  ///< At most 2,000.
    std::optional<bool> everybody{};         ///< Required where a whole list without any filter is meant.
    std::optional<std::string> search{};
    std::optional<std::int64_t> segment_id{};
    std::optional<std::string> filter_tag{};
    std::optional<UserId> filter_owner_id{};  ///< 0: whom nobody looks after.
};
BOOST_DESCRIBE_STRUCT(BulkPeople, (),
                      (customer_ids, everybody, search, segment_id, filter_tag, filter_owner_id))

/// POST /api/bulk_actions and /api/bulk_actions/preview
struct AskBulk {
    BulkDeed deed{};
    BulkPeople people{};
};
BOOST_DESCRIBE_STRUCT(AskBulk, (), (deed, people))

struct BulkSkip {
    std::string reason{};  ///< "unknown": not there any more, or not yours to see.
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(BulkSkip, (), (reason, people))

/// What would happen now.
struct BulkPreview {
    std::int64_t looked_at = 0;  ///< People looked at.
    bool complete = true;        ///< False: there are more; the numbers are of the newest ones only.
    std::int64_t changes = 0;
    std::int64_t same = 0;  ///< So already.
    std::vector<BulkSkip> skipped{};
    std::vector<CustomerSummary> sample{};  ///< Some whom it changes.
};
BOOST_DESCRIBE_STRUCT(BulkPreview, (), (looked_at, complete, changes, same, skipped, sample))

/// running -> done | stopped; undoing -> undone | stopped. A stopped one can be undone as far as it came, and
/// a stopped undo goes on when asked for again.
enum class BulkState { running, done, undoing, undone, stopped };
BOOST_DESCRIBE_ENUM(BulkState, running, done, undoing, undone, stopped)

struct BulkAction {
    BulkActionId id{};
    BulkDeed deed{};
    std::string owner_name{};  ///< Of `deed.owner_id`.
    BulkPeople people{};       ///< Without the ids of those who were chosen one by one.
    std::int64_t chosen = 0;   ///< How many were; 0: a list was.
    BulkState state{};
    std::int64_t looked_at = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
    std::vector<BulkSkip> skipped{};
    std::int64_t undone = 0;
    std::int64_t kept = 0;  ///< Not taken back, because somebody changed it since.
    std::string created_by_name{};
    Instant created_at{};
    jobs::JobId job_id{};  ///< The one that is carrying it out, or taking it back.
    std::string undone_by_name{};
    std::optional<Instant> undone_at{};
};
BOOST_DESCRIBE_STRUCT(BulkAction, (),
                      (id, deed, owner_name, people, chosen, state, looked_at, changed, same, skipped, undone,
                       kept, created_by_name, created_at, job_id, undone_by_name, undone_at))

struct BulkActionById {
    BulkActionId bulk_action_id{};
};
BOOST_DESCRIBE_STRUCT(BulkActionById, (), (bulk_action_id))

/// GET /api/bulk_actions: newest first.
struct ListBulkActions {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListBulkActions, (), (cursor, limit))

enum class BulkChangeState { changed, undone, kept };
BOOST_DESCRIBE_ENUM(BulkChangeState, changed, undone, kept)

/// GET /api/bulk_actions/{bulk_action_id}/people: whom it changed, and what became of that.
struct ListBulkPeople {
    BulkActionId bulk_action_id{};
    std::optional<BulkChangeState> state{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListBulkPeople, (), (bulk_action_id, state, cursor, limit))

struct BulkPerson {
    CustomerId customer_id{};
    std::string name{};
    std::optional<std::string> phone{};  ///< Masked.
    BulkChangeState state{};
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(BulkPerson, (), (customer_id, name, phone, state, at))

/// Counts without writing. It looks at 50,000 people at most.
/// \throws base::Error `bulk.nobody`, `bulk.too_many`, `bulk.bad_deed`, `bulk.bad_owner`, `field.*`
BulkPreview preview_bulk(store::Reader& db, const AskBulk& query, const base::Context& ctx,
                         const SegmentFilter& in_segment = {});
/// Queues the job. \throws base::Error the same
BulkAction start_bulk(store::Transaction& tx, const AskBulk& command, const base::Context& ctx,
                      const SegmentFilter& in_segment = {});
/// Queues the job that takes it back. \throws base::Error `bulk.unknown`, `bulk.running`, `bulk.undone`
BulkAction undo_bulk(store::Transaction& tx, const BulkActionById& command, const base::Context& ctx);

base::Page<BulkAction> list_bulk_actions(store::Reader& db, const ListBulkActions& query,
                                         const base::Context& ctx);
BulkAction get_bulk_action(store::Reader& db, const BulkActionById& query, const base::Context& ctx);
base::Page<BulkPerson> list_bulk_people(store::Reader& db, const ListBulkPeople& query,
                                        const base::Context& ctx);

/// Kinds of jobs, and their work.
inline constexpr const char* bulk_job = "customer.bulk";
inline constexpr const char* bulk_undo_job = "customer.bulk_undo";
jobs::Step carry_out_bulk(jobs::Chunk& chunk, const SegmentFilter& in_segment);
jobs::Step take_back_bulk(jobs::Chunk& chunk);

}  // namespace huan::customer
