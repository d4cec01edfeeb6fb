#include "http/server.hpp"

#include "base/log.hpp"
#include "http/head.hpp"
#include "http/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <sodium.h>

#include <system_error>
#include <vector>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace huan::http {
namespace {

namespace asio = boost::asio;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
constexpr asio::use_awaitable_t<Executor> use_task{};
constexpr std::chrono::milliseconds tick{200};
constexpr std::size_t most_refusals =
    500;  ///< Connections that are told 503 at a time; more are just closed.
constexpr int unread_timeout_ms = 60'000;

/// Wakes up five times a second: deadlines are kept by looking, not by a timer each.
Task<> keep_time(NetworkThread& home) {
    Timer timer(home.context);
    for (;;) {
        home.date = http_date();
        const Clock::time_point now = Clock::now();
        for (Session* session : home.sessions) session->check_deadline(now);
        timer.expires_after(tick);
        ErrorCode stopped;
        auto token = asio::redirect_error(use_task, stopped);
        co_await timer.async_wait(token);
        if (stopped) co_return;
    }
}

void tune(Socket& socket) {
    ErrorCode ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &unread_timeout_ms,
               sizeof unread_timeout_ms);
}

}  // namespace

struct Server::State {
    State(const Router& router, store::Store& store, ServerOptions given)
        : core(router, store, std::move(given)) {}

    void listen();
    Task<> accept();
    void welcome(Socket socket, const std::shared_ptr<NetworkThread>& home);
    bool wait_for_none(std::chrono::milliseconds patience) const;
    template <class Call> void for_each_session(Call call);

    ServerCore core;
    std::vector<std::shared_ptr<NetworkThread>> homes;
    std::unique_ptr<Acceptor> acceptor;
    std::size_t next_home = 0;
    std::uint16_t port = 0;
    bool running = false;
};

void Server::State::listen() {
    ErrorCode wrong;
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(core.options.address, wrong),
                                           core.options.port);
    if (wrong) throw std::system_error(wrong, "address " + core.options.address);
    acceptor = std::make_unique<Acceptor>(homes.front()->context);
    acceptor->open(endpoint.protocol());
    acceptor->set_option(asio::socket_base::reuse_address(true));
    ErrorCode taken;
    acceptor->bind(endpoint, taken);
    if (!taken) acceptor->listen(1024, taken);
    if (taken) throw std::system_error(taken, fmt::format("{}:{}", core.options.address, core.options.port));
    port = acceptor->local_endpoint().port();
}

Task<> Server::State::accept() {
    Timer pause(homes.front()->context);
    while (!core.stopping) {
        const std::shared_ptr<NetworkThread>& home = homes[next_home++ % homes.size()];
        ErrorCode failed;
        auto token = asio::redirect_error(use_task, failed);
        Executor executor = home->context.get_executor();
        Socket socket = co_await acceptor->async_accept(executor, token);
        if (failed == asio::error::operation_aborted || core.stopping) co_return;
        if (!failed) {
            welcome(std::move(socket), home);
            continue;
        }
        // No file descriptors left, most likely: closing connections will free some.
        base::log::warning("a connection could not be accepted: {}", failed.message());
        pause.expires_after(std::chrono::milliseconds(100));
        auto pause_token = asio::redirect_error(use_task, failed);
        co_await pause.async_wait(pause_token);
    }
}

void Server::State::welcome(Socket socket, const std::shared_ptr<NetworkThread>& home) {
    const std::size_t others = core.connections.fetch_add(1);
    const bool refuse = others >= core.options.most_connections;
    if (others >= core.options.most_connections + most_refusals) {
        core.connections.fetch_sub(1);
        return;
    }
    tune(socket);
    // A reference is enough: the list of homes stays as it is until the last connection is gone.
    asio::post(home->context, [this, &home, refuse, shared = std::make_shared<Socket>(std::move(socket))] {
        Session::begin(std::make_unique<Session>(core, home, std::move(*shared)), refuse);
    });
}

template <class Call> void Server::State::for_each_session(Call call) {
    for (const auto& home : homes)
        asio::post(home->context, [&sessions = home->sessions, call] {
            for (Session* session : sessions) call(*session);
        });
}

bool Server::State::wait_for_none(std::chrono::milliseconds patience) const {
    const Clock::time_point until = Clock::now() + patience;
    while (core.connections.load() > 0) {
        if (Clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

Server::Server(const Router& router, store::Store& store, ServerOptions options)
    : state_(std::make_unique<State>(router, store, std::move(options))) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    state_->core.id_prefix = fmt::format("{:06x}-", randombytes_random() & 0xFFFFFFU);
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

void Server::start() {
    State& state = *state_;
    for (int i = 0; i < std::max(1, state.core.options.threads); ++i)
        state.homes.push_back(std::make_shared<NetworkThread>());
    state.listen();
    state.running = true;
    for (const auto& home : state.homes) {
        home->date = http_date();
        asio::co_spawn(home->context, keep_time(*home), asio::detached);
    }
    asio::co_spawn(state.homes.front()->context, state.accept(), asio::detached);
    for (const auto& home : state.homes)
        home->thread = std::thread([&context = home->context] { context.run(); });
}

void Server::stop(std::chrono::milliseconds patience) {
    State& state = *state_;
    if (!state.running) return;
    state.running = false;
    state.core.stopping = true;
    asio::post(state.homes.front()->context, [&state] {
        ErrorCode ignored;
        state.acceptor->close(ignored);
    });
    state.for_each_session([](Session& session) { session.wind_down(); });
    if (!state.wait_for_none(patience)) {
        // What still works for a cut connection must come home before its thread may go.
        do state.for_each_session([](Session& session) { session.cut(); });
        while (!state.wait_for_none(std::chrono::milliseconds(100)));
    }
    for (const auto& home : state.homes) home->context.stop();
    for (const auto& home : state.homes) home->thread.join();
}

std::uint16_t Server::port() const { return state_->port; }

std::size_t Server::connections() const { return state_->core.connections.load(); }

}  // namespace huan::http
