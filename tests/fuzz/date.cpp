// Dates as people and programs write them into tables. The first byte: the order of day, month and year.
#include "base/text.hpp"
#include "capture/dates.hpp"
#include "target.hpp"

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const base::Zone shanghai("Asia/Shanghai");
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    if (!base::is_clean_utf8(text)) return 0;
    const auto order = static_cast<capture::DateOrder>(data[0] % 3);
    fuzz::taken([&] {
        const base::Instant at = capture::read_date(text, order, shanghai, "date");
        fuzz::promise(at >= base::earliest_instant && at <= base::latest_instant,
                      "dates lie in years we accept");
        fuzz::promise(capture::read_date(base::format_instant(at), order, shanghai, "date") == at,
                      "a date reads back as it was written");
        capture::is_whole_day(text);
    });
    capture::date_column("when", {std::string(text), "2026-01-05"}, true);
    return 0;
}
