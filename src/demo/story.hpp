#pragma once

#include "access/org.hpp"
#include "base/context.hpp"
#include "customer/customer.hpp"
#include "demo/company.hpp"
#include "demo/demo.hpp"
#include "insight/segment.hpp"
#include "offer/offer.hpp"
#include "scene/campaign.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

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
    std::size_t drive = 0;      ///< Where it came from: a place in `Story::drives`,
    base::Instant sent_at{};    ///< by the message of this time.
};

/// A campaign, and how people take to it.
struct Drive {
    const char* name;
    scene::Goal goal;
    const char* segment;  ///< Empty: for everybody who comes to the claim page by a placement.
    const char* coupon;
    std::int64_t face_value;
    std::int64_t holdout;  ///< Percent.
    std::int64_t per_person;
    std::int64_t first;  ///< Days before today,
    std::int64_t last;   ///< and of its end; negative: still running.
    double visits;       ///< Share of those it is sent to who open the page,
    double claims;       ///< of those who then claim,
    double again;        ///< and of those who used one who claim another.
    bool brings;         ///< They come once more than they would have.
    const char* title;
    const char* body;
    scene::CampaignId id{};
};

/// Somebody who answers to a campaign on a later day.
struct Answer {
    std::size_t person = 0;
    std::size_t drive = 0;
    base::Instant sent_at{};
    std::int64_t minute = 0;
    bool claims = false;
    bool online = false;  ///< And uses the coupon at once.
};

/// From here on the company works with Huan, that many days before today; what was before was brought from
/// its tills.
inline constexpr std::int64_t days_in_use = 150;

/// The company with all that the store has answered so far.
///
/// A write may run more than once (see store.hpp). So what a write notes here is assigned, never added, and
/// chance is thrown before it or derived from numbers within it.
struct Story {
    Story(const World& the_world, const Order& order, Calendar the_calendar);

    const World& world;
    Company company;
    std::int64_t size;  ///< With those of the list that is taken over.
    Calendar calendar;

    std::vector<base::OrgId> garages{};
    std::vector<base::UserId> technicians{};  ///< Of the garage of the same place.
    std::vector<base::UserId> agents{};
    base::UserId marketer{};
    std::map<std::string, insight::SegmentId> segments{};
    std::vector<base::CustomerId> customers{};  ///< By place in `company.people`; 0 until they are known.
    std::vector<std::vector<std::size_t>> visitors{};  ///< Who comes, by day.
    std::map<std::size_t, Held> coupons{};             ///< By person: the next visit uses it.
    std::vector<Drive> drives{};
    std::map<std::int64_t, std::vector<Answer>> answers{};  ///< By day.
    std::vector<std::string> placement_codes{};
    boost::unordered_flat_map<std::int64_t, std::size_t> numbers{};  ///< Customer to person.
    boost::unordered_flat_set<std::size_t> not_to_call{};            ///< Who asked for it on the phone.
    std::int64_t sales = 0;  ///< Orders taken by phone or online, for their numbers.

    /// For a matter of `Matter`, and the numbers that tell one throw from another.
    Chance chance(std::uint64_t matter, std::uint64_t part, std::uint64_t detail = 0) const {
        return Chance(company.seed * 1'000'003 + matter, part, detail);
    }
    /// A minute of a business day; empty while it lies ahead.
    std::optional<base::Instant> moment(std::int64_t day, std::int64_t minute) const;
    bool in_use(std::int64_t day) const { return day >= calendar.days() - days_in_use; }

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
    of_list,
};

// --- the parts of the story, each in the order of the day -----------------------------------------

/// Company, garages, users, products, rules: everything that is there before the first car comes.
void open_business(Story& story);
/// The usage groups and the others that are looked at, with their head-counts.
void define_segments(Story& story, base::Instant now);
/// Policies that ended and were renewed, somewhere; who came to be known without coming.
void keep_dates(Story& story, std::int64_t day);
/// Makes somebody known, with their car.
void meet(Story& story, store::Transaction& tx, std::size_t person, std::int64_t day, base::Instant now);
/// Campaigns begin and end.
void run_campaigns(Story& story, std::int64_t day);
/// People open what they were sent, claim, and scan what hangs in their garages.
void answer_campaigns(Story& story, std::int64_t day);
/// Cards and what else is bought online, in the daytime.
void shop_online(Story& story, std::int64_t day);
/// A night's washes with what the technicians found.
void wash_cars(Story& story, std::int64_t day);
/// New leads about policies, and what the agents say about all of them on the phone: from noon,
void call_in_the_afternoon(Story& story, std::int64_t day);
/// and before the noon that ends the day.
void call_in_the_morning(Story& story, std::int64_t day);
/// The list of a chain that closed comes in, some hundred people at a time; `told` after each.
/// Nothing of it where the company is small enough to have known everybody.
void take_over(Story& story, const std::function<void()>& told);
/// How often `take_over` tells.
std::int64_t parts_of_list(const Story& story);
/// What stands ready for the walk: the first task of the first agent, a drafted campaign.
void set_the_table(Story& story);

/// One line of an order at list price.
customer::OrderLine line_of(const char* sku);
/// An order of a person away from the garages; its number counts on.
customer::RecordOrder order_from(Story& story, std::size_t person, const char* channel, base::Instant at,
                                 std::int64_t day);

}  // namespace huan::demo
