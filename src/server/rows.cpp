#include "server/rows.hpp"

namespace huan::server::rows {

std::int64_t count(store::Reader& db, std::string_view table) {
    return db.value<std::int64_t>("SELECT count(*) FROM " + std::string(table)).value_or(0);
}

std::int64_t order_amount(store::Reader& db) {
    return db.value<std::int64_t>("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM customer_order")
        .value_or(0);
}

std::int64_t ledger_balance(store::Reader& db) {
    return db.value<std::int64_t>("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM ledger_posting")
        .value_or(0);
}

std::vector<store::Event> events_after(store::Reader& db, std::int64_t seq, std::int64_t limit) {
    return db.all<store::Event>(
        "SELECT " + base::column_list<store::Event>() + " FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
        seq, limit);
}

std::map<std::string, std::int64_t> coupons_by_state(store::Reader& db) {
    std::map<std::string, std::int64_t> counts;
    const store::Result result = db.run("SELECT state, count(*) FROM coupon GROUP BY state ORDER BY state");
    for (std::size_t row = 0; row < result.rows(); ++row) {
        std::string state;
        store::read_cell(result.at(row, 0), state);
        store::read_cell(result.at(row, 1), counts[state]);
    }
    return counts;
}

}  // namespace huan::server::rows
