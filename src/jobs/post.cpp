#include "jobs/post.hpp"

#include "base/error.hpp"
#include "jobs/errors.hpp"

#include <boost/url/parse.hpp>

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huan::jobs {
namespace {

constexpr std::size_t longest_answer = 1 << 20;

struct Network4 {
    std::uint32_t first;
    int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}

/// IANA's special-purpose registry: everything that is not globally reachable.
constexpr Network4 special4[] = {
    {v4(0, 0, 0, 0), 8},      {v4(10, 0, 0, 0), 8},     {v4(100, 64, 0, 0), 10}, {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16}, {v4(172, 16, 0, 0), 12},  {v4(192, 0, 0, 0), 24},  {v4(192, 0, 2, 0), 24},
    {v4(192, 88, 99, 0), 24}, {v4(192, 168, 0, 0), 16}, {v4(198, 18, 0, 0), 15}, {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24}, {v4(224, 0, 0, 0), 4},    {v4(240, 0, 0, 0), 4},
};

bool is_public4(std::uint32_t address) {
    return std::ranges::none_of(special4, [&](const Network4& network) {
        const std::uint32_t mask = ~std::uint32_t{0} << (32 - network.bits);
        return (address & mask) == network.first;
    });
}

std::uint32_t embedded4(const std::uint8_t* bytes) { return v4(bytes[0], bytes[1], bytes[2], bytes[3]); }

bool is_public6(const std::array<std::uint8_t, 16>& a) {
    const auto starts = [&](std::initializer_list<int> bytes) {
        return std::equal(bytes.begin(), bytes.end(), a.begin(),
                          [](int left, std::uint8_t right) { return left == right; });
    };
    if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return is_public4(embedded4(&a[12]));  // Mapped.
    if (starts({0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))
        return is_public4(embedded4(&a[12]));                       // NAT64.
    if (starts({0x20, 0x02})) return is_public4(embedded4(&a[2]));  // 6to4.
    if (starts({0x20, 0x01, 0x0d, 0xb8}) || starts({0x20, 0x01, 0x00}))
        return false;              // Documentation; Teredo and kin.
    return (a[0] & 0xe0) == 0x20;  // Only 2000::/3 is handed out as global unicast.
}

/// What the callbacks of one call share.
struct Call {
    const PostLimits& limits;
    const std::stop_token& stop;
    std::size_t keep = 0;
    PostAnswer answer{};
    std::size_t received = 0;
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
    Call& call = *static_cast<Call*>(user);
    call.received += size;
    if (call.answer.body.size() < call.keep)
        call.answer.body.append(data, std::min(size, call.keep - call.answer.body.size()));
    call.answer.whole = call.received <= call.keep;
    return call.received > std::max(longest_answer, call.keep)
               ? 0
               : size;  // 0 breaks off: the status is known by then.
}

curl_socket_t on_open(void* user, curlsocktype, curl_sockaddr* address) {
    Call& call = *static_cast<Call*>(user);
    if (!call.limits.allow_private && !is_public_address(&address->addr)) {
        call.answer.refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Call*>(user)->stop.stop_requested() ? 1 : 0;
}

struct CleanUp {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void prepare_library() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

void configure(CURL* easy, const PostRequest& request, Call& call, const curl_slist* headers) {
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // A proxy of the environment would connect where we must not.
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (request.get) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    } else {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Huan");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.limits.connect.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.limits.total.count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &call);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &call);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &call);
}

}  // namespace

bool is_public_address(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, address, sizeof in);
        return is_public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, address, sizeof in);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return is_public6(bytes);
    }
    return false;
}

PostAnswer post(const PostRequest& request, const PostLimits& limits, const std::stop_token& stop) {
    prepare_library();
    const std::unique_ptr<CURL, CleanUp> easy(curl_easy_init());
    if (!easy) throw std::runtime_error("libcurl has no handle");
    curl_slist* list = nullptr;
    for (const std::string& header : request.headers) list = curl_slist_append(list, header.c_str());
    const std::unique_ptr<curl_slist, CleanUp> headers(list);
    Call call{.limits = limits, .stop = stop, .keep = request.keep};
    configure(easy.get(), request, call, headers.get());

    const CURLcode code = curl_easy_perform(easy.get());
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    call.answer.status = static_cast<int>(status);
    curl_off_t wait = 0;
    if (curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        call.answer.retry_after = base::Duration{wait * 1000};
    if (code != CURLE_OK && (status == 0 || request.get)) call.answer.problem = curl_easy_strerror(code);
    if (status != 0) call.answer.refused = false;  // One of several addresses was public and answered.
    if (call.answer.refused) call.answer.problem = errors::private_address.sentence;
    return std::move(call.answer);
}

void check_url(const std::string& url, bool allow_private, const std::string& field) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed ||
        (parsed->scheme_id() != boost::urls::scheme::http &&
         parsed->scheme_id() != boost::urls::scheme::https) ||
        parsed->host().empty() || parsed->has_userinfo())
        throw base::Error{errors::bad_url, field};
    if (allow_private) return;
    const std::string host = parsed->host_address();
    sockaddr_in in4{};
    in4.sin_family = AF_INET;
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    const bool is4 = ::inet_pton(AF_INET, host.c_str(), &in4.sin_addr) == 1;
    const bool is6 = ::inet_pton(AF_INET6, host.c_str(), &in6.sin6_addr) == 1;
    // inet_aton also reads "127.1" and "0x7f000001", as the resolver does.
    const bool is_short4 = !is4 && ::inet_aton(host.c_str(), &in4.sin_addr) != 0;
    if (((is4 || is_short4) && !is_public_address(reinterpret_cast<const sockaddr*>(&in4))) ||
        (is6 && !is_public_address(reinterpret_cast<const sockaddr*>(&in6))) || host == "localhost" ||
        host.ends_with(".localhost"))
        throw base::Error{errors::private_address, field};
}

}  // namespace huan::jobs
