#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huan::http {

/// What stands in the first lines of an answer beside the Response's own headers.
struct HeadFacts {
    std::optional<std::int64_t>
        length{};  ///< Content-Length; empty for chunks, or for "until the connection ends".
    bool chunked = false;
    bool keep_alive = true;
    bool http_1_1 = true;
    std::string_view date{};    ///< "Sun, 22 Nov 2026 00:00:00 GMT"
    std::string_view policy{};  ///< Content-Security-Policy of HTML pages.
};

/// Status line and headers, up to and with the empty line. Line breaks within values are taken out.
std::string head_of(const Response& response, const Request& request, const HeadFacts& facts);

std::string_view reason_of(int status);
/// Now, in the form of the Date header.
std::string http_date();
/// Requests of browsers on other people's pages: what they need to be allowed to hear of the answer.
bool is_cross_origin_path(std::string_view path);
Response preflight_answer();

}  // namespace huan::http
