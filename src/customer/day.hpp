#pragma once

#include "base/zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Calendar days as rows keep them: counted from 1970-01-01.
namespace huan::customer {

/// Reads "2026-11-21". \throws base::Error `asset.bad_day` on `field`.
std::int64_t day_number(std::string_view text, const std::string& field);

inline std::string day_text(std::int64_t day) { return base::format_day(base::Day{std::chrono::days{day}}); }

inline std::optional<std::string> day_text(const std::optional<std::int64_t>& day) {
    return day ? std::optional(day_text(*day)) : std::nullopt;
}

}  // namespace huan::customer
