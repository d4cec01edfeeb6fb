#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What goes over the wire, as plain structs: nothing here or in the router knows which library moves the
/// bytes.
namespace huan::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

/// "GET"; "OTHER" for what we do not serve.
std::string_view word_of(Method method);
Method method_of(std::string_view word);

/// Name and value pairs in the order they came. Names are kept in lower case.
class Headers {
public:
    using Pair = std::pair<std::string, std::string>;

    /// The first value of a name; empty when there is none. `name` must be in lower case.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    void add(std::string name, std::string_view value);
    /// Replaces every value of `name`.
    void set(std::string_view name, std::string_view value);
    const std::vector<Pair>& all() const { return pairs_; }
    void reserve(std::size_t count) { pairs_.reserve(count); }

private:
    std::vector<Pair> pairs_;
};

/// One request, complete: the body is read, unpacked and within the route's limit.
struct Request {
    Method method = Method::get;
    std::string path{};  ///< As sent, still percent-encoded, without query and without our base path.
    std::vector<std::pair<std::string, std::string>>
        query{};  ///< Decoded, in the order sent; names may repeat.
    std::vector<std::pair<std::string, std::string>>
        params{};  ///< Decoded path parameters of the matched route.
    Headers headers{};
    std::string body{};       ///< After gunzip. Empty for uploads, whose body is a file.
    std::string address{};    ///< Of the caller: "203.0.113.9"; the forwarded one where the proxy is trusted.
    std::string id{};         ///< Names this request in answers and logs.
    std::string base_path{};  ///< "/crm" when served below a path; put it in front of links and cookie paths.
    bool secure = false;      ///< Came over TLS, as a trusted proxy says: cookies may be marked Secure.

    std::string_view header(std::string_view lower_case_name) const { return headers.get(lower_case_name); }
    /// The value of a cookie, empty when it was not sent.
    std::string_view cookie(std::string_view name) const;
    /// A query or path parameter; nothing when absent.
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::optional<std::string_view> param(std::string_view name) const;
};

/// Takes the pieces of a long answer and waits while the client is slow, so that memory stays bounded.
class Sink {
public:
    virtual ~Sink() = default;
    /// \throws Gone when the client has left: let it pass.
    virtual void write(std::string_view piece) = 0;
};

/// The client closed the connection; the work for it can stop.
struct Gone {};

class Pipe;

/// One answer. The body is `body`, or what `stream` writes, or the bytes of `file`, or what comes out of
/// `pipe`.
struct Response {
    int status = 200;
    Headers headers{};
    std::string body{};
    /// Called once on a thread of its own kind; may block in `Sink::write`.
    std::function<void(Sink&)> stream{};
    std::string file{};                           ///< Path of a file to send.
    std::shared_ptr<Pipe> pipe{};                 ///< Open-ended: server-sent events.
    std::shared_ptr<const std::string> shared{};  ///< A body many answers share: static files.
};

/// Short cuts. A text type without parameters gets "; charset=utf-8".
Response text(std::string body, std::string_view content_type = "text/plain", int status = 200);
Response json_text(std::string body, int status = 200);
Response redirect(std::string_view location, int status = 302);
/// A download the browser saves as `file_name` (any UTF-8), written piece by piece.
Response download(std::string_view file_name, std::string_view content_type,
                  std::function<void(Sink&)> stream);
Response download_file(std::string_view file_name, std::string_view content_type, std::string path);

/// "a=1; Path=/; HttpOnly": one Set-Cookie value. `max_age` in seconds, empty for the browser session.
struct Cookie {
    std::string name{};
    std::string value{};
    std::string path{"/"};
    std::optional<std::int64_t> max_age{};
    bool http_only = true;
    bool secure = false;
    std::string_view same_site = "Lax";
};
std::string set_cookie(const Cookie& cookie);

}  // namespace huan::http
