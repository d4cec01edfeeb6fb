// Kills a process that ships, again and again, and looks whether each event arrived exactly once.
#include "history/shipper.hpp"
#include "history/testing/copies.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>
#include <spawn.h>

#include <array>
#include <iostream>
#include <random>
#include <string>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace huan::history {
namespace {

constexpr std::string_view child_mode = "--ship-until-killed";

/// The child: appends events, faster than it ships them in small batches, until it is killed. Says "." once
/// it ships, or
/// "!" when it had to ship everything again.
int ship_until_killed(const store::Options& options, const std::string& directory) {
    const auto store = store::Store::open(options);
    Shipper shipper(*store, [&] { return open({.directory = directory}); },
                    {.batch = 40, .pause = base::Duration{1}, .lease = base::Duration{300}});
    const base::Context ctx{.now = base::clock_now(), .actor = base::system_actor()};
    std::mt19937_64 random(static_cast<std::uint64_t>(::getpid()));
    for (bool told = false;;) {
        store->write([&](store::Transaction& tx) {
            for (int i = 0; i < 25; ++i)
                store::append(tx,
                              {.name = "x",
                               .profile_id = base::ProfileId{1 + static_cast<std::int64_t>(random() % 50)}},
                              ctx);
        });
        if (!told && shipper.status().rows > 0) {
            told = true;
            std::cout << (shipper.status().rebuilds == 0 ? "." : "!") << std::flush;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{3});
    }
}

class Killed : public store::testing::OnBothStores {
protected:
    /// Lets a child run until `delay` after it began to ship, then kills it.
    void run_and_kill(const std::string& directory, std::chrono::microseconds delay) {
        std::array<int, 2> said{};
        ASSERT_EQ(::pipe2(said.data(), O_CLOEXEC), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, said[1], STDOUT_FILENO);
        const store::Options& options = fresh().options();
        std::array<std::string, 5> words{"/proc/self/exe", std::string(child_mode), options.directory,
                                         options.postgres, directory};
        std::array<char*, 6> argv{};
        for (std::size_t i = 0; i < words.size(); ++i) argv[i] = words[i].data();
        pid_t child = 0;
        ASSERT_EQ(::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, argv.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        ::close(said[1]);
        char dot = 0;
        const bool began = ::read(said[0], &dot, 1) == 1;
        std::this_thread::sleep_for(delay);
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(said[0]);
        ASSERT_TRUE(began && WIFSIGNALED(status)) << "the child ended by itself";
        ASSERT_EQ(dot, '.') << "mended by shipping everything again instead of what was missing";
    }
    bool left_a_planned_batch() {
        return read([](store::Reader& db) {
            return db.value<std::int64_t>(
                       "SELECT count(*) FROM history_shipping WHERE planned_seq IS NOT NULL") == 1;
        });
    }
};
INSTANTIATE_ON_BOTH_STORES(Killed);

TEST_P(Killed, at_random_points_it_neither_loses_nor_doubles_an_event) {
#ifndef HUAN_WITH_HISTORY
    GTEST_SKIP() << "built without chDB";
#endif
    const std::string directory = store::testing::scratch_directory();
    std::mt19937_64 random(42);
    int cut_off = 0;
    for (int kills = 0; kills < 12; ++kills) {
        run_and_kill(directory, std::chrono::microseconds{random() % 120'000});
        if (HasFatalFailure()) return;
        fresh().reopen();
        if (left_a_planned_batch()) ++cut_off;
    }
    EXPECT_GE(cut_off, 3) << "too few kills hit a batch on its way";
    Shipper shipper(store(), [&] { return open({.directory = directory}); }, {.lease = base::Duration{300}});
    for (int tries = 0; tries < 1'000 && !shipper.status().caught_up; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    ASSERT_TRUE(shipper.status().caught_up);
    const std::vector<std::int64_t> journal = testing::events_in(*open_journal(store()));
    EXPECT_GT(journal.size(), 500U);
    EXPECT_EQ(testing::events_in(shipper.history()), journal);
    EXPECT_TRUE(shipper.history().is_projection());
    EXPECT_EQ(shipper.status().rebuilds, 0);
}

}  // namespace

/// Entered by `main` in the child.
int killed_child(char** arguments) {
    return ship_until_killed({.directory = arguments[2], .postgres = arguments[3], .durable = false},
                             arguments[4]);
}

}  // namespace huan::history

int main(int argc, char** argv) {
    if (argc == 5 && argv[1] == huan::history::child_mode) return huan::history::killed_child(argv);
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
