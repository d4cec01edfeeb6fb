#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "customer/search.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The SQL about people: profiles, keys, groups. Facts about them are in rows_facts.hpp, orders in
/// rows_order.hpp.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

// --- profiles -----------------------------------------------------------------------------------

struct ProfileRow {
    ProfileId id{};
    CustomerId customer_id{};
    OrgId org_id{};
    std::string org_path{};
    Instant created_at{};
    UserId owner_id{};                    ///< Who looks after the person, as said of this profile.
    std::optional<Instant> owner_at{};    ///< When it was said.
    std::optional<Instant> lasting_at{};  ///< When first shown by anything but an import.
};
BOOST_DESCRIBE_STRUCT(ProfileRow, (),
                      (id, customer_id, org_id, org_path, created_at, owner_id, owner_at, lasting_at))

void insert(Transaction& tx, const ProfileRow& row);
std::vector<ProfileRow> profiles(Reader& db, const std::vector<ProfileId>& ids);
/// The same, locked in the order of their ids: no regrouping moves them until the commit.
std::vector<ProfileRow> lock_profiles(Transaction& tx, const std::vector<ProfileId>& ids);
std::vector<ProfileId> profiles_of(Reader& db, CustomerId id);
std::vector<ProfileRow> profiles_of(Reader& db, const std::vector<CustomerId>& ids);
/// All profiles of the customers that these are part of.
std::vector<ProfileId> profiles_with(Reader& db, const std::vector<ProfileId>& profiles);
std::optional<CustomerId> customer_of(Reader& db, ProfileId id);
void move(Transaction& tx, ProfileId id, CustomerId to);
std::vector<MovedProfile> moved_profiles(Reader& db);

// --- customers ----------------------------------------------------------------------------------

std::optional<Customer> customer(Reader& db, CustomerId id);
/// In no particular order.
std::vector<Customer> customers(Reader& db, const std::vector<CustomerId>& ids);
/// Locked in the order of their ids.
std::vector<Customer> lock_customers(Transaction& tx, const std::vector<CustomerId>& ids);
void insert(Transaction& tx, const Customer& row);
void update(Transaction& tx, const Customer& row);
void erase(Transaction& tx, CustomerId id);
/// Moves the version on by one; false when `seen` is no longer the version.
bool advance(Transaction& tx, CustomerId id, std::optional<std::int64_t> seen);
void set_name(Transaction& tx, CustomerId id, const std::string& name);
/// Of the customer, and of the profile it has its id from.
void set_owner(Transaction& tx, CustomerId id, UserId owner, Instant at);
void set_phone_if_none(Transaction& tx, CustomerId id, const std::string& phone);
void set_email_if_none(Transaction& tx, CustomerId id, const std::string& email);
void set_seen(Transaction& tx, CustomerId id, Instant at);
/// Orders and sums after a purchase or refund.
void set_totals(Transaction& tx, const Customer& row);

struct ListRow {
    CustomerId id{};
    std::int64_t sorted_by = 0;
};
BOOST_DESCRIBE_STRUCT(ListRow, (), (id, sorted_by))
/// Where a list goes on: below this row.
struct ListPlace {
    std::int64_t sorted_by = 0;
    CustomerId id{};
};
/// What narrows a list of customers.
struct ListFilter {
    std::optional<std::string> tag{};
    std::optional<UserId> owner{};  ///< 0: whom nobody looks after.
};
std::vector<ListRow> list(Reader& db, CustomerSort sort, const ListFilter& filter,
                          const std::optional<ListPlace>& below, std::int64_t limit,
                          const base::Context& ctx);
std::int64_t count(Reader& db, const ListFilter& filter, const base::Context& ctx);
/// Which of these the actor may see and the filter lets through, in no particular order.
std::vector<CustomerId> visible(Reader& db, const std::vector<CustomerId>& ids, const base::Context& ctx,
                                const ListFilter& filter = {});

// --- keys ---------------------------------------------------------------------------------------

struct KeyRow {
    IdentityId id{};
    OrgId root_id{};
    IdentityKind kind{};
    std::string value{};
    ProfileId profile_id{};  ///< The profile it names; 0 while it names none.
    KeyState state{};
    Instant state_at{};
    Instant first_at{};
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (id, root_id, kind, value, profile_id, state, state_at, first_at))

/// A profile that a key names, and whom it belongs to now.
struct HomeRow {
    std::string value{};
    IdentityId identity_id{};
    ProfileId profile_id{};
    CustomerId customer_id{};
    bool lasting = false;  ///< Not only imports have shown the person.
};
BOOST_DESCRIBE_STRUCT(HomeRow, (), (value, identity_id, profile_id, customer_id, lasting))

