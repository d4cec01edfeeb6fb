#include "customer/commands.hpp"
#include "demo/story.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace huan::demo {
namespace {

using base::Money;

/// People in one transaction.
constexpr std::int64_t at_once = 50;

/// A wash at the other chain: in the evening, by their tills.
customer::RecordOrder order_of(const Story& story, std::int64_t number, const Listed& one, std::size_t which,
                               const customer::Identity& phone) {
    Chance chance = story.chance(of_list, static_cast<std::uint64_t>(number), which);
    customer::RecordOrder order;
    order.identities = {phone};
    order.number = base::Text<100>{fmt::format("H{}-{}", one.phone, which + 1)};
    order.ordered_at = story.calendar.at(one.days[which], minute_of_visit(chance));
    order.store = base::Note<80>{"海角快洗"};
    order.channel = base::Note<40>{"store"};
    order.live = false;
    order.lines = {line_of("wash-single")};
    order.amount = order.lines.front().amount;
    return order;
}

/// Renewed every year: the next end after `today`.
customer::SetVehicle car_of(const Story& story, const Listed& one, base::CustomerId owner) {
    customer::SetVehicle car{.plate = {one.plate}, .customer_id = owner};
    car.model = base::Note<80>{one.model};
    car.insurer = base::Note<80>{one.insurer};
    car.insurance_until = story.calendar.noon(story.calendar.today() + one.insured);
    return car;
}

void bring(store::Transaction& tx, const Story& story, std::int64_t from, std::int64_t to,
           const base::Context& ctx) {
    std::vector<customer::RecordOrder> orders;
    for (std::int64_t number = from; number < to; ++number) {
        const Listed one = listed(story.company.seed, number, story.size);
        const customer::Identity phone{customer::IdentityKind::phone, one.phone};
        const base::Instant joined = story.calendar.at(one.joined, 0);
        const customer::Resolved who =
            customer::resolve(tx, {phone}, access::root_org, ctx, {.at = joined, .live = false});
        customer::observe_attributes(tx,
                                     {.profile_id = who.profile_id,
                                      .attributes = {{"name", one.name}},
                                      .at = joined,
                                      .message_id = "list:" + one.phone,
                                      .live = false},
                                     ctx);
        if (!one.plate.empty()) customer::set_vehicle(tx, car_of(story, one, who.customer_id), ctx);
        for (std::size_t which = 0; which < one.days.size(); ++which)
            orders.push_back(order_of(story, number, one, which, phone));
    }
    for (const customer::OrderOutcome& outcome : customer::record_orders(tx, orders, ctx))
        if (outcome.error) std::rethrow_exception(outcome.error);
}

}  // namespace

std::int64_t parts_of_list(const Story& story) {
    return (std::max<std::int64_t>(story.size - most_living, 0) + at_once - 1) / at_once;
}

void take_over(Story& story, const std::function<void()>& told) {
    const base::Context ctx = story.till(story.calendar.noon(story.calendar.today()));
    for (std::int64_t from = most_living; from < story.size; from += at_once) {
        const std::int64_t to = std::min(from + at_once, story.size);
        story.write([&](store::Transaction& tx) { bring(tx, story, from, to, ctx); });
        told();
    }
}

}  // namespace huan::demo
