#pragma once

#include "base/context.hpp"
#include "customer/customer.hpp"
#include "store/event.hpp"

#include <set>
#include <string>
#include <vector>

/// Erasing people: what says who somebody was goes; what counts money and pieces stays under a bare number.
namespace huan::customer {

/// Texts by which somebody could be found in other records: keys, names, plates. Short ones that may stand
/// for anything are left out.
std::set<std::string> telling_texts(store::Reader& db, const std::vector<ProfileId>& profiles);

/// The event without anything that says who it was; empty: nothing is left to keep. Keeps what reports and
/// the books count: orders, coupons, campaigns, leads, calls, findings.
std::optional<store::Event> without_person(store::Event event);

/// This module's part: keys, facts, relations, cars nobody else drives; events are withdrawn or blanked.
void erase_person(store::Transaction& tx, CustomerId id, const std::vector<ProfileId>& profiles,
                  const base::Context& ctx);

/// When a person was erased; empty for everybody else.
std::optional<Instant> erased_at(store::Reader& db, CustomerId id);

}  // namespace huan::customer
