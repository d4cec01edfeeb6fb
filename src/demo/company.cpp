#include "demo/company.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace huan::demo {
namespace {

using std::string_view;

// Nobody is called like this.
constexpr std::array<string_view, 16> family_names{"云", "星", "月", "风", "雨", "雪", "霜", "露",
                                                   "虹", "霞", "溪", "岭", "湾", "屿", "岚", "汀"};
constexpr std::array<string_view, 32> given_names{
    "朵朵", "点点", "小满", "立夏", "谷雨", "白露", "石榴", "青梅", "橘子", "木瓜", "山楂",
    "豆角", "芝麻", "花生", "糯米", "麦穗", "竹笋", "莲蓬", "小舟", "木桨", "纸伞", "瓦罐",
    "棉袄", "草帽", "半山", "一叶", "三更", "五斗", "七里", "九曲", "十分", "百草"};
constexpr std::array<string_view, 12> makes{"云雀 A1",  "云雀 A3", "山岚 X5",   "山岚 X7",
                                            "白鹭 E",   "白鹭 E+", "长桥 1.5L", "长桥 2.0T",
                                            "青石 MPV", "海角 S",  "海角 S+",   "小满 微型"};
constexpr std::array<string_view, 3> insurers{"演示保险甲", "演示保险乙", "演示保险丙"};
constexpr string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";

constexpr std::uint64_t of_people = 1;
constexpr std::uint64_t of_visits = 2;
constexpr std::uint64_t of_list = 3;

/// Different for every number below five million.
std::string plate_of(std::uint64_t number, bool new_energy) {
    const auto letter = [](std::uint64_t at) { return letters[at % letters.size()]; };
    if (new_energy) {
        const std::uint64_t place = (number * 104'729 + 31'337) % 2'400'000;
        return fmt::format("沪{}D{:05}", letter(place / 100'000), place % 100'000);
    }
    const std::uint64_t place = (number * 104'729 + 12'345) % 5'760'000;
    return fmt::format("沪{}{}{:04}", letter(place / 240'000), letter(place / 10'000), place % 10'000);
}

std::string name_by(Chance& chance) {
    return std::string(chance.one_of(family_names)) + std::string(chance.one_of(given_names));
}

/// The end of the range of satellite phones: a number that can exist, and nobody's in a garage.
std::string phone_of(std::uint64_t number) { return fmt::format("17405{:06}", number % 1'000'000); }

/// In per mille of all people; see the requirement in README.md.
constexpr std::array<std::pair<Usage, int>, 7> shares{{{Usage::regular, 380},
                                                       {Usage::seldom, 300},
                                                       {Usage::frequent, 120},
                                                       {Usage::daily, 30},
                                                       {Usage::silent, 60},
                                                       {Usage::lost, 50},
                                                       {Usage::potential, 60}}};

double days_between(Usage usage, Chance& chance) {
    switch (usage) {
        case Usage::seldom: return chance.within(45, 78);
        case Usage::frequent: return 30 / chance.within(4.7, 7.2);
        case Usage::daily: return 30 / chance.within(11, 14);
        default: return 30 / chance.within(2, 3);
    }
}

Card card_of(Usage usage, Chance& chance) {
    if (usage == Usage::regular && chance.happens(0.25)) return Card::monthly;
    if (usage == Usage::daily && chance.happens(0.35)) return Card::yearly;
    return Card::none;
}

/// Most were there within the first year; a few are new.
std::int64_t joining_day(Chance& chance) {
    const double when = chance.fraction();
    if (when < 0.45) return chance.below(60);
    if (when < 0.97) return chance.between(60, history_days - 125);
    return chance.between(history_days - 125, history_days - 4);
}

void set_days(Person& person, Chance& chance) {
    person.until = history_days;
    person.joined = joining_day(chance);
    if (person.usage == Usage::silent) person.until = history_days - chance.between(92, 172);
    if (person.usage == Usage::lost) person.until = history_days - chance.between(182, 400);
    if (person.until < history_days)
        person.joined = chance.below(std::max<std::int64_t>(person.until - 60, 1));
}

/// Who plays a part in the walk is as the walk needs them.
void cast(std::vector<Person>& people) {
    Person& washer = people[insured_washer];
    washer.usage = Usage::daily;
    washer.card = Card::none;
    washer.name = "云十二";
    washer.days_between = 2.5;
    washer.insured = 27;
    Person& candidate = people[card_candidate];
    candidate.usage = Usage::regular;
    candidate.card = Card::none;
    candidate.name = "云两三";
    candidate.days_between = 12;
    Person& driver = people[worn_tyres];
    driver.usage = Usage::frequent;
    driver.card = Card::none;
    driver.name = "星轮儿";
    driver.days_between = 5;
    for (Person* person : {&washer, &candidate, &driver}) {
        person->joined = 5;
        person->until = history_days;
        person->refuses = person->declines = false;
    }
}

}  // namespace

Calendar::Calendar(const base::Zone& zone, base::Instant now, std::int64_t days)
    : zone_(zone),
      now_(now),
      first_(zone.day_of(now) - std::chrono::days{days - 1}),
      days_(days) {}

base::Instant Calendar::noon(std::int64_t day) const {
    return zone_.start_of(first_ + std::chrono::days{day});
}

std::string Calendar::digits(std::int64_t day) const {
    std::string text = base::format_day(first_ + std::chrono::days{day});
    std::erase(text, '-');
    return text;
}

Company found_company(std::uint64_t seed, std::int64_t size) {
    Company company{.seed = seed, .days = history_days};
    company.people.resize(static_cast<std::size_t>(size));
    std::vector<std::size_t> order(company.people.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    Chance shuffle(seed, of_people);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(shuffle.below(static_cast<std::int64_t>(i)))]);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const std::size_t number = order[rank];
        Person& person = company.people[number];
        Chance chance(seed, of_people, number + 1);
        // By rank, not by the throw of a die, so that small companies have the shares of large ones.
        auto left = static_cast<int>(rank * 1000 / order.size());
        for (const auto& [usage, share] : shares) {
            person.usage = usage;
            if (left < share) break;
            left -= share;
        }
        person.days_between = days_between(person.usage, chance);
        person.card = card_of(person.usage, chance);
        person.name = name_by(chance);
        person.phone = phone_of(number);
        const bool new_energy = chance.happens(0.22);
        person.plate = plate_of(number, new_energy);
        person.model = chance.one_of(makes);
        person.insurer = chance.one_of(insurers);
        person.garage = chance.below(garage_count);
        set_days(person, chance);
        // Policies end evenly over the year, whatever the size. 7 and the rank shuffle the groups.
        person.insured = 1 +
                         static_cast<std::int64_t>((rank * 7919 + 13) % order.size() * a_year / order.size());
        person.serviced = chance.between(1, a_year);
        person.inspected = chance.between(1, 2 * a_year);
        person.refuses = chance.happens(0.02);
        person.declines = !person.refuses && chance.happens(0.04);
    }
    cast(company.people);
    return company;
}

