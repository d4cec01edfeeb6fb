#pragma once

#include "base/error.hpp"
#include "http/message.hpp"

#include <exception>
#include <string>

namespace huan::http {

/// The one place where refusals and failures become RFC 9457 problem+json. An exception that is no
/// base::Error is recorded in the log and answered with the reference it was recorded under.
Response problem(const std::exception_ptr& why);
Response problem(const base::Error& refused);

/// The body of a problem answer.
std::string problem_json(const base::Error& refused, int status);

}  // namespace huan::http
