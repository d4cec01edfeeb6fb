#pragma once

#include "base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace huan::base {

/// An amount in minor units (cents, fen; whole yen) of the organisation's currency. Arithmetic is checked:
/// a result beyond 64 bits throws `errors::overflow` instead of wrapping round.
struct Money {
    std::int64_t minor = 0;

    constexpr Money() = default;
    constexpr explicit Money(std::int64_t minor_units) : minor(minor_units) {}
    friend constexpr auto operator<=>(const Money&, const Money&) = default;

    friend Money operator+(Money left, Money right) {
        std::int64_t sum = 0;
        if (__builtin_add_overflow(left.minor, right.minor, &sum)) throw Error{errors::overflow};
        return Money{sum};
    }
    friend Money operator-(Money left, Money right) {
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(left.minor, right.minor, &difference)) throw Error{errors::overflow};
        return Money{difference};
    }
    friend Money operator*(Money left, std::int64_t times) {
        std::int64_t product = 0;
        if (__builtin_mul_overflow(left.minor, times, &product)) throw Error{errors::overflow};
        return Money{product};
    }
    Money operator-() const { return Money{} - *this; }
    Money& operator+=(Money other) { return *this = *this + other; }
    Money& operator-=(Money other) { return *this = *this - other; }
};

/// Digits behind the decimal point in ISO 4217: 0 (JPY, KRW, VND...), 3 (KWD, BHD...), else 2.
int currency_digits(std::string_view currency);

/// Reads a decimal such as "12.5", "-3" or "1,234.50" exactly; no double is involved.
/// \throws Error of kind `wrong_type` (not a number), `out_of_range` (more digits than the currency has) or
/// `overflow`.
Money parse_money(std::string_view decimal, int digits, const std::string& field = {});

/// "12.50" for 1250 minor units at two digits.
std::string format_money(Money amount, int digits);

}  // namespace huan::base
