#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "customer/forget.hpp"
#include "offer/offer.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Points: whole numbers that people earn with orders and spend at the till or on coupons. They are kept in
/// lots that end on a day of their own, and in books of their own, for points are not money.
namespace huan::offer {

using PointLotId = base::Id<struct PointLotTag>;
using PointEntryId = base::Id<struct PointEntryTag>;
/// What was done at once; it has one entry for each profile whose points it moved.
using PointActId = base::Id<struct PointActTag>;

/// How orders earn points. Off until somebody turns it on.
struct PointRule {
    bool enabled = false;
    /// Points for 100 units of the currency paid (100 yuan, 100 yen), rounded down once per order.
    std::int64_t points_per_100 = 100;
    std::optional<std::int64_t> expire_days{};  ///< Days after they were granted. Empty: they do not end.
    bool count_history = false;  ///< Also imported and late orders. Off: history creates no liability.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PointRule, (), (enabled, points_per_100, expire_days, count_history, version))

/// promised: what the company has granted, less what it took back (negative, the other side of all the
/// rest) · held: in people's hands, a liability · spent · expired: ended unused, or given up with an erased
/// person.
enum class PointAccountKind { promised, held, spent, expired };
BOOST_DESCRIBE_ENUM(PointAccountKind, promised, held, spent, expired)

/// Why points moved.
enum class PointEntryKind { earn, adjust, spend, exchange, expire, return_, forfeit };
BOOST_DESCRIBE_ENUM(PointEntryKind, earn, adjust, spend, exchange, expire, return_, forfeit)

/// Points that were granted at once to one profile. granted = held + used + expired + returned.
struct PointLot {
    PointLotId id{};
    base::OrgId org_id{};
    std::string org_path{};
    base::ProfileId profile_id{};    ///< Whom they were granted to, for ever.
    base::CustomerId customer_id{};  ///< Who has them now; follows merges.
    std::int64_t granted = 0;
    std::int64_t held = 0;
    std::int64_t expired = 0;
    std::int64_t returned = 0;   ///< Taken back from this lot because its own order was refunded.
    std::int64_t collected = 0;  ///< Taken from other lots because its order was refunded.
    std::int64_t missing = 0;    ///< Could not be taken back: spent, and nothing else was there.
    base::Instant earned_at{};
    std::optional<base::Instant> expires_at{};    ///< Exclusive.
    std::optional<customer::OrderId> order_id{};  ///< That earned them.
    std::int64_t event_seq = 0;                   ///< The event that told of them.
};
BOOST_DESCRIBE_STRUCT(PointLot, (),
                      (id, org_id, org_path, profile_id, customer_id, granted, held, expired, returned,
                       collected, missing, earned_at, expires_at, order_id, event_seq))

/// One movement of one profile's points. Its postings sum to zero; neither is ever changed or deleted.
struct PointEntry {
    PointEntryId id{};
    PointActId act_id{};
    base::OrgId org_id{};
    std::string org_path{};
    PointEntryKind kind = PointEntryKind::earn;
    base::Instant at{};
    base::ProfileId profile_id{};
    std::int64_t points = 0;   ///< What the profile has more by it; negative: less.
    std::int64_t missing = 0;  ///< Of a refund: what could not be taken back.
    std::optional<customer::OrderId> order_id{};
    std::optional<std::string> order_number{};
    std::optional<CouponId> coupon_id{};
    std::string reason{};  ///< In somebody's own words.
    std::string actor{};
};
BOOST_DESCRIBE_STRUCT(PointEntry, (),
                      (id, act_id, org_id, org_path, kind, at, profile_id, points, missing, order_id,
                       order_number, coupon_id, reason, actor))

struct PointPosting {
    std::int64_t id = 0;
    PointEntryId entry_id{};
    PointAccountKind account = PointAccountKind::held;
    std::int64_t lot_id = 0;  ///< On the side of `held`; 0 on the others.
    std::int64_t points = 0;  ///< Positive: into the account.
};
BOOST_DESCRIBE_STRUCT(PointPosting, (), (id, entry_id, account, lot_id, points))

// --- the rule -----------------------------------------------------------------------------------

/// `PUT /api/points/rule`: all of it, as the editor saw it at `seen_version`.
struct UpdatePointRule {
    std::int64_t seen_version = 0;
    bool enabled = false;
    std::int64_t points_per_100 = 0;
    std::optional<std::int64_t> expire_days{};
    bool count_history = false;
};
BOOST_DESCRIBE_STRUCT(UpdatePointRule, (),
                      (seen_version, enabled, points_per_100, expire_days, count_history))

PointRule point_rule(store::Reader& db);
/// For points granted from now on; those that people have keep their day.
/// \throws base::Error `offer.stale`, `field.out_of_range`.
PointRule update_point_rule(store::Transaction& tx, const UpdatePointRule& command, const base::Context& ctx);
/// What an order of this amount earns, in minor units of a currency with so many digits.
/// \throws base::Error `base.overflow` beyond 64 bits.
std::int64_t points_for(base::Money paid, int currency_digits, const PointRule& rule);

// --- commands -----------------------------------------------------------------------------------

/// `POST /api/customers/{customer_id}/points/adjust`: more or fewer, by somebody's decision.
struct AdjustPoints {
    base::CustomerId customer_id{};
    std::int64_t points = 0;  ///< Negative takes away; not 0.
    base::Text<200> reason{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(AdjustPoints, (), (customer_id, points, reason, request_key))

/// `POST /api/customers/{customer_id}/points/spend`: at the till, or for something that Huan does not know.
struct SpendPoints {
    base::CustomerId customer_id{};
    std::int64_t points = 0;
    std::optional<base::Text<80>> order_number{};
    std::optional<base::Note<200>> reason{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(SpendPoints, (), (customer_id, points, order_number, reason, request_key))

/// `POST /api/customers/{customer_id}/points/exchange`: a coupon for its price in points.
struct ExchangePoints {
    base::CustomerId customer_id{};
    CouponTypeId coupon_type_id{};
    std::optional<base::Text<120>> request_key{};
};
BOOST_DESCRIBE_STRUCT(ExchangePoints, (), (customer_id, coupon_type_id, request_key))

/// Something that was done to a person's points, as lists show it.
struct PointMove {
    PointActId id{};
    PointEntryKind kind = PointEntryKind::earn;
    base::Instant at{};
    base::CustomerId customer_id{};  ///< Whose points these are now.
    std::string customer_name{};
    std::int64_t points = 0;   ///< What they have more by it; negative: less.
    std::int64_t missing = 0;  ///< Of a refund: what could not be taken back.
    std::optional<customer::OrderId> order_id{};
    std::optional<std::string> order_number{};
    std::optional<CouponId> coupon_id{};
    std::string reason{};
    std::string actor{};
};
BOOST_DESCRIBE_STRUCT(PointMove, (),
                      (id, kind, at, customer_id, customer_name, points, missing, order_id, order_number,
                       coupon_id, reason, actor))

struct PointsMoved {
    PointMove move{};
    std::int64_t balance = 0;        ///< Afterwards; of a retry: now.
    std::optional<Coupon> coupon{};  ///< Of an exchange.
};
BOOST_DESCRIBE_STRUCT(PointsMoved, (), (move, balance, coupon))

/// \throws base::Error `customer.unknown`, `field.out_of_range`, `offer.not_enough_points`,
/// `offer.key_reused`.
PointsMoved adjust_points(store::Transaction& tx, const AdjustPoints& command, const base::Context& ctx);
/// Takes the points that end first. \throws base::Error those of `adjust_points`.
PointsMoved spend_points(store::Transaction& tx, const SpendPoints& command, const base::Context& ctx);
/// The claim and its price in one: neither happens without the other, and all limits of the coupon type hold.
/// \throws base::Error those of `spend_points` and of `claim`, `offer.no_points_price`.
PointsMoved exchange_points(store::Transaction& tx, const ExchangePoints& command, const base::Context& ctx);

/// What one step of the scheduler did.
struct PointsDue {
    std::int64_t people = 0;
    std::int64_t expired = 0;
    bool more = false;
};
/// Ends points whose day has come, of at most `limit` lots' people.
PointsDue expire_points(store::Transaction& tx, std::int64_t limit, const base::Context& ctx);

// --- queries ------------------------------------------------------------------------------------

/// `GET /api/points`
struct PointsOfCustomer {
    base::CustomerId customer_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(PointsOfCustomer, (), (customer_id, cursor, limit))

/// Points that end together.
struct PointsEnding {
    base::Instant at{};
    std::int64_t points = 0;
};
BOOST_DESCRIBE_STRUCT(PointsEnding, (), (at, points))

struct CustomerPoints {
    base::CustomerId customer_id{};
    std::int64_t balance = 0;              ///< What they can spend now.
    std::optional<PointsEnding> ending{};  ///< What ends next. Empty: nothing they have ends.
    std::int64_t earned = 0;               ///< Ever, by orders and adjustments, less what was taken back.
    std::int64_t spent = 0;                ///< Ever.
    std::vector<PointMove> items{};        ///< Newest first.
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(CustomerPoints, (), (customer_id, balance, ending, earned, spent, items, next_cursor))

/// `GET /api/points/entries`, newest first.
struct ListPointMoves {
    std::optional<PointEntryKind> kind{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListPointMoves, (), (kind, cursor, limit))

/// `GET /api/points/ledger`
struct PointLedgerQuery {};
BOOST_DESCRIBE_STRUCT(PointLedgerQuery, (), ())

/// Account balances, added up from the postings at the time of asking.
struct PointLedger {
    std::int64_t balance = 0;   ///< Of all four: 0, or the books are broken.
    std::int64_t promised = 0;  ///< Negative: granted, less taken back.
    std::int64_t held = 0;      ///< In people's hands: a liability.
    std::int64_t spent = 0;
    std::int64_t expired = 0;
    std::int64_t people = 0;       ///< Who have points.
    std::int64_t ending_soon = 0;  ///< Of those held: end within 30 days.
};
BOOST_DESCRIBE_STRUCT(PointLedger, (), (balance, promised, held, spent, expired, people, ending_soon))

/// \throws base::Error `customer.unknown`.
CustomerPoints points_of(store::Reader& db, const PointsOfCustomer& query, const base::Context& ctx);
base::Page<PointMove> list_point_moves(store::Reader& db, const ListPointMoves& query,
                                       const base::Context& ctx);
PointLedger point_ledger(store::Reader& db, const PointLedgerQuery& query, const base::Context& ctx);

// --- reactors -----------------------------------------------------------------------------------

/// On `order.completed`: the buyer earns what the rule says, once per order.
void earn_points(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// On `order.refunded`: takes back what the refunded part had earned, as far as it is there.
void return_points(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// On `profiles.merged` and `profiles.parted`: lots follow their profile, balances are added up anew.
void move_points(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

// --- taking back --------------------------------------------------------------------------------

/// For the undo of an import: the order of `order.completed` goes with what it earned, as if it had never
/// been; the books keep both entries. False where its points have been touched: then it stays.
bool take_back_order(store::Transaction& tx, const store::Event& event, std::optional<std::int64_t> successor,
                     const base::Context& ctx);
/// A person goes: what they still have is given up, so that nobody is owed anything that nobody can spend.
void forget_points(store::Transaction& tx, const customer::Gone& gone, const base::Context& ctx);

}  // namespace huan::offer
