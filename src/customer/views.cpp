#include "customer/errors.hpp"
#include "customer/place.hpp"
#include "customer/queries.hpp"
#include "customer/rows.hpp"
#include "customer/rows_facts.hpp"
#include "customer/rows_order.hpp"
#include "customer/search.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <map>
#include <set>

/// What the console's pages ask: lists, the head of the 360 view, orders.
namespace huan::customer {
namespace {

using store::cursor_of;
using store::Reader;

constexpr std::int64_t day_ms = 24 * 3600 * 1000;
constexpr std::int64_t most_hits = 2'000;

/// The two numbers a cursor of ours holds.
std::optional<std::pair<std::int64_t, std::int64_t>> place_in(const std::optional<std::string>& cursor) {
    const auto numbers = store::numbers_in<2>(cursor);
    if (!numbers) return {};
    return std::pair{numbers->at(0), numbers->at(1)};
}

/// A customer met by a search, by the best of their tokens.
struct Found {
    CustomerId id{};
    bool exact = false;
    TokenSource source{};
    std::int64_t last_order_at = 0;

    friend bool operator<(const Found& left, const Found& right) {
        if (left.exact != right.exact) return left.exact;
        if (left.source != right.source) return left.source < right.source;
        if (left.last_order_at != right.last_order_at) return left.last_order_at > right.last_order_at;
        return left.id > right.id;
    }
};

bool is_member(Reader& db, const SegmentFilter& in_segment, std::int64_t segment_id, CustomerId id) {
    const std::vector<CustomerId> member = in_segment(db, segment_id, CustomerId{id.value + 1}, 1);
    return !member.empty() && member.front() == id;
}

/// Everybody whom what was typed may mean, best first.
std::vector<Found> ranked_hits(Reader& db, const std::string& key, const base::Context& ctx) {
    std::map<CustomerId, Found> best;
    for (const rows::Hit& hit : rows::find_tokens(db, key, most_hits, ctx)) {
        const Found found{hit.customer_id, hit.token == key, hit.source, hit.last_order_at};
        const auto [at, fresh] = best.emplace(hit.customer_id, found);
        if (!fresh && found < at->second) at->second = found;
    }
    std::vector<Found> ranked;
    for (const auto& [id, found] : best) ranked.push_back(found);
    std::sort(ranked.begin(), ranked.end());
    return ranked;
}

/// Those of a search whom the other filters of a list let through.
std::vector<Found> search_hits(Reader& db, const ListCustomers& query, const base::Context& ctx,
                               const SegmentFilter& in_segment) {
    std::vector<Found> ranked = ranked_hits(db, search_key(*query.search), ctx);
    if (query.segment_id)
        std::erase_if(ranked, [&](const Found& found) {
            return !is_member(db, in_segment, *query.segment_id, found.id);
        });
    if (!query.tag && !query.owner_id) return ranked;
    std::vector<CustomerId> ids;
    for (const Found& found : ranked) ids.push_back(found.id);
    ids = rows::visible(db, ids, ctx, {.tag = query.tag, .owner = query.owner_id});
    const std::set<CustomerId> left(ids.begin(), ids.end());
    std::erase_if(ranked, [&](const Found& found) { return !left.contains(found.id); });
    return ranked;
}

base::Page<CustomerSummary> search_page(Reader& db, const ListCustomers& query, const base::Context& ctx,
                                        const SegmentFilter& in_segment, std::int64_t limit) {
    const std::vector<Found> ranked = search_hits(db, query, ctx, in_segment);
    const auto cursor = place_in(query.cursor);
    const auto start = static_cast<std::size_t>(
        std::clamp<std::int64_t>(cursor ? cursor->first : 0, 0, static_cast<std::int64_t>(ranked.size())));
    const std::size_t end = std::min(ranked.size(), start + static_cast<std::size_t>(limit));
    std::vector<CustomerId> ids;
    for (std::size_t i = start; i < end; ++i) ids.push_back(ranked[i].id);
    base::Page<CustomerSummary> page{.items = summaries(db, ids, ctx.now)};
    for (std::size_t i = 0; i < page.items.size(); ++i)
        page.items[i].matched = std::string(base::word_of(ranked[start + i].source));
    if (end < ranked.size()) page.next_cursor = cursor_of(static_cast<std::int64_t>(end), 0);
    page.total = static_cast<std::int64_t>(ranked.size());
    return page;
}

base::Page<CustomerSummary> segment_page(Reader& db, const ListCustomers& query, const base::Context& ctx,
                                         const SegmentFilter& in_segment, std::int64_t limit) {
    const auto cursor = place_in(query.cursor);
    std::vector<CustomerId> ids =
        customers_below(db, query, CustomerId{cursor ? cursor->second : 0}, limit + 1, ctx, in_segment);
    const bool goes_on = static_cast<std::int64_t>(ids.size()) > limit;
    if (goes_on) ids.pop_back();
    base::Page<CustomerSummary> page{.items = summaries(db, ids, ctx.now)};
    if (goes_on) page.next_cursor = cursor_of(0, ids.back().value);
    return page;
}

}  // namespace

std::vector<CustomerId> customers_below(Reader& db, const ListCustomers& query, CustomerId before,
                                        std::int64_t count, const base::Context& ctx,
                                        const SegmentFilter& in_segment) {
    const rows::ListFilter filter{.tag = query.tag, .owner = query.owner_id};
    std::vector<CustomerId> ids;
    if (!query.segment_id) {
        std::optional<rows::ListPlace> below;
        if (before) below = rows::ListPlace{before.value, before};
        for (const rows::ListRow& row : rows::list(db, CustomerSort::newest, filter, below, count, ctx))
            ids.push_back(row.id);
        return ids;
    }
    for (bool more = true; more && std::ssize(ids) < count;) {
        const std::vector<CustomerId> members = in_segment(db, *query.segment_id, before, count);
        more = std::ssize(members) == count;
        if (members.empty()) break;
        before = members.back();
        std::vector<CustomerId> seen = rows::visible(db, members, ctx, filter);
        std::sort(seen.begin(), seen.end(), std::greater<>{});
        ids.insert(ids.end(), seen.begin(), seen.end());
    }
    if (std::ssize(ids) > count) ids.resize(static_cast<std::size_t>(count));
    return ids;
}

std::vector<CustomerId> customers_found(Reader& db, const ListCustomers& query, const base::Context& ctx,
                                        const SegmentFilter& in_segment) {
    std::vector<CustomerId> ids;
    if (!query.search || search_key(*query.search).empty()) return ids;
    for (const Found& found : search_hits(db, query, ctx, in_segment)) ids.push_back(found.id);
    return ids;
}

base::Page<CustomerSummary> list_customers(Reader& db, const ListCustomers& query, const base::Context& ctx,
                                           const SegmentFilter& in_segment) {
    const std::int64_t limit = base::page_limit(query.limit);
    if (query.segment_id && !in_segment) throw base::Error{base::errors::not_allowed, "segment_id"};
    if (query.search && !search_key(*query.search).empty())
        return search_page(db, query, ctx, in_segment, limit);
    if (query.segment_id) return segment_page(db, query, ctx, in_segment, limit);
    std::optional<rows::ListPlace> below;
    if (const auto cursor = place_in(query.cursor))
        below = rows::ListPlace{cursor->first, CustomerId{cursor->second}};
    const rows::ListFilter filter{.tag = query.tag, .owner = query.owner_id};
    std::vector<rows::ListRow> found =
        rows::list(db, query.sort.value_or(CustomerSort::newest), filter, below, limit + 1, ctx);
    const bool more = static_cast<std::int64_t>(found.size()) > limit;
    if (more) found.pop_back();
    std::vector<CustomerId> ids;
    for (const rows::ListRow& row : found) ids.push_back(row.id);
    base::Page<CustomerSummary> page{.items = summaries(db, ids, ctx.now)};
    if (more) page.next_cursor = cursor_of(found.back().sorted_by, found.back().id.value);
    page.total = rows::count(db, filter, ctx);
    return page;
}

// --- 360 ----------------------------------------------------------------------------------------

namespace {

void fill_purchases(Reader& db, CustomerHead& head, const std::vector<ProfileId>& profiles, Instant now) {
    if (head.order_count > 0) head.average_order = Money{head.order_amount.minor / head.order_count};
    if (head.last_order_at)
        head.days_since_order = std::max<std::int64_t>(0, (now - *head.last_order_at).count() / day_ms);
    if (head.order_count > 1 && head.first_order_at && head.last_order_at)
        head.days_between_orders = static_cast<double>((*head.last_order_at - *head.first_order_at).count()) /
                                   static_cast<double>(day_ms) / static_cast<double>(head.order_count - 1);
    head.orders_30_days = rows::orders_since(db, profiles, now - base::Duration{30 * day_ms}, now);
    head.orders_365_days = rows::orders_since(db, profiles, now - base::Duration{365 * day_ms}, now);
}

void fill_identities(Reader& db, CustomerHead& head, const std::vector<ProfileId>& profiles) {
    const KindRules rules = kind_rules(db);
    std::map<IdentityId, rows::SeenKey> keys;
    for (const rows::SeenKey& key : rows::keys_of(db, profiles))
        if (!key.cut) keys.emplace(key.id, key);
    for (const auto& [id, key] : keys)
        head.identities.push_back({key.kind, masked(key.kind, key.value), key.state, key.first_at});
    std::sort(head.identities.begin(), head.identities.end(),
              [&](const IdentityView& left, const IdentityView& right) {
                  return std::pair(-rules.of(left.kind).priority, left.first_at) <
                         std::pair(-rules.of(right.kind).priority, right.first_at);
              });
}

}  // namespace

CustomerHead head_of(Reader& db, const Customer& customer, const base::Context& ctx) {
    const std::vector<ProfileId> profiles = profiles_of(db, customer.id);
    CustomerHead head{.id = customer.id,
                      .org_id = customer.org_id,
                      .name = customer.name,
                      .created_at = customer.created_at,
                      .first_seen = customer.first_seen,
                      .last_seen = customer.last_seen,
                      .order_count = customer.order_count,
                      .order_amount = customer.order_amount,
                      .first_order_at = customer.first_order_at,
                      .last_order_at = customer.last_order_at};
    if (customer.phone) head.phone = masked(IdentityKind::phone, *customer.phone);
    if (customer.email) head.email = masked(IdentityKind::email, *customer.email);
    if (customer.owner_id) head.owner_id = customer.owner_id;
    fill_purchases(db, head, profiles, ctx.now);
    fill_identities(db, head, profiles);
    head.attributes = attributes_of(db, customer.id);
    head.tags = tags_of(db, customer.id, ctx.now);
    head.consents = consents_of(db, customer.id);
    head.do_not_contact =
        std::any_of(head.consents.begin(), head.consents.end(), [](const ConsentView& consent) {
            return consent.channel == "all" && consent.purpose == "all" && !consent.granted;
        });
    head.vehicles = vehicles_of(db, customer.id);
    head.profiles = static_cast<std::int64_t>(profiles.size());
    head.version = customer.version;
    return head;
}

CustomerHead get_customer(Reader& db, const CustomerById& query, const base::Context& ctx) {
    return head_of(db, visible_customer(db, query.customer_id, ctx), ctx);
}

// --- orders -------------------------------------------------------------------------------------

namespace {

OrderView view_of(const rows::OrderListRow& row) {
    return {.id = row.id,
            .number = row.number,
            .customer_id = row.customer_id,
            .customer_name = row.customer_name,
            .status = row.status,
            .amount = row.amount,
            .discount = row.discount,
            .refunded = row.refunded,
            .quantity = row.quantity,
            .store = row.store,
            .channel = row.channel,
            .ordered_at = row.ordered_at,
            .coupon_ids = boost::json::value_to<std::vector<std::int64_t>>(row.coupon_ids)};
}

void fill_lines(Reader& db, std::vector<OrderView>& orders) {
    std::map<OrderId, OrderView*> by_id;
    std::vector<OrderId> ids;
    for (OrderView& order : orders) {
        by_id[order.id] = &order;
        ids.push_back(order.id);
    }
    for (const rows::LineRow& line : rows::lines(db, ids))
        by_id.at(line.order_id)
            ->lines.push_back(
                {.sku = {line.sku}, .name = {line.name}, .quantity = line.quantity, .amount = line.amount});
    for (const rows::RefundRow& refund : rows::refunds(db, ids))
        by_id.at(refund.order_id)
            ->refunds.push_back({refund.id, refund.amount, refund.reason, refund.refunded_at});
}

}  // namespace

base::Page<OrderView> list_orders(Reader& db, const ListOrders& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    std::vector<ProfileId> profiles;
    if (query.customer_id) profiles = profiles_of(db, visible_customer(db, *query.customer_id, ctx).id);
    std::optional<rows::OrderPlace> below;
    if (const auto cursor = place_in(query.cursor))
        below = rows::OrderPlace{Instant{cursor->first}, OrderId{cursor->second}};
    std::vector<rows::OrderListRow> found = rows::orders(db, query, profiles, below, limit + 1, ctx);
    base::Page<OrderView> page;
    if (static_cast<std::int64_t>(found.size()) > limit) {
        found.pop_back();
        page.next_cursor = cursor_of(found.back().ordered_at.ms, found.back().id.value);
    }
    for (const rows::OrderListRow& row : found) page.items.push_back(view_of(row));
    if (query.customer_id) fill_lines(db, page.items);
    return page;
}

OrderView get_order(Reader& db, const OrderById& query, const base::Context& ctx) {
    const std::optional<rows::OrderRow> row = rows::order(db, query.order_id);
    if (!row || !base::may_see(ctx.actor, row->org_path))
        throw base::Error{errors::unknown_order, "order_id"};
    ListOrders one{.number = row->number};
    for (const rows::OrderListRow& found : rows::orders(db, one, {row->profile_id}, {}, 200, ctx)) {
        if (found.id != row->id) continue;
        std::vector<OrderView> views{view_of(found)};
        fill_lines(db, views);
        return std::move(views.front());
    }
    throw base::Error{errors::unknown_order, "order_id"};
}

// --- review -------------------------------------------------------------------------------------

base::Page<ConflictView> list_conflicts(Reader& db, const ListConflicts& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    std::optional<rows::ListPlace> below;
    if (const auto cursor = place_in(query.cursor))
        below = rows::ListPlace{cursor->first, CustomerId{cursor->second}};
    std::vector<rows::KeyRow> keys = rows::keys_for_review(db, below, limit + 1, root_of(ctx.actor.org_path));
    base::Page<ConflictView> page;
    if (static_cast<std::int64_t>(keys.size()) > limit) {
        keys.pop_back();
        page.next_cursor = cursor_of(keys.back().state_at.ms, keys.back().id.value);
    }
    for (const rows::KeyRow& key : keys) {
        std::vector<CustomerId> people;
        for (const rows::KeyProfile& seen : rows::profiles_of_keys(db, {key.id})) {
            const CustomerId customer = customer_of(db, seen.profile_id);
            if (std::find(people.begin(), people.end(), customer) == people.end()) people.push_back(customer);
        }
        people = rows::visible(db, people, ctx);
        std::sort(people.begin(), people.end());
        if (people.empty()) continue;
        page.items.push_back(
            {key.id, key.kind, masked(key.kind, key.value), key.state, key.state_at, people});
    }
    return page;
}

}  // namespace huan::customer
