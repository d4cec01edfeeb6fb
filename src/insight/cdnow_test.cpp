#include "insight/everybody.hpp"
#include "insight/segment.hpp"
#include "insight/testing/memory_history.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <map>
#include <sstream>

namespace huan::insight {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// A row of the raw file: who, on which day since 1970, how many, for how much.
struct Purchase {
    std::int64_t customer = 0;
    std::int64_t day = 0;
    std::int64_t pieces = 0;
    std::int64_t cents = 0;
};

std::filesystem::path raw_file() {
    return std::filesystem::path(HUAN_SOURCE_DIR).parent_path() / "shared/data/cdnow/CDNOW_master.txt.gz";
}

std::string unpacked(const std::filesystem::path& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    std::string text;
    std::array<char, 65'536> buffer{};
    for (int size = 0; (size = gzread(file, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(size));
    gzclose(file);
    return text;
}

std::int64_t day_number(int date) {
    const std::chrono::year_month_day day{std::chrono::year{date / 10'000},
                                          std::chrono::month{static_cast<unsigned>(date / 100 % 100)},
                                          std::chrono::day{static_cast<unsigned>(date % 100)}};
    return std::chrono::sys_days{day}.time_since_epoch().count();
}

std::vector<Purchase> purchases() {
    std::istringstream lines(unpacked(raw_file()));
    std::vector<Purchase> rows;
    std::string line;
    std::getline(lines, line);  // The header.
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        Purchase row;
        int date = 0;
        std::string dollars;
        words >> row.customer >> date >> row.pieces >> dollars;
        row.day = day_number(date);
        row.cents = base::parse_money(dollars, 2).minor;
        rows.push_back(row);
    }
    return rows;
}

/// The same distribution, worked out from days and counts, without an event in sight.
Stage plainly(const std::vector<std::int64_t>& days, std::int64_t today) {
    const auto between = [&](std::int64_t from, std::int64_t to) {
        return std::ranges::count_if(days, [&](std::int64_t day) { return day >= from && day < to; });
    };
    const auto all = between(0, today);
    if (all == 0) return Stage::potential;
    if (between(today - 90, today) == 0) return Stage::lost;
    if (between(today - 30, today) == 0) return Stage::silent;
    std::int64_t start = 0, former = -1'000;
    for (const std::int64_t day : days) {
        if (day >= today) break;
        if (day - former > 90) start = day;
        former = day;
    }
    if (today - start <= 30) return Stage::new_;
    if (between(today - 30, today) > 5) return Stage::mature;
    return between(today - 30, today) < between(today - 60, today - 30) ? Stage::declining : Stage::rising;
}

class Cdnow : public ::testing::TestWithParam<int> {
protected:
    static void SetUpTestSuite() {
        if (!std::filesystem::exists(raw_file())) return;
        rows_ = purchases();
        std::vector<history::Row> events;
        for (const Purchase& row : rows_) {
            history::Row event{.name = "order.completed", .profile_id = base::ProfileId{row.customer}};
            event.seq = static_cast<std::int64_t>(events.size()) + 1;
            event.occurred_at = base::Instant{row.day * day_ms};
            event.properties = history::flatten(
                {{"order_id", event.seq}, {"amount", row.cents}, {"quantity", row.pieces}, {"discount", 0}});
            events.push_back(std::move(event));
        }
        history_ = std::make_unique<testing::MemoryHistory>();
        history_->insert(events);
        for (const Purchase& row : rows_) days_[row.customer].push_back(row.day);
        for (auto& [customer, days] : days_) std::ranges::sort(days);
    }
    static void TearDownTestSuite() { history_.reset(); }
    void SetUp() override {
        if (!history_) GTEST_SKIP() << "the public data set is not here: ../shared/data/cdnow";
        today_ = day_number(GetParam());
        as_of_ = base::Instant{today_ * day_ms};
    }

    static inline std::vector<Purchase> rows_;
    static inline std::unique_ptr<testing::MemoryHistory> history_;
    static inline std::map<std::int64_t, std::vector<std::int64_t>> days_;
    std::int64_t today_ = 0;
    base::Instant as_of_;
};
INSTANTIATE_TEST_SUITE_P(AsOf, Cdnow, ::testing::Values(19970930, 19971001, 19970214, 19980701),
                         [](const auto& date) { return std::to_string(date.param); });

TEST_P(Cdnow, shows_the_life_cycle_that_the_raw_rows_give) {
    std::map<Stage, std::int64_t> found, expected;
    const Plan plan = Plan::compile({}, Surroundings{}, true);
    fold_everybody(*history_, {}, plan, as_of_, [&](const Person& person) { ++found[person.fold.stage()]; });
    for (const auto& [customer, days] : days_)
        if (days.front() < today_) ++expected[plainly(days, today_)];
    EXPECT_EQ(found, expected);
    EXPECT_GE(expected.size(), 2U);
    for (const auto& [stage, people] : found)
        RecordProperty(std::string(base::word_of(stage)), static_cast<int>(people));
}

TEST_P(Cdnow, finds_who_bought_once_and_is_silent_for_ninety_days) {
    const Rule rule = base::from_json<Rule>(base::parse_json(R"({"all": [
        {"orders": {"measure": "count", "compare": "eq", "value": 1}},
        {"orders": {"measure": "last_days_ago", "compare": "ge", "value": 90}}]})"));
    const Plan plan = Plan::compile(std::span(&rule, 1), Surroundings{});
    People found, expected;
    fold_everybody(*history_, {}, plan, as_of_, [&](const Person& person) {
        if (person.fold.holds(0)) found.add(static_cast<std::uint64_t>(person.customer_id.value));
    });
    for (const auto& [customer, days] : days_) {
        const auto before = std::ranges::count_if(days, [&](std::int64_t day) { return day < today_; });
        if (before == 1 && today_ - days.front() >= 90) expected.add(static_cast<std::uint64_t>(customer));
    }
    EXPECT_TRUE(found == expected) << found.cardinality() << " instead of " << expected.cardinality();
    RecordProperty("people", static_cast<int>(found.cardinality()));
}

TEST_P(Cdnow, sums_what_each_person_spent_as_the_raw_rows_do) {
    const Rule rule = base::from_json<Rule>(base::parse_json(R"(
        {"orders": {"measure": "sum", "compare": "ge", "value": 10000, "window": {"last_days": 60}}})"));
    const Plan plan = Plan::compile(std::span(&rule, 1), Surroundings{});
    std::int64_t found = 0, expected = 0;
    fold_everybody(*history_, {}, plan, as_of_,
                   [&](const Person& person) { found += person.fold.holds(0) ? 1 : 0; });
    std::map<std::int64_t, std::int64_t> spent;
    for (const Purchase& row : rows_)
        if (row.day < today_ && row.day >= today_ - 60) spent[row.customer] += row.cents;
    for (const auto& [customer, cents] : spent) expected += cents >= 10'000 ? 1 : 0;
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace huan::insight
