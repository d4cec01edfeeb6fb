#pragma once

#include "base/context.hpp"
#include "base/money.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace huan::server {

/// What a data directory holds, for `huan status` and GET /api/status.
struct Status {
    std::string version{};
    std::int64_t schema_version = 0;  ///< Migrations applied.
    std::string store{};              ///< "sqlite" or "postgres".
    std::string history{};            ///< "chdb 26.7.3" or "journal".
    std::int64_t customers = 0;
    std::int64_t profiles = 0;
    std::int64_t identities = 0;
    std::int64_t orders = 0;
    base::Money order_amount{};       ///< Paid, before refunds; minor units of `currency`.
    std::string order_amount_text{};  ///< "2500315.63"
    std::string currency{};
    std::int64_t events_journal = 0;
    std::int64_t events_history = 0;  ///< In the columns; trails the journal by moments.
    std::int64_t segments = 0;
    std::int64_t campaigns = 0;
    std::map<std::string, std::int64_t> coupons{};  ///< By state.
    std::int64_t leads = 0;
    base::Money ledger_balance{};  ///< Sum of all postings: 0, always.
    std::int64_t reactor_failures = 0;
};
BOOST_DESCRIBE_STRUCT(Status, (),
                      (version, schema_version, store, history, customers, profiles, identities, orders,
                       order_amount, order_amount_text, currency, events_journal, events_history, segments,
                       campaigns, coupons, leads, ledger_balance, reactor_failures))

/// Everything but the history's part.
Status count_records(store::Reader& db);

}  // namespace huan::server
