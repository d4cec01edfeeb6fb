#pragma once

#include <string>
#include <string_view>

namespace huan::customer {

/// The value of a field of a form, url-encoded or multipart as `content_type` says; empty without it. For
/// the few short words of our own pages and of mail programs (RFC 8058): nothing is decoded.
std::string form_value(std::string_view content_type, std::string_view body, std::string_view name);

}  // namespace huan::customer
