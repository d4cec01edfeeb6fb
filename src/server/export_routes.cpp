#include "base/json.hpp"
#include "capture/table_reader.hpp"
#include "customer/queries.hpp"
#include "offer/queries.hpp"
#include "sales/commands.hpp"
#include "server/rows.hpp"
#include "server/upkeep.hpp"

/// Lists as CSV, page by page, so that memory stays bounded however long they are.
namespace huan::server {
namespace {

using base::Permission;

constexpr std::int64_t page_size = 200;

template <class Row> std::string header() {
    std::string line;
    base::for_each_field<Row>(
        [&](std::string_view name, auto) { line.append(line.empty() ? "" : ",").append(name); });
    return line + "\r\n";
}

std::string cell_of(const boost::json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return capture::csv_cell(std::string_view(value.get_string()));
    if (value.is_object() || value.is_array()) return capture::csv_cell(boost::json::serialize(value));
    return boost::json::serialize(value);
}

template <class Row> std::string line_of(const Row& row) {
    std::string line;
    bool first = true;
    base::for_each_field<Row>([&](std::string_view, auto member) {
        line.append(first ? "" : ",").append(cell_of(base::to_json(row.*member)));
        first = false;
    });
    return line + "\r\n";
}

/// `next(db, cursor)` answers a page of rows.
template <class Row, class Next>
http::Response exported(store::Store& store, const std::string& name, Next next) {
    return http::download(name + ".csv", "text/csv", [&store, next](http::Sink& out) {
        out.write("\xEF\xBB\xBF" + header<Row>());  // The mark makes spreadsheets read UTF-8.
        std::optional<std::string> cursor;
        do {
            const base::Page<Row> page = store.read([&](store::Reader& db) { return next(db, cursor); });
            for (const Row& row : page.items) out.write(line_of(row));
            cursor = page.next_cursor;
        } while (cursor);
    });
}

base::Page<store::Event> events_after(store::Reader& db, const std::optional<std::string>& cursor) {
    base::Page<store::Event> page;
    page.items = rows::events_after(db, cursor ? std::stoll(*cursor) : 0, page_size);
    if (static_cast<std::int64_t>(page.items.size()) == page_size)
        page.next_cursor = std::to_string(page.items.back().seq);
    return page;
}

template <class Row, class Ask, class Query>
void add(http::Router& router, store::Store& store, const std::string& name, Ask ask, Query query) {
    router.blocking("GET /api/export/" + name + ".csv", Permission::export_run,
                    [&store, name, ask, query](const http::Request&, const base::Context& ctx) {
                        return exported<Row>(
                            store, name,
                            [ask, query, ctx](store::Reader& db, const std::optional<std::string>& cursor) {
                                Query asked = query;
                                asked.cursor = cursor;
                                asked.limit = page_size;
                                return ask(db, asked, ctx);
                            });
                    });
}

}  // namespace

void export_routes(http::Router& router, store::Store& store) {
    add<customer::CustomerSummary>(
        router, store, "customers",
        [](store::Reader& db, const customer::ListCustomers& query, const base::Context& ctx) {
            return customer::list_customers(db, query, ctx);
        },
        customer::ListCustomers{});
    add<customer::OrderView>(router, store, "orders", &customer::list_orders, customer::ListOrders{});
    add<offer::CouponView>(router, store, "coupons", &offer::list_coupons, offer::ListCoupons{});
    add<sales::LeadView>(router, store, "leads", &sales::list_leads, sales::ListLeads{});
    router.blocking("GET /api/export/events.csv", Permission::export_run,
                    [&store](const http::Request&, const base::Context& ctx) {
                        // Events carry no owner: only who sees everything may take them all.
                        if (ctx.actor.scope != base::DataScope::all)
                            throw base::Error{base::errors::forbidden};
                        return exported<store::Event>(store, "events", &events_after);
                    });
}

}  // namespace huan::server
