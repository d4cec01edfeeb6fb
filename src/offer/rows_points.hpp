#pragma once

#include "offer/points.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The SQL about points.
namespace huan::offer::rows {

std::optional<PointRule> point_rule(store::Reader& db);
/// False when another version is stored than the one before this.
bool set_point_rule(store::Transaction& tx, const PointRule& rule);

// --- balances: whoever holds a person's balance row holds all their lots ---
/// Makes the row where there is none.
void lock_balance(store::Transaction& tx, base::CustomerId id);
/// False where there is less.
bool take_points(store::Transaction& tx, base::CustomerId id, std::int64_t points);
void give_points(store::Transaction& tx, base::CustomerId id, std::int64_t points);
std::int64_t point_balance(store::Reader& db, base::CustomerId id);
/// Adds the balance up anew; the row goes with the last lot.
void recount_points(store::Transaction& tx, base::CustomerId id);

// --- lots ---
void insert_lot(store::Transaction& tx, const PointLot& lot);
void update_lot(store::Transaction& tx, const PointLot& lot);
void delete_lot(store::Transaction& tx, PointLotId id);
std::optional<PointLot> lot_of_order(store::Reader& db, customer::OrderId id);
/// With points in them, what ends first first.
std::vector<PointLot> held_lots(store::Reader& db, base::CustomerId id);
std::vector<PointLot> held_lots_of_profile(store::Reader& db, base::ProfileId id);
/// With points in them although their time is over.
std::vector<PointLot> due_lots(store::Reader& db, base::CustomerId id, base::Instant now);
/// Who has due points: of the `limit` lots that have waited longest, in the order of their ids.
std::vector<base::CustomerId> people_due(store::Reader& db, base::Instant now, std::int64_t limit);
std::vector<base::ProfileId> profiles_with_lots(store::Reader& db, base::CustomerId id);
void move_lots(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id);
/// Points of a person that are over and those that end next.
std::int64_t points_over(store::Reader& db, base::CustomerId id, base::Instant now);
std::optional<PointsEnding> points_ending(store::Reader& db, base::CustomerId id, base::Instant now);

// --- books: only ever added to ---
void insert_entry(store::Transaction& tx, const PointEntry& entry);
void insert_posting(store::Transaction& tx, const PointPosting& posting);

/// An act, put together from its entries.
struct ActRow {
    PointActId id{};
    PointEntryKind kind = PointEntryKind::earn;
    base::Instant at{};
    base::ProfileId profile_id{};  ///< One of those whose points it moved.
    std::int64_t points = 0;
    std::int64_t missing = 0;
    std::optional<customer::OrderId> order_id{};
    std::optional<std::string> order_number{};
    std::optional<CouponId> coupon_id{};
    std::string reason{};
    std::string actor{};
};
BOOST_DESCRIBE_STRUCT(ActRow, (),
                      (id, kind, at, profile_id, points, missing, order_id, order_number, coupon_id, reason,
                       actor))
std::optional<ActRow> act(store::Reader& db, PointActId id);
/// As far as they moved points of these profiles, newest first.
std::vector<ActRow> acts_of(store::Reader& db, const std::vector<base::ProfileId>& profiles,
                            std::int64_t before, std::int64_t limit);
std::vector<ActRow> acts(store::Reader& db, const ListPointMoves& query, const base::Actor& actor,
                         std::int64_t before, std::int64_t limit);
/// Sum of the entries of a kind.
struct KindSum {
    PointEntryKind kind = PointEntryKind::earn;
    std::int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(KindSum, (), (kind, points))
std::vector<KindSum> kind_sums(store::Reader& db, const std::vector<base::ProfileId>& profiles);
struct AccountSum {
    PointAccountKind account = PointAccountKind::held;
    std::int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(AccountSum, (), (account, points))
std::vector<AccountSum> account_sums(store::Reader& db, const base::Actor& actor);
std::int64_t people_with_points(store::Reader& db, const base::Actor& actor);
std::int64_t points_ending_before(store::Reader& db, base::Instant until, const base::Actor& actor);

/// Requests that moved points of this profile: their texts are somebody's own words.
void forget_point_requests(store::Transaction& tx, base::ProfileId profile_id);
/// Notes that this request is this act. Answers the act of an earlier request under the key, if there was
/// one. \throws base::Error `offer.key_reused` when that request was another one.
std::optional<PointActId> remember_points(store::Transaction& tx, std::string_view verb,
                                          const std::string& request_key, const std::string& body,
                                          PointActId act_id, const base::Context& ctx);

}  // namespace huan::offer::rows
