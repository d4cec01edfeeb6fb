#include "offer/ledger.hpp"

#include "offer/rows.hpp"
#include "store/paging.hpp"

#include <stdexcept>

namespace huan::offer {

void post(store::Transaction& tx, Entry entry, const std::vector<Side>& sides) {
    base::Money sum;
    for (const Side& side : sides) sum += side.amount;
    if (sum != base::Money{}) throw std::logic_error("a ledger entry whose postings do not sum to zero");

    entry.id = EntryId{tx.next_id()};
    store::insert_row(tx, "ledger_entry", entry);
    for (const Side& side : sides) {
        if (side.amount == base::Money{}) continue;
        rows::insert_posting(tx, entry.id,
                             {.org_id = entry.org_id,
                              .org_path = entry.org_path,
                              .kind = side.account,
                              .coupon_type_id = entry.coupon_type_id,
                              .campaign_id = side.campaign_id},
                             side.amount);
    }
}

Ledger ledger(store::Reader& db, const LedgerQuery& query, const base::Context& ctx) {
    Ledger book;
    book.accounts = rows::balances(db, query, ctx.actor);
    for (const AccountBalance& account : book.accounts) {
        book.balance += account.balance;
        switch (account.kind) {
            case AccountKind::funding: break;
            case AccountKind::budget: book.budget += account.balance; break;
            case AccountKind::issued: book.issued += account.balance; break;
            case AccountKind::cost_platform: book.cost_platform += account.balance; break;
            case AccountKind::cost_merchant: book.cost_merchant += account.balance; break;
        }
    }
    return book;
}

base::Page<EntryView> entries(store::Reader& db, const EntriesQuery& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    return store::page_of(rows::entries(db, query, ctx.actor, store::before_id(query.cursor), limit + 1),
                          limit);
}

base::Money ledger_balance(store::Reader& db) { return rows::balance_of_everything(db); }

}  // namespace huan::offer
