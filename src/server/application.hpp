#pragma once

#include "demo/demo.hpp"
#include "server/config.hpp"
#include "server/data_directory.hpp"
#include "server/demo_desk.hpp"
#include "server/local_access.hpp"

#include <memory>
#include <string>

namespace huan::server {

/// The whole program on one data directory: stores, modules, background work, network. Built in one place so
/// that the server, the command line and the tests run the same thing.
class Application {
public:
    /// What it is opened for: to serve, or to be filled with a demo, which a crash may take away again; then
    /// nothing waits for the disk.
    enum class Purpose { serve, fill };

    /// Opens everything and brings the schema up to date.
    /// Without a desk nobody can ask it for a demo. \throws base::Error `store.locked`, `store.newer`,
    /// `store.unavailable`...
    Application(const Config& config, DataDirectory directory, Purpose purpose = Purpose::serve,
                DemoDesk* desk = nullptr);
    /// Stops in order: network, background work, history, records.
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Listens. After this, `local` tells how to reach it.
    void start();
    /// Ends the answering, as the destructor would: what comes later finds nobody.
    void stop_answering();
    /// Instead of `start`: listens only to say how far the demo is that is being made here.
    void start_waiting();
    /// Whether nobody has set anything up here, and nobody is known.
    bool is_fresh();
    /// Makes the demo here, instead of `start`: no work of ours goes on beside it, so that it is the same
    /// every time. \throws base::Error as `demo::fill`.
    void fill(const demo::Order& order, const demo::Progress& progress);
    std::uint16_t port() const;
    const LocalAccess& local() const;
    /// The one-time link of set-up, as a path; empty once there is an administrator.
    std::string setup_path();
    /// A link that signs somebody in once, as a path. \throws base::Error `access.unknown`
    std::string sign_in_path(const std::string& login);
    /// How the organisation wants to be spoken to: "zh-CN" or "en".
    std::string language();
    /// docs/openapi.json of this build.
    std::string openapi() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace huan::server
