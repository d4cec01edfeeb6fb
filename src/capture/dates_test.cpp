#include "capture/dates.hpp"

#include <gtest/gtest.h>

namespace huan::capture {
namespace {

const base::Zone shanghai("Asia/Shanghai");

std::string read(const char* text, DateOrder order = DateOrder::automatic) {
    try {
        return base::format_instant(read_date(text, order, shanghai, "at"));
    } catch (const base::Error& refused) {
        return refused.kind().code;
    }
}

TEST(ADate, is_read_as_people_and_programs_write_it) {
    const std::pair<const char*, const char*> written[] = {
        {"2026-01-05", "2026-01-04T16:00:00.000Z"},
        {"2026/1/5 8:03", "2026-01-05T00:03:00.000Z"},
        {"2026-01-05 08:03:07.123", "2026-01-05T00:03:07.000Z"},
        {"2026年1月5日", "2026-01-04T16:00:00.000Z"},
        {"2026年1月5日 下午3:04", "2026-01-05T07:04:00.000Z"},
        {"2026年01月05日15时04分05秒", "2026-01-05T07:04:05.000Z"},
        {"19970101", "1996-12-31T16:00:00.000Z"},
        {"1511544070", "2017-11-24T17:21:10.000Z"},
        {"1511544070000", "2017-11-24T17:21:10.000Z"},
        {"2026-01-05T08:03:00+02:00", "2026-01-05T06:03:00.000Z"},
        {"5/1/2026", "import.bad_date"},
        {"soon", "import.bad_date"},
        {"00010101", "import.bad_date"},  // In UTC that is still the year before.
        {"9999-12-31", "9999-12-30T16:00:00.000Z"},
        {"2026-02-30", "import.bad_date"},
        {"2026-01-05 24:01", "import.bad_date"},
        {"2026-01-05 13:00 PM", "import.bad_date"},
    };
    for (const auto& [text, instant] : written) EXPECT_EQ(read(text), instant) << text;
    EXPECT_EQ(read("5/1/2026 12:30 AM", DateOrder::day_month_year), "2026-01-04T16:30:00.000Z");
    EXPECT_EQ(read("5/1/2026 12:30 PM", DateOrder::month_day_year), "2026-05-01T04:30:00.000Z");
}

struct Column {
    std::vector<std::string> cells;
    bool numbers;
    const char* format;
};
const Column columns[] = {
    {{"2026-01-05", "", "2026/1/6"}, false, "year_month_day"},
    {{"1/2/2026", "13/2/2026"}, false, "day_month_year"},
    {{"1/2/2026", "2/13/2026", "3/4/2026"}, false, "month_day_year"},
    {{"1/2/2026", "3/4/2026"}, false, "unclear"},
    {{"19970101", "19970102"}, true, "compact"},
    {{"19970101", "19970102"}, false, nullptr},
    {{"1511544070", "1511561733"}, true, "unix_seconds"},
    {{"1511544070000"}, true, "unix_milliseconds"},
    {{"13800138000", "13800138001"}, true, nullptr},
    {{"010-8888-1234", "Wuhan"}, false, nullptr},
    {{"2026-01-05", "Wuhan"}, false, nullptr},
    {{"", ""}, false, nullptr},
};

TEST(AColumnOfDates, shows_how_it_is_written) {
    for (const Column& column : columns) {
        const auto found = date_column("at", column.cells, column.numbers);
        EXPECT_EQ(found ? found->format : "none", column.format == nullptr ? "none" : column.format)
            << column.cells[0];
    }
    const auto zoned = date_column("at", {"2026-01-05T08:03:00+02:00"}, false);
    EXPECT_TRUE(zoned->has_zone);
    EXPECT_EQ(date_order_of({*date_column("at", {"1/2/2026", "13/2/2026"}, false)}),
              DateOrder::day_month_year);
}

}  // namespace
}  // namespace huan::capture
