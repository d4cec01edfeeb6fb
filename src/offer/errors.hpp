#pragma once

#include "base/error.hpp"

/// Every way an offer command is refused. A code is a promise to API clients: add, never rename.
namespace huan::offer::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "offer.unknown", "There is no such product or coupon."};
inline constexpr ErrorKind stale{Category::conflict, "offer.stale", "Someone changed this meanwhile."};
inline constexpr ErrorKind sku_taken{Category::conflict, "offer.sku_taken",
                                     "Another product has this number."};
inline constexpr ErrorKind with_itself{Category::invalid, "offer.with_itself",
                                       "A product cannot depend on being bought with itself."};
inline constexpr ErrorKind only_with{Category::conflict, "offer.only_with",
                                     "This is sold only together with something else."};
inline constexpr ErrorKind not_on_sale{Category::conflict, "offer.not_on_sale", "This is not on sale."};
inline constexpr ErrorKind name_taken{Category::conflict, "offer.name_taken",
                                      "Another coupon type has this name."};
inline constexpr ErrorKind bad_window{
    Category::invalid, "offer.bad_window",
    "A window must end after it begins, and coupons need one way to say how "
    "long they are good: fixed dates or a number of days."};
inline constexpr ErrorKind not_draft{Category::conflict, "offer.not_draft", "Only a draft can be changed."};
inline constexpr ErrorKind not_published{Category::conflict, "offer.not_published",
                                         "This coupon is not being issued."};

// Why a claim is refused.
inline constexpr ErrorKind too_early{Category::conflict, "offer.too_early", "Claiming has not begun yet."};
inline constexpr ErrorKind over{Category::conflict, "offer.over", "Claiming is over."};
inline constexpr ErrorKind sold_out{Category::conflict, "offer.sold_out", "All coupons have been claimed."};
inline constexpr ErrorKind budget_spent{Category::conflict, "offer.budget_spent",
                                        "The budget does not cover another coupon."};
inline constexpr ErrorKind day_limit{Category::conflict, "offer.day_limit",
                                     "This person has claimed as many today as one may."};
inline constexpr ErrorKind campaign_limit{Category::conflict, "offer.campaign_limit",
                                          "This person has claimed as many in this campaign as one may."};
inline constexpr ErrorKind campaign_closed{Category::conflict, "offer.campaign_closed",
                                           "This campaign is not handing out coupons."};
inline constexpr ErrorKind held_limit{Category::conflict, "offer.held_limit",
                                      "This person holds as many valid coupons as one may."};
inline constexpr ErrorKind type_period{Category::conflict, "offer.type_period",
                                       "This person got one of this kind too recently."};

// Why a coupon cannot be used, given back or taken back.
inline constexpr ErrorKind not_usable_yet{Category::conflict, "offer.not_usable_yet",
                                          "This coupon cannot be used yet."};
inline constexpr ErrorKind expired{Category::conflict, "offer.expired", "This coupon is no longer good."};
inline constexpr ErrorKind below_threshold{Category::conflict, "offer.below_threshold",
                                           "The order does not reach the amount this coupon asks for."};
inline constexpr ErrorKind not_claimed{Category::conflict, "offer.not_claimed",
                                       "This coupon is not in anybody's hands any more."};
inline constexpr ErrorKind locked{Category::conflict, "offer.locked",
                                  "This coupon is being used for another order."};
inline constexpr ErrorKind not_locked{Category::conflict, "offer.not_locked", "This coupon is not locked."};
inline constexpr ErrorKind redeemed{Category::conflict, "offer.redeemed",
                                    "This coupon has been used for another order."};
inline constexpr ErrorKind not_redeemed{Category::conflict, "offer.not_redeemed",
                                        "This coupon was not used."};
inline constexpr ErrorKind code_taken{Category::conflict, "offer.code_taken",
                                      "Another coupon has this code."};
inline constexpr ErrorKind bad_code{Category::invalid, "offer.bad_code",
                                    "A code has 4 to 40 letters and digits."};
inline constexpr ErrorKind unknown_type{Category::invalid, "offer.unknown_type",
                                        "There is no coupon of this name here."};
inline constexpr ErrorKind not_enough_points{Category::conflict, "offer.not_enough_points",
                                             "This person does not have that many points."};
inline constexpr ErrorKind no_points_price{Category::conflict, "offer.no_points_price",
                                           "This coupon cannot be had for points."};
inline constexpr ErrorKind key_reused{Category::conflict, "offer.key_reused",
                                      "This request key was used for a different request."};

}  // namespace huan::offer::errors
