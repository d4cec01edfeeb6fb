#pragma once

#include "history/history.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace huan::history::testing {

/// Everything a scan delivers, row by row as text, so that two histories can be compared.
std::vector<std::string> copy_of(History& history, const Scan& scan);

/// The numbers of all events, ascending.
std::vector<std::int64_t> events_in(History& history);

}  // namespace huan::history::testing
