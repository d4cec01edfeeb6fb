#pragma once

#include "server/privacy.hpp"
#include "server/rows_export.hpp"
#include "store/store.hpp"

#include <set>
#include <string>
#include <vector>

/// The SQL of erasures, copies and terms.
namespace huan::server::rows {

struct ErasureRow {
    ErasureId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::CustomerId customer_id{};
    boost::json::value profiles{};
    boost::json::value files{};  ///< Names within the data directory of files that must go.
    ErasureReason reason{};
    ErasureState state{};
    std::int64_t events = 0;
    std::string requested_by_name{};
    base::Instant requested_at{};
    std::optional<base::Instant> removed_at{};
    std::optional<base::Instant> finished_at{};
};
BOOST_DESCRIBE_STRUCT(ErasureRow, (),
                      (id, org_id, org_path, customer_id, profiles, files, reason, state, events,
                       requested_by_name, requested_at, removed_at, finished_at))
std::optional<ErasureRow> lock_erasure(store::Transaction& tx, ErasureId id);
std::vector<ErasureRow> erasures(store::Reader& db, std::int64_t before, std::int64_t limit);
bool is_being_erased(store::Reader& db, base::CustomerId customer);
/// Removed from the records, but not yet from their files.
std::vector<ErasureRow> removed_erasures(store::Reader& db);

std::int64_t remove_rows(store::Transaction& tx, std::string_view table, std::string_view by,
                         std::int64_t id);
void blank_column(store::Transaction& tx, std::string_view table, std::string_view by, std::int64_t id,
                  std::string_view column);
/// Replaces `text` by asterisks in every text column of the table that is no key of it.
void strike_out(store::Transaction& tx, const Table& table, const std::string& text);
/// Answers kept for repeated requests that are about this person.
void forget_answers(store::Transaction& tx, base::CustomerId customer);
/// That something was done stays, and who did it; not what.
void blank_audit(store::Transaction& tx, const std::string& object);
/// Imports whose file says something about one of these profiles.
std::vector<std::int64_t> imports_about(store::Reader& db, const std::vector<base::ProfileId>& profiles);
/// Blanks what an import kept of its file; answers where the file lies.
std::optional<std::string> forget_file(store::Transaction& tx, std::int64_t import_id);
/// Pictures of findings about these people that no other finding shows; their rows go. Answers their hashes.
std::vector<std::string> take_photos(store::Transaction& tx, const std::vector<base::ProfileId>& profiles);
bool is_photo(store::Reader& db, const std::string& hash);
std::int64_t events_about(store::Reader& db, const std::vector<base::ProfileId>& profiles);

/// Rows of a table as JSON objects.
boost::json::array rows_about(store::Reader& db, const Table& table, std::string_view by, std::int64_t id);
std::vector<std::string> files_about(store::Reader& db, const std::vector<base::ProfileId>& profiles);

struct TermRow {
    KeptSubject subject{};
    std::optional<std::int64_t> days{};
    base::Instant changed_at{};
    std::string changed_by_name{};
    std::optional<base::Instant> last_run_at{};
    std::int64_t last_removed = 0;
};
BOOST_DESCRIBE_STRUCT(TermRow, (), (subject, days, changed_at, changed_by_name, last_run_at, last_removed))
std::vector<TermRow> terms(store::Reader& db);
void save_term(store::Transaction& tx, const TermRow& row);
struct OldEvent {
    std::int64_t seq = 0;
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(OldEvent, (), (seq, name))
/// Events of people received before `before`, in the order of their numbers behind `after`.
std::vector<OldEvent> events_before(store::Reader& db, base::Instant before, std::int64_t after,
                                    std::int64_t limit);
std::vector<std::int64_t> files_before(store::Reader& db, base::Instant before, std::int64_t limit);
std::int64_t forget_audit(store::Transaction& tx, base::Instant before, std::int64_t limit);
std::int64_t forget_refused(store::Transaction& tx, base::Instant before);
/// Customers who have not been seen since and hold no open coupon.
std::vector<base::CustomerId> silent_since(store::Reader& db, base::Instant before, std::int64_t limit);

}  // namespace huan::server::rows
