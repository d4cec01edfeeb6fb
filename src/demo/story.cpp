#include "demo/story.hpp"

#include "access/queries.hpp"

#include <algorithm>

namespace huan::demo {

Story::Story(const World& the_world, const Order& order, Calendar the_calendar)
    : world(the_world),
      company(found_company(order.seed, order.size)),
      calendar(std::move(the_calendar)),
      customers(company.people.size()),
      visitors(static_cast<std::size_t>(company.days)) {
    for (std::size_t person = 0; person < company.people.size(); ++person)
        for (const std::int64_t day : visits_of(company, person))
            visitors[static_cast<std::size_t>(day)].push_back(person);
}

std::optional<base::Instant> Story::moment(std::int64_t day, std::int64_t minute) const {
    constexpr base::Duration drawn_together{2LL * 3'600'000};
    const base::Instant noon = calendar.noon(day);
    base::Instant at = noon + std::chrono::minutes{minute};
    const base::Duration so_far = calendar.now() - noon;
    if (so_far < drawn_together && day == calendar.today())
        at = noon + base::Duration{(at - noon).count() * so_far.count() / drawn_together.count()};
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
