#include "offer/ledger.hpp"

#include "offer/rows.hpp"

#include <stdexcept>

namespace huan::offer {

namespace {

std::int64_t before_of(const std::optional<std::string>& cursor) {
    if (!cursor || cursor->empty()) return std::numeric_limits<std::int64_t>::max();
    return std::stoll(base::read_cursor(*cursor, 1).front());
}

}  // namespace

void post(store::Transaction& tx, Entry entry, const std::vector<Side>& sides) {
    base::Money sum;
    for (const Side& side : sides) sum += side.amount;
    if (sum != base::Money{}) throw std::logic_error("a ledger entry whose postings do not sum to zero");

    entry.id = EntryId{tx.next_id()};
    store::insert_row(tx, "ledger_entry", entry);
    for (const Side& side : sides) {
        if (side.amount == base::Money{}) continue;
        const AccountId account = rows::account(tx, {.org_id = entry.org_id,
                                                     .org_path = entry.org_path,
                                                     .kind = side.account,
                                                     .coupon_type_id = entry.coupon_type_id,
                                                     .campaign_id = side.campaign_id});
        store::insert_row(tx, "ledger_posting", Posting{tx.next_id(), entry.id, account, side.amount});
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
    base::Page<EntryView> page;
    page.items = rows::entries(db, query, ctx.actor, before_of(query.cursor), limit + 1);
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
        page.items.pop_back();
        page.next_cursor = base::make_cursor({std::to_string(page.items.back().id.value)});
    }
    return page;
}

base::Money ledger_balance(store::Reader& db) { return rows::balance_of_everything(db); }

}  // namespace huan::offer
