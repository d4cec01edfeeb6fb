#pragma once

#include "base/instant.hpp"
#include "base/zone.hpp"
#include "demo/chance.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The model of the company: who its customers are and when their cars are washed. Pure: it knows no store,
/// no clock and no command.
namespace huan::demo {

/// How often somebody has their car washed.
enum class Usage {
    regular,    ///< 2 to 3 times a month: what the monthly card was made for.
    seldom,     ///< Once in months.
    frequent,   ///< 4 to 10 times a month: no product fits them.
    daily,      ///< More than 10 times a month.
    silent,     ///< Came like the regular ones, and not within the last three months.
    lost,       ///< Likewise, more than half a year ago.
    potential,  ///< Known, and never came.
};

/// What the customer pays a wash with.
enum class Card { none, monthly, yearly };

struct Person {
    Usage usage = Usage::regular;
    Card card = Card::none;
    std::string name{};
    std::string phone{};
    std::string plate{};
    std::string model{};
    std::string insurer{};
    std::int64_t garage = 0;
    std::int64_t joined =
        0;  ///< Day of the first visit, or of becoming known; counted from the company's first.
    std::int64_t until = 0;      ///< Day from which they do not come any more.
    double days_between = 0;     ///< Washes, on average.
    std::int64_t insured = 0;    ///< Days from today until the policy ends: 1 to 365, every year.
    std::int64_t serviced = 0;   ///< Likewise the next maintenance,
    std::int64_t inspected = 0;  ///< and inspection.
    bool refuses = false;        ///< Does not want to be contacted at all,
    bool declines = false;       ///< or by messages.
};

/// People with a part of their own in the walk through the demo, by their place in `Company::people`.
inline constexpr std::size_t insured_washer = 0;  ///< Washes 12 times a month; insurance ends in 27 days.
inline constexpr std::size_t card_candidate = 1;  ///< Washes 2.5 times a month without a card.
inline constexpr std::size_t worn_tyres = 2;      ///< Comes often; the tyres were seen to last night.

/// The business days of the company. A day begins at noon, so that a night lies in one.
class Calendar {
public:
    /// `days` business days, of which the last one is that of `now`.
    Calendar(const base::Zone& zone, base::Instant now, std::int64_t days);

    std::int64_t days() const { return days_; }
    std::int64_t today() const { return days_ - 1; }
    base::Instant now() const { return now_; }
    /// Noon of a day, which may lie in the future.
    base::Instant noon(std::int64_t day) const;
    base::Instant at(std::int64_t day, std::int64_t minutes) const {
        return noon(day) + std::chrono::minutes{minutes};
    }
    /// "20261121"
    std::string digits(std::int64_t day) const;

private:
    base::Zone zone_;
    base::Instant now_;
    base::Day first_;
    std::int64_t days_;
};

/// Minutes of a business day, from noon.
inline constexpr std::int64_t night_begins = 8 * 60;  ///< 20:00
inline constexpr std::int64_t night_ends = 18 * 60;   ///< 06:00

struct Company {
    std::uint64_t seed = 1;
    std::int64_t days = 0;
    std::vector<Person> people{};
};

inline constexpr std::int64_t garage_count = 12;
inline constexpr std::int64_t history_days = 548;  ///< 18 months.
inline constexpr std::int64_t a_year = 365;

/// The same seed and size give the same company on every machine.
Company found_company(std::uint64_t seed, std::int64_t size);

/// So many live through the nights of a demo; whoever is more comes from the list of a chain that was taken
/// over.
inline constexpr std::int64_t most_living = 20'000;

/// Somebody on that list: known by a phone number, and by little else.
struct Listed {
    std::string name{};
    std::string phone{};
    std::string plate{};  ///< Empty for most: then nothing is known of a car.
    std::string model{};
    std::string insurer{};
    std::int64_t insured = 0;          ///< As in `Person`.
    std::int64_t joined = 0;           ///< Likewise.
    std::vector<std::int64_t> days{};  ///< Of their few washes; for most there is none.
};
/// The entry of customer `number`, `most_living` to `size` - 1; the list is in the order in which people
/// joined.
Listed listed(std::uint64_t seed, std::int64_t number, std::int64_t size);

/// The days on which a person comes, ascending.
std::vector<std::int64_t> visits_of(const Company& company, std::size_t person);
/// Minute of the night at which a car is brought.
std::int64_t minute_of_visit(Chance& chance);

}  // namespace huan::demo
