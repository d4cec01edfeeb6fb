#include "capture/dates.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace huan::capture {
namespace {

/// A bare number in a column of dates counts as one from 1980 to 2100.
constexpr std::int64_t first_second = 315'532'800;
constexpr std::int64_t last_second = 4'102'444'800;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The numbers in a date, in their order, and whether anything else than separators stands between them.
struct DateParts {
    std::vector<int> numbers{};
    std::vector<std::size_t> widths{};
    bool clean = true;
    std::optional<bool> afternoon{};  ///< By AM or PM.
};

constexpr std::array<std::string_view, 6> units{"年", "月", "日", "时", "分", "秒"};

/// The length of what may stand between two numbers at `at`; 0 for what may not.
std::size_t separator(std::string_view text, std::size_t at, DateParts& parts) {
    if (std::string_view("-/.:, T").find(text[at]) != std::string_view::npos) return 1;
    const std::string_view rest = text.substr(at);
    for (const std::string_view unit : units)
        if (rest.starts_with(unit)) return unit.size();
    for (const auto& [word, afternoon] :
         {std::pair{"PM", true}, {"pm", true}, {"下午", true}, {"AM", false}, {"am", false}, {"上午", false}})
        if (rest.starts_with(word)) {
            parts.afternoon = afternoon;
            return std::string_view(word).size();
        }
    return 0;
}

DateParts parts_of(std::string_view text) {
    DateParts parts;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            const std::size_t size = separator(text, at, parts);
            parts.clean &= size > 0;
            at += std::max<std::size_t>(size, 1);
            continue;
        }
        const std::size_t start = at;
        int value = 0;
        for (; at < text.size() && at - start < 9 && is_digit(text[at]); ++at)
            value = value * 10 + (text[at] - '0');
        const bool fraction = parts.numbers.size() == 6 && start > 0 && text[start - 1] == '.';
        if (fraction) continue;  // Of a second: we keep whole ones.
        parts.numbers.push_back(value);
        parts.widths.push_back(at - start);
    }
    return parts;
}

/// Days and time of day as a local time in the zone.
std::optional<base::Instant> local_instant(int year, int month, int day, int seconds,
                                           const base::Zone& zone) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1 || year > 9999 || month < 1 || day < 1) return {};
    // The zone's business day may start at noon; midnight is asked of a zone without that cut.
    const base::Zone wall(zone.name());
    return wall.start_of(base::Day{date}) + std::chrono::seconds{seconds};
}

/// Seconds since midnight of hour, minute and second; empty for what is no time of day.
std::optional<int> time_of_day(const DateParts& parts, const std::vector<int>& n) {
    int hour = n[3];
    if (parts.afternoon) {
        if (hour < 1 || hour > 12) return {};
        hour = hour % 12 + (*parts.afternoon ? 12 : 0);
    }
    if (hour > 23 || n[4] > 59 || n[5] > 59) return {};
    return (hour * 60 + n[4]) * 60 + n[5];
}

std::optional<base::Instant> from_parts(const DateParts& parts, DateOrder order, const base::Zone& zone) {
    std::vector<int> n = parts.numbers;
    if (!parts.clean) return {};
    if (n.size() == 1 && parts.widths[0] == 8)
        return local_instant(n[0] / 10000, n[0] / 100 % 100, n[0] % 100, 0, zone);
    if (n.size() < 3 || n.size() > 6) return {};
    n.resize(6);
    const std::optional<int> seconds = time_of_day(parts, n);
    if (!seconds) return {};
    if (parts.widths[0] == 4) return local_instant(n[0], n[1], n[2], *seconds, zone);
    if (parts.widths[2] != 4) return {};
    if (order == DateOrder::day_month_year) return local_instant(n[2], n[1], n[0], *seconds, zone);
    if (order == DateOrder::month_day_year) return local_instant(n[2], n[0], n[1], *seconds, zone);
    return {};
}

/// How one cell writes its date.
struct Written {
    std::string format{};
    bool has_time = false;
    bool has_zone = false;
};

