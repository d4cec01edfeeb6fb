#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "customer/identity.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::customer {

using base::Instant;
using base::Money;
using OrderId = base::Id<struct OrderTag>;
using RefundId = base::Id<struct RefundTag>;

enum class OrderStatus { completed, partly_refunded, refunded };
BOOST_DESCRIBE_ENUM(OrderStatus, completed, partly_refunded, refunded)

struct OrderLine {
    base::Note<80> sku{};
    base::Note<200> name{};
    std::int64_t quantity = 1;
    Money amount{};  ///< Of the line, all pieces together.
};
BOOST_DESCRIBE_STRUCT(OrderLine, (), (sku, name, quantity, amount))

/// A purchase that took place. Its number is unique within the organisation node that sold.
struct Order {
    OrderId id{};
    OrgId org_id{};
    std::string org_path{};
    ProfileId profile_id{};  ///< As the buyer was known at the time; never changes.
    std::string number{};
    OrderStatus status = OrderStatus::completed;
    Money amount{};  ///< Paid, after the discount.
    Money discount{};
    Money refunded{};           ///< At most `amount`.
    std::int64_t quantity = 0;  ///< Pieces over all lines.
    std::string store{};
    std::string channel{};
    Instant ordered_at{};
    Instant recorded_at{};
    std::vector<std::int64_t> coupon_ids{};
    std::vector<OrderLine> lines{};  ///< Left empty in lists.
    bool unchanged = false;  ///< In the answer of `record_order`: the very same order was there already.
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, org_id, org_path, profile_id, number, status, amount, discount, refunded, quantity,
                       store, channel, ordered_at, recorded_at, coupon_ids, lines, unchanged))

/// Who bought: the first that is given of profile_id, customer_id, identities.
struct RecordOrder {
    std::optional<ProfileId> profile_id{};
    std::optional<CustomerId> customer_id{};
    std::vector<Identity> identities{};
    std::optional<base::Text<100>> number{};  ///< Without one, it is derived from content and `occurrence`.
    std::optional<std::int64_t>
        occurrence{};  ///< 1 for the first order of exactly this content, 2 for the next...
    Instant ordered_at{};
    Money amount{};
    std::optional<Money> discount{};
    std::optional<std::string> currency{};  ///< Must be the organisation's where given.
    std::optional<base::Note<80>> store{};
    std::optional<base::Note<40>> channel{};
    std::optional<std::int64_t> quantity{};  ///< Where there are no lines.
    std::vector<std::int64_t> coupon_ids{};
    std::vector<OrderLine> lines{};
    std::optional<OrgId> org_id{};  ///< The node that sold; the caller's where none is given.
    std::optional<bool> live{};     ///< False for history: no trigger, message or grant follows.
};
BOOST_DESCRIBE_STRUCT(RecordOrder, (),
                      (profile_id, customer_id, identities, number, occurrence, ordered_at, amount, discount,
                       currency, store, channel, quantity, coupon_ids, lines, org_id, live))

struct RefundOrder {
    OrderId order_id{};
    Money amount{};                           ///< More than 0, at most what is left.
    std::optional<base::Text<100>> number{};  ///< The refund's own; the same again changes nothing.
    std::optional<base::Note<400>> reason{};
    std::optional<Instant> refunded_at{};  ///< Now where none is given.
    std::optional<bool> live{};
};
BOOST_DESCRIBE_STRUCT(RefundOrder, (), (order_id, amount, number, reason, refunded_at, live))

/// What became of one order of a bulk: stored, there already, or refused (`error` is set).
struct OrderOutcome {
    OrderId id{};
    bool unchanged = false;
    std::string number{};
    std::exception_ptr error{};
};

struct ListOrders {
    std::optional<CustomerId> customer_id{};
    std::optional<std::string> number{};  ///< Exactly this one.
    std::optional<OrderStatus> status{};
    std::optional<std::string> store{};
    std::optional<Instant> after{};   ///< Inclusive.
    std::optional<Instant> before{};  ///< Exclusive.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListOrders, (), (customer_id, number, status, store, after, before, cursor, limit))

struct OrderById {
    OrderId order_id{};
};
BOOST_DESCRIBE_STRUCT(OrderById, (), (order_id))

struct RefundView {
    RefundId id{};
    Money amount{};
    std::string reason{};
    Instant refunded_at{};
};
BOOST_DESCRIBE_STRUCT(RefundView, (), (id, amount, reason, refunded_at))

/// An order in a list or on its own, with the buyer's name.
struct OrderView {
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
    std::vector<std::int64_t> coupon_ids{};
    std::vector<OrderLine> lines{};     ///< Filled when one order is asked for, and in a customer's own list.
    std::vector<RefundView> refunds{};  ///< Likewise.
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, number, customer_id, customer_name, status, amount, discount, refunded, quantity,
                       store, channel, ordered_at, coupon_ids, lines, refunds))

/// Everything that says which purchase this was (who, when, what, how much, where), as one line of text.
std::string order_content(const RecordOrder& order, const Identity& buyer);

/// A number for an order that came without: a function of content and occurrence, so that importing the same
/// file again finds the same orders, and two equal rows of one file stay two orders.
std::string derived_number(std::string_view content, std::int64_t occurrence);

}  // namespace huan::customer