Listed listed(std::uint64_t seed, std::int64_t number, std::int64_t size) {
    Chance chance(seed, of_list, static_cast<std::uint64_t>(number));
    Listed one{.name = name_by(chance), .phone = phone_of(static_cast<std::uint64_t>(number))};
    // Until a month ago; a list of theirs that is in order lets what comes in together be of about one time.
    one.joined = (number - most_living) * (history_days - 30) / std::max<std::int64_t>(size - most_living, 1);
    if (chance.happens(0.4)) {
        one.plate = plate_of(static_cast<std::uint64_t>(number), chance.happens(0.22));
        one.model = chance.one_of(makes);
        one.insurer = chance.one_of(insurers);
        one.insured = chance.between(1, a_year);
    }
    constexpr std::array<int, 6> per_cent{62, 24, 7, 4, 2, 1};  // 0, 1, ... 5 washes.
    std::int64_t day = one.joined;
    for (std::size_t left = chance.weighted(per_cent); left > 0 && day < history_days - 1; --left) {
        one.days.push_back(day);
        day += chance.between(5, 70);
    }
    return one;
}

std::vector<std::int64_t> visits_of(const Company& company, std::size_t number) {
    const Person& person = company.people[number];
    std::vector<std::int64_t> days;
    if (person.usage == Usage::potential) return days;
    Chance chance(company.seed, of_visits, number);
    auto at = static_cast<double>(person.joined) + 0.5;
    while (at < static_cast<double>(person.until)) {
        const auto day = static_cast<std::int64_t>(std::floor(at));
        if (days.empty() || day > days.back()) days.push_back(day);
        at += person.days_between * chance.within(0.8, 1.2);
    }
    return days;
}

std::int64_t minute_of_visit(Chance& chance) {
    // Most cars come before midnight, when people are back home.
    const double when = chance.fraction() * (0.4 + 0.6 * chance.fraction());
    return night_begins +
           static_cast<std::int64_t>(when * static_cast<double>(night_ends - night_begins - 5));
}

}  // namespace huan::demo
