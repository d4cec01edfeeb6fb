#include "capture/finding.hpp"
#include "customer/commands.hpp"
#include "demo/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace huan::demo {
namespace {

using base::Money;

/// One car in one night.
struct Visit {
    std::size_t person = 0;
    std::int64_t minute = 0;
    base::Instant at{};
    std::int64_t place = 0;  ///< In the night, for the order's number.
    std::optional<Held> coupon{};
    const char* finding = nullptr;
};

struct Notice {
    const char* type;
    const char* note;
    int per_mille;  ///< Of all washes.
};
constexpr std::array<Notice, 6> notices{{{"tyre_wear", "左前轮胎花纹不足 1.6 毫米", 30},
                                         {"insurance_due", "车主说车险快到期", 12},
                                         {"maintenance_due", "仪表盘提示保养", 18},
                                         {"body_damage", "右后门有划痕", 11},
                                         {"inspection_due", "年检标将到期", 5},
                                         {"other", "雨刮器老化", 4}}};

const char* finding_of(Chance& chance) {
    std::int64_t thrown = chance.below(1000);
    for (const Notice& notice : notices) {
        if (thrown < notice.per_mille) return notice.type;
        thrown -= notice.per_mille;
    }
    return nullptr;
}

const char* note_of(std::string_view type) {
    return std::ranges::find(notices, type,
                             [](const Notice& notice) { return std::string_view(notice.type); })
        ->note;
}

std::vector<Visit> visits_on(const Story& story, std::int64_t day) {
    std::vector<Visit> visits;
    std::vector<std::size_t> people = story.visitors[static_cast<std::size_t>(day)];
    std::ranges::sort(people);  // Who was to come anyway does not come twice for a coupon.
    people.erase(std::unique(people.begin(), people.end()), people.end());
    for (const std::size_t person : people) {
        Chance chance = story.chance(of_nights, static_cast<std::uint64_t>(day) * 10'000'000 + person);
        Visit visit{.person = person, .minute = minute_of_visit(chance)};
        const bool tells = story.in_use(day) && !story.company.people[person].refuses;
        // Their insurance is the first task of the walk; a technician's word of it would be there already.
        const bool is_first_task = person == insured_washer;
        if (const char* found = finding_of(chance);
            tells && !is_first_task && !story.not_to_call.contains(person))
            visit.finding = found;
        if (person == worn_tyres && day + 1 == story.calendar.days()) visit.finding = "tyre_wear";
        const auto at = story.moment(day, visit.minute);
        if (!at) continue;
        visit.at = *at + std::chrono::seconds{chance.below(60)};
        if (const auto held = story.coupons.find(person);
            held != story.coupons.end() && held->second.last_day >= day)
            visit.coupon = held->second;
        visits.push_back(visit);
    }
    std::ranges::sort(visits, {}, [](const Visit& visit) { return std::pair(visit.at.ms, visit.person); });
    for (std::size_t i = 0; i < visits.size(); ++i) visits[i].place = static_cast<std::int64_t>(i) + 1;
    return visits;
}

/// The next day after `day` on which something that is due in `from_today` days, and every year, is due.
std::int64_t next_due(const Story& story, std::int64_t from_today, std::int64_t day) {
    std::int64_t due = story.calendar.today() + from_today;
    while (due - 365 > day) due -= 365;
    return due;
}

/// What the owner of a car has seen to, and the day on which it is due next.
struct Renewal {
    std::size_t number = 0;
    std::optional<std::int64_t> insurance{};
    std::optional<std::int64_t> maintenance{};
    std::optional<std::int64_t> inspection{};

