#pragma once

#include "base/instant.hpp"

#include <chrono>
#include <string>

namespace huan::base {

/// A calendar day as people name it: days since 1970-01-01 in some zone.
using Day = std::chrono::sys_days;

/// A time zone of the IANA database ("Asia/Shanghai"), with the business day's cut: a night business whose
/// day is cut at noon counts 03:00 to the day before. Cheap to copy.
class Zone {
public:
    /// \throws Error `field.not_allowed` for a name the database lacks.
    explicit Zone(const std::string& name, std::chrono::minutes day_cut = std::chrono::minutes{0});

    const std::string& name() const { return name_; }
    /// The business day `at` belongs to.
    Day day_of(Instant at) const;
    /// The first instant of a business day. In a spring gap it is the first instant that exists.
    Instant start_of(Day day) const;
    /// Minutes since local midnight, 0..1439, on the wall clock (the cut plays no part).
    int minute_of_day(Instant at) const;

private:
    std::string name_;
    const void* zone_;
    std::chrono::minutes day_cut_;
};

/// "2026-11-21".
std::string format_day(Day day);

}  // namespace huan::base
