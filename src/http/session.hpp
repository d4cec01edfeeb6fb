#pragma once

#include "http/body.hpp"
#include "http/dispatch.hpp"
#include "http/pipe.hpp"
#include "http/server.hpp"
#include "http/wire.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>

/// Only session*.cpp and server.cpp include this: it brings Asio and Beast along.
namespace huan::http {

using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T = void> using Task = boost::asio::awaitable<T, Executor>;

class Session;

/// A network thread, the connections it serves, and its clock for their deadlines.
struct NetworkThread {
    boost::asio::io_context context{1};
    std::thread thread{};
    std::unordered_set<Session*> sessions{};  ///< Touched by this thread only.
    std::string date{};
};

/// What all connections of a server share.
struct ServerCore {
    ServerCore(const Router& all, store::Store& store, ServerOptions given)
        : router(all),
          options(std::move(given)),
          dispatcher(all, store, options.dispatch) {}

    const Router& router;
    ServerOptions options;
    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> connections{0};
    std::atomic<std::uint64_t> requests{0};
    std::string id_prefix{};
    Dispatcher dispatcher;  ///< Last: its threads end before what they use.
};

/// One connection: reads a request, has it carried out, writes the answer, again and again. It is used and
/// ends on its network thread only; other threads hold wakers.
class Session {
public:
    Session(ServerCore& core, std::shared_ptr<NetworkThread> home, Socket socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// `refuse`: says 503 and closes, because there are too many connections.
    static void begin(std::unique_ptr<Session> session, bool refuse);
    /// Called by the home thread's clock: gives up what takes too long.
    void check_deadline(std::chrono::steady_clock::time_point now);
    /// The server stops: ends when idle, or when the request in flight is answered.
    void wind_down();
    void cut();

private:
    enum class Arrival { request, closed, refused };

    static Task<> live(std::unique_ptr<Session> session, bool refuse);
    Task<> refuse();
    Task<bool> serve_one();
    Task<Arrival> read_head(WireParser& parser, std::exception_ptr& refused);
    Task<bool> fill();
    /// Reads more when the buffer is empty or holds no whole element, and parses. False when it ends here.
    Task<bool> advance(WireParser& parser, std::exception_ptr& refused);

    void prepare(Exchange& exchange, const WireParser& parser);
    Response without_route(Exchange& exchange, const std::string& allow) const;
    Task<> receive_body(const ExchangePtr& exchange, WireParser& parser, std::exception_ptr& refused);
    Task<> receive_upload(const ExchangePtr& exchange, WireParser& parser, std::exception_ptr& refused);
    Task<> spool_body(Exchange& exchange, WireParser& parser, std::unique_ptr<Spool>& spool,
                      std::exception_ptr& refused);
    Task<> on_worker(std::function<void()> work, std::exception_ptr& failed);
    Task<> say_continue(const Request& request, const WireParser& parser);

    Task<bool> send(const Request& request, Response& response, bool keep, bool http_1_1);
    Task<bool> send_pipe(Pipe& pipe, bool chunked);
    Task<bool> write(std::string_view first, std::string_view second);
    Task<> linger();

    /// Starts a turn of waiting and answers what ends it: a function for any thread, which does nothing once
    /// the turn is over.
    std::function<void()> arm();
    void wake(std::uint64_t turn);
    Task<> woken();
    /// The same for at most `most`; false when nobody called.
    Task<bool> woken_within(std::chrono::steady_clock::duration most);
    void deadline_in(std::chrono::steady_clock::duration time);
    void no_deadline() { deadline_ = std::chrono::steady_clock::time_point::max(); }

    /// What wakers know of us; empty once we are gone. Read on the network thread only.
    struct Gate {
        Session* session;
    };

    ServerCore& core_;
    std::shared_ptr<NetworkThread> home_;
    std::shared_ptr<Gate> self_ = std::make_shared<Gate>(Gate{this});
    Socket socket_;
    Timer gate_;
    std::uint64_t turn_ = 0;
    bool awake_ = false;
    bool idle_ = true;  ///< Between two requests: may be closed without a word.
    bool timed_out_ = false;
    bool cut_ = false;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    std::string address_{};
    std::string buffer_{};
    std::size_t begin_ = 0;  ///< Unparsed bytes are buffer_[begin_, end_).
    std::size_t end_ = 0;
};

}  // namespace huan::http
