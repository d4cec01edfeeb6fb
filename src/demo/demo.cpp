#include "demo/demo.hpp"

#include "customer/queries.hpp"
#include "demo/story.hpp"
#include "effect/home.hpp"

namespace huan::demo {
namespace {

/// Late, so that what is done every day until then is done for those who come.
std::int64_t list_comes_on(const Story& story) { return story.calendar.today() - 1; }

/// One business day, from noon to noon.
void live_through(Story& story, std::int64_t day) {
    const std::int64_t ago = story.calendar.today() - day;
    if (ago == days_in_use - 1) define_segments(story, story.calendar.at(day, 1));
    keep_dates(story, day);
    run_campaigns(story, day);
    answer_campaigns(story, day);
    shop_online(story, day);
    call_in_the_afternoon(story, day);
    wash_cars(story, day);
    call_in_the_morning(story, day);
    // What the clock does every ten minutes; once a week is enough to tell how the groups moved.
    const bool looks = story.in_use(day) && ago > 1 && (ago % 7 == 0 || ago < 4);
    if (const auto morning = story.moment(day, 21 * 60); looks && morning)
        story.world.insight.refresh_all(*morning);
}

}  // namespace

void fill(const World& world, const Order& order, const Progress& progress) {
    if (order.size < smallest_size || order.size > largest_size) throw base::Error{errors::bad_size, "size"};
    if (world.store.read([](store::Reader& db) { return customer::counts(db).profiles > 0; }))
        throw base::Error{errors::not_empty, "data"};
    const base::Zone zone("Asia/Shanghai", std::chrono::minutes{12 * 60});
    Story story(world, order, Calendar(zone, order.now, history_days));
    open_business(story);
    const std::int64_t steps = story.calendar.days() + parts_of_list(story);
    std::int64_t done = 0;
    const auto told = [&] {
        if (progress) progress(++done, steps);
    };
    for (std::int64_t day = 0; day < story.calendar.days(); ++day) {
        live_through(story, day);
        told();
        if (day == list_comes_on(story)) take_over(story, told);
    }
    set_the_table(story);
    world.insight.refresh_all(order.now);
    story.write([&](store::Transaction& tx) { effect::suggest(tx, story.till(order.now)); });
}

}  // namespace huan::demo
