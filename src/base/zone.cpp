#include "base/zone.hpp"

#include "base/error.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace huan::base {
namespace {

const date::time_zone* of(const void* zone) { return static_cast<const date::time_zone*>(zone); }

date::local_time<std::chrono::milliseconds> local(const void* zone, Instant at) {
    return of(zone)->to_local(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}});
}

}  // namespace

Zone::Zone(const std::string& name, std::chrono::minutes day_cut)
    : name_(name),
      zone_(nullptr),
      day_cut_(day_cut) {
    try {
        zone_ = date::locate_zone(name);
    } catch (const std::runtime_error&) {
        throw Error{errors::not_allowed, "time_zone", "There is no time zone \"" + name + "\"."};
    }
}

Day Zone::day_of(Instant at) const {
    const auto days = date::floor<date::days>(local(zone_, at) - day_cut_).time_since_epoch();
    return Day{std::chrono::days{days.count()}};
}

Instant Zone::start_of(Day day) const {
    const date::local_days midnight{date::days{day.time_since_epoch().count()}};
    const auto at = of(zone_)->to_sys(date::local_time<std::chrono::milliseconds>{midnight} + day_cut_,
                                      date::choose::earliest);
    return Instant{at.time_since_epoch().count()};
}

int Zone::minute_of_day(Instant at) const {
    const auto time = local(zone_, at);
    const auto since = time - date::floor<date::days>(time);
    return static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(since).count());
}

std::string format_day(Day day) {
    const std::chrono::year_month_day ymd{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

}  // namespace huan::base
