#include "customer/commands.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_order.hpp"

namespace huan::customer {
namespace {

using store::Transaction;

/// The customer's sums after part of an order went back.
void count_refund(Transaction& tx, const rows::OrderRow& order, Money amount) {
    const CustomerId id = rows::lock_profiles(tx, {order.profile_id}).front().customer_id;
    Customer customer = rows::lock_customers(tx, {id}).front();
    customer.order_amount -= amount;
    if (order.status == OrderStatus::refunded) customer.order_count -= 1;
    rows::set_totals(tx, customer);
}

}  // namespace

Order refund_order(Transaction& tx, const RefundOrder& command, const base::Context& ctx) {
    const std::optional<rows::OrderRow> before = rows::order(tx, command.order_id);
    if (!before || !base::may_see(ctx.actor, before->org_path))
        throw base::Error{errors::unknown_order, "order_id"};
    if (command.amount <= Money{}) throw base::Error{errors::bad_amount, "amount"};
    // Buyer first, then order: the order in which everybody locks.
    rows::lock_profiles(tx, {before->profile_id});
    rows::lock_order(tx, command.order_id);
    if (command.number) {
        const auto known = rows::refund_by_number(tx, command.order_id, command.number->value);
        if (known && known->amount != command.amount) throw base::Error{errors::refund_differs, "number"};
        if (known) {
            Order order = find_order(tx, command.order_id).value();
            order.unchanged = true;
            return order;
        }
    }
    if (!rows::refund(tx, command.order_id, command.amount))
        throw base::Error{errors::refund_too_much, "amount"};
    rows::RefundRow row{.id = RefundId{tx.next_id()},
                        .order_id = command.order_id,
                        .amount = command.amount,
                        .reason = command.reason ? command.reason->value : "",
                        .refunded_at = command.refunded_at.value_or(ctx.now)};
    if (command.number) row.number = command.number->value;
    rows::insert(tx, row);
    const rows::OrderRow after = rows::order(tx, command.order_id).value();
    count_refund(tx, after, command.amount);
    store::append(
        tx,
        store::Event{.name = "order.refunded",
                     .profile_id = after.profile_id,
                     .occurred_at = row.refunded_at,
                     .org_id = after.org_id,
                     .source_id = ctx.actor.source_id,
                     .channel = after.channel,
                     .place = after.store,
                     .live = command.live.value_or(true),
                     .properties = {{"order_id", after.id.value}, {"amount", command.amount.minor}}},
        ctx);
    return find_order(tx, command.order_id).value();
}

}  // namespace huan::customer
