#include "offer/rows.hpp"

#include "jobs/visible.hpp"
#include "offer/errors.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::offer::rows {

using store::anywhere;
using store::select;

namespace {

/// Where the rows of the catalogue stand that the caller may see: parameters $1..$4.
constexpr std::string_view in_sight =
    "($1 = 1 OR (org_path >= $2 AND org_path < $3) OR substr($4, 1, length(org_path)) = org_path)";

}  // namespace

bool in_catalogue(const base::Actor& actor, std::string_view org_path) {
    return base::may_see(actor, org_path) ||
           (!actor.org_path.empty() && actor.org_path.starts_with(org_path));
}

// --- products and coupon types
// --------------------------------------------------------------------------------------

std::optional<Product> find_product(store::Reader& db, ProductId id) {
    static const std::string sql = select<Product>("product WHERE id = $1");
    return db.first<Product>(sql, id);
}

std::optional<Product> product_of_sku(store::Reader& db, const std::string& sku,
                                      const std::string& org_path) {
    static const std::string sql = select<Product>(
        "product WHERE sku = $1 AND substr($2, 1, length(org_path)) = org_path "
        "ORDER BY length(org_path) DESC LIMIT 1");
    return db.first<Product>(sql, sku, org_path);
}

std::optional<Product> lock_product(store::Transaction& tx, ProductId id) {
    static const std::string sql = select<Product>("product WHERE id = $1");
    return tx.first<Product>(sql + std::string(tx.for_update()), id);
}

bool sku_taken(store::Reader& db, base::OrgId org_id, const std::string& sku, ProductId except) {
    return db
        .value<std::int64_t>("SELECT id FROM product WHERE org_id = $1 AND sku = $2 AND id <> $3", org_id,
                             sku, except.value)
        .has_value();
}

std::vector<Product> products(store::Reader& db, const ListProducts& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit) {
    static const std::string sql =
        select<Product>("product WHERE " + std::string(in_sight) +
                        " AND id < $5 AND ($6 = '' OR status = $6)"
                        " AND ($7 = '' OR lower(sku) LIKE $7 ESCAPE '\\' OR lower(name) LIKE $7 ESCAPE '\\'"
                        " OR lower(category) LIKE $7 ESCAPE '\\') ORDER BY id DESC LIMIT $8");
    const jobs::Visible who = jobs::visible(actor);
    return db.all<Product>(sql, who.all, who.from, who.until, actor.org_path, before,
                           query.status ? std::string(base::word_of(*query.status)) : "",
                           query.search && !query.search->empty() ? anywhere(*query.search) : "", limit);
}

std::optional<CouponType> find_type(store::Reader& db, CouponTypeId id) {
    static const std::string sql = select<CouponType>("coupon_type WHERE id = $1");
    return db.first<CouponType>(sql, id);
}

std::optional<CouponType> lock_type(store::Transaction& tx, CouponTypeId id) {
    static const std::string sql = select<CouponType>("coupon_type WHERE id = $1");
    return tx.first<CouponType>(sql + std::string(tx.for_update()), id);
}

std::vector<CouponType> types_named(store::Reader& db, const std::string& name, std::string_view org_path) {
    std::vector<CouponType> found =
        db.all<CouponType>(select<CouponType>("coupon_type WHERE name = $1 ORDER BY "
                                              "CASE WHEN status = 'published' THEN 0 ELSE 1 END, id"),
                           name);
    std::erase_if(found, [&](const CouponType& type) {
        return !type.org_path.starts_with(org_path) && !org_path.starts_with(type.org_path);
    });
    return found;
}

bool name_taken(store::Reader& db, base::OrgId org_id, const std::string& name, CouponTypeId except) {
    return db
        .value<std::int64_t>("SELECT id FROM coupon_type WHERE org_id = $1 AND name = $2 AND id <> $3",
                             org_id, name, except.value)
        .has_value();
}

void set_type_status(store::Transaction& tx, const CouponType& type) {
    tx.execute("UPDATE coupon_type SET status = $2, version = $3 WHERE id = $1", type.id, type.status,
               type.version);
}

std::vector<CouponType> types(store::Reader& db, const ListCouponTypes& query, const base::Actor& actor,
                              std::int64_t before, std::int64_t limit) {
    static const std::string sql = select<CouponType>(
        "coupon_type WHERE " + std::string(in_sight) +
        " AND id < $5 AND ($6 = '' OR status = $6) AND ($7 = '' OR lower(name) LIKE $7 ESCAPE '\\')"
        " AND ($8 = 0 OR points_price IS NOT NULL) ORDER BY id DESC LIMIT $9");
    const jobs::Visible who = jobs::visible(actor);
    return db.all<CouponType>(sql, who.all, who.from, who.until, actor.org_path, before,
                              query.status ? std::string(base::word_of(*query.status)) : "",
                              query.search && !query.search->empty() ? anywhere(*query.search) : "",
                              query.for_points.value_or(false), limit);
}

