// The power goes: the database's files are made again as a disk might have left them at any moment, and each
// time everything acknowledged until then must be there, and nothing by halves.
#include "store/migration.hpp"
#include "store/sqlite.hpp"
#include "store/testing/on_both_stores.hpp"
#include "store/testing/recorded_disk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

namespace huan::store {
namespace {

namespace fs = std::filesystem;

int from_environment(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

/// A command, and how much the disk had been told when it was acknowledged.
struct Acknowledged {
    std::int64_t number = 0;
    std::size_t moment = 0;
};

class PowerLoss : public ::testing::Test {
protected:
    /// Commands of two events each from several threads, enough of them for the log to start over.
    void run(const testing::RecordedDisk& disk, bool durable) {
        const auto store =
            Store::open({.directory = directory_, .readers = 1, .durable = durable, .checkpoint_pages = 300});
        migrate(*store, all_migrations(), noon);
        begin_ = disk.moment();
        std::mutex mutex;
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 3; ++thread)
            threads.emplace_back([&, thread] {
                for (int i = 0; i < commands; ++i) {
                    const std::int64_t number = thread * 10'000 + i;
                    store->write([&](Transaction& tx) { command(tx, number); });
                    const std::lock_guard lock(mutex);
                    acknowledged_.push_back({number, disk.moment()});
                }
            });
    }
    void command(Transaction& tx, std::int64_t number) const {
        for (const char* half : {"left", "right"})
            append(tx,
                   {.name = half,
                    .profile_id = base::ProfileId{1 + number % 97},
                    .properties = {{"n", number}, {"text", std::string(number % 1'500, 'x')}}},
                   {.now = noon, .actor = base::system_actor()});
    }

    /// What is wrong with the files as of `moment`; empty: nothing.
    std::string look(const testing::RecordedDisk& disk, std::size_t moment, std::mt19937_64& random) const {
        const std::string directory = testing::scratch_directory();
        disk.rebuild(moment, directory, random);
        std::string wrong;
        try {
            SqliteConnection files(directory + "/huan.db", SqliteConnection::Mode::read_write, true);
            wrong = compare(files, moment);
        } catch (const std::exception& problem) {
            wrong = problem.what();
        }
        fs::remove_all(directory);
        return wrong;
    }
    std::string compare(SqliteConnection& files, std::size_t moment) const {
        std::string sound;
        read_cell(files.run("PRAGMA integrity_check", {}).at(0, 0), sound);
        if (sound != "ok") return sound;
        std::map<std::string, std::multiset<std::int64_t>> halves;
        const Result rows = files.run("SELECT name, properties FROM event", {});
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            std::string name, properties;
            read_cell(rows.at(row, 0), name);
            read_cell(rows.at(row, 1), properties);
            halves[name].insert(boost::json::parse(properties).at("n").as_int64());
        }
        if (halves["left"] != halves["right"]) return "half a command is there";
        const std::set<std::int64_t> once(halves["left"].begin(), halves["left"].end());
        if (once.size() != halves["left"].size()) return "a command is there twice";
        for (const Acknowledged& one : acknowledged_)
            if (one.moment <= moment && !once.contains(one.number))
                return "an acknowledged command is not there";
        return {};
    }

    /// How many of so many moments, chosen by chance, leave something wrong; `first` says what.
    int lost(const testing::RecordedDisk& disk, int moments, std::string& first) const {
        std::mt19937_64 random(static_cast<std::uint64_t>(from_environment("HUAN_SEED", 7)));
        int bad = 0;
        for (int i = 0; i < moments; ++i) {
            // Half of them right behind an acknowledgement, where most is promised and least is written.
            const std::size_t moment = i % 2 == 0 ? acknowledged_[random() % acknowledged_.size()].moment
                                                  : begin_ + random() % (disk.moment() - begin_);
            const std::string wrong = look(disk, moment, random);
            if (wrong.empty()) continue;
            if (bad++ == 0) first = wrong;
        }
        return bad;
    }

    static constexpr int commands = 150;
    const std::string directory_ = testing::scratch_directory();
    const base::Instant noon{1772452800000};
    std::size_t begin_ = 0;
    std::vector<Acknowledged> acknowledged_{};
};

TEST_F(PowerLoss, loses_nothing_that_was_acknowledged_and_leaves_nothing_by_halves) {
    const testing::RecordedDisk disk({.directory = directory_});
    run(disk, true);
    const int moments = from_environment("HUAN_POWER_CUTS", 120);
    std::string first;
    EXPECT_EQ(lost(disk, moments, first), 0) << first;
    std::cout << moments << " power cuts among " << disk.moment() << " writes and " << disk.syncs()
              << " syncs of " << acknowledged_.size() << " commands\n";
}

TEST_F(PowerLoss, would_be_found_out_if_the_disk_did_not_sync) {
    const testing::RecordedDisk disk({.directory = directory_, .syncs = false});
    run(disk, true);
    std::string first;
    EXPECT_GT(lost(disk, 20, first), 0);
    EXPECT_EQ(disk.syncs(), 0U);
}

TEST_F(PowerLoss, would_be_found_out_if_the_store_did_not_ask_for_syncs) {
    const testing::RecordedDisk disk({.directory = directory_});
    run(disk, false);
    std::string first;
    EXPECT_GT(lost(disk, 20, first), 0);
}

}  // namespace
}  // namespace huan::store
