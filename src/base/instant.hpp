#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huan::base {

using Duration = std::chrono::milliseconds;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Zones are applied at the edge only (see
/// `zone.hpp`).
struct Instant {
    std::int64_t ms = 0;

    constexpr Instant() = default;
    constexpr explicit Instant(std::int64_t milliseconds) : ms(milliseconds) {}
    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
    friend constexpr Instant operator+(Instant at, Duration by) { return Instant{at.ms + by.count()}; }
    friend constexpr Instant operator-(Instant at, Duration by) { return Instant{at.ms - by.count()}; }
    friend constexpr Duration operator-(Instant left, Instant right) { return Duration{left.ms - right.ms}; }
};

/// The years we accept, so that every instant has four digits and every difference fits.
inline constexpr Instant earliest_instant{-62135596800000};  // 0001-01-01
inline constexpr Instant latest_instant{253402300799999};    // 9999-12-31

/// Reads RFC 3339: "2026-11-21T08:00:00Z", with offset or fraction; a bare date is midnight UTC.
/// Empty when the text is no such time or names an impossible date.
std::optional<Instant> parse_instant(std::string_view text);

/// "2026-11-21T08:00:00.000Z".
std::string format_instant(Instant at);

/// The machine's clock. Called at the edge only; everything below takes `now` as an argument.
Instant clock_now();

}  // namespace huan::base
