#include "server/status.hpp"

#include "access/settings.hpp"
#include "server/rows.hpp"
#include "store/migration.hpp"

namespace huan::server {

Status count_records(store::Reader& db) {
    Status status;
    const access::Settings settings = access::settings(db);
    status.schema_version = store::schema_version(db);
    status.customers = rows::count(db, "customer");
    status.profiles = rows::count(db, "profile");
    status.identities = rows::count(db, "identity");
    status.orders = rows::count(db, "customer_order");
    status.order_amount = base::Money{rows::order_amount(db)};
    status.order_amount_text = base::format_money(status.order_amount, settings.currency_digits());
    status.currency = settings.currency;
    status.events_journal = rows::count(db, "event");
    status.segments = rows::count(db, "segment");
    status.campaigns = rows::count(db, "campaign");
    status.coupons = rows::coupons_by_state(db);
    status.leads = rows::count(db, "lead");
    status.ledger_balance = base::Money{rows::ledger_balance(db)};
    status.reactor_failures = rows::count(db, "reactor_failure");
    return status;
}

}  // namespace huan::server
