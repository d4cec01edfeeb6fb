#pragma once

#include "history/history.hpp"

#include <memory>
#include <string>

namespace huan::history::testing {

/// Columns kept in this process under the name of a directory, for the shipper's tests in sanitizer builds,
/// which chDB does not survive. Knows what the shipper asks and an unfiltered scan.
std::unique_ptr<History> open_in_memory(const std::string& directory);
/// As if the directory had been removed.
void forget_in_memory(const std::string& directory);

}  // namespace huan::history::testing
