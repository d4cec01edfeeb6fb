// JSON of any request: what is written reads back as the same; amounts and times too.
#include "base/json.hpp"

#include "base/instant.hpp"
#include "base/money.hpp"
#include "target.hpp"

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    fuzz::taken([&] {
        const boost::json::value value = base::parse_json(text);
        fuzz::promise(base::parse_json(boost::json::serialize(value)) == value,
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
