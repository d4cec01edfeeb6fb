#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "customer/file_store.hpp"
#include "customer/forget.hpp"
#include "history/shipper.hpp"
#include "http/router.hpp"
#include "jobs/runner.hpp"
#include "jobs/scheduler.hpp"
#include "server/data_directory.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

/// What people may ask of their data: a copy, and to be forgotten; and how long things are kept at all.
namespace huan::server {

using ErasureId = base::Id<struct ErasureTag>;

enum class ErasureReason { asked, term_over, mistake };
BOOST_DESCRIBE_ENUM(ErasureReason, asked, term_over, mistake)

/// requested -> removed (no record speaks of the person) -> done (no file holds what was removed).
enum class ErasureState { requested, removed, done };
BOOST_DESCRIBE_ENUM(ErasureState, requested, removed, done)

struct Erasure {
    ErasureId id{};
    base::CustomerId customer_id{};
    ErasureReason reason{};
    ErasureState state{};
    std::int64_t events = 0;  ///< Taken out of the journal or blanked.
    std::string requested_by_name{};
    base::Instant requested_at{};
    std::optional<base::Instant> removed_at{};
    std::optional<base::Instant> finished_at{};
};
BOOST_DESCRIBE_STRUCT(Erasure, (),
                      (id, customer_id, reason, state, events, requested_by_name, requested_at, removed_at,
                       finished_at))

/// POST /api/customers/{customer_id}/erase
struct EraseCustomer {
    base::CustomerId customer_id{};
    ErasureReason reason{};
    std::string confirm{};  ///< "ERASE": nothing brings the person back.
};
BOOST_DESCRIBE_STRUCT(EraseCustomer, (), (customer_id, reason, confirm))

struct ListErasures {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListErasures, (), (cursor, limit))

/// POST /api/customers/{customer_id}/copy: everything stored about one person, for that person. Keys are
/// table names; values are lists of rows as JSON objects.
struct CopyOfPerson {
    base::CustomerId customer_id{};
};
BOOST_DESCRIBE_STRUCT(CopyOfPerson, (), (customer_id))

struct PersonCopy {
    base::CustomerId customer_id{};
    base::Instant made_at{};
    std::vector<std::string> files{};  ///< Documents and pictures, to be fetched one by one.
    boost::json::object data{};
};
BOOST_DESCRIBE_STRUCT(PersonCopy, (), (customer_id, made_at, files, data))

/// What has a term.
enum class KeptSubject { behaviour, import_files, refused_messages, audit, silent_people };
BOOST_DESCRIBE_ENUM(KeptSubject, behaviour, import_files, refused_messages, audit, silent_people)

struct Term {
    KeptSubject subject{};
    std::optional<std::int64_t> days{};  ///< Absent: for ever.
    std::optional<base::Instant> last_run_at{};
    std::int64_t last_removed = 0;
};
BOOST_DESCRIBE_STRUCT(Term, (), (subject, days, last_run_at, last_removed))

struct Terms {
    std::vector<Term> items{};
};
BOOST_DESCRIBE_STRUCT(Terms, (), (items))

/// PUT /api/retention/{subject}
struct SetTerm {
    KeptSubject subject{};
    std::optional<std::int64_t> days{};
};
BOOST_DESCRIBE_STRUCT(SetTerm, (), (subject, days))

namespace rows {
struct ErasureRow;
}

/// Carries out erasures and terms.
class Privacy {
public:
    static constexpr const char* job_kind = "privacy.erase";
    static constexpr const char* scrub_work = "privacy.scrub";
    static constexpr const char* terms_work = "privacy.terms";

    Privacy(store::Store& store, history::Shipper& shipper, const DataDirectory& directory,
            customer::FileStore& files, customer::Forgetters forgetters);

    jobs::Step work(jobs::Chunk& chunk);
    /// Removes the files about those who were removed, and leaves no byte of them in those of records and
    /// history. Records are rewritten for it, and commands wait: large ones are rewritten in the first hours
    /// of the business day only, where its cut says that the company rests.
    void scrub(base::Instant now);
    /// Removes what is older than its term.
    void keep_terms(base::Instant now, const std::stop_token& stop);
    /// A restored backup knows people again who have been erased since: erases them again.
    void erase_again(base::Instant now);
    void routes(http::Router& router);

private:
    void erase(store::Transaction& tx, ErasureId id, const base::Context& ctx);
    std::string kept_import(const std::string& path) const;
    void remember(const std::vector<base::ProfileId>& profiles) const;
    std::int64_t keep_term(KeptSubject subject, base::Instant before, const base::Context& ctx,
                           const std::stop_token& stop);
    std::int64_t forget_behaviour(base::Instant before, const base::Context& ctx,
                                  const std::stop_token& stop);
    std::int64_t erase_silent(base::Instant before, const base::Context& ctx);
    void remove_files(const std::vector<rows::ErasureRow>& erasures) const;

    store::Store& store_;
    history::Shipper& shipper_;
    const DataDirectory& directory_;
    customer::FileStore& files_;
    customer::Forgetters forgetters_;
};

/// Queues the erasure. \throws base::Error `customer.unknown`, `privacy.not_confirmed`, `privacy.erased`.
Erasure erase_customer(store::Transaction& tx, const EraseCustomer& command, const base::Context& ctx);
base::Page<Erasure> list_erasures(store::Reader& db, const ListErasures& query, const base::Context& ctx);
PersonCopy copy_of_person(store::Transaction& tx, const CopyOfPerson& command, const base::Context& ctx);
Terms list_terms(store::Reader& db, const base::Context& ctx);
Term set_term(store::Transaction& tx, const SetTerm& command, const base::Context& ctx);

namespace errors {
inline constexpr base::ErrorKind not_confirmed{base::Category::invalid, "privacy.not_confirmed",
                                               "Type ERASE: nothing brings the person back."};
inline constexpr base::ErrorKind erased{base::Category::conflict, "privacy.erased",
                                        "This person has been erased already."};
inline constexpr base::ErrorKind bad_term{base::Category::invalid, "privacy.bad_term",
                                          "A term is 1 to 36,500 days."};
}  // namespace errors

}  // namespace huan::server
