#pragma once

#include "http/dispatch.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace huan::http {

/// How to listen, and how much to bear. Every default holds against a hostile client.
struct ServerOptions {
    std::string address{"127.0.0.1"};  ///< "0.0.0.0" or "::" for every interface.
    std::uint16_t port = 8080;         ///< 0: any free one; see `Server::port`.
    int threads = 1;                   ///< Network threads.
    std::string base_path{};  ///< "/crm" behind a proxy that serves us below a path; no slash at the end.
    bool trust_forwarded =
        false;            ///< Believe X-Forwarded-For and -Proto: only behind a proxy that sets them.
    std::string spool{};  ///< Directory for bodies of uploads; the system's temporary one when empty.

    std::size_t most_connections = 10'000;  ///< Beyond, 503 and close.
    std::uint32_t header_limit = 16 * 1024;
    std::size_t most_headers = 100;
    std::chrono::milliseconds header_timeout{10'000};  ///< From the first byte to the last header.
    std::chrono::milliseconds body_grace{10'000};      ///< A body may take this long, and more by its size:
    std::int64_t least_rate = 4096;  ///< Bytes a second that a client must at least send or take.
    std::chrono::milliseconds idle_timeout{60'000};   ///< Between two requests of a connection.
    std::chrono::milliseconds write_timeout{30'000};  ///< Without the client taking anything of an answer.

    /// For HTML pages. Styles may be inline because the component library writes them at run time.
    std::string content_security_policy{
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' "
        "data:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"};

    Dispatcher::Options dispatch{};
};

/// Listens, reads requests within the limits, has them carried out, writes the answers.
class Server {
public:
    /// \throws std::system_error from `start` when the address cannot be had.
    Server(const Router& router, store::Store& store, ServerOptions options);
    /// Stops at once where `stop` was not called.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    /// Takes no more connections, closes idle ones and event streams, and lets requests in flight finish for
    /// up to `patience`; then cuts. Returns when no thread works for a request any more. The store must still
    /// run.
    void stop(std::chrono::milliseconds patience);
    std::uint16_t port() const;
    std::size_t connections() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace huan::http