// --- counters
// -------------------------------------------------------------------------------------------------------

bool take_piece(store::Transaction& tx, CouponTypeId id, base::Money budget) {
    return tx.execute(
               "UPDATE coupon_type SET issued = issued + 1, budget_left = budget_left - $2 "
               "WHERE id = $1 AND status = 'published' AND issued < stock AND budget_left >= $2",
               id, budget) == 1;
}

bool take_type_budget(store::Transaction& tx, CouponTypeId id, base::Money amount) {
    return tx.execute(
               "UPDATE coupon_type SET budget_left = budget_left - $2 WHERE id = $1 AND budget_left >= $2",
               id, amount) == 1;
}

void give_type_budget(store::Transaction& tx, CouponTypeId id, base::Money amount) {
    tx.execute("UPDATE coupon_type SET budget_left = budget_left + $2 WHERE id = $1", id, amount);
}

std::optional<Allotment> find_allotment(store::Reader& db, CampaignId id) {
    static const std::string sql = select<Allotment>("campaign_allotment WHERE campaign_id = $1");
    return db.first<Allotment>(sql, id);
}

std::optional<Allotment> lock_allotment(store::Transaction& tx, CampaignId id) {
    static const std::string sql = select<Allotment>("campaign_allotment WHERE campaign_id = $1");
    return tx.first<Allotment>(sql + std::string(tx.for_update()), id);
}

void insert_allotment(store::Transaction& tx, const Allotment& allotment) {
    store::insert_row(tx, "campaign_allotment", allotment);
}

void set_allotment_state(store::Transaction& tx, CampaignId id, std::string_view state,
                         base::Money budget_left) {
    tx.execute("UPDATE campaign_allotment SET state = $2, budget_left = $3 WHERE campaign_id = $1", id, state,
               budget_left);
}

bool take_allotment(store::Transaction& tx, CampaignId id, CouponTypeId type_id, base::Money amount) {
    return tx.execute(
               "UPDATE campaign_allotment SET budget_left = budget_left - $3 WHERE campaign_id = $1 "
               "AND coupon_type_id = $2 AND state = 'open' AND budget_left >= $3",
               id, type_id, amount) == 1;
}

bool draw_allotment(store::Transaction& tx, CampaignId id, base::Money amount) {
    return tx.execute(
               "UPDATE campaign_allotment SET budget_left = budget_left - $2 "
               "WHERE campaign_id = $1 AND state <> 'released' AND budget_left >= $2",
               id, amount) == 1;
}

bool give_allotment(store::Transaction& tx, CampaignId id, base::Money amount) {
    return tx.execute(
               "UPDATE campaign_allotment SET budget_left = budget_left + $2 "
               "WHERE campaign_id = $1 AND state <> 'released'",
               id, amount) == 1;
}

bool take_held(store::Transaction& tx, base::CustomerId customer_id, std::int64_t cap) {
    if (cap < 1) return false;
    return tx.execute(
               "INSERT INTO coupon_holder (customer_id, held) VALUES ($1, 1) ON CONFLICT (customer_id) "
               "DO UPDATE SET held = coupon_holder.held + 1 WHERE coupon_holder.held < $2",
               customer_id, cap) == 1;
}

void change_held(store::Transaction& tx, base::CustomerId customer_id, std::int64_t by) {
    tx.execute("UPDATE coupon_holder SET held = held + $2 WHERE customer_id = $1", customer_id, by);
}

std::int64_t held(store::Reader& db, base::CustomerId customer_id) {
    return db.value<std::int64_t>("SELECT held FROM coupon_holder WHERE customer_id = $1", customer_id)
        .value_or(0);
}

