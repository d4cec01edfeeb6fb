#pragma once

#include "customer/customer.hpp"
#include "customer/order.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL about what imports showed.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

struct EvidenceRow {
    std::int64_t import_id = 0;
    ProfileId profile_id{};
    IdentityId identity_id{};
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(EvidenceRow, (), (import_id, profile_id, identity_id, at))

/// A row that is there stays as it is.
void note(Transaction& tx, const std::vector<EvidenceRow>& rows);
/// Of an import, profile by profile, behind a profile.
std::vector<EvidenceRow> evidence(Reader& db, std::int64_t import_id, ProfileId after, std::int64_t limit);
std::vector<EvidenceRow> evidence_about(Reader& db, ProfileId profile);
void drop_evidence(Transaction& tx, std::int64_t import_id, ProfileId profile);

struct RepeatRow {
    std::string fact{};
    std::int64_t import_id = 0;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(RepeatRow, (), (fact, import_id, at))
/// The first time counts.
void note_repeat(Transaction& tx, const RepeatRow& row);
/// The first who said it beside `other_than`.
std::optional<RepeatRow> repeated_by(Reader& db, const std::string& fact, std::int64_t other_than);
void drop_repeat(Transaction& tx, const std::string& fact, std::int64_t import_id);
void drop_repeats(Transaction& tx, std::int64_t import_id);

/// A key that a profile was seen with, beside the one that names it.
struct LinkRow {
    IdentityId identity_id{};
    ProfileId profile_id{};
    Instant first_at{};
    std::optional<Instant> lasting_at{};
    IdentityKind kind{};
    std::string value{};
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (identity_id, profile_id, first_at, lasting_at, kind, value))
std::vector<LinkRow> links_of(Reader& db, ProfileId profile);
/// Something else than an import shows it: answers false when it is gone meanwhile.
bool make_lasting(Transaction& tx, ProfileId profile, Instant at);
bool make_lasting(Transaction& tx, IdentityId key, ProfileId profile, Instant at);
void set_first_at(Transaction& tx, IdentityId key, ProfileId profile, Instant at);
void drop_link(Transaction& tx, IdentityId key, ProfileId profile);

/// The earliest sight of a key that is left; empty when nobody was seen with it.
std::optional<Instant> first_sight(Reader& db, IdentityId key);
void set_first_at(Transaction& tx, IdentityId key, Instant at);
/// Keys that name a profile.
std::vector<IdentityId> homes_of(Reader& db, ProfileId profile);
void drop_home(Transaction& tx, ProfileId profile);
void drop_key(Transaction& tx, IdentityId key);

/// Events of these names.
std::vector<store::Event> events_named(Reader& db, ProfileId profile, const std::vector<std::string>& names);
std::vector<std::int64_t> events_of(Reader& db, ProfileId profile);
/// Whether anything but our own book-keeping is known of a profile.
bool has_deeds(Reader& db, ProfileId profile);
/// What this module's tables say of a profile; it is left as a number.
void drop_facts(Transaction& tx, ProfileId profile);
/// The customer of this id becomes somebody without a name.
void make_nameless(Transaction& tx, CustomerId id, const std::vector<ProfileId>& profiles, Instant at);
std::vector<VehicleId> vehicles_of(Reader& db, ProfileId profile);
/// Unless somebody uses it.
void drop_unused_vehicle(Transaction& tx, VehicleId id);
std::optional<Instant> erased_at(Reader& db, ProfileId profile);
/// The same, and the profile itself.
void drop_profile(Transaction& tx, ProfileId profile);

void drop_attribute(Transaction& tx, ProfileId profile, const std::string& key);
void drop_consent(Transaction& tx, ProfileId profile, const std::string& channel, const std::string& purpose);
void drop_token(Transaction& tx, ProfileId profile, const std::string& token, const std::string& source);
void drop_order(Transaction& tx, OrderId id);
void set_source(Transaction& tx, OrderId id, std::int64_t source_id);

}  // namespace huan::customer::rows
