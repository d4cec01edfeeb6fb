#pragma once

#include "customer/customer.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL about kinds of identities and what operators decided about people.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

struct KindRow {
    IdentityKind kind{};
    KeyFormat format{};
    std::int64_t priority = 0;
    bool unique_per_person = false;
    bool weak = false;
    std::int64_t people_limit = 0;
    std::string name_zh{};
    std::string name_en{};
    bool built_in = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(KindRow, (),
                      (kind, format, priority, unique_per_person, weak, people_limit, name_zh, name_en,
                       built_in, version))

std::vector<KindRow> kinds(Reader& db);
std::optional<KindRow> lock_kind(Transaction& tx, const IdentityKind& kind);
/// False when there is one of this word already.
bool insert(Transaction& tx, const KindRow& row);
void update(Transaction& tx, const KindRow& row);

struct DecisionRow {
    std::int64_t id = 0;
    OrgId root_id{};
    bool joins = false;
    Instant at{};
    std::string by_name{};
    std::string note{};
    std::optional<Instant> revoked_at{};
    std::optional<std::int64_t> revoked_by{};
};
BOOST_DESCRIBE_STRUCT(DecisionRow, (), (id, root_id, joins, at, by_name, note, revoked_at, revoked_by))

struct SideRow {
    std::int64_t decision_id = 0;
    ProfileId profile_id{};
    std::int64_t side = 0;  ///< 0 left, 1 right.
};
BOOST_DESCRIBE_STRUCT(SideRow, (), (decision_id, profile_id, side))

struct CutRow {
    IdentityId identity_id{};
    ProfileId profile_id{};
    std::int64_t decision_id = 0;
};
BOOST_DESCRIBE_STRUCT(CutRow, (), (identity_id, profile_id, decision_id))

void insert(Transaction& tx, const DecisionRow& row);
void insert(Transaction& tx, const std::vector<SideRow>& rows);
/// A link that is cut already stays so by its first decision.
void insert(Transaction& tx, const std::vector<CutRow>& rows);
std::optional<DecisionRow> decision(Reader& db, std::int64_t id);
std::vector<DecisionRow> decisions(Reader& db, const std::vector<std::int64_t>& ids);
/// Newest first, below `below` (0: no bound), of a company.
std::vector<DecisionRow> decisions(Reader& db, OrgId root, std::int64_t below, std::int64_t limit);
/// Standing decisions that any of these profiles is part of, with all their sides.
std::vector<SideRow> sides_about(Reader& db, const std::vector<ProfileId>& profiles);
std::vector<SideRow> sides_of(Reader& db, const std::vector<std::int64_t>& decisions);
std::vector<CutRow> cuts_of(Reader& db, const std::vector<ProfileId>& profiles);
void revoke(Transaction& tx, std::int64_t id, Instant at, std::optional<std::int64_t> by);
/// What `by` took back with it stands again; its cuts go.
void undo_effects(Transaction& tx, std::int64_t by);

/// Keys of a kind above `after`, in the order of their ids: for grouping everybody anew.
std::vector<IdentityId> keys_of_kind(Reader& db, OrgId root, const IdentityKind& kind, IdentityId after,
                                     std::int64_t limit);

/// How many keys of a kind there are.
std::int64_t keys_of_kind(Reader& db, OrgId root, const IdentityKind& kind);

// --- hints that two people may be one -----------------------------------------------------------

/// A weak key or a car that several customers were seen with.
struct SharedRow {
    std::int64_t id = 0;
    std::string kind{};
    std::string value{};
};
BOOST_DESCRIBE_STRUCT(SharedRow, (), (id, kind, value))
std::vector<SharedRow> shared_keys(Reader& db, OrgId root, std::int64_t after, std::int64_t limit);
std::vector<SharedRow> shared_cars(Reader& db, OrgId root, std::int64_t after, std::int64_t limit);
std::vector<CustomerId> customers_of_key(Reader& db, std::int64_t identity);
std::vector<CustomerId> customers_of_car(Reader& db, std::int64_t vehicle);
/// Names after `after` that 2 to `most` customers have.
std::vector<std::string> shared_names(Reader& db, OrgId root, const std::string& after, std::int64_t most,
                                      std::int64_t limit);
std::vector<Customer> customers_named(Reader& db, OrgId root, const std::string& name);

}  // namespace huan::customer::rows
