#include "http/testing/client.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huan::http::testing {
namespace {

constexpr std::chrono::seconds patience{20};

}  // namespace

std::string Reply::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

boost::json::value Reply::json() const { return boost::json::parse(body); }

std::string Reply::code() const {
    if (header("content-type") != "application/problem+json") return {};
    return std::string(json().at("code").as_string());
}

std::string Reply::field() const {
    const boost::json::value problem = json();
    const boost::json::value* found = problem.as_object().if_contains("field");
    return found == nullptr ? std::string() : std::string(found->as_string());
}

Wire::Wire(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
}

Wire::Wire(Wire&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      ended_(other.ended_) {}

Wire::~Wire() {
    if (socket_ >= 0) close(socket_);
}

void Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // It hung up on us: there may still be an answer to read.
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Wire::half_close() { shutdown(socket_, SHUT_WR); }

void Wire::shrink_window() {
    const int size = 2048;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

bool Wire::more(std::chrono::milliseconds most) {
    if (ended_) return false;
    pollfd watched{socket_, POLLIN, 0};
    if (poll(&watched, 1, static_cast<int>(most.count())) <= 0) return false;
    char piece[16 * 1024];
    const ssize_t got = recv(socket_, piece, sizeof piece, 0);
    if (got <= 0) {
        ended_ = true;
        return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(got));
    return true;
}

std::string Wire::line() {
    std::size_t end = buffer_.find("\r\n");
    while (end == std::string::npos) {
        if (!more(patience)) return {};
        end = buffer_.find("\r\n");
    }
    std::string found = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return found;
}

std::string Wire::exactly(std::size_t count) {
    while (buffer_.size() < count && more(patience)) {}
    std::string found = buffer_.substr(0, count);
    buffer_.erase(0, found.size());
    return found;
}

Reply Wire::receive(bool head) {
    Reply reply;
    const std::string status = line();
    if (!status.starts_with("HTTP/1.1 ")) return reply;
    reply.status = std::stoi(status.substr(9));
    for (std::string next = line(); !next.empty(); next = line()) {
        const std::size_t colon = next.find(": ");
        std::string name = next.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        reply.headers.emplace_back(name, colon == std::string::npos ? "" : next.substr(colon + 2));
    }
    if (head || reply.status == 204 || reply.status == 304 || reply.status < 200) return reply;
    if (reply.header("transfer-encoding") == "chunked") {
        for (std::size_t size = std::stoul("0" + line(), nullptr, 16); size > 0;
             size = std::stoul("0" + line(), nullptr, 16)) {
            reply.body.append(exactly(size));
            line();
        }
        line();
    } else if (const std::string length = reply.header("content-length"); !length.empty()) {
        reply.body = exactly(std::stoul(length));
    } else {
        while (more(patience)) {}
        reply.body = std::exchange(buffer_, {});
    }
    return reply;
}

std::string Wire::read_until(std::string_view wanted, std::chrono::milliseconds most) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (buffer_.find(wanted) == std::string::npos && !ended_) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !more(left)) break;
    }
    return std::exchange(buffer_, {});
}

bool Wire::is_closed_within(std::chrono::milliseconds most) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!ended_) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) return false;
        more(left);
    }
    return true;
}

std::string bytes_of(const Call& call) {
    std::string bytes = call.method + " " + call.target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : call.headers)
        bytes.append(name).append(": ").append(value).append("\r\n");
    if (!call.body.empty() || call.method == "POST" || call.method == "PUT")
        bytes.append("Content-Length: ").append(std::to_string(call.body.size())).append("\r\n");
    return bytes + "\r\n" + call.body;
}

Reply ask(std::uint16_t port, const Call& call) {
    Wire wire(port);
    wire.send(bytes_of(call));
    return wire.receive(call.method == "HEAD");
}

}  // namespace huan::http::testing
