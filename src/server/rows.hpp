#pragma once

#include "store/event.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <map>
#include <string>

/// The SQL of `huan status`.
namespace huan::server::rows {

std::int64_t count(store::Reader& db, std::string_view table);
std::int64_t order_amount(store::Reader& db);
std::int64_t ledger_balance(store::Reader& db);
/// Events behind `seq`, ascending.
std::vector<store::Event> events_after(store::Reader& db, std::int64_t seq, std::int64_t limit);
std::map<std::string, std::int64_t> coupons_by_state(store::Reader& db);

}  // namespace huan::server::rows
