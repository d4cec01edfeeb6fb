#pragma once

#include "base/context.hpp"
#include "base/text.hpp"
#include "base/zone.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::access {

/// How the organisation counts and speaks. Thresholds and limits of a module live in that module.
struct Settings {
    std::string company{};
    std::string currency = "CNY";             ///< ISO 4217; all money is in its minor units.
    std::string time_zone = "Asia/Shanghai";  ///< IANA name.
    std::string language = "zh-CN";    ///< zh-CN or en: of messages, and of the console until one chooses.
    std::string phone_region = "CN";   ///< ISO 3166: how a phone number without country code is read.
    std::int64_t day_cut_minutes = 0;  ///< When the business day starts: 720 = noon.
    std::int64_t quiet_from_minute = 21 *
                                     60;  ///< Minutes of the local day; equal to `until` = no quiet hours.
    std::int64_t quiet_until_minute = 9 * 60;
    std::optional<std::string> brand_color{};  ///< "#rrggbb"
    std::optional<std::string> public_url{};   ///< "https://crm.example.com": begins links and codes.
    std::int64_t version = 0;

    /// The zone with the business day's cut, for days; also what scheduled times are meant in.
    base::Zone zone() const { return base::Zone(time_zone, std::chrono::minutes(day_cut_minutes)); }
    int currency_digits() const;
    /// Whether messages must wait at `at`.
    bool is_quiet(base::Instant at) const;
    /// The end of the quiet hours `at` lies in; `at` itself when it lies in none.
    base::Instant quiet_end(base::Instant at) const;
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (company, currency, time_zone, language, phone_region, day_cut_minutes,
                       quiet_from_minute, quiet_until_minute, brand_color, public_url, version))

/// The organisation's settings; the defaults before set-up. One indexed read.
Settings settings(store::Reader& db);

/// GET /api/settings
struct FindSettings {};
BOOST_DESCRIBE_STRUCT(FindSettings, (), ())

/// PUT /api/settings: what is absent stays.
struct UpdateSettings {
    std::int64_t version = 0;  ///< As last seen.
    std::optional<base::Text<120>> company{};
    std::optional<base::Text<3>>
        currency{};  ///< Only one with as many decimals: stored amounts are not converted.
    std::optional<base::Text<60>> time_zone{};
    std::optional<base::Text<10>> language{};
    std::optional<base::Text<2>> phone_region{};
    std::optional<std::int64_t> day_cut_minutes{};
    std::optional<std::int64_t> quiet_from_minute{};
    std::optional<std::int64_t> quiet_until_minute{};
    std::optional<base::Note<7>> brand_color{};   ///< Empty removes it.
    std::optional<base::Note<200>> public_url{};  ///< Empty removes it.
};
BOOST_DESCRIBE_STRUCT(UpdateSettings, (),
                      (version, company, currency, time_zone, language, phone_region, day_cut_minutes,
                       quiet_from_minute, quiet_until_minute, brand_color, public_url))

/// GET /api/setup
struct SetupState {
    bool needed =
        false;  ///< True while there is no administrator: POST /api/setup with the printed token works.
};
BOOST_DESCRIBE_STRUCT(SetupState, (), (needed))

/// POST /api/setup: creates the company, its settings and the first administrator, and signs them in.
struct Setup {
    base::Text<100> token{};  ///< From the one-time link the server printed.
    base::Text<120> company{};
    base::Text<3> currency{};
    base::Text<60> time_zone{};
    base::Text<10> language{};
    base::Text<80> name{};  ///< Of the administrator.
    base::Text<80> login{};
    base::Text<200> password{};
};
BOOST_DESCRIBE_STRUCT(Setup, (), (token, company, currency, time_zone, language, name, login, password))

}  // namespace huan::access
