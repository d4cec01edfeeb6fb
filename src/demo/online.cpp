#include "customer/commands.hpp"
#include "demo/story.hpp"

#include <algorithm>

namespace huan::demo {
namespace {

struct Purchase {
    std::size_t person = 0;
    base::Instant at{};
    bool yearly = false;
    bool interior = false;
};

std::vector<Purchase> purchases_on(const Story& story, std::int64_t day) {
    std::vector<Purchase> purchases;
    for (std::size_t number = 0; number < story.customers.size(); ++number) {
        const Person& person = story.company.people[number];
        if (!story.customers[number] || day >= person.until || person.usage == Usage::potential) continue;
        const std::int64_t age = day - person.joined;
        Chance chance = story.chance(of_web, static_cast<std::uint64_t>(day), number);
        Purchase purchase{.person = number};
        purchase.yearly = person.card == Card::yearly && age % 365 == 1;
        purchase.interior = chance.happens(0.002);
        const bool monthly = person.card == Card::monthly && age % 30 == 1;
        if (!purchase.yearly && !purchase.interior && !monthly) continue;
        const auto at = story.moment(day, chance.between(10, night_begins - 20));
        if (!at) continue;
        purchase.at = *at;
        purchases.push_back(purchase);
    }
    std::ranges::sort(purchases, {}, [](const Purchase& one) { return std::pair(one.at.ms, one.person); });
    return purchases;
}

}  // namespace

void shop_online(Story& story, std::int64_t day) {
    std::vector<customer::RecordOrder> orders;
    for (const Purchase& purchase : purchases_on(story, day)) {
        customer::RecordOrder order = order_from(story, purchase.person, "online", purchase.at, day);
        if (purchase.yearly)  // Sold together with car insurance only.
            order.lines = {line_of("wash-year-unlimited"), line_of("insurance")};
        else
            order.lines = {line_of(purchase.interior ? "detailing" : "wash-month-3")};
        for (const customer::OrderLine& line : order.lines) order.amount += line.amount;
        orders.push_back(std::move(order));
    }
    if (orders.empty()) return;
    story.write([&](store::Transaction& tx) {
        for (const customer::OrderOutcome& outcome :
             customer::record_orders(tx, orders, story.till(orders.back().ordered_at)))
            if (outcome.error) std::rethrow_exception(outcome.error);
    });
}

}  // namespace huan::demo