std::optional<HomeRow> home(Reader& db, OrgId root, const Identity& identity);
/// The profile that a value names.
struct NamedRow {
    std::string value{};
    ProfileId profile_id{};
};
BOOST_DESCRIBE_STRUCT(NamedRow, (), (value, profile_id))
std::vector<NamedRow> homes(Reader& db, OrgId root, const IdentityKind& kind,
                            const std::vector<std::string>& values);
std::optional<KeyRow> key(Reader& db, OrgId root, const Identity& identity);
KeyRow lock_key(Transaction& tx, OrgId root, const Identity& identity);
std::optional<KeyRow> key(Reader& db, IdentityId id);
/// False when another command has just stored the same key.
bool insert(Transaction& tx, const KeyRow& row);
void set_home(Transaction& tx, IdentityId id, ProfileId profile);
void set_state(Transaction& tx, IdentityId id, KeyState state, Instant at);
/// False when they were linked already. `lasting`: not only an import shows it.
bool link(Transaction& tx, IdentityId key, ProfileId profile, Instant at, bool lasting);
bool is_linked(Reader& db, IdentityId key, ProfileId profile);

/// A key and a profile it was seen with, its own home included.
struct SeenKey {
    IdentityId id{};
    IdentityKind kind{};
    std::string value{};
    ProfileId home_id{};
    KeyState state{};
    Instant first_at{};
    ProfileId profile_id{};
    bool cut = false;  ///< Somebody decided that it is not this profile's.
};
BOOST_DESCRIBE_STRUCT(SeenKey, (), (id, kind, value, home_id, state, first_at, profile_id, cut))
std::vector<SeenKey> keys_of(Reader& db, const std::vector<ProfileId>& profiles);

struct KeyProfile {
    IdentityId identity_id{};
    ProfileId profile_id{};
};
BOOST_DESCRIBE_STRUCT(KeyProfile, (), (identity_id, profile_id))
std::vector<KeyProfile> profiles_of_keys(Reader& db, const std::vector<IdentityId>& keys);

/// Whoever regroups people of a company does so alone.
void lock_company(Transaction& tx, OrgId root);

std::vector<KeyRow> keys_for_review(Reader& db, const std::optional<ListPlace>& below, std::int64_t limit,
                                    OrgId root);

// --- search -------------------------------------------------------------------------------------

void add_tokens(Transaction& tx, ProfileId profile, const std::vector<Token>& tokens);
void drop_tokens(Transaction& tx, ProfileId profile, TokenSource source);
struct Hit {
    CustomerId customer_id{};
    TokenSource source{};
    std::string token{};
    std::int64_t last_order_at = 0;
};
BOOST_DESCRIBE_STRUCT(Hit, (), (customer_id, source, token, last_order_at))
/// Tokens that begin with `key`, in their order, at most `limit`, of customers the actor may see.
std::vector<Hit> find_tokens(Reader& db, const std::string& key, std::int64_t limit,
                             const base::Context& ctx);

/// Every table of this module counted in one go: customers, profiles, identities, orders, their amount.
std::vector<std::int64_t> counts(Reader& db);

// --- timeline -----------------------------------------------------------------------------------

struct EventPlace {
    Instant at{};
    std::int64_t seq = 0;
};
struct EventFilter {
    std::vector<std::string> nouns{};  ///< Only names that begin with one of these ("order."); none: all.
    bool others = false;               ///< Only names that begin with none of them.
    std::optional<std::string> channel{};
    std::optional<Instant> before{};  ///< Exclusive.
    std::optional<EventPlace> below{};
};
/// Newest first.
std::vector<store::Event> events(Reader& db, const std::vector<ProfileId>& profiles,
                                 const EventFilter& filter, std::int64_t limit);

/// How many events of a name came over a channel in the period that `period` counts from 0.
struct EventCount {
    std::string name{};
    std::string channel{};
    std::int64_t period = 0;
    std::int64_t events = 0;
};
BOOST_DESCRIBE_STRUCT(EventCount, (), (name, channel, period, events))
/// Counted by the periods that begin at `starts` (ascending); what lies before the first is period 0 too.
std::vector<EventCount> count_events(Reader& db, const std::vector<ProfileId>& profiles,
                                     const std::vector<Instant>& starts);

/// The time of a profile's first event of any kind.
std::optional<Instant> first_event_at(Reader& db, ProfileId profile);
/// The time of the last thing the person did, our own book-keeping about them left out.
std::optional<Instant> last_deed_at(Reader& db, ProfileId profile);

/// Whether the journal holds exactly this fact already.
bool has_event(Reader& db, ProfileId profile, const std::string& name, Instant at,
               const boost::json::object& properties);

}  // namespace huan::customer::rows
