#pragma once

#include "base/zone.hpp"
#include "capture/import.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Dates as people and programs write them into tables.
namespace huan::capture {

/// Reads "2026-01-05 23:40", "5/1/2026 3:04 PM", "2026年1月5日 下午3:04", "20260105", Unix seconds or
/// milliseconds, RFC 3339. Without a zone of its own it is meant in `zone`; `order` decides where the year
/// does not come first. \throws base::Error `import.bad_date` on `field`.
base::Instant read_date(std::string_view text, DateOrder order, const base::Zone& zone,
                        const std::string& field);

/// Whether a date that `read_date` reads names a day and no time of day.
bool is_whole_day(std::string_view text);

/// How a column writes dates, judged by `cells` (its first rows; empty ones do not matter). Nothing when it
/// holds something else. Plain numbers count as dates only where `numbers` says that the column is one.
std::optional<DateColumn> date_column(const std::string& column, const std::vector<std::string>& cells,
                                      bool numbers);

/// What to read these columns with: the order that one of them shows; `automatic` where none does.
DateOrder date_order_of(const std::vector<DateColumn>& columns);

}  // namespace huan::capture
