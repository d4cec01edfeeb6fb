#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace huan::http {

/// "%E4%BD%A0" to bytes. \throws base::Error `request.malformed` unless the result is UTF-8 without U+0000.
std::string percent_decoded(std::string_view text, bool plus_is_space = false);

/// Splits "/api/x?a=1" into `request.path` and `request.query`. \throws base::Error `request.malformed`.
void read_target(Request& request, std::string_view target);

}  // namespace huan::http
