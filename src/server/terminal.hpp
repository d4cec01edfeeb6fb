#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace huan::server {

/// One line that is drawn over itself on a terminal, and nothing at all where stderr is a file or pipe.
class Progress {
public:
    explicit Progress(std::string title);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `total` of 0: not known yet.
    void show(std::int64_t done, std::int64_t total, std::string_view message = {});

private:
    std::string title_;
    bool terminal_;
    bool drawn_ = false;
};

/// "69,659".
std::string grouped(std::int64_t number);

}  // namespace huan::server
