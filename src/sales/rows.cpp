#include "sales/rows.hpp"

#include "customer/rows_list.hpp"
#include "store/paging.hpp"

namespace huan::sales::rows {
namespace {

const std::string select_lead = "SELECT " + base::column_list<Lead>() + " FROM lead ";
const std::string select_call = "SELECT " + base::column_list<Call>() + " FROM call ";
const std::string filtered =
    "WHERE ($1 = '' OR state = $1) AND ($2 = 0 OR state IN ('open', 'assigned', 'callback')) "
    "AND ($3 = '' OR kind = $3) AND ($4 = 0 OR owner_id = $4) AND ($5 = 0 OR customer_id = $5) "
    "AND substr(org_path, 1, length($6)) = $6 ";

std::vector<store::Param> params_of(const Filter& filter) {
    return {store::to_param(filter.state),    store::to_param(filter.unfinished),
            store::to_param(filter.kind),     store::to_param(filter.owner),
            store::to_param(filter.customer), store::to_param(filter.path_begin)};
}

std::string searched(std::vector<store::Param>& params, const Filter& filter) {
    if (filter.search.empty()) return "";
    params.push_back(store::to_param(store::anywhere(filter.search)));
    const std::string pattern = "$" + std::to_string(params.size()) + " ESCAPE '\\'";
    std::string condition = "AND (lower(plate) LIKE " + pattern + " OR lower(kind) LIKE " + pattern +
                            " OR lower(note) LIKE " + pattern;
    if (!filter.search_people.empty())
        condition +=
            " OR customer_id IN (" +
            customer::rows::in_list(params, filter.search_people.data(), filter.search_people.size()) + ")";
    return condition + ")";
}

}  // namespace

std::optional<Lead> find(store::Reader& db, LeadId id) {
    return db.first<Lead>(select_lead + "WHERE id = $1", id);
}

std::optional<Lead> lock(store::Transaction& tx, LeadId id) {
    return tx.first<Lead>(select_lead + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::optional<Lead> open_lead(store::Reader& db, base::CustomerId customer, const std::string& kind) {
    return db.first<Lead>(
        select_lead + "WHERE customer_id = $1 AND kind = $2 AND state IN ('open', 'assigned', 'callback')",
        customer, kind);
}

std::vector<Lead> list(store::Reader& db, const Filter& filter, std::int64_t before, std::int64_t limit) {
    std::vector<store::Param> params = params_of(filter);
    std::string sql = select_lead + filtered + searched(params, filter);
    params.push_back(store::to_param(before));
    params.push_back(store::to_param(limit));
    sql += " AND id < $" + std::to_string(params.size() - 1) + " ORDER BY id DESC LIMIT $" +
           std::to_string(params.size());
    const store::Result result = db.run_with(sql, params);
    std::vector<Lead> found;
    for (std::size_t row = 0; row < result.rows(); ++row)
        found.push_back(
            store::read_row<Lead>(std::span(result.cells).subspan(row * result.width, result.width)));
    return found;
}

std::int64_t count(store::Reader& db, const Filter& filter) {
    std::vector<store::Param> params = params_of(filter);
    const std::string sql = "SELECT count(*) FROM lead " + filtered + searched(params, filter);
    const store::Result result = db.run_with(sql, params);
    std::int64_t number = 0;
    store::read_cell(result.at(0, 0), number);
    return number;
}

std::vector<Lead> tasks(store::Reader& db, base::UserId owner, std::int64_t limit) {
    return db.all<Lead>(
        select_lead +
            "WHERE owner_id = $1 AND state IN ('assigned', 'callback') ORDER BY due_at, id LIMIT $2",
        owner, limit);
}

std::int64_t open_leads_of(store::Reader& db, base::UserId owner) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM lead WHERE owner_id = $1 AND state IN ('assigned', 'callback')", owner)
        .value_or(0);
}

std::vector<Lead> lock_leads_of(store::Transaction& tx, base::CustomerId customer) {
    return tx.all<Lead>(select_lead + "WHERE customer_id = $1 ORDER BY id" + std::string(tx.for_update()),
                        customer);
}

std::vector<Lead> leads_of_source(store::Reader& db, base::ProfileId profile, LeadSource source,
                                  std::int64_t source_id) {
    return db.all<Lead>(select_lead + "WHERE profile_id = $1 AND source = $2 AND source_id = $3 ORDER BY id",
                        profile, source, source_id);
}

void drop(store::Transaction& tx, LeadId id) { tx.execute("DELETE FROM lead WHERE id = $1", id); }

void detach(store::Transaction& tx, LeadId id) {
    tx.execute("UPDATE lead SET customer_id = NULL WHERE id = $1", id);
}

std::vector<CallReason> reasons(store::Reader& db) {
    return db.all<CallReason>("SELECT " + base::column_list<CallReason>() +
                              " FROM call_reason ORDER BY outcome, rank, id");
}

bool has_reason(store::Reader& db, Outcome outcome, const std::string& code) {
    return db
        .value<std::int64_t>("SELECT id FROM call_reason WHERE outcome = $1 AND code = $2", outcome, code)
        .has_value();
}

std::optional<Call> lock_call(store::Transaction& tx, CallId id) {
    return tx.first<Call>(select_call + "WHERE id = $1" + std::string(tx.for_update()), id);
}

std::optional<Call> open_call(store::Reader& db, LeadId lead, base::UserId user) {
    return db.first<Call>(select_call + "WHERE lead_id = $1 AND user_id = $2 AND ended_at IS NULL", lead,
                          user);
}

std::vector<Call> calls_of(store::Reader& db, LeadId lead) {
    return db.all<Call>(select_call +
                            "WHERE lead_id = $1 OR lead_id IN (SELECT id FROM lead WHERE merged_into = $1) "
                            "ORDER BY id DESC LIMIT 50",
                        lead);
}

std::int64_t calls_between(store::Reader& db, base::UserId user, const std::string& outcome,
                           base::Instant from, base::Instant to) {
    return db
        .value<std::int64_t>(
            "SELECT count(*) FROM call WHERE user_id = $1 AND ended_at >= $2 AND ended_at < $3 "
            "AND ($4 = '' OR outcome = $4)",
            user, from, to, outcome)
        .value_or(0);
}

CommissionRule rule(store::Reader& db) {
    return db
        .first<CommissionRule>("SELECT " + base::column_list<CommissionRule>() +
                               " FROM commission_rule WHERE id = 1")
        .value();
}

bool pay(store::Transaction& tx, const Commission& commission) {
    return tx.execute(
               "INSERT INTO commission (id, org_id, org_path, user_id, amount, cause, cause_id, breakdown, "
               "at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (cause, cause_id, user_id) DO "
               "NOTHING",
               commission.id, commission.org_id, commission.org_path, commission.user_id, commission.amount,
               commission.cause, commission.cause_id, commission.breakdown, commission.at) == 1;
}

base::Money earned(store::Reader& db, base::UserId user, base::Instant from, base::Instant to) {
    return db
        .value<base::Money>(
            "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM commission "
            "WHERE user_id = $1 AND at >= $2 AND at < $3",
            user, from, to)
        .value_or(base::Money{});
}

std::vector<Commission> commissions(store::Reader& db, std::int64_t user, const std::string& path_begin,
                                    std::int64_t before, std::int64_t limit) {
    return db.all<Commission>(
        "SELECT " + base::column_list<Commission>() +
            " FROM commission WHERE ($1 = 0 OR user_id = $1) "
            "AND substr(org_path, 1, length($2)) = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
        user, path_begin, before, limit);
}

}  // namespace huan::sales::rows
