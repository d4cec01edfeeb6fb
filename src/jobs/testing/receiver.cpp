#include "jobs/testing/receiver.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace huan::jobs::testing {

Receiver::Receiver() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port for the receiver");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

Receiver::~Receiver() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

std::string Receiver::url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }

void Receiver::answer(std::string head) {
    const std::lock_guard lock(mutex_);
    head_ = std::move(head);
}

void Receiver::hang(bool on) {
    const std::lock_guard lock(mutex_);
    hanging_ = on;
}

std::vector<Receiver::Message> Receiver::messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
}

void Receiver::serve() {
    for (;;) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        talk(connection);
        ::close(connection);
    }
}

void Receiver::talk(int connection) {
    std::string text;
    std::size_t head_end = std::string::npos;
    std::size_t wanted = std::string::npos;
    char buffer[4096];
    Message message;
    while (text.size() < wanted) {
        const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
        if (got <= 0) return;
        text.append(buffer, static_cast<std::size_t>(got));
        if (head_end != std::string::npos || (head_end = text.find("\r\n\r\n")) == std::string::npos)
            continue;
        message.path =
            text.substr(text.find(' ') + 1, text.find(' ', text.find(' ') + 1) - text.find(' ') - 1);
        for (std::size_t at = text.find("\r\n") + 2; at < head_end;) {
            const std::size_t end = text.find("\r\n", at);
            const std::size_t colon = text.find(": ", at);
            std::string name = text.substr(at, colon - at);
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
            message.headers[name] = text.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        wanted = head_end + 4 + static_cast<std::size_t>(std::stoul("0" + message.headers["content-length"]));
    }
    message.body = text.substr(head_end + 4);
    std::string answer;
    {
        const std::lock_guard lock(mutex_);
        messages_.push_back(message);
        answer = "HTTP/1.1 " + head_ + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    }
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (!hanging_ || closing_) break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
}

}  // namespace huan::jobs::testing