    bool any() const { return insurance || maintenance || inspection; }
};

/// A policy is renewed on its day. The workshop and the inspection are seen to when there is time: up to four
/// weeks late, and by some only after months.
Renewal renewed_on(const Story& story, std::size_t number, std::int64_t day) {
    const Person& person = story.company.people[number];
    const auto hesitates = static_cast<std::int64_t>(number * 7 % 29);
    const std::int64_t late = number % 23 == 0 ? 90 + hesitates : hesitates;
    const auto is_due = [&](std::int64_t from_today) {
        return (story.calendar.today() + from_today - day) % a_year == 0;
    };
    Renewal renewal{.number = number};
    if (is_due(person.insured)) renewal.insurance = day + a_year;
    if (is_due(person.serviced + late)) renewal.maintenance = day - late + a_year;
    if (is_due(person.inspected + late)) renewal.inspection = day - late + a_year;
    return renewal;
}

/// Day by the wall clock of what is noted of a car: dates mean whole days.
base::Instant date_of(const Story& story, std::int64_t day) { return story.calendar.noon(day); }

}  // namespace

void meet(Story& story, store::Transaction& tx, std::size_t number, std::int64_t day, base::Instant now) {
    const Person& person = story.company.people[number];
    const base::Context ctx = story.till(now);
    customer::CreateCustomer create;
    create.identities = {{customer::IdentityKind::phone, person.phone}};
    create.attributes["name"] = person.name;
    create.org_id = story.garages[static_cast<std::size_t>(person.garage)];
    const base::CustomerId id = customer::create_customer(tx, create, ctx).id;
    customer::SetVehicle car{.plate = {person.plate}, .customer_id = id};
    car.model = base::Note<80>{person.model};
    car.insurer = base::Note<80>{person.insurer};
    car.insurance_until = date_of(story, next_due(story, person.insured, day));
    car.maintenance_until = date_of(story, next_due(story, person.serviced, day));
    car.inspection_until = date_of(story, next_due(story, person.inspected, day));
    customer::set_vehicle(tx, car, ctx);
    if (person.refuses || person.declines) {
        customer::SetConsent consent{.customer_id = id, .granted = false};
        consent.channel.value = person.refuses ? "all" : "inbox";
        consent.purpose.value = person.refuses ? "all" : "marketing";
        consent.method = customer::ConsentMethod::in_person;
        customer::set_consent(tx, consent, ctx);
    }
    story.customers[number] = id;
    story.numbers[id.value] = number;
}

customer::OrderLine line_of(const char* sku) {
    const Ware& item = ware(sku);
    return {.sku = {item.sku}, .name = {item.name}, .quantity = 1, .amount = Money{item.price}};
}

customer::RecordOrder order_from(Story& story, std::size_t number, const char* channel, base::Instant at,
                                 std::int64_t day) {
    customer::RecordOrder order;
    order.customer_id = story.customers[number];
    order.number = base::Text<100>{fmt::format("P{}-{}", story.calendar.digits(day), ++story.sales)};
    order.ordered_at = at;
    order.channel = base::Note<40>{channel};
    order.org_id = story.garages[static_cast<std::size_t>(story.company.people[number].garage)];
    order.live = story.in_use(day);
    return order;
}

