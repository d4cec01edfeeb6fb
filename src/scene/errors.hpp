#pragma once

#include "base/error.hpp"

/// Every way a scene command is refused. A code is a promise to API clients: add, never rename.
namespace huan::scene::errors {

using base::Category;
using base::ErrorKind;

inline constexpr ErrorKind unknown{Category::unknown, "scene.unknown",
                                   "There is no such campaign, placement or trigger."};
inline constexpr ErrorKind stale{Category::conflict, "scene.stale", "Someone changed this meanwhile."};
inline constexpr ErrorKind name_taken{Category::conflict, "scene.name_taken",
                                      "Another campaign has this name."};
inline constexpr ErrorKind not_draft{Category::conflict, "scene.not_draft",
                                     "Only a draft can be changed or launched."};
inline constexpr ErrorKind not_live{Category::conflict, "scene.not_live", "This campaign is not live."};
inline constexpr ErrorKind not_paused{Category::conflict, "scene.not_paused", "This campaign is not paused."};
inline constexpr ErrorKind bad_period{Category::invalid, "scene.bad_period", "It must end after it begins."};

// What keeps a draft from being launched.
inline constexpr ErrorKind no_segment{Category::invalid, "scene.no_segment",
                                      "Choose whom the campaign is for."};
inline constexpr ErrorKind segment_not_ready{
    Category::conflict, "scene.segment_not_ready",
    "The segment changed since it was last counted. Refresh it first."};
inline constexpr ErrorKind nobody{Category::conflict, "scene.nobody", "There is nobody in the segment."};
inline constexpr ErrorKind no_coupon{Category::invalid, "scene.no_coupon", "Choose what the campaign gives."};
inline constexpr ErrorKind coupon_not_published{Category::conflict, "scene.coupon_not_published",
                                                "The coupon is not published."};
inline constexpr ErrorKind coupon_over{Category::conflict, "scene.coupon_over",
                                       "The coupon can no longer be claimed while the campaign runs."};
inline constexpr ErrorKind no_end{Category::invalid, "scene.no_end", "Say when the campaign ends."};
inline constexpr ErrorKind over{Category::invalid, "scene.over", "This campaign would already have ended."};
inline constexpr ErrorKind no_budget{Category::invalid, "scene.no_budget",
                                     "The budget does not cover a single coupon."};
inline constexpr ErrorKind budget_too_large{Category::conflict, "scene.budget_too_large",
                                            "The coupon's budget has less left than the campaign asks for."};
inline constexpr ErrorKind no_message{Category::invalid, "scene.no_message",
                                      "A campaign that sends needs a title and a text."};
inline constexpr ErrorKind clash{Category::conflict, "scene.clash",
                                 "Other live campaigns reach some of the same people."};

// Triggers and the claim page.
inline constexpr ErrorKind bad_event{Category::invalid, "scene.bad_event",
                                     "A trigger cannot react to what it causes itself."};
inline constexpr ErrorKind bad_link{Category::unknown, "scene.bad_link",
                                    "This link has expired or is incomplete."};
inline constexpr ErrorKind phone_needed{Category::invalid, "scene.phone_needed", "A phone number is needed."};

}  // namespace huan::scene::errors