std::optional<Written> number_written(std::string_view cell) {
    const auto number = whole_number(cell);
    if (!number) return {};
    if (cell.size() == 8 && from_parts(parts_of(cell), DateOrder::automatic, base::Zone("UTC")))
        return Written{"compact"};
    if (*number >= first_second && *number < last_second) return Written{"unix_seconds", true, true};
    if (*number >= first_second * 1000 && *number < last_second * 1000)
        return Written{"unix_milliseconds", true, true};
    return {};
}

/// "unclear" stands for day and month in an order that this cell does not show.
std::optional<Written> text_written(std::string_view cell) {
    const DateParts parts = parts_of(cell);
    const bool exact = cell.size() > 10 && base::parse_instant(cell).has_value();
    if (exact) return Written{"year_month_day", true, true};
    if (parts.numbers.size() < 3) return {};
    const bool timed = parts.numbers.size() > 3;
    const base::Zone zone("UTC");
    if (from_parts(parts, DateOrder::automatic, zone)) return Written{"year_month_day", timed};
    const bool day_first = from_parts(parts, DateOrder::day_month_year, zone).has_value();
    const bool month_first = from_parts(parts, DateOrder::month_day_year, zone).has_value();
    if (!day_first && !month_first) return {};
    if (day_first && month_first) return Written{"unclear", timed};
    return Written{day_first ? "day_month_year" : "month_day_year", timed};
}

/// Whether two cells of a column may be written so; the clearer one is kept in `known`.
bool agrees(Written& known, const Written& next) {
    known.has_time = known.has_time || next.has_time;
    known.has_zone = known.has_zone && next.has_zone;
    if (known.format == next.format) return true;
    const bool slashes = next.format == "day_month_year" || next.format == "month_day_year";
    if (known.format == "unclear" && slashes) {
        known.format = next.format;
        return true;
    }
    return next.format == "unclear" && (known.format == "day_month_year" || known.format == "month_day_year");
}

}  // namespace

base::Instant read_date(std::string_view text, DateOrder order, const base::Zone& zone,
                        const std::string& field) {
    const std::string trimmed = base::trimmed(text);
    if (const auto exact = base::parse_instant(trimmed); exact && trimmed.size() > 10) return *exact;
    const auto number = whole_number(trimmed);
    if (number && trimmed.size() >= 9 && trimmed.size() <= 11) return base::Instant{*number * 1000};
    if (number && trimmed.size() >= 12 && trimmed.size() <= 14) return base::Instant{*number};
    const auto found = from_parts(parts_of(trimmed), order, zone);
    if (found && *found >= base::earliest_instant && *found <= base::latest_instant) return *found;
    throw base::Error{errors::bad_date, field,
                      "\"" + trimmed.substr(0, 40) + "\" is not a date we can read."};
}

bool is_whole_day(std::string_view text) {
    const DateParts parts = parts_of(base::trimmed(text));
    return parts.numbers.size() == 3 || (parts.numbers.size() == 1 && parts.widths[0] == 8);
}

std::optional<DateColumn> date_column(const std::string& column, const std::vector<std::string>& cells,
                                      bool numbers) {
    std::optional<Written> known;
    std::string example;
    std::size_t filled = 0;
    std::size_t dates = 0;
    for (const std::string& cell : cells) {
        if (cell.empty()) continue;
        ++filled;
        const bool bare = whole_number(cell).has_value();
        if (bare && !numbers) continue;
        const auto written = bare ? number_written(cell) : text_written(cell);
        if (!written) continue;
        if (!known) {
            known = written;
            example = cell;
        } else if (!agrees(*known, *written)) {
            continue;
        }
        ++dates;
    }
    // A few odd cells do not change what the column is: they are refused, row by row.
    if (!known || dates * 10 < filled * 6) return {};
    return DateColumn{.column = column,
                      .format = known->format,
                      .has_time = known->has_time,
                      .has_zone = known->has_zone,
                      .example = example};
}

DateOrder date_order_of(const std::vector<DateColumn>& columns) {
    for (const DateColumn& column : columns) {
        if (column.format == "day_month_year") return DateOrder::day_month_year;
        if (column.format == "month_day_year") return DateOrder::month_day_year;
    }
    return DateOrder::automatic;
}

}  // namespace huan::capture
