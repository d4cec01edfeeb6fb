#include "base/money.hpp"

#include <algorithm>
#include <array>

namespace huan::base {
namespace {

constexpr std::array<std::string_view, 15> without_minor{
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"};
constexpr std::array<std::string_view, 7> with_three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

/// Takes "1,234.50" apart; thousands separators are allowed only between whole groups of three digits.
class DecimalReader {
public:
    DecimalReader(std::string_view text, int digits, const std::string& field)
        : text_(text),
          digits_(digits),
          field_(field) {}

    Money read() {
        if (!text_.empty() && (text_[0] == '-' || text_[0] == '+')) {
            negative_ = text_[0] == '-';
            ++at_;
        }
        read_whole();
        if (at_ < text_.size() && text_[at_] == '.') read_fraction();
        if (at_ != text_.size()) refuse(errors::wrong_type);
        for (; fraction_ < digits_; ++fraction_) push('0');
        return Money{negative_ ? -value_ : value_};
    }

private:
    void read_whole() {
        int seen = 0;
        int in_group = -1;  // Digits since the last separator; -1 before the first.
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c >= '0' && c <= '9') {
                push(c);
                ++seen;
                if (in_group >= 0) ++in_group;
            } else if (c == ',' && seen > 0 && (in_group == 3 || (in_group == -1 && seen <= 3))) {
                in_group = 0;
            } else {
                break;
            }
        }
        if (seen == 0 || (in_group >= 0 && in_group != 3)) refuse(errors::wrong_type);
    }

    void read_fraction() {
        const std::size_t start = ++at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            if (fraction_ < digits_) {
                push(text_[at_]);
                ++fraction_;
            } else if (text_[at_] != '0') {
                refuse(errors::out_of_range);  // A tenth of a cent would be lost silently.
            }
        }
        if (at_ == start) refuse(errors::wrong_type);
    }

    void push(char digit) {
        if (__builtin_mul_overflow(value_, 10, &value_) ||
            __builtin_add_overflow(value_, digit - '0', &value_))
            refuse(errors::overflow);
    }

    [[noreturn]] void refuse(const ErrorKind& kind) const {
        throw Error{kind, field_,
                    "\"" + std::string(text_.substr(0, 40)) + "\" is not an amount with at most " +
                        std::to_string(digits_) + " decimals."};
    }

    std::string_view text_;
    int digits_;
    const std::string& field_;
    std::size_t at_ = 0;
    std::int64_t value_ = 0;
    int fraction_ = 0;
    bool negative_ = false;
};

}  // namespace

int currency_digits(std::string_view currency) {
    if (std::find(without_minor.begin(), without_minor.end(), currency) != without_minor.end()) return 0;
    if (std::find(with_three.begin(), with_three.end(), currency) != with_three.end()) return 3;
    return 2;
}

Money parse_money(std::string_view decimal, int digits, const std::string& field) {
    return DecimalReader(decimal, digits, field).read();
}

std::string format_money(Money amount, int digits) {
    const bool negative = amount.minor < 0;
    // Through unsigned, because the smallest int64 has no positive counterpart.
    const auto magnitude = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(amount.minor)
                                    : static_cast<std::uint64_t>(amount.minor);
    std::string text = std::to_string(magnitude);
    const auto places = static_cast<std::size_t>(digits);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    if (digits > 0) text.insert(text.size() - places, ".");
    return negative ? "-" + text : text;
}

}  // namespace huan::base
