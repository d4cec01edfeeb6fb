#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "customer/order.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL about orders and refunds.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

struct OrderRow {
    OrderId id{};
    OrgId org_id{};
    std::string org_path{};
    ProfileId profile_id{};
    std::string number{};
    std::string content{};
    OrderStatus status{};
    Money amount{};
    Money discount{};
    Money refunded{};
    std::int64_t quantity = 0;
    std::string store{};
    std::string channel{};
    Instant ordered_at{};
    Instant recorded_at{};
    boost::json::value coupon_ids{};
    std::int64_t source_id = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (id, org_id, org_path, profile_id, number, content, status, amount, discount, refunded,
                       quantity, store, channel, ordered_at, recorded_at, coupon_ids, source_id))

struct LineRow {
    OrderId order_id{};
    std::int64_t position = 0;
    std::string sku{};
    std::string name{};
    std::int64_t quantity = 0;
    Money amount{};
};
BOOST_DESCRIBE_STRUCT(LineRow, (), (order_id, position, sku, name, quantity, amount))

struct RefundRow {
    RefundId id{};
    OrderId order_id{};
    std::optional<std::string> number{};
    Money amount{};
    std::string reason{};
    Instant refunded_at{};
};
BOOST_DESCRIBE_STRUCT(RefundRow, (), (id, order_id, number, amount, reason, refunded_at))

std::optional<OrderRow> order(Reader& db, OrderId id);
OrderRow lock_order(Transaction& tx, OrderId id);
std::vector<OrderRow> orders_by_number(Reader& db, OrgId org, const std::vector<std::string>& numbers);
/// Answers how many went in: fewer when another command has just stored one of the numbers.
std::int64_t insert(Transaction& tx, const std::vector<OrderRow>& rows);
void insert(Transaction& tx, const std::vector<LineRow>& rows);
std::vector<LineRow> lines(Reader& db, const std::vector<OrderId>& orders);

/// Moves `refunded` on by `amount` where that much is left, and the status with it; false where it is not.
bool refund(Transaction& tx, OrderId id, Money amount);
void insert(Transaction& tx, const RefundRow& row);
std::optional<RefundRow> refund_by_number(Reader& db, OrderId order, const std::string& number);
std::vector<RefundRow> refunds(Reader& db, const std::vector<OrderId>& orders);

/// Totals of the orders of these profiles.
struct Totals {
    std::int64_t order_count = 0;
    Money order_amount{};
    std::optional<Instant> first_order_at{};
    std::optional<Instant> last_order_at{};
};
BOOST_DESCRIBE_STRUCT(Totals, (), (order_count, order_amount, first_order_at, last_order_at))
Totals totals(Reader& db, const std::vector<ProfileId>& profiles);
std::int64_t orders_since(Reader& db, const std::vector<ProfileId>& profiles, Instant after, Instant until);

struct OrderListRow {
    OrderId id{};
    std::string number{};
    CustomerId customer_id{};
    std::string customer_name{};
    OrderStatus status{};
    Money amount{};
    Money discount{};
    Money refunded{};
    std::int64_t quantity = 0;
    std::string store{};
    std::string channel{};
    Instant ordered_at{};
    boost::json::value coupon_ids{};
};
BOOST_DESCRIBE_STRUCT(OrderListRow, (),
                      (id, number, customer_id, customer_name, status, amount, discount, refunded, quantity,
                       store, channel, ordered_at, coupon_ids))
struct OrderPlace {
    Instant at{};
    OrderId id{};
};
/// Newest first. `profiles` narrows to a customer, who has been checked to be visible; otherwise the actor's
/// scope counts.
std::vector<OrderListRow> orders(Reader& db, const ListOrders& query, const std::vector<ProfileId>& profiles,
                                 const std::optional<OrderPlace>& below, std::int64_t limit,
                                 const base::Context& ctx);

}  // namespace huan::customer::rows
