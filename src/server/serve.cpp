#include "base/log.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/terminal.hpp"

#include <fmt/format.h>

#include <csignal>

namespace huan::server {
namespace {

base::log::Level level_of(const std::string& word) {
    if (word == "debug") return base::log::Level::debug;
    if (word == "warning") return base::log::Level::warning;
    if (word == "error") return base::log::Level::error;
    return base::log::Level::info;
}

/// Blocks the signals in every thread started after this, so that they are taken here, at a known place.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

}  // namespace

int serve(const Config& config) {
    base::log::set_level(level_of(config.log_level));
    const sigset_t signals = block_signals();
    Application application(config, DataDirectory::own(config.data));
    application.start();
    const std::string address =
        config.public_url.empty() ? fmt::format("http://localhost:{}{}", application.port(), config.base_path)
                                  : config.public_url;
    fmt::print("Huan {} serves {} at {}/\n", version_number, absolute_path(config.data), address);
    const std::string setup = application.setup_path();
    if (!setup.empty())
        fmt::print("Nobody can sign in yet. Set it up with this one-time link:\n  {}{}\n", address, setup);
    greet_to_demo(application, absolute_path(config.data), address);
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    base::log::info("stopping");
    return 0;
}

std::string version_text() { return version_number; }

}  // namespace huan::server
