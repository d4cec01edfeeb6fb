#include "base/log.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/demo_maker.hpp"
#include "server/demo_mark.hpp"
#include "server/terminal.hpp"

#include <fmt/format.h>

#include <csignal>
#include <thread>

#include <unistd.h>

namespace huan::server {
namespace {

base::log::Level level_of(const std::string& word) {
    if (word == "debug") return base::log::Level::debug;
    if (word == "warning") return base::log::Level::warning;
    if (word == "error") return base::log::Level::error;
    return base::log::Level::info;
}

/// Somebody has asked for a demo, or it is over: wakes the one thread that waits for signals.
constexpr int rung = SIGUSR1;

/// Blocks the signals in every thread started after this, so that they are taken here, at a known place.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, rung}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

/// The process as long as it serves: an application, or the making of a demo, one after the other.
class Serving {
public:
    Serving(const Config& config, const sigset_t& signals)
        : config_(config),
          signals_(signals),
          desk_(config, [] { ::kill(::getpid(), rung); }) {}

    void run() {
        while (serve_until_asked())
            if (desk_.asked() && !make_asked_demo()) break;
        base::log::info("stopping");
    }

private:
    /// False when the process is to end.
    bool serve_until_asked() {
        Application application(config_, own(), Application::Purpose::serve, &desk_);
        application.start();
        config_.port = application.port();  // The same after a demo was made.
        greet(application);
        while (wait() == rung) {
            const auto wish = desk_.asked();
            if (!wish) continue;
            // Nothing but a demo, or what nobody has begun to use, is ever taken away.
            application.stop_answering();
            const bool may = DemoMark::load(absolute_path(config_.data)).has_value() ||
                             (wish->fresh && application.is_fresh());
            if (!may) desk_.ended(errors::demo_no_demo.sentence);
            return true;
        }
        return false;
    }

    /// False when it was broken off to end the process; the directory then says so.
    bool make_asked_demo() {
        const demo::Order order{.now = base::clock_now(), .size = desk_.asked().value().size};
        base::log::info("demo: making one with {} customers", order.size);
        bool ended = false;
        {
            const std::jthread maker([&](const std::stop_token& stop) { make(order, stop); });
            while (desk_.asked() && !ended) ended = wait() != rung;
        }
        return !ended;
    }

    void make(const demo::Order& order, const std::stop_token& stop) {
        std::string problem;
        try {
            bring_about(
                config_, own(), order,
                [&](std::int64_t done, std::int64_t total) {
                    if (stop.stop_requested()) throw std::runtime_error("The server was stopped.");
                    desk_.progress(done, total);
                },
                &desk_);
            base::log::info("demo: done");
        } catch (const base::Error& refused) {
            problem = refused.detail();
        } catch (const std::exception& failed) {
            problem = failed.what();
        }
        if (!problem.empty()) base::log::error("demo: not finished: {}", problem);
        desk_.ended(problem);
        ::kill(::getpid(), rung);
    }

    /// A command on the side may hold the directory for a moment while it is nobody's.
    DataDirectory own() const {
        for (int tries = 0; tries < 50 && desk_.asked(); ++tries) {
            if (auto owned = DataDirectory::try_own(config_.data)) return std::move(*owned);
            std::this_thread::sleep_for(std::chrono::milliseconds{200});
        }
        return DataDirectory::own(config_.data);
    }

    void greet(Application& application) {
        const std::string address =
            config_.public_url.empty()
                ? fmt::format("http://localhost:{}{}", application.port(), config_.base_path)
                : config_.public_url;
        fmt::print("Huan {} serves {} at {}/\n", version_number, absolute_path(config_.data), address);
        const std::string setup = application.setup_path();
        const auto mark = DemoMark::load(absolute_path(config_.data));
        if (!setup.empty() && !mark)
            fmt::print("Nobody can sign in yet. Set it up with this one-time link:\n  {}{}\n", address,
                       setup);
        greet_to_demo(application, desk_, address);
        std::fflush(stdout);
    }

    int wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
        return signal;
    }

    Config config_;
    sigset_t signals_;
    DemoDesk desk_;
};

}  // namespace

int serve(const Config& config) {
    base::log::set_level(level_of(config.log_level));
    Serving(config, block_signals()).run();
    return 0;
}

std::string version_text() { return version_number; }

}  // namespace huan::server
