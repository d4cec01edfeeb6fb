#pragma once

#include "customer/bulk.hpp"
#include "customer/rows_facts.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

/// The SQL of bulk actions.
namespace huan::customer::rows {

struct BulkActionRow {
    BulkActionId id{};
    OrgId org_id{};
    std::string org_path{};
    boost::json::object deed{};
    boost::json::object people{};
    base::DataScope scope = base::DataScope::own;
    BulkState state{};
    std::int64_t looked_at = 0;
    std::int64_t changed = 0;
    std::int64_t same = 0;
    boost::json::object skipped{};
    std::int64_t undone = 0;
    std::int64_t kept = 0;
    UserId created_by{};
    std::string created_by_name{};
    Instant created_at{};
    jobs::JobId job_id{};
    std::optional<jobs::JobId> undo_job_id{};
    std::string undone_by_name{};
    std::optional<Instant> undone_at{};
};
BOOST_DESCRIBE_STRUCT(BulkActionRow, (),
                      (id, org_id, org_path, deed, people, scope, state, looked_at, changed, same, skipped,
                       undone, kept, created_by, created_by_name, created_at, job_id, undo_job_id,
                       undone_by_name, undone_at))

struct BulkChangeRow {
    BulkActionId bulk_action_id{};
    ProfileId profile_id{};
    BulkChangeState state{};
    Instant at{};
    boost::json::object before{};
};
BOOST_DESCRIBE_STRUCT(BulkChangeRow, (), (bulk_action_id, profile_id, state, at, before))

void insert(Transaction& tx, const BulkActionRow& row);
void update(Transaction& tx, const BulkActionRow& row);
std::optional<BulkActionRow> bulk_action(Reader& db, BulkActionId id);
std::optional<BulkActionRow> lock_bulk_action(Transaction& tx, BulkActionId id);
std::vector<BulkActionRow> bulk_actions(Reader& db, std::int64_t before, std::int64_t limit,
                                        const base::Context& ctx);

/// A profile that one action changes twice (people became one meanwhile) keeps its first trace.
void insert(Transaction& tx, const BulkChangeRow& row);
/// Those behind `after`, by profile.
std::vector<BulkChangeRow> bulk_changes(Reader& db, BulkActionId id,
                                        const std::optional<BulkChangeState>& state, ProfileId after,
                                        std::int64_t limit);
void set_state(Transaction& tx, const BulkChangeRow& row, BulkChangeState state);
/// Profiles among these that the action changed and that were put back.
std::vector<ProfileId> put_back(Reader& db, BulkActionId id, const std::vector<ProfileId>& profiles);

std::optional<TagRow> tag(Reader& db, ProfileId profile, const std::string& tag);
std::vector<TagRow> tags_named(Reader& db, const std::vector<ProfileId>& profiles, const std::string& tag);

/// Who looks after the person as said of this profile, put back to what it was.
void set_owner_of_profile(Transaction& tx, ProfileId profile, UserId owner, std::optional<Instant> at);
/// Of the customer: what was said last of any of their profiles. Answers who it is now.
UserId settle_owner(Transaction& tx, CustomerId customer);

}  // namespace huan::customer::rows
