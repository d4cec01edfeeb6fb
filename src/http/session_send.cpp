#include "http/errors.hpp"
#include "http/gzip.hpp"
#include "http/head.hpp"
#include "http/problem.hpp"
#include "http/session.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

// GCC 12 inlines a frame's operator delete but not its operator new, and takes them for a wrong pair.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

// The second half of Session: from a Response to bytes on the wire.
namespace huan::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
constexpr asio::use_awaitable_t<Executor> use_task{};
constexpr std::size_t pipe_capacity = 256 * 1024;
constexpr std::chrono::seconds linger_time{2};

/// Turns a file into a stream of known length. \throws base::Error when it is gone.
std::int64_t stream_file(Response& response) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(response.file, missing);
    if (missing) throw base::Error{errors::unknown_path, {}, "This file is not there any more."};
    response.stream = [path = response.file](Sink& sink) {
        std::ifstream in(path, std::ios::binary);
        std::string piece(64 * 1024, '\0');
        while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
            sink.write(std::string_view(piece.data(), static_cast<std::size_t>(in.gcount())));
    };
    return static_cast<std::int64_t>(size);
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

std::int64_t body_size(const Response& response) {
    return static_cast<std::int64_t>(response.shared != nullptr ? response.shared->size()
                                                                : response.body.size());
}

}  // namespace

Task<bool> Session::write(std::string_view first, std::string_view second) {
    const auto bytes = static_cast<std::int64_t>(first.size() + second.size());
    deadline_in(core_.options.write_timeout +
                std::chrono::milliseconds(bytes * 1000 / core_.options.least_rate));
    const std::array<asio::const_buffer, 2> parts{asio::buffer(first.data(), first.size()),
                                                  asio::buffer(second.data(), second.size())};
    ErrorCode failed;
    auto token = asio::redirect_error(use_task, failed);
    co_await asio::async_write(socket_, parts, token);
    no_deadline();
    co_return !failed;
}

Task<bool> Session::send(const Request& request, Response& response, bool keep, bool http_1_1) {
    const bool body_wanted = request.method != Method::head && !has_no_body(response.status);
    HeadFacts facts;
    facts.http_1_1 = http_1_1;
    facts.date = home_->date;
    facts.policy = core_.options.content_security_policy;
    try {
        if (!response.file.empty()) facts.length = stream_file(response);
        if (response.stream && body_wanted) {
            response.pipe = std::make_shared<Pipe>(pipe_capacity);
            core_.dispatcher.start_stream(response.stream, response.pipe);
        }
        compress(response, request);
    } catch (...) {
        response = problem(std::current_exception());
        facts.length.reset();
    }
    const bool piped = response.pipe != nullptr || response.stream;
    if (!piped && !has_no_body(response.status)) facts.length = body_size(response);
    facts.chunked = piped && !facts.length && http_1_1;
    const bool until_close = piped && !facts.length && !http_1_1;
    facts.keep_alive = keep && !until_close;
    std::string head = head_of(response, request, facts);
    std::string_view body;
    if (body_wanted && !piped) body = response.shared != nullptr ? *response.shared : response.body;
    bool sent = co_await write(head, body);
    if (response.pipe == nullptr) co_return sent;
    if (sent && body_wanted) sent = co_await send_pipe(*response.pipe, facts.chunked);
    response.pipe->leave();
    co_return sent && !until_close;
}

Task<bool> Session::send_pipe(Pipe& pipe, bool chunked) {
    pipe.on_ready(arm());
    const Clock::time_point began = Clock::now();
    const bool endless = pipe.lifetime.count() > 0;
    const Clock::duration pause = pipe.heartbeat_after.count() > 0 ? Clock::duration(pipe.heartbeat_after)
                                                                   : Clock::duration(std::chrono::hours(24));
    const std::string_view nothing;
    std::string bytes;
    for (bool spoke = true;;) {
        awake_ = false;
        const Pipe::State state = pipe.take(bytes);
        const bool over = endless && (core_.stopping || Clock::now() - began > pipe.lifetime);
        if (bytes.empty() && !spoke) bytes = pipe.heartbeat;
        if (!bytes.empty()) {
            const std::string size = chunked ? fmt::format("{:x}\r\n", bytes.size()) : std::string();
            if (chunked) bytes.append("\r\n");
            const bool sent = co_await write(size, bytes);
            if (!sent) co_return false;
        } else if (state == Pipe::State::finished || over) {
            if (!chunked) co_return true;
            const bool sent = co_await write("0\r\n\r\n", nothing);
            co_return sent;
        } else if (state == Pipe::State::broken) {
            co_return false;
        }
        if (cut_) co_return false;
        if (state == Pipe::State::open && !over) spoke = co_await woken_within(pause) || core_.stopping;
    }
}

Task<> Session::linger() {
    // Closing at once while the client still sends would take our answer away from it.
    ErrorCode failed;
    socket_.shutdown(asio::socket_base::shutdown_send, failed);
    deadline_in(linger_time);
    std::array<char, 4096> dropped{};
    while (!failed) {
        auto token = asio::redirect_error(use_task, failed);
        const auto space = asio::buffer(dropped);
        co_await socket_.async_read_some(space, token);
    }
    no_deadline();
}

}  // namespace huan::http