std::optional<CountKind> take_claim(store::Transaction& tx, base::CustomerId customer_id,
                                    CouponTypeId type_id, const Claiming& claim) {
    if (claim.per_day < 1) return CountKind::day;
    if (claim.per_campaign < 1) return CountKind::campaign;
    const auto moved = tx.column<std::int64_t>(
        "INSERT INTO claim_count (customer_id, coupon_type_id, kind, bucket, n) "
        "VALUES ($1, $2, 1, $3, 1), ($1, $2, 2, $4, 1), ($1, $2, 3, 0, $5) "
        "ON CONFLICT (customer_id, coupon_type_id, kind, bucket) DO UPDATE SET n = "
        "CASE WHEN claim_count.kind < 3 THEN claim_count.n + 1 WHEN claim_count.n < $5 THEN $5 "
        "ELSE claim_count.n END WHERE claim_count.n <= "
        "CASE claim_count.kind WHEN 1 THEN $6 - 1 WHEN 2 THEN $7 - 1 ELSE $8 END RETURNING kind",
        customer_id, type_id, claim.day, claim.campaign, claim.at, claim.per_day, claim.per_campaign,
        claim.last_not_after);
    for (const CountKind kind : {CountKind::last, CountKind::day, CountKind::campaign})
        if (std::find(moved.begin(), moved.end(), static_cast<std::int64_t>(kind)) == moved.end())
            return kind;
    return {};
}

std::optional<base::Instant> last(store::Reader& db, base::CustomerId customer_id, CouponTypeId type_id) {
    return db.value<base::Instant>(
        "SELECT n FROM claim_count WHERE customer_id = $1 AND coupon_type_id = $2 AND kind = 3 AND bucket = "
        "0",
        customer_id, type_id);
}

std::int64_t count(store::Reader& db, base::CustomerId customer_id, CouponTypeId type_id, CountKind kind,
                   std::int64_t bucket) {
    return db
        .value<std::int64_t>(
            "SELECT n FROM claim_count WHERE customer_id = $1 AND coupon_type_id = $2 AND kind = $3 "
            "AND bucket = $4",
            customer_id, type_id, static_cast<std::int64_t>(kind), bucket)
        .value_or(0);
}

// --- coupons
// --------------------------------------------------------------------------------------------------------

std::optional<Coupon> find_coupon(store::Reader& db, CouponId id) {
    static const std::string sql = select<Coupon>("coupon WHERE id = $1");
    return db.first<Coupon>(sql, id);
}

std::optional<Coupon> lock_coupon(store::Transaction& tx, CouponId id) {
    static const std::string sql = select<Coupon>("coupon WHERE id = $1");
    return tx.first<Coupon>(sql + std::string(tx.for_update()), id);
}

std::optional<CouponId> coupon_by_code(store::Reader& db, const std::string& code) {
    return db.value<CouponId>("SELECT id FROM coupon WHERE code = $1", code);
}

std::vector<CouponView> coupons(store::Reader& db, const ListCoupons& query, const base::Actor& actor,
                                std::int64_t before, std::int64_t limit) {
    // The conditions are put together, not switched off by parameters, so that each list uses its index.
    std::vector<store::Param> params{store::to_param(before), store::to_param(limit)};
    std::string where = "c.id < $1";
    const auto also = [&](std::string_view condition, const auto& value) {
        params.push_back(store::to_param(value));
        where.append(" AND ").append(condition).append("$").append(std::to_string(params.size()));
    };
    if (query.customer_id) also("c.customer_id = ", *query.customer_id);
    if (query.coupon_type_id) also("c.coupon_type_id = ", *query.coupon_type_id);
    if (query.campaign_id) also("c.campaign_id = ", *query.campaign_id);
    if (query.state) also("c.state = ", *query.state);
    if (query.code) also("c.code = ", *query.code);
    if (const jobs::Visible who = jobs::visible(actor); !who.all && !query.customer_id && !query.code) {
        also("c.org_path >= ", who.from);
        also("c.org_path < ", who.until);
    }
    std::string columns = base::column_list<CouponView>("c.");
    columns.replace(columns.find("c.name"), 6, "t.name");
    const std::string sql = "SELECT " + columns +
                            " FROM coupon c JOIN coupon_type t ON t.id = c.coupon_type_id WHERE " + where +
                            " ORDER BY c.id DESC LIMIT $2";
    const store::Result result = db.run_with(sql, params);
    std::vector<CouponView> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(store::read_row<CouponView>(result.cells, row * result.width));
    return found;
}

std::vector<Coupon> of_campaign(store::Reader& db, CampaignId campaign_id, base::CustomerId customer_id) {
    static const std::string sql =
        select<Coupon>("coupon WHERE customer_id = $2 AND campaign_id = $1 ORDER BY id");
    return db.all<Coupon>(sql, campaign_id, customer_id);
}

std::vector<Coupon> lock_due(store::Transaction& tx, base::Instant now, std::int64_t limit) {
    static const std::string sql = select<Coupon>(
        "coupon WHERE due_at <= $1 AND id IN (SELECT id FROM coupon WHERE due_at <= $1 ORDER BY due_at LIMIT "
        "$2)"
        " ORDER BY id");
    return tx.all<Coupon>(sql + std::string(tx.for_update()), now, limit);
}

