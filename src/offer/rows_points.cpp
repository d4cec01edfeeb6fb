#include "offer/rows_points.hpp"

#include "jobs/visible.hpp"
#include "offer/errors.hpp"
#include "store/paging.hpp"

namespace huan::offer::rows {

using store::select;

namespace {

/// " AND org_path ..." for callers who do not see everything; their bounds are appended to `params`.
std::string in_scope(const base::Actor& actor, std::vector<store::Param>& params) {
    const jobs::Visible who = jobs::visible(actor);
    if (who.all) return {};
    params.push_back(store::to_param(who.from));
    params.push_back(store::to_param(who.until));
    return " AND org_path >= $" + std::to_string(params.size() - 1) + " AND org_path < $" +
           std::to_string(params.size());
}

template <base::Described T>
std::vector<T> read_all(store::Reader& db, const std::string& sql, const std::vector<store::Param>& params) {
    const store::Result result = db.run_with(sql, params);
    std::vector<T> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(store::read_row<T>(result.cells, row * result.width));
    return found;
}

/// " AND profile_id IN ($3, $4...)"
std::string among(const std::vector<base::ProfileId>& profiles, std::vector<store::Param>& params) {
    std::string list;
    for (const base::ProfileId profile : profiles) {
        params.push_back(store::to_param(profile));
        list.append(list.empty() ? "$" : ", $").append(std::to_string(params.size()));
    }
    return "profile_id IN (" + list + ")";
}

constexpr const char* act_columns =
    "SELECT act_id, min(kind), min(at), min(profile_id), CAST(sum(points) AS BIGINT), "
    "CAST(sum(missing) AS BIGINT), min(order_id), min(order_number), min(coupon_id), min(reason), min(actor) "
    "FROM point_entry WHERE ";

}  // namespace

std::optional<PointRule> point_rule(store::Reader& db) {
    static const std::string sql = select<PointRule>("point_rule WHERE id = 1");
    return db.first<PointRule>(sql);
}

bool set_point_rule(store::Transaction& tx, const PointRule& rule) {
    return tx.execute(
               "INSERT INTO point_rule (id, enabled, points_per_100, expire_days, count_history, version) "
               "VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET enabled = $1, "
               "points_per_100 = $2, expire_days = $3, count_history = $4, version = $5 "
               "WHERE point_rule.version = $5 - 1",
               rule.enabled, rule.points_per_100, rule.expire_days, rule.count_history, rule.version) == 1;
}

// --- balances -----------------------------------------------------------------------------------

void lock_balance(store::Transaction& tx, base::CustomerId id) {
    tx.execute("INSERT INTO point_account (customer_id, balance) VALUES ($1, 0) ON CONFLICT DO NOTHING", id);
    tx.run("SELECT balance FROM point_account WHERE customer_id = $1" + std::string(tx.for_update()), id);
}

bool take_points(store::Transaction& tx, base::CustomerId id, std::int64_t points) {
    return tx.execute(
               "UPDATE point_account SET balance = balance - $2 WHERE customer_id = $1 AND balance >= $2", id,
               points) == 1;
}

void give_points(store::Transaction& tx, base::CustomerId id, std::int64_t points) {
    tx.execute("UPDATE point_account SET balance = balance + $2 WHERE customer_id = $1", id, points);
}

std::int64_t point_balance(store::Reader& db, base::CustomerId id) {
    return db.value<std::int64_t>("SELECT balance FROM point_account WHERE customer_id = $1", id).value_or(0);
}

void recount_points(store::Transaction& tx, base::CustomerId id) {
    tx.execute(
        "UPDATE point_account SET balance = (SELECT CAST(COALESCE(sum(held), 0) AS BIGINT) FROM point_lot "
        "WHERE customer_id = $1) WHERE customer_id = $1",
        id);
    tx.execute(
        "DELETE FROM point_account WHERE customer_id = $1 "
        "AND NOT EXISTS (SELECT 1 FROM point_lot WHERE customer_id = $1)",
        id);
}

// --- lots ---------------------------------------------------------------------------------------

void insert_lot(store::Transaction& tx, const PointLot& lot) { store::insert_row(tx, "point_lot", lot); }
void update_lot(store::Transaction& tx, const PointLot& lot) { store::update_row(tx, "point_lot", lot); }
void delete_lot(store::Transaction& tx, PointLotId id) {
    tx.execute("DELETE FROM point_lot WHERE id = $1", id);
}

std::optional<PointLot> lot_of_order(store::Reader& db, customer::OrderId id) {
    static const std::string sql = select<PointLot>("point_lot WHERE order_id = $1");
    return db.first<PointLot>(sql, id);
}

std::vector<PointLot> held_lots(store::Reader& db, base::CustomerId id) {
    static const std::string sql =
        select<PointLot>("point_lot WHERE customer_id = $1 AND held > 0 ORDER BY expires_at NULLS LAST, id");
    return db.all<PointLot>(sql, id);
}

std::vector<PointLot> held_lots_of_profile(store::Reader& db, base::ProfileId id) {
    static const std::string sql =
        select<PointLot>("point_lot WHERE profile_id = $1 AND held > 0 ORDER BY id");
    return db.all<PointLot>(sql, id);
}

std::vector<PointLot> due_lots(store::Reader& db, base::CustomerId id, base::Instant now) {
    static const std::string sql =
        select<PointLot>("point_lot WHERE customer_id = $1 AND expires_at <= $2 AND held > 0 ORDER BY id");
    return db.all<PointLot>(sql, id, now);
}

std::vector<base::CustomerId> people_due(store::Reader& db, base::Instant now, std::int64_t limit) {
    return db.column<base::CustomerId>(
        "SELECT DISTINCT customer_id FROM (SELECT customer_id FROM point_lot WHERE expires_at <= $1 "
        "AND held > 0 ORDER BY expires_at LIMIT $2) due ORDER BY customer_id",
        now, limit);
}

std::vector<base::ProfileId> profiles_with_lots(store::Reader& db, base::CustomerId id) {
    return db.column<base::ProfileId>("SELECT DISTINCT profile_id FROM point_lot WHERE customer_id = $1", id);
}

void move_lots(store::Transaction& tx, base::ProfileId profile_id, base::CustomerId customer_id) {
    tx.execute("UPDATE point_lot SET customer_id = $2 WHERE profile_id = $1 AND customer_id <> $2",
               profile_id, customer_id);
}

std::int64_t points_over(store::Reader& db, base::CustomerId id, base::Instant now) {
    return db
        .value<std::int64_t>(
            "SELECT CAST(COALESCE(sum(held), 0) AS BIGINT) FROM point_lot WHERE customer_id = $1 "
            "AND expires_at <= $2 AND held > 0",
            id, now)
        .value();
}

std::optional<PointsEnding> points_ending(store::Reader& db, base::CustomerId id, base::Instant now) {
    return db.first<PointsEnding>(
        "SELECT expires_at, CAST(sum(held) AS BIGINT) FROM point_lot WHERE customer_id = $1 "
        "AND expires_at > $2 AND held > 0 GROUP BY expires_at ORDER BY expires_at LIMIT 1",
        id, now);
}

// --- books --------------------------------------------------------------------------------------

void insert_entry(store::Transaction& tx, const PointEntry& entry) {
    store::insert_row(tx, "point_entry", entry);
}

void insert_posting(store::Transaction& tx, const PointPosting& posting) {
    store::insert_row(tx, "point_posting", posting);
}

std::optional<ActRow> act(store::Reader& db, PointActId id) {
    static const std::string sql = std::string(act_columns) + "act_id = $1 GROUP BY act_id";
    return db.first<ActRow>(sql, id);
}

std::vector<ActRow> acts_of(store::Reader& db, const std::vector<base::ProfileId>& profiles,
                            std::int64_t before, std::int64_t limit) {
    std::vector<store::Param> params{store::to_param(before), store::to_param(limit)};
    const std::string whose = among(profiles, params);
    return read_all<ActRow>(
        db, act_columns + whose + " AND act_id < $1 GROUP BY act_id ORDER BY act_id DESC LIMIT $2", params);
}

std::vector<ActRow> acts(store::Reader& db, const ListPointMoves& query, const base::Actor& actor,
                         std::int64_t before, std::int64_t limit) {
    std::vector<store::Param> params{store::to_param(before), store::to_param(limit)};
    std::string where = "act_id < $1" + in_scope(actor, params);
    if (query.kind) {
        params.push_back(store::to_param(*query.kind));
        where += " AND kind = $" + std::to_string(params.size());
    }
    return read_all<ActRow>(db, act_columns + where + " GROUP BY act_id ORDER BY act_id DESC LIMIT $2",
                            params);
}

std::vector<KindSum> kind_sums(store::Reader& db, const std::vector<base::ProfileId>& profiles) {
    std::vector<store::Param> params;
    const std::string whose = among(profiles, params);
    return read_all<KindSum>(
        db, "SELECT kind, CAST(sum(points) AS BIGINT) FROM point_entry WHERE " + whose + " GROUP BY kind",
        params);
}

std::vector<AccountSum> account_sums(store::Reader& db, const base::Actor& actor) {
    std::vector<store::Param> params;
    const std::string scope = in_scope(actor, params);
    if (scope.empty())
        return read_all<AccountSum>(
            db, "SELECT account, CAST(sum(points) AS BIGINT) FROM point_posting GROUP BY account", params);
    return read_all<AccountSum>(db,
                                "SELECT p.account, CAST(sum(p.points) AS BIGINT) FROM point_posting p "
                                "JOIN point_entry e ON e.id = p.entry_id WHERE 1 = 1" +
                                    scope + " GROUP BY p.account",
                                params);
}

std::int64_t people_with_points(store::Reader& db, const base::Actor& actor) {
    std::vector<store::Param> params;
    const std::string scope = in_scope(actor, params);
    const std::string sql = scope.empty()
                                ? "SELECT count(*) FROM point_account WHERE balance > 0"
                                : "SELECT count(DISTINCT customer_id) FROM point_lot WHERE held > 0" + scope;
    std::int64_t people = 0;
    store::read_cell(db.run_with(sql, params).at(0, 0), people);
    return people;
}

std::int64_t points_ending_before(store::Reader& db, base::Instant until, const base::Actor& actor) {
    std::vector<store::Param> params{store::to_param(until)};
    const std::string scope = in_scope(actor, params);
    std::int64_t points = 0;
    store::read_cell(db.run_with("SELECT CAST(COALESCE(sum(held), 0) AS BIGINT) FROM point_lot "
                                 "WHERE expires_at <= $1 AND held > 0" +
                                     scope,
                                 params)
                         .at(0, 0),
                     points);
    return points;
}

void forget_point_requests(store::Transaction& tx, base::ProfileId profile_id) {
    tx.execute(
        "DELETE FROM point_request WHERE act_id IN (SELECT act_id FROM point_entry WHERE profile_id = $1)",
        profile_id);
}

std::optional<PointActId> remember_points(store::Transaction& tx, std::string_view verb,
                                          const std::string& request_key, const std::string& body,
                                          PointActId act_id, const base::Context& ctx) {
    const bool is_new = tx.execute(
                            "INSERT INTO point_request (org_id, verb, request_key, body, act_id, at) "
                            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                            ctx.actor.org_id.value, verb, request_key, body, act_id, ctx.now) == 1;
    if (is_new) return {};
    const store::Result found =
        tx.run("SELECT body, act_id FROM point_request WHERE org_id = $1 AND verb = $2 AND request_key = $3",
               ctx.actor.org_id.value, verb, request_key);
    std::string earlier;
    PointActId act;
    store::read_cell(found.at(0, 0), earlier);
    store::read_cell(found.at(0, 1), act);
    if (earlier != body) throw base::Error{errors::key_reused, "request_key"};
    return act;
}

}  // namespace huan::offer::rows
