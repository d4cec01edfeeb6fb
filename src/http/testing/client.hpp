#pragma once

#include <boost/json.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A client that does exactly what a test says, also what no library would do.
namespace huan::http::testing {

struct Reply {
    int status = 0;  ///< 0: the connection ended before an answer.
    std::vector<std::pair<std::string, std::string>> headers{};  ///< Names in lower case.
    std::string body{};                                          ///< Without chunk headers, still packed.

    std::string header(std::string_view name) const;
    boost::json::value json() const;
    /// "offer.stale" of a problem answer, empty for none; and its "field".
    std::string code() const;
    std::string field() const;
};

/// One connection to 127.0.0.1.
class Wire {
public:
    explicit Wire(std::uint16_t port);
    ~Wire();
    Wire(Wire&& other) noexcept;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    void send(std::string_view bytes);
    /// No more from us; we still listen.
    void half_close();
    /// Reads one answer; of a HEAD request without a body.
    Reply receive(bool head = false);
    /// Whatever comes until `wanted` is part of it, the connection ends, or time is up.
    std::string read_until(std::string_view wanted, std::chrono::milliseconds most = std::chrono::seconds(5));
    /// Whether the other side closes within `most`.
    bool is_closed_within(std::chrono::milliseconds most);
    /// Makes the kernel take little of what is sent to us.
    void shrink_window();
    int handle() const { return socket_; }

private:
    bool more(std::chrono::milliseconds most);
    std::string line();
    std::string exactly(std::size_t count);

    int socket_ = -1;
    std::string buffer_;
    bool ended_ = false;
};

struct Call {
    std::string method = "GET";
    std::string target = "/";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
};

/// The bytes of a request, with Host and, where there is a body, Content-Length.
std::string bytes_of(const Call& call);
/// One request on a connection of its own.
Reply ask(std::uint16_t port, const Call& call);

}  // namespace huan::http::testing
