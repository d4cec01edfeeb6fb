#include "http/message.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace huan::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> methods{{{Method::get, "GET"},
                                                                      {Method::head, "HEAD"},
                                                                      {Method::post, "POST"},
                                                                      {Method::put, "PUT"},
                                                                      {Method::patch, "PATCH"},
                                                                      {Method::delete_, "DELETE"},
                                                                      {Method::options, "OPTIONS"}}};

std::optional<std::string_view> value_in(const std::vector<std::pair<std::string, std::string>>& pairs,
                                         std::string_view name) {
    for (const auto& [key, value] : pairs)
        if (key == name) return value;
    return {};
}

/// RFC 5987: what is not a plain letter or digit becomes %XX.
std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '.' || c == '-' || c == '_';
        if (plain)
            out.push_back(c);
        else
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Response attachment(std::string_view file_name, std::string_view content_type) {
    std::string plain;
    for (const char c : file_name)
        plain.push_back(c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '/' ? c : '_');
    Response response = text({}, content_type);
    response.headers.add(
        "content-disposition",
        fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, percent_encoded(file_name)));
    return response;
}

}  // namespace

std::string_view word_of(Method method) {
    for (const auto& [item, word] : methods)
        if (item == method) return word;
    return "OTHER";
}

Method method_of(std::string_view word) {
    for (const auto& [item, name] : methods)
        if (name == word) return item;
    return Method::other;
}

std::string_view Headers::get(std::string_view name) const {
    for (const Pair& pair : pairs_)
        if (pair.first == name) return pair.second;
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::any_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) { return pair.first == name; });
}

void Headers::add(std::string name, std::string_view value) { pairs_.emplace_back(std::move(name), value); }

void Headers::set(std::string_view name, std::string_view value) {
    std::erase_if(pairs_, [&](const Pair& pair) { return pair.first == name; });
    add(std::string(name), value);
}

std::string_view Request::cookie(std::string_view name) const {
    for (const auto& [header, value] : headers.all()) {
        if (header != "cookie") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            std::string_view pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (pair.starts_with(' ')) pair.remove_prefix(1);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
                return pair.substr(name.size() + 1);
        }
    }
    return {};
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    return value_in(query, name);
}

std::optional<std::string_view> Request::param(std::string_view name) const { return value_in(params, name); }

Response text(std::string body, std::string_view content_type, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    const bool textual = content_type.starts_with("text/") &&
                         content_type.find(';') == std::string_view::npos;
    response.headers.add("content-type",
                         textual ? std::string(content_type) + "; charset=utf-8" : std::string(content_type));
    return response;
}

Response json_text(std::string body, int status) { return text(std::move(body), "application/json", status); }

Response redirect(std::string_view location, int status) {
    Response response;
    response.status = status;
    response.headers.add("location", location);
    return response;
}

Response download(std::string_view file_name, std::string_view content_type,
                  std::function<void(Sink&)> stream) {
    Response response = attachment(file_name, content_type);
    response.stream = std::move(stream);
    return response;
}

Response download_file(std::string_view file_name, std::string_view content_type, std::string path) {
    Response response = attachment(file_name, content_type);
    response.file = std::move(path);
    return response;
}

std::string set_cookie(const Cookie& cookie) {
    std::string text =
        fmt::format("{}={}; Path={}; SameSite={}", cookie.name, cookie.value, cookie.path, cookie.same_site);
    if (cookie.max_age) fmt::format_to(std::back_inserter(text), "; Max-Age={}", *cookie.max_age);
    if (cookie.http_only) text.append("; HttpOnly");
    if (cookie.secure) text.append("; Secure");
    return text;
}

}  // namespace huan::http
