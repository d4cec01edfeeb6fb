#include "jobs/visible.hpp"
#include "offer/rows.hpp"

#include <stdexcept>

// The books are only ever added to: no statement here changes or removes an entry or a posting.
namespace huan::offer::rows {

void insert_posting(store::Transaction& tx, EntryId entry_id, const Account& account, base::Money amount) {
    const std::int64_t id = tx.next_id();
    const auto insert = [&] {
        return tx.execute(
            "INSERT INTO ledger_posting (id, entry_id, account_id, amount) SELECT $1, $2, id, $3 "
            "FROM ledger_account WHERE coupon_type_id = $4 AND campaign_id = $5 AND kind = $6",
            id, entry_id, amount, account.coupon_type_id, account.campaign_id, account.kind);
    };
    if (insert() == 1) return;
    tx.execute(
        "INSERT INTO ledger_account (id, org_id, org_path, kind, coupon_type_id, campaign_id) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        tx.next_id(), account.org_id, account.org_path, account.kind, account.coupon_type_id,
        account.campaign_id);
    if (insert() != 1) throw std::logic_error("an account that was just opened is not there");
}

std::vector<AccountBalance> balances(store::Reader& db, const LedgerQuery& query, const base::Actor& actor) {
    const jobs::Visible who = jobs::visible(actor);
    return db.all<AccountBalance>(
        "SELECT a.id, a.kind, a.coupon_type_id, t.name, NULLIF(a.campaign_id, 0), "
        "CAST(COALESCE((SELECT sum(p.amount) FROM ledger_posting p WHERE p.account_id = a.id), 0) AS BIGINT) "
        "FROM ledger_account a JOIN coupon_type t ON t.id = a.coupon_type_id "
        "WHERE ($1 = 1 OR (a.org_path >= $2 AND a.org_path < $3)) AND ($4 = 0 OR a.coupon_type_id = $4) "
        "AND ($5 = 0 OR a.campaign_id = $5) ORDER BY a.coupon_type_id, a.campaign_id, a.id",
        who.all, who.from, who.until, query.coupon_type_id ? query.coupon_type_id->value : 0,
        query.campaign_id ? query.campaign_id->value : 0);
}

base::Money balance_of_everything(store::Reader& db) {
    return db.value<base::Money>("SELECT CAST(COALESCE(sum(amount), 0) AS BIGINT) FROM ledger_posting")
        .value();
}

std::vector<EntryView> entries(store::Reader& db, const EntriesQuery& query, const base::Actor& actor,
                               std::int64_t before, std::int64_t limit) {
    std::vector<store::Param> params{store::to_param(before), store::to_param(limit)};
    std::string where = "id < $1";
    const auto also = [&](std::string_view condition, const auto& value) {
        params.push_back(store::to_param(value));
        where.append(" AND ").append(condition).append("$").append(std::to_string(params.size()));
    };
    if (query.coupon_type_id) also("coupon_type_id = ", *query.coupon_type_id);
    if (query.campaign_id) also("campaign_id = ", *query.campaign_id);
    if (query.coupon_id) also("coupon_id = ", *query.coupon_id);
    if (const jobs::Visible who = jobs::visible(actor); !who.all) {
        also("org_path >= ", who.from);
        also("org_path < ", who.until);
    }
    const std::string sql = "SELECT " + base::column_list<Entry>() + " FROM ledger_entry WHERE " + where +
                            " ORDER BY id DESC LIMIT $2";
    const store::Result result = db.run_with(sql, params);
    std::vector<EntryView> found;
    for (std::size_t row = 0; row < result.rows(); ++row) {
        const Entry entry = store::read_row<Entry>(result.cells, row * result.width);
        EntryView& view = found.emplace_back();
        view.id = entry.id;
        view.kind = entry.kind;
        view.at = entry.at;
        view.coupon_type_id = entry.coupon_type_id;
        view.campaign_id = entry.campaign_id;
        view.coupon_id = entry.coupon_id;
        view.actor = entry.actor;
        view.postings = db.all<EntryPosting>(
            "SELECT a.kind, NULLIF(a.campaign_id, 0), p.amount FROM ledger_posting p "
            "JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = $1 ORDER BY p.id",
            entry.id);
    }
    return found;
}

}  // namespace huan::offer::rows
