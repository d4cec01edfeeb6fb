#include "server/examine.hpp"

#include "store/migration.hpp"
#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace huan::server {
namespace {

CheckupItem named(const std::vector<CheckupItem>& findings, const std::string& subject) {
    const auto found = std::ranges::find(findings, subject, &CheckupItem::subject);
    return found == findings.end() ? CheckupItem{.found = "nothing said"} : *found;
}

class Examining : public store::testing::OnBothStores {
protected:
    std::vector<CheckupItem> examined() { return examine_records(store(), true); }
};
INSTANTIATE_ON_BOTH_STORES(Examining);

TEST_P(Examining, finds_nothing_wrong_with_fresh_records) {
    for (const CheckupItem& finding : examined()) {
        // A test's own PostgreSQL does without fsync, and that is found.
        if (finding.subject == "fsync" || finding.subject == "full_page_writes" ||
            finding.subject == "synchronous_commit")
            continue;
        EXPECT_EQ(finding.verdict, Verdict::good) << finding.subject << ": " << finding.found;
        EXPECT_EQ(finding.mend, "") << finding.subject;
    }
}

TEST_P(Examining, sees_an_entry_whose_postings_do_not_sum_to_zero) {
    write([&](store::Transaction& tx) {
        tx.execute("INSERT INTO ledger_posting (id, entry_id, account_id, amount) VALUES (1, 1, 1, 100)");
        tx.execute("INSERT INTO ledger_posting (id, entry_id, account_id, amount) VALUES (2, 2, 1, -100)");
    });
    const CheckupItem ledger = named(examined(), "ledger");
    EXPECT_EQ(ledger.verdict, Verdict::bad);
    EXPECT_EQ(ledger.found, "2 entries do not sum to zero");
}

TEST_P(Examining, sees_points_that_do_not_add_up) {
    EXPECT_EQ(named(examined(), "points").verdict, Verdict::good);
    write([&](store::Transaction& tx) {
        tx.execute("INSERT INTO point_account (customer_id, balance) VALUES (7, 30)");
        tx.execute(
            "INSERT INTO point_posting (id, entry_id, account, lot_id, points) VALUES (1, 1, 'held', 1, 30)");
    });
    const CheckupItem points = named(examined(), "points");
    EXPECT_EQ(points.verdict, Verdict::bad);
    EXPECT_EQ(points.found, "2 entries or balances do not add up");
}

TEST_P(Examining, counts_what_failed) {
    write([&](store::Transaction& tx) {
        tx.execute(
            "INSERT INTO reactor_failure (id, event_seq, reactor, problem, at) "
            "VALUES (1, 1, 'offer', 'no', 0)");
    });
    const CheckupItem reactions = named(examined(), "reactions");
    EXPECT_EQ(reactions.verdict, Verdict::warning);
    EXPECT_EQ(reactions.found, "1 reactions failed");
}

TEST_P(Examining, says_which_way_a_schema_is_off) {
    write([&](store::Transaction& tx) {
        tx.execute("DELETE FROM schema_migration WHERE module = 'scene' AND number = 1");
    });
    EXPECT_EQ(named(examined(), "schema").verdict, Verdict::warning);
    write([&](store::Transaction& tx) {
        for (int number = 900; number < 902; ++number)
            tx.execute(
                "INSERT INTO schema_migration (module, number, name, checksum, applied_at) "
                "VALUES ('scene', $1, 'later', '', 0)",
                number);
    });
    const CheckupItem newer = named(examined(), "schema");
    EXPECT_EQ(newer.verdict, Verdict::bad);
    EXPECT_NE(newer.mend.find("newer"), std::string::npos);
}

TEST(ExaminingRecords, sees_a_page_that_was_overwritten) {
    const std::string directory = store::testing::scratch_directory();
    {
        const auto store = store::Store::open({.directory = directory});
        store::migrate(*store, store::all_migrations(), base::Instant{0});
        store->write([](store::Transaction& tx) {
            for (int i = 1; i <= 2'000; ++i)
                tx.execute(
                    "INSERT INTO reactor_failure (id, event_seq, reactor, problem, at) "
                    "VALUES ($1, $1, 'offer', 'no', 0)",
                    i);
        });
    }
    {
        std::fstream file(directory + "/huan.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(0, std::ios::end);
        const std::streamoff size = file.tellg();
        const std::string noise(4'096, '\xA5');
        for (std::streamoff page = size - 4'096 * 12; page < size; page += 4'096) {
            file.seekp(page);
            file.write(noise.data(), std::ssize(noise));
        }
    }
    const auto store = store::Store::open({.directory = directory});
    EXPECT_EQ(named(examine_records(*store, true), "records").verdict, Verdict::bad);
}

TEST(ExaminingADisk, says_when_others_may_read_the_directory) {
    const std::string directory = store::testing::scratch_directory();
    ::chmod(directory.c_str(), 0755);
    EXPECT_EQ(named(examine_disk(directory), "directory").verdict, Verdict::warning);
    ::chmod(directory.c_str(), 0700);
    EXPECT_EQ(named(examine_disk(directory), "directory").verdict, Verdict::good);
    EXPECT_EQ(named(examine_disk(directory), "disk_speed").verdict, Verdict::good);
}

TEST(ExaminingADisk, looks_at_the_parent_of_a_directory_that_is_yet_to_be_made) {
    const std::string parent = store::testing::scratch_directory();
    const auto findings = examine_disk(parent + "/a/b");
    EXPECT_NE(named(findings, "directory").found.find("will be made"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(parent + "/a"));
}

TEST(ExaminingAMachine, wants_the_pages_of_the_console) {
    const std::string directory = store::testing::scratch_directory();
    EXPECT_EQ(named(examine_machine({.port = 0, .web = directory}), "console").verdict, Verdict::bad);
    std::ofstream(directory + "/index.html") << "<!doctype html>";
    EXPECT_EQ(named(examine_machine({.port = 0, .web = directory}), "console").verdict, Verdict::good);
}

}  // namespace
}  // namespace huan::server
