#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace huan::base {

/// A number that names one record. `Tag` keeps ids of different nouns apart: a CouponId cannot be passed for
/// a CampaignId. Ids are unique over all tables and below 2^53, so that JSON clients keep every digit. 0
/// means "none".
template <class Tag> struct Id {
    std::int64_t value = 0;

    constexpr Id() = default;
    constexpr explicit Id(std::int64_t number) : value(number) {}
    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

/// The largest id we hand out or accept: the last integer a JSON client's double holds exactly.
inline constexpr std::int64_t largest_id = (std::int64_t{1} << 53) - 1;

using OrgId = Id<struct OrgTag>;
using UserId = Id<struct UserTag>;
using ProfileId = Id<struct ProfileTag>;
using CustomerId = Id<struct CustomerTag>;

}  // namespace huan::base

template <class Tag> struct std::hash<huan::base::Id<Tag>> {
    std::size_t operator()(const huan::base::Id<Tag>& id) const {
        return std::hash<std::int64_t>{}(id.value);
    }
};
