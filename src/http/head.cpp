#include "http/head.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <utility>

namespace huan::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 28> reasons{{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
}};

void add_line(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (const char c : value) head.push_back(static_cast<unsigned char>(c) < ' ' || c == 127 ? ' ' : c);
    head.append("\r\n");
}

void add_body_lines(std::string& head, const HeadFacts& facts) {
    if (facts.length) fmt::format_to(std::back_inserter(head), "content-length: {}\r\n", *facts.length);
    if (facts.chunked) head.append("transfer-encoding: chunked\r\n");
    if (!facts.keep_alive)
        head.append("connection: close\r\n");
    else if (!facts.http_1_1)
        head.append("connection: keep-alive\r\n");
}

}  // namespace

std::string_view reason_of(int status) {
    for (const auto& [known, reason] : reasons)
        if (known == status) return reason;
    return "Unknown";
}

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, size};
}

std::string head_of(const Response& response, const Request& request, const HeadFacts& facts) {
    std::string head;
    head.reserve(512 + response.body.size());
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_of(response.status));
    add_line(head, "date", facts.date);
    for (const auto& [name, value] : response.headers.all()) add_line(head, name, value);
    add_body_lines(head, facts);
    if (!request.id.empty()) add_line(head, "x-request-id", request.id);
    head.append("x-content-type-options: nosniff\r\n");
    if (response.headers.get("content-type").starts_with("text/html")) {
        add_line(head, "content-security-policy", facts.policy);
        head.append("x-frame-options: DENY\r\n");
    }
    // Addresses may carry a customer's token: other sites get no part of them.
    if (!response.headers.has("referrer-policy")) head.append("referrer-policy: same-origin\r\n");
    if (!response.headers.has("cache-control")) head.append("cache-control: no-store\r\n");
    if (is_cross_origin_path(request.path) && !response.headers.has("access-control-allow-origin"))
        head.append("access-control-allow-origin: *\r\naccess-control-expose-headers: retry-after\r\n");
    head.append("\r\n");
    return head;
}

bool is_cross_origin_path(std::string_view path) { return path.starts_with("/v1/"); }

Response preflight_answer() {
    Response response;
    response.status = 204;
    response.headers.add("access-control-allow-origin", "*");
    response.headers.add("access-control-allow-methods", "GET, POST, OPTIONS");
    response.headers.add(
        "access-control-allow-headers",
        "authorization, content-type, anonymousid, x-strict-mode, x-retry-count, ce-id, "
        "ce-source, ce-type, ce-specversion, ce-time, ce-subject, ce-userid, ce-anonymousid");
    response.headers.add("access-control-max-age", "86400");
    return response;
}

}  // namespace huan::http
