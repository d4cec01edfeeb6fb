#pragma once

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace huan::jobs::testing {

/// An HTTP server on a free port of this machine that keeps what it is sent and answers as it is told.
class Receiver {
public:
    struct Message {
        std::string path{};
        std::map<std::string, std::string> headers{};  ///< Names in lower case.
        std::string body{};
    };

    Receiver();
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    /// "http://127.0.0.1:40123/hook"
    std::string url() const;
    /// Status line and headers of the next answers: "503 Busy", "302 Found\r\nLocation: http://example.com/".
    void answer(std::string head);
    /// Accepts calls, but says nothing until it is told to answer again.
    void hang(bool on);
    std::vector<Message> messages() const;

private:
    void serve();
    void talk(int connection);

    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::string head_ = "200 OK";
    bool hanging_ = false;
    bool closing_ = false;
    std::vector<Message> messages_;
    std::thread thread_;
};

}  // namespace huan::jobs::testing
