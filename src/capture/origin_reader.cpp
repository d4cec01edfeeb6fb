#include "capture/origin_reader.hpp"

#include "base/text.hpp"
#include "jobs/post.hpp"

#include <boost/url/parse.hpp>

#include <netdb.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace huan::capture {
namespace {

constexpr std::int64_t longest_overlap = 31LL * 86'400;

void need(bool there, const std::string& member) {
    if (!there) throw base::Error{base::errors::required, "origin." + member};
}

bool is_token(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
}

void check_database(const Origin& origin) {
    need(origin.host.has_value(), "host");
    need(origin.database.has_value(), "database");
    need(origin.user.has_value(), "user");
    need(origin.query.has_value(), "query");
    // libpq and libmariadb read more than one host, or a socket's folder, out of a host.
    if (origin.host->value.find_first_of("/,@ ") != std::string::npos)
        throw base::Error{base::errors::not_allowed, "origin.host", "A host is one name or address."};
    if (origin.port && (*origin.port < 1 || *origin.port > 65'535))
        throw base::Error{base::errors::out_of_range, "origin.port"};
}

}  // namespace

void check_origin(const Origin& origin) {
    if (origin.system == OriginSystem::http) {
        need(origin.url.has_value(), "url");
        jobs::check_url(origin.url->value, true, "origin.url");
        if (origin.header && !is_token(origin.header->value))
            throw base::Error{base::errors::not_allowed, "origin.header"};
        if (origin.next && !origin.next->value.empty() && origin.since_param && origin.mark &&
            origin.mark->value.empty() && !origin.since_param->value.empty())
            need(false, "mark");
    } else {
        check_database(origin);
    }
    if (origin.overlap && (*origin.overlap < 0 || *origin.overlap > longest_overlap))
        throw base::Error{base::errors::out_of_range, "origin.overlap"};
}

bool same_target(const Origin& left, const Origin& right) {
    if (left.system != right.system) return false;
    if (left.system != OriginSystem::http) {
        const auto tls = [](const Origin& origin) { return origin.tls.value_or(OriginTls::preferred); };
        const auto port = [](const Origin& origin) {
            return origin.port.value_or(origin.system == OriginSystem::mysql ? 3306 : 5432);
        };
        return left.host == right.host && left.user == right.user && port(left) == port(right) &&
               tls(left) == tls(right);
    }
    const auto name = [](const Origin& origin) {
        return origin.header ? origin.header->value : std::string("Authorization");
    };
    const auto one = boost::urls::parse_uri(left.url ? left.url->value : "");
    const auto other = boost::urls::parse_uri(right.url ? right.url->value : "");
    return one && other && one->scheme() == other->scheme() && one->encoded_host() == other->encoded_host() &&
           one->port() == other->port() && name(left) == name(right);
}

std::vector<std::string> addresses_of(const OriginQuestion& question) {
    const std::string& host = question.origin.host->value;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list);
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
    if (failed != 0)
        throw base::Error{errors::unreachable, "origin.host",
                          "The name \"" + host + "\" leads nowhere: " + ::gai_strerror(failed) + "."};
    std::vector<std::string> found;
    for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
        if (!question.allow_private && !jobs::is_public_address(one->ai_addr)) continue;
        std::array<char, INET6_ADDRSTRLEN> text{};
        const void* raw =
            one->ai_family == AF_INET6
                ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr)
                : &reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr;
        if (::inet_ntop(one->ai_family, raw, text.data(), text.size()) != nullptr)
            found.emplace_back(text.data());
    }
    if (found.empty()) throw base::Error{errors::private_origin, "origin.host"};
    return found;
}

std::string bare_query(const Origin& origin) {
    std::string query = base::trimmed(origin.query->value);
    while (!query.empty() && query.back() == ';') query = base::trimmed(query.substr(0, query.size() - 1));
    return query;
}

std::optional<std::size_t> mark_among(const Origin& origin, const std::vector<std::string>& columns) {
    std::set<std::string> seen;
    for (const std::string& column : columns)
        if (!seen.insert(column).second)
            throw base::Error{errors::bad_answer, "origin.query",
                              "Two columns are called \"" + column + "\"; name one of them with AS."};
    if (!origin.mark || origin.mark->value.empty()) return {};
    const auto found = std::find(columns.begin(), columns.end(), origin.mark->value);
    if (found == columns.end())
        throw base::Error{errors::bad_mark, "origin.mark",
                          "There is no column \"" + origin.mark->value + "\"."};
    return static_cast<std::size_t>(found - columns.begin());
}

std::unique_ptr<OriginReader> ask(const OriginQuestion& question) {
    check_origin(question.origin);
    switch (question.origin.system) {
        case OriginSystem::postgres: return ask_postgres(question);
        case OriginSystem::mysql: return ask_mysql(question);
        case OriginSystem::http: return ask_http(question);
    }
    throw base::Error{base::errors::not_allowed, "origin.system"};
}

}  // namespace huan::capture
