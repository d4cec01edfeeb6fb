#include "server/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace huan::server {

Progress::Progress(std::string title) : title_(std::move(title)), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (drawn_) fmt::print(stderr, "\r\033[K");
}

void Progress::show(std::int64_t done, std::int64_t total, std::string_view message) {
    if (!terminal_) return;
    constexpr std::int64_t width = 24;
    std::string bar;
    if (total > 0) {
        const std::int64_t filled = std::clamp<std::int64_t>(done * width / total, 0, width);
        bar = fmt::format(" [{}{}] {}%", std::string(static_cast<std::size_t>(filled), '#'),
                          std::string(static_cast<std::size_t>(width - filled), '.'),
                          std::min<std::int64_t>(done * 100 / total, 100));
    }
    fmt::print(stderr, "\r\033[K{}{} {} {}", title_, bar, grouped(done), message);
    std::fflush(stderr);
    drawn_ = true;
}

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::size_t start = number < 0 ? 1 : 0;
    for (std::size_t at = text.size(); at > start + 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

}  // namespace huan::server
