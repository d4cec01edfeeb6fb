#include "customer/rows_order.hpp"

#include "customer/rows_list.hpp"

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

std::optional<OrderRow> order(Reader& db, OrderId id) {
    return db.first<OrderRow>("SELECT " + columns_of<OrderRow>() + " FROM customer_order WHERE id = $1", id);
}

OrderRow lock_order(Transaction& tx, OrderId id) {
    return tx
        .first<OrderRow>("SELECT " + columns_of<OrderRow>() + " FROM customer_order WHERE id = $1" +
                             std::string(tx.for_update()),
                         id)
        .value();
}

namespace {

struct NumberedRow {
    std::string number{};
    OrderId id{};
};
BOOST_DESCRIBE_STRUCT(NumberedRow, (), (number, id))

}  // namespace

std::vector<OrderRow> orders_by_number(Reader& db, OrgId org, const std::vector<std::string>& numbers) {
    std::vector<OrderId> ids;
    for (const NumberedRow& row : look_up<NumberedRow>(
             db, numbers, "SELECT o.id FROM customer_order o WHERE o.org_id = $1 AND o.number = wanted.value",
             {store::to_param(org)}))
        ids.push_back(row.id);
    return all_in<OrderRow>(db, "SELECT " + columns_of<OrderRow>() + " FROM customer_order WHERE id IN", ids);
}

std::int64_t insert(Transaction& tx, const std::vector<OrderRow>& rows) {
    return insert_rows(tx, "customer_order", rows, " ON CONFLICT (org_id, number) DO NOTHING");
}

void insert(Transaction& tx, const std::vector<LineRow>& rows) { insert_rows(tx, "order_line", rows); }

std::vector<LineRow> lines(Reader& db, const std::vector<OrderId>& orders) {
    return all_in<LineRow>(db, "SELECT " + columns_of<LineRow>() + " FROM order_line WHERE order_id IN",
                           orders, "ORDER BY order_id, position");
}

bool refund(Transaction& tx, OrderId id, Money amount) {
    return tx.execute(
               "UPDATE customer_order SET refunded = refunded + $2, "
               "status = CASE WHEN refunded + $2 = amount THEN 'refunded' ELSE 'partly_refunded' END "
               "WHERE id = $1 AND amount - refunded >= $2",
               id, amount) == 1;
}

void insert(Transaction& tx, const RefundRow& row) { store::insert_row(tx, "order_refund", row); }

std::optional<RefundRow> refund_by_number(Reader& db, OrderId order, const std::string& number) {
    return db.first<RefundRow>(
        "SELECT " + columns_of<RefundRow>() + " FROM order_refund WHERE order_id = $1 AND number = $2", order,
        number);
}

std::vector<RefundRow> refunds(Reader& db, const std::vector<OrderId>& orders) {
    return all_in<RefundRow>(db, "SELECT " + columns_of<RefundRow>() + " FROM order_refund WHERE order_id IN",
                             orders, "ORDER BY order_id, refunded_at, id");
}

Totals totals(Reader& db, const std::vector<ProfileId>& profiles) {
    Totals sum;
    // Sums of lists are added here, where overflow is checked.
    for (const Totals& part : all_in<Totals>(
             db,
             "SELECT CAST(COALESCE(sum(CASE WHEN status = 'refunded' THEN 0 ELSE 1 END), 0) AS BIGINT), "
             "CAST(COALESCE(sum(amount - refunded), 0) AS BIGINT), min(ordered_at), max(ordered_at) "
             "FROM customer_order WHERE profile_id IN",
             profiles)) {
        sum.order_count += part.order_count;
        sum.order_amount += part.order_amount;
        if (part.first_order_at && (!sum.first_order_at || *part.first_order_at < *sum.first_order_at))
            sum.first_order_at = part.first_order_at;
        if (part.last_order_at && (!sum.last_order_at || *part.last_order_at > *sum.last_order_at))
            sum.last_order_at = part.last_order_at;
    }
    return sum;
}

namespace {

struct Number {
    std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Number, (), (number))

}  // namespace

std::int64_t orders_since(Reader& db, const std::vector<ProfileId>& profiles, Instant after, Instant until) {
    std::int64_t sum = 0;
    for (const Number& part : all_in<Number>(db,
                                             "SELECT count(*) FROM customer_order WHERE status <> 'refunded' "
                                             "AND ordered_at > $1 AND ordered_at <= $2 AND profile_id IN",
                                             profiles, {}, {store::to_param(after), store::to_param(until)}))
        sum += part.number;
    return sum;
}

std::vector<OrderListRow> orders(Reader& db, const ListOrders& query, const std::vector<ProfileId>& profiles,
                                 const std::optional<OrderPlace>& below, std::int64_t limit,
                                 const base::Context& ctx) {
    std::vector<store::Param> params;
    const auto place = [&](const auto& value) {
        params.push_back(store::to_param(value));
        return "$" + std::to_string(params.size());
    };
    std::string sql =
        "SELECT o.id, o.number, p.customer_id, c.name, o.status, o.amount, o.discount, o.refunded, "
        "o.quantity, "
        "o.store, o.channel, o.ordered_at, o.coupon_ids FROM customer_order o "
        "JOIN profile p ON p.id = o.profile_id JOIN customer c ON c.id = p.customer_id WHERE ";
    if (profiles.empty())
        sql += in_scope(params, ctx.actor, "o.");
    else
        sql += "o.profile_id IN (" + in_list(params, profiles.data(), profiles.size()) + ")";
    if (query.number) sql += " AND o.number = " + place(*query.number);
    if (query.status) sql += " AND o.status = " + place(*query.status);
    if (query.store) sql += " AND o.store = " + place(*query.store);
    if (query.after) sql += " AND o.ordered_at >= " + place(*query.after);
    if (query.before) sql += " AND o.ordered_at < " + place(*query.before);
    if (below) {
        const std::string at = place(below->at);
        sql += " AND (o.ordered_at, o.id) < (" + at + ", " + place(below->id) + ")";
    }
    sql += " ORDER BY o.ordered_at DESC, o.id DESC LIMIT " + place(limit);
    const store::Result result = db.run_with(sql, params);
    std::vector<OrderListRow> rows;
    for (std::size_t row = 0; row < result.rows(); ++row)
        rows.push_back(
            store::read_row<OrderListRow>(std::span(result.cells).subspan(row * result.width, result.width)));
    return rows;
}

}  // namespace huan::customer::rows
