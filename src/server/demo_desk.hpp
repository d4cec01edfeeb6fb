#pragma once

#include "base/error.hpp"
#include "base/instant.hpp"
#include "server/config.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace huan::server {

/// What a data directory is, seen from the demo.
enum class DemoStage {
    none,        ///< A company of somebody's own: nothing is ever taken away here.
    fresh,       ///< Nobody has set it up: a demo may be made here instead.
    demo,        ///< A demo, which may be made anew.
    unfinished,  ///< A demo that was broken off while it was made.
    making,      ///< One is being made right now.
};
BOOST_DESCRIBE_ENUM(DemoStage, none, fresh, demo, unfinished, making)

/// GET /api/demo
struct DemoState {
    DemoStage stage = DemoStage::none;
    bool possible = true;                  ///< False on PostgreSQL: its administrator empties the database.
    std::optional<base::Instant> until{};  ///< The moment the demo lasts until.
    std::optional<std::int64_t> size{};    ///< Its customers.
    std::int64_t done = 0;                 ///< While it is made: of `total` steps.
    std::int64_t total = 0;
    std::optional<std::string> problem{};  ///< Why the last try ended early.
};
BOOST_DESCRIBE_STRUCT(DemoState, (), (stage, possible, until, size, done, total, problem))

/// What somebody asked for.
struct DemoWish {
    std::int64_t size = 5000;
    std::string login{};  ///< Who is let in when it is done; of somebody the demo does not know, the manager.
    bool fresh = false;   ///< Made where nothing was set up, so only there.
};

/// Where people ask for a demo, hear how far it is, and are let in when it is done. Belongs to `serve` and
/// outlives the application, which is taken down while a demo is made. Whoever asked holds a ticket: 256
/// random bits, known to them and to this object only, so a ticket does not outlive the process.
class DemoDesk {
public:
    /// `ring` is called, on any thread, when somebody has asked; without one nobody can.
    DemoDesk(const Config& config, std::function<void()> ring);

    /// From the mark in the directory and what goes on; `fresh` is for the store to say.
    DemoState state() const;
    /// Answers the ticket. \throws base::Error `demo.being_made`, `demo.on_postgres`.
    std::string ask(const DemoWish& wish);
    /// A ticket for whoever sits at the server, who may have the unfinished demo made.
    std::string offer();
    /// The same wish once more, where the first try failed or an offer was made.
    /// \throws base::Error `demo.bad_ticket`, `demo.being_made`.
    void ask_again(const std::string& ticket, std::int64_t size);
    /// Whose sign-in link the ticket buys now, once. \throws base::Error `demo.bad_ticket`,
    /// `demo.being_made`.
    std::string let_in(const std::string& ticket);

    // --- for `serve` ---
    const std::string& directory() const { return directory_; }
    std::optional<DemoWish> asked() const;
    void progress(std::int64_t done, std::int64_t total);
    /// Takes the wish away; `problem` is empty when all went well.
    void ended(const std::string& problem);

private:
    void check_ticket(const std::string& ticket) const;

    const std::string directory_;
    const bool possible_;
    std::function<void()> ring_;
    mutable std::mutex mutex_;
    std::optional<DemoWish> wish_{};
    std::string ticket_{};
    std::string login_{};
    std::string problem_{};
    std::int64_t done_ = 0;
    std::int64_t total_ = 0;
};

namespace errors {
inline constexpr base::ErrorKind demo_being_made{base::Category::unavailable, "demo.being_made",
                                                 "A demo is being made. That takes a minute or two."};
inline constexpr base::ErrorKind demo_bad_ticket{base::Category::invalid, "demo.bad_ticket",
                                                 "This link no longer leads to a demo."};
inline constexpr base::ErrorKind demo_on_postgres{
    base::Category::conflict, "demo.on_postgres",
    "The records are in PostgreSQL: have its administrator empty the database, then run huan demo there."};
inline constexpr base::ErrorKind demo_no_demo{base::Category::conflict, "demo.no_demo",
                                              "This is no demo: nothing is taken away here."};
inline constexpr base::ErrorKind demo_not_confirmed{base::Category::invalid, "demo.not_confirmed",
                                                    "This is not the name of the company."};
}  // namespace errors

}  // namespace huan::server