std::vector<CouponId> redeemed_by_order(store::Reader& db, customer::OrderId order_id) {
    return db.column<CouponId>("SELECT id FROM coupon WHERE order_id = $1 AND state = 'redeemed' ORDER BY id",
                               order_id);
}

CouponCounts counts(store::Reader& db, std::string_view column, std::int64_t id) {
    const std::string where = column.empty() ? "$1 = 0" : std::string(column) + " = $1";
    const store::Result found =
        db.run("SELECT state, count(*) FROM coupon WHERE " + where + " GROUP BY state", id);
    CouponCounts counts;
    for (std::size_t row = 0; row < found.rows(); ++row) {
        std::string state;
        store::read_cell(found.at(row, 0), state);
        base::for_each_field<CouponCounts>([&](std::string_view name, auto member) {
            if (name == state) store::read_cell(found.at(row, 1), counts.*member);
        });
    }
    return counts;
}

std::vector<base::ProfileId> profiles_with_coupons(store::Reader& db, base::CustomerId customer_id) {
    return db.column<base::ProfileId>("SELECT DISTINCT profile_id FROM coupon WHERE customer_id = $1",
                                      customer_id);
}

void move_profile(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id) {
    tx.execute("UPDATE coupon SET customer_id = $2 WHERE profile_id = $1 AND customer_id <> $2", profile_id,
               customer_id);
}

void erase_brought(store::Transaction& tx, const Coupon& coupon) {
    const base::Money tied = coupon.state == CouponState::claimed ? coupon.face_value : base::Money{};
    tx.execute("UPDATE coupon_type SET issued = issued - 1, budget_left = budget_left + $2 WHERE id = $1",
               coupon.coupon_type_id, tied);
    tx.execute("DELETE FROM coupon_request WHERE coupon_id = $1", coupon.id);
    tx.execute("DELETE FROM coupon WHERE id = $1", coupon.id);
}

void recount(store::Transaction& tx, base::CustomerId customer_id) {
    tx.execute("DELETE FROM coupon_holder WHERE customer_id = $1", customer_id);
    tx.execute(
        "INSERT INTO coupon_holder (customer_id, held) SELECT $1, count(*) FROM coupon "
        "WHERE customer_id = $1 AND state IN ('claimed', 'locked')",
        customer_id);
    tx.execute("DELETE FROM claim_count WHERE customer_id = $1", customer_id);
    tx.execute(
        "INSERT INTO claim_count (customer_id, coupon_type_id, kind, bucket, n) "
        "SELECT $1, coupon_type_id, 3, 0, max(claimed_at) FROM coupon WHERE customer_id = $1 "
        "GROUP BY coupon_type_id",
        customer_id);
    tx.execute(
        "INSERT INTO claim_count (customer_id, coupon_type_id, kind, bucket, n) "
        "SELECT $1, coupon_type_id, 1, claim_day, count(*) FROM coupon WHERE customer_id = $1 "
        "GROUP BY coupon_type_id, claim_day",
        customer_id);
    tx.execute(
        "INSERT INTO claim_count (customer_id, coupon_type_id, kind, bucket, n) "
        "SELECT $1, coupon_type_id, 2, COALESCE(campaign_id, 0), count(*) FROM coupon WHERE customer_id = $1 "
        "GROUP BY coupon_type_id, COALESCE(campaign_id, 0)",
        customer_id);
}

// --- request keys
// ---------------------------------------------------------------------------------------------------

std::optional<CouponId> remember_request(store::Transaction& tx, std::string_view verb,
                                         const std::string& request_key, const std::string& body,
                                         CouponId coupon_id, const base::Context& ctx) {
    const bool is_new = tx.execute(
                            "INSERT INTO coupon_request (org_id, verb, request_key, body, coupon_id, at) "
                            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                            ctx.actor.org_id.value, verb, request_key, body, coupon_id, ctx.now) == 1;
    if (is_new) return {};
    const store::Result found = tx.run(
        "SELECT body, coupon_id FROM coupon_request WHERE org_id = $1 AND verb = $2 "
        "AND request_key = $3",
        ctx.actor.org_id.value, verb, request_key);
    std::string earlier;
    CouponId coupon;
    store::read_cell(found.at(0, 0), earlier);
    store::read_cell(found.at(0, 1), coupon);
    if (earlier != body) throw base::Error{errors::key_reused, "request_key"};
    return coupon;
}

}  // namespace huan::offer::rows
