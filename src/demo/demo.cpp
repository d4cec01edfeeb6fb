#include "demo/demo.hpp"

#include "customer/queries.hpp"
#include "demo/story.hpp"
#include "effect/home.hpp"

namespace huan::demo {

void fill(const World& world, const Order& order, const Progress& progress) {
    if (order.size < smallest_size || order.size > largest_size) throw base::Error{errors::bad_size, "size"};
    if (world.store.read([](store::Reader& db) { return customer::counts(db).profiles > 0; }))
        throw base::Error{errors::not_empty, "data"};
    const base::Zone zone("Asia/Shanghai", std::chrono::minutes{12 * 60});
    Story story(world, order, Calendar(zone, order.now, history_days));
    open_business(story);
    for (std::int64_t day = 0; day < story.calendar.days(); ++day) {
        renew_dates(story, day);
        wash_cars(story, day);
        if (progress) progress(day + 1, story.calendar.days());
    }
    world.insight.refresh_all(order.now);
    define_segments(story, order.now);
    story.write([&](store::Transaction& tx) { effect::suggest(tx, story.till(order.now)); });
}

}  // namespace huan::demo
