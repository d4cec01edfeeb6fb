#pragma once

#include "server/application.hpp"
#include "server/config.hpp"
#include "server/local_client.hpp"

#include <memory>

namespace huan::server {

/// One `huan` command's way to the data: the running server where one owns the directory, else the same
/// application, started for this command alone on a free loopback port.
class Session {
public:
    explicit Session(const Config& config);

    const LocalClient& client() const { return *client_; }
    /// False when somebody else serves.
    bool own() const { return application_ != nullptr; }

private:
    std::unique_ptr<Application> application_;
    std::unique_ptr<LocalClient> client_;
};

}  // namespace huan::server
