// JSON of any request: what is written reads back as the same; amounts and times too.
#include "base/json.hpp"

#include "base/instant.hpp"
#include "base/money.hpp"
#include "target.hpp"

#include <algorithm>
#include <cmath>

using namespace huan;

namespace {

/// Equal, but for the last bits of numbers with a fraction: Boost.JSON 1.81 does not round them exactly.
bool alike(const boost::json::value& left, const boost::json::value& right) {
    if (left.kind() != right.kind()) return false;
    if (left.is_double()) {
        const double a = left.get_double();
        const double b = right.get_double();
        return a == b || std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b));
    }
    if (left.is_array())
        return std::equal(left.get_array().begin(), left.get_array().end(), right.get_array().begin(),
                          right.get_array().end(), alike);
    if (!left.is_object()) return left == right;
    if (left.get_object().size() != right.get_object().size()) return false;
    return std::all_of(left.get_object().begin(), left.get_object().end(), [&](const auto& item) {
        const boost::json::value* other = right.get_object().if_contains(item.key());
        return other != nullptr && alike(item.value(), *other);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    fuzz::taken([&] {
        const boost::json::value value = base::parse_json(text);
        fuzz::promise(alike(base::parse_json(boost::json::serialize(value)), value),
                      "JSON reads back as it was written");
    });
    fuzz::taken(
        [&] {
            const base::Money money = base::parse_money(text, 2);
            fuzz::promise(base::parse_money(base::format_money(money, 2), 2) == money,
                          "an amount reads back as it was written");
        },
        false);
    if (const auto at = base::parse_instant(text)) {
        fuzz::promise(*at >= base::earliest_instant && *at <= base::latest_instant,
                      "times lie in years we accept");
        fuzz::promise(base::parse_instant(base::format_instant(*at)) == at,
                      "a time reads back as it was written");
    }
    return 0;
}
