#include "base/instant.hpp"

#include <fmt/format.h>

namespace huan::base {
namespace {

/// Reads fixed-width fields from the left of a text; any mismatch makes the whole reading fail.
class FieldReader {
public:
    explicit FieldReader(std::string_view text) : rest_(text) {}

    int number(std::size_t width) {
        if (rest_.size() < width) return fail();
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') return fail();
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(width);
        return value;
    }
    bool take(std::string_view any_of) {
        if (rest_.empty() || any_of.find(rest_[0]) == std::string_view::npos) return false;
        last_ = rest_[0];
        rest_.remove_prefix(1);
        return true;
    }
    /// Milliseconds from a fraction of any length; further digits are cut off.
    int fraction() {
        int value = 0;
        int digits = 0;
        for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1), ++digits)
            if (digits < 3) value = value * 10 + (rest_[0] - '0');
        if (digits == 0) return fail();
        for (; digits < 3; ++digits) value *= 10;
        return value;
    }
    int fail() {
        good_ = false;
        return 0;
    }
    char last() const { return last_; }
    bool good() const { return good_; }
    bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
    char last_ = 0;
    bool good_ = true;
};

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
    using namespace std::chrono;
    FieldReader in(text);
    const int y = in.number(4);
    if (!in.take("-")) return {};
    const int m = in.number(2);
    if (!in.take("-")) return {};
    const int d = in.number(2);
    const year_month_day day{year{y}, month{static_cast<unsigned>(m)},
                             std::chrono::day{static_cast<unsigned>(d)}};
    if (!in.good() || !day.ok() || y < 1) return {};
    std::int64_t ms = duration_cast<milliseconds>(sys_days{day}.time_since_epoch()).count();
    if (in.done()) return Instant{ms};

    if (!in.take("Tt ")) return {};
    const int hour = in.number(2);
    if (!in.take(":")) return {};
    const int minute = in.number(2);
    const int second = in.take(":") ? in.number(2) : 0;
    const int fraction = in.take(".,") ? in.fraction() : 0;
    int offset = 0;  // Minutes east of Greenwich.
    if (in.take("+-")) {
        const int sign = in.last() == '-' ? -1 : 1;
        const int hours = in.number(2);
        in.take(":");
        const int minutes = in.number(2);
        if (hours > 23 || minutes > 59) return {};
        offset = sign * (hours * 60 + minutes);
    } else if (!in.take("Zz")) {
        return {};
    }
    if (!in.good() || !in.done() || hour > 23 || minute > 59 || second > 60) return {};
    ms += ((hour * 60LL + minute - offset) * 60 + second) * 1000 + fraction;
    const Instant at{ms};
    if (at < earliest_instant || at > latest_instant) return {};
    return at;
}

std::string format_instant(Instant at) {
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds{at.ms}};
    const auto midnight = floor<days>(time);
    const year_month_day day{midnight};
    const hh_mm_ss clock{time - midnight};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

Instant clock_now() {
    using namespace std::chrono;
    return Instant{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace huan::base
