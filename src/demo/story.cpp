#include "demo/story.hpp"

#include "access/queries.hpp"

#include <algorithm>

namespace huan::demo {

Story::Story(const World& the_world, const Order& order, Calendar the_calendar)
    : world(the_world),
      company(found_company(order.seed, std::min(order.size, most_living))),
      size(order.size),
      calendar(std::move(the_calendar)),
      customers(company.people.size()),
      visitors(static_cast<std::size_t>(company.days)) {
    for (std::size_t person = 0; person < company.people.size(); ++person)
        for (const std::int64_t day : visits_of(company, person))
            visitors[static_cast<std::size_t>(day)].push_back(person);
}

std::optional<base::Instant> Story::moment(std::int64_t day, std::int64_t minute) const {
    const base::Instant at = calendar.noon(day) + std::chrono::minutes{minute};
    return at > calendar.now() ? std::nullopt : std::optional(at);
}

base::Context Story::till(base::Instant now) const { return {.now = now, .actor = base::system_actor()}; }

base::Context Story::as(base::UserId user, base::Instant now) const {
    auto found = actors_.find(user.value);  // Once for each: nobody of them is moved.
    if (found == actors_.end()) {
        const auto actor = read([&](store::Reader& db) { return access::actor_of(db, user); });
        found = actors_.emplace(user.value, actor.value()).first;
    }
    return {.now = now, .actor = found->second};
}

}  // namespace huan::demo
