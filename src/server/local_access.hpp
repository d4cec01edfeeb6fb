#pragma once

#include "base/context.hpp"
#include "http/router.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::server {

/// How the `huan` commands reach the process that owns a data directory: a file in it that only its owner may
/// read, with the port and a secret made anew at every start. Whoever can read it could read the database as
/// well.
struct LocalAccess {
    std::uint16_t port = 0;
    std::string secret{};
    std::string base_path{};

    static LocalAccess make();
    /// Written under another name first, so that a reader never sees half of it.
    void save(const std::string& file) const;
    /// Empty when there is no such file or it cannot be read.
    static std::optional<LocalAccess> load(const std::string& file);

    /// Whether a request carries the secret: it then acts as the system itself.
    bool admits(const http::Request& request) const;
};

}  // namespace huan::server