namespace {

customer::RecordOrder order_of(const Story& story, const Visit& visit, std::int64_t day) {
    const Person& person = story.company.people[visit.person];
    customer::RecordOrder order;
    order.customer_id = story.customers[visit.person];
    order.number = base::Text<100>{fmt::format("X{}-{:04}", story.calendar.digits(day), visit.place)};
    order.ordered_at = visit.at;
    order.store = base::Note<80>{fmt::format("{} 号车库", person.garage + 1)};
    order.channel = base::Note<40>{"store"};
    order.live = story.in_use(day);
    order.org_id = story.garages[static_cast<std::size_t>(person.garage)];
    const bool by_card = person.card != Card::none;
    order.lines.push_back(line_of(by_card ? "wash-card" : "wash-single"));
    for (const customer::OrderLine& line : order.lines) order.amount += line.amount;
    if (visit.coupon) {
        order.coupon_ids = {visit.coupon->id.value};
        order.discount = visit.coupon->face_value;
        order.amount -= visit.coupon->face_value;
    }
    return order;
}

void record_visits(Story& story, std::int64_t day, std::span<const Visit> visits) {
    std::vector<const Visit*> strangers;  // Who comes for the first time.
    for (const Visit& visit : visits) {
        const bool met =
            std::ranges::any_of(strangers, [&](const Visit* other) { return other->person == visit.person; });
        if (!met && !story.customers[visit.person]) strangers.push_back(&visit);
    }
    story.write([&](store::Transaction& tx) {
        for (const Visit* visit : strangers) meet(story, tx, visit->person, day, visit->at);
        std::vector<customer::RecordOrder> orders;
        for (const Visit& visit : visits) orders.push_back(order_of(story, visit, day));
        const base::Instant end = visits.back().at;
        for (const customer::OrderOutcome& outcome : customer::record_orders(tx, orders, story.till(end)))
            if (outcome.error) std::rethrow_exception(outcome.error);
        for (const Visit& visit : visits) {
            if (visit.finding == nullptr) continue;
            const Person& person = story.company.people[visit.person];
            const base::UserId technician = story.technicians[static_cast<std::size_t>(person.garage)];
            capture::record_finding(tx,
                                    {.type = {visit.finding},
                                     .plate = {person.plate},
                                     .note = base::Note<400>{note_of(visit.finding)}},
                                    story.as(technician, visit.at));
        }
    });
}

/// The coupon is gone; many who liked it get another as long as they may.
void use_up(Story& story, std::size_t person, std::int64_t day) {
    const Held held = story.coupons.at(person);
    story.coupons.erase(person);
    const Drive& drive = story.drives[held.drive];
    Chance chance = story.chance(of_campaigns, held.drive + 10, static_cast<std::uint64_t>(held.id.value));
    const std::int64_t next = day + chance.between(1, 3);
    if (drive.per_person < 2 || !chance.happens(drive.again) || next >= story.calendar.today() - drive.last)
        return;
    story.answers[next].push_back({.person = person,
                                   .drive = held.drive,
                                   .sent_at = held.sent_at,
                                   .minute = chance.between(20, 470),
                                   .claims = true});
}

}  // namespace

void wash_cars(Story& story, std::int64_t day) {
    const std::vector<Visit> visits = visits_on(story, day);
    // What reaches us together is what the tills of about an hour send.
    constexpr std::size_t at_once = 40;
    for (std::size_t at = 0; at < visits.size(); at += at_once)
        record_visits(story, day, std::span(visits).subspan(at, std::min(at_once, visits.size() - at)));
    for (const Visit& visit : visits)
        if (visit.coupon) use_up(story, visit.person, day);
}

void keep_dates(Story& story, std::int64_t day) {
    const base::Instant now = story.calendar.at(day, 0);
    if (now > story.calendar.now()) return;
    std::vector<Renewal> due;
    std::vector<std::size_t> strangers;
    for (std::size_t number = 0; number < story.customers.size(); ++number) {
        const Person& person = story.company.people[number];
        if (const Renewal renewal = renewed_on(story, number, day); story.customers[number] && renewal.any())
            due.push_back(renewal);
        if (!story.customers[number] && person.usage == Usage::potential && person.joined == day)
            strangers.push_back(number);
    }
    if (due.empty() && strangers.empty()) return;
    story.write([&](store::Transaction& tx) {
        for (const Renewal& renewal : due) {
            customer::SetVehicle car{.plate = {story.company.people[renewal.number].plate}};
            if (renewal.insurance) car.insurance_until = date_of(story, *renewal.insurance);
            if (renewal.maintenance) car.maintenance_until = date_of(story, *renewal.maintenance);
            if (renewal.inspection) car.inspection_until = date_of(story, *renewal.inspection);
            customer::set_vehicle(tx, car, story.till(now));
        }
        for (const std::size_t number : strangers) meet(story, tx, number, day, now);
    });
}

}  // namespace huan::demo
