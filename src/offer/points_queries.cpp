#include "customer/queries.hpp"
#include "offer/points.hpp"
#include "offer/rows_points.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <map>

// What can be asked about points.
namespace huan::offer {

namespace {

constexpr base::Duration soon{30LL * 24 * 3'600'000};

PointMove move_of(const rows::ActRow& row, base::CustomerId id, const std::string& name) {
    return {row.id,       row.kind,         row.at,        id,         name,     row.points, row.missing,
            row.order_id, row.order_number, row.coupon_id, row.reason, row.actor};
}

}  // namespace

CustomerPoints points_of(store::Reader& db, const PointsOfCustomer& query, const base::Context& ctx) {
    const customer::Customer person = customer::visible_customer(db, query.customer_id, ctx);
    const std::int64_t limit = base::page_limit(query.limit);
    const std::vector<base::ProfileId> profiles = customer::profiles_of(db, person.id);
    CustomerPoints answer;
    answer.customer_id = person.id;
    answer.balance = rows::point_balance(db, person.id) - rows::points_over(db, person.id, ctx.now);
    answer.ending = rows::points_ending(db, person.id, ctx.now);
    for (const rows::KindSum& sum : rows::kind_sums(db, profiles)) {
        switch (sum.kind) {
            case PointEntryKind::earn:
            case PointEntryKind::adjust:
            case PointEntryKind::return_: answer.earned += sum.points; break;
            case PointEntryKind::spend:
            case PointEntryKind::exchange: answer.spent -= sum.points; break;
            case PointEntryKind::expire:
            case PointEntryKind::forfeit: break;
        }
    }
    auto page = store::page_of(rows::acts_of(db, profiles, store::before_id(query.cursor), limit + 1), limit);
    answer.next_cursor = std::move(page.next_cursor);
    for (const rows::ActRow& row : page.items) answer.items.push_back(move_of(row, person.id, person.name));
    return answer;
}

base::Page<PointMove> list_point_moves(store::Reader& db, const ListPointMoves& query,
                                       const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    auto page =
        store::page_of(rows::acts(db, query, ctx.actor, store::before_id(query.cursor), limit + 1), limit);
    std::vector<base::CustomerId> ids;
    std::map<base::ProfileId, base::CustomerId> whose;
    for (const rows::ActRow& row : page.items)
        if (const auto [at, fresh] = whose.try_emplace(row.profile_id); fresh)
            ids.push_back(at->second = customer::customer_of(db, row.profile_id));
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::map<base::CustomerId, std::string> names;
    for (const customer::Customer& person : customer::list_customers(db, ids)) names[person.id] = person.name;
    base::Page<PointMove> answer{.next_cursor = std::move(page.next_cursor)};
    for (const rows::ActRow& row : page.items)
        answer.items.push_back(move_of(row, whose[row.profile_id], names[whose[row.profile_id]]));
    return answer;
}

PointLedger point_ledger(store::Reader& db, const PointLedgerQuery&, const base::Context& ctx) {
    PointLedger book;
    for (const rows::AccountSum& sum : rows::account_sums(db, ctx.actor)) {
        book.balance += sum.points;
        switch (sum.account) {
            case PointAccountKind::promised: book.promised += sum.points; break;
            case PointAccountKind::held: book.held += sum.points; break;
            case PointAccountKind::spent: book.spent += sum.points; break;
            case PointAccountKind::expired: book.expired += sum.points; break;
        }
    }
    book.people = rows::people_with_points(db, ctx.actor);
    book.ending_soon = rows::points_ending_before(db, ctx.now + soon, ctx.actor);
    return book;
}

}  // namespace huan::offer
