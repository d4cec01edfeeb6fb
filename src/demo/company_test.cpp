#include "demo/company.hpp"

#include "customer/identity.hpp"
#include "customer/plate.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace huan::demo {
namespace {

constexpr std::int64_t size = 5000;

const Company& company() {
    static const Company founded = found_company(1, size);
    return founded;
}

double share(std::initializer_list<Usage> usages) {
    std::int64_t found = 0;
    for (const Person& person : company().people)
        for (const Usage usage : usages) found += person.usage == usage ? 1 : 0;
    return static_cast<double>(found) / static_cast<double>(size);
}

TEST(Company, people_use_it_as_often_as_is_required) {
    EXPECT_NEAR(share({Usage::regular}), 0.38, 0.002);
    EXPECT_NEAR(share({Usage::seldom}), 0.30, 0.002);
    EXPECT_NEAR(share({Usage::frequent}), 0.12, 0.002);
    EXPECT_NEAR(share({Usage::daily}), 0.03, 0.002);
    EXPECT_NEAR(share({Usage::potential, Usage::silent, Usage::lost}), 0.17, 0.002);
}

TEST(Company, about_350_cars_are_washed_a_night) {
    std::int64_t visits = 0;
    constexpr std::int64_t lately = 90;
    for (std::size_t person = 0; person < company().people.size(); ++person)
        for (const std::int64_t day : visits_of(company(), person)) visits += day >= history_days - lately;
    EXPECT_NEAR(static_cast<double>(visits) / lately, 350, 35);
}

TEST(Company, about_410_policies_end_within_30_days_whatever_the_seed) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        std::int64_t ending = 0;
        for (const Person& person : found_company(seed, size).people) ending += person.insured <= 30;
        EXPECT_NEAR(static_cast<double>(ending), 410, 5);
    }
}

TEST(Company, everybody_has_a_plate_and_a_number_of_their_own_that_can_exist) {
    std::set<std::string> plates;
    std::set<std::string> phones;
    for (const Person& person : company().people) {
        EXPECT_EQ(customer::normalised_plate(person.plate), person.plate);
        plates.insert(person.plate);
        phones.insert(customer::normalised({customer::IdentityKind::phone, person.phone}).value);
    }
    EXPECT_EQ(plates.size(), static_cast<std::size_t>(size));
    EXPECT_EQ(phones.size(), static_cast<std::size_t>(size));
}

TEST(Company, nobody_comes_twice_a_night_or_after_they_are_lost) {
    for (std::size_t person = 0; person < company().people.size(); ++person) {
        const std::vector<std::int64_t> days = visits_of(company(), person);
        for (std::size_t i = 1; i < days.size(); ++i) ASSERT_LT(days[i - 1], days[i]);
        if (!days.empty()) {
            ASSERT_LT(days.back(), company().people[person].until);
        }
    }
}

std::string content(const Company& founded) {
    std::string text;
    for (const Person& person : founded.people)
        text += person.name + person.plate + person.model + std::to_string(person.joined) + "," +
                std::to_string(person.insured) + ";";
    return text;
}

TEST(Company, the_seed_decides) {
    EXPECT_EQ(content(found_company(7, 300)), content(found_company(7, 300)));
    EXPECT_NE(content(found_company(7, 300)), content(found_company(8, 300)));
}

TEST(Chance, is_the_same_on_every_machine) {
    Chance chance(1);
    EXPECT_EQ(chance.next(), 12'966'619'160'104'079'557ULL);
    EXPECT_EQ(chance.next(), 9'600'361'134'598'540'522ULL);
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t thrown = chance.between(3, 5);
        EXPECT_TRUE(thrown >= 3 && thrown <= 5);
        const double part = chance.fraction();
        EXPECT_TRUE(part >= 0 && part < 1);
    }
}

TEST(Calendar, a_night_lies_in_one_business_day) {
    const base::Zone zone("Asia/Shanghai", std::chrono::minutes{720});
    const base::Instant now = base::parse_instant("2026-11-22T02:00:00Z").value();  // 10:00 there.
    const Calendar calendar(zone, now, 10);
    EXPECT_EQ(base::format_instant(calendar.at(calendar.today(), night_begins)), "2026-11-21T12:00:00.000Z");
    EXPECT_EQ(base::format_instant(calendar.at(calendar.today(), night_ends)), "2026-11-21T22:00:00.000Z");
    EXPECT_EQ(calendar.digits(calendar.today()), "20261121");
}

}  // namespace
}  // namespace huan::demo
