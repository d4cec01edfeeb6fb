#pragma once

#include "base/instant.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "scene/campaign.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::scene {

/// What the claim page can offer its visitor.
enum class ClaimState {
    open,       ///< The button works.
    claimed,    ///< This person has it; `coupon` shows it.
    too_early,  ///< From `starts_at` on.
    over,       ///< The campaign or its coupons have ended, or are paused.
    sold_out,
    not_offered,  ///< Not for this person. Says no more: whoever is held out must not learn it.
};
BOOST_DESCRIBE_ENUM(ClaimState, open, claimed, too_early, over, sold_out, not_offered)

/// `GET /api/h5/claim?token=` (a personal link) or `?code=` (a placement's). Records the visit.
struct VisitClaimPage {
    std::optional<std::string> token{};
    std::optional<std::string> code{};
};
BOOST_DESCRIBE_STRUCT(VisitClaimPage, (), (token, code))

/// `POST /api/h5/claim`. With a token the coupon goes to the person the token names, whoever holds the link.
/// With a placement's code the visitor says a phone number; the coupon goes to that number's owner.
struct ClaimOnPage {
    std::optional<std::string> token{};
    std::optional<std::string> code{};
    std::optional<base::Text<40>> phone{};
    std::optional<base::Note<60>> name{};
};
BOOST_DESCRIBE_STRUCT(ClaimOnPage, (), (token, code, phone, name))

/// The coupon as its owner sees it.
struct ClaimedCoupon {
    std::string code{};
    std::string state{};  ///< Of the coupon: claimed, locked, redeemed...
    base::Instant usable_from{};
    base::Instant usable_until{};
};
BOOST_DESCRIBE_STRUCT(ClaimedCoupon, (), (code, state, usable_from, usable_until))

/// All the page shows.
struct ClaimPage {
    ClaimState state = ClaimState::over;
    std::string
        campaign{};      ///< Name as the customer reads it: the message's title, else the campaign's name.
    std::string text{};  ///< The message, filled for this person where it is known.
    std::string coupon_name{};
    base::Money face_value{};
    base::Money threshold{};
    std::optional<base::Instant> starts_at{};
    std::optional<base::Instant> ends_at{};
    std::string person{};     ///< "138****1234": whom a personal link names; empty for other visitors.
    bool asks_phone = false;  ///< The visitor must say a phone number.
    std::string company{};
    std::string currency{};
    std::int64_t currency_digits = 2;
    std::string time_zone{};
    std::string language{};
    std::optional<std::string> brand_color{};
    std::optional<ClaimedCoupon> coupon{};
};
BOOST_DESCRIBE_STRUCT(ClaimPage, (),
                      (state, campaign, text, coupon_name, face_value, threshold, starts_at, ends_at, person,
                       asks_phone, company, currency, currency_digits, time_zone, language, brand_color,
                       coupon))

}  // namespace huan::scene
