#include "access/settings.hpp"

#include "access/rows.hpp"
#include "jobs/scheduler.hpp"

namespace huan::access {

int Settings::currency_digits() const { return base::currency_digits(currency); }

bool Settings::is_quiet(base::Instant at) const {
    if (quiet_from_minute == quiet_until_minute) return false;
    const int minute = base::Zone(time_zone).minute_of_day(at);
    const bool over_midnight = quiet_from_minute > quiet_until_minute;
    const bool after_from = minute >= quiet_from_minute;
    const bool before_until = minute < quiet_until_minute;
    return over_midnight ? after_from || before_until : after_from && before_until;
}

base::Instant Settings::quiet_end(base::Instant at) const {
    return is_quiet(at) ? jobs::next_daily(time_zone, static_cast<int>(quiet_until_minute), at) : at;
}

Settings settings(store::Reader& db) { return rows::find_settings(db); }

}  // namespace huan::access
