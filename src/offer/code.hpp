#pragma once

#include <string>
#include <string_view>

namespace huan::offer {

/// 16 of 31 characters: 79 bits, none that can be taken for another when read out.
std::string new_code();

/// As codes are stored: without blanks and dashes, in capitals.
std::string plain_code(std::string_view code);

}  // namespace huan::offer
