#pragma once

#include "access/org.hpp"
#include "base/context.hpp"
#include "customer/customer.hpp"
#include "demo/company.hpp"
#include "demo/demo.hpp"
#include "insight/segment.hpp"
#include "offer/offer.hpp"
#include "scene/campaign.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace huan::demo {

/// What something costs its buyer and us, in fen. Sku by sku in `products` (opening.cpp).
struct Ware {
    const char* sku;
    const char* name;
    const char* category;
    std::int64_t price;
    std::int64_t cost;
};
const Ware& ware(std::string_view sku);

/// A coupon in a person's hands, as the story remembers it.
struct Held {
    offer::CouponId id{};
    base::Money face_value{};
    std::int64_t last_day = 0;  ///< Good until the end of it.
};

/// The company with all that the store has answered so far.
///
/// A write may run more than once (see store.hpp). So what a write notes here is assigned, never added, and
/// chance is thrown before it or derived from numbers within it.
struct Story {
    Story(const World& the_world, const Order& order, Calendar the_calendar);

    const World& world;
    Company company;
    Calendar calendar;

    std::vector<base::OrgId> garages{};
    std::vector<base::UserId> technicians{};  ///< Of the garage of the same place.
    std::vector<base::UserId> agents{};
    base::UserId marketer{};
    std::map<std::string, insight::SegmentId> segments{};
    std::vector<base::CustomerId> customers{};  ///< By place in `company.people`; 0 until they are known.
    std::vector<std::vector<std::size_t>> visitors{};  ///< Who comes, by day.
    std::map<std::size_t, Held> coupons{};             ///< By person: the next visit uses it.

    Chance chance(std::uint64_t matter, std::uint64_t part = 0) const {
        return Chance(company.seed, matter, part);
    }
    /// A minute of a business day; empty while it lies ahead. Shortly after noon the day's first two hours
    /// are drawn together, so that a demo made then has a day to show.
    std::optional<base::Instant> moment(std::int64_t day, std::int64_t minute) const;

    /// The system itself: the till, the clock.
    base::Context till(base::Instant now) const;
    base::Context as(base::UserId user, base::Instant now) const;

    template <class Work> auto write(Work&& work) const {
        return world.store.write(std::forward<Work>(work));
    }
    template <class Work> auto read(Work&& work) const { return world.store.read(std::forward<Work>(work)); }

private:
    mutable std::map<std::int64_t, base::Actor> actors_{};
};

/// What chance is thrown for: the first number of `Story::chance`.
enum Matter : std::uint64_t {
    of_nights = 10,
    of_findings,
    of_calls,
    of_campaigns,
    of_placements,
    of_web,
};

/// Company, garages, users, products, rules: everything that is there before the first car comes.
void open_business(Story& story);
/// The usage groups and the others that are looked at, with their head-counts.
void define_segments(Story& story, base::Instant now);
/// A night's washes with what the technicians found.
void wash_cars(Story& story, std::int64_t day);
/// Policies and services that fell due in the course of a day and were renewed.
void renew_dates(Story& story, std::int64_t day);

}  // namespace huan::demo
