#include "generator.hpp"

#include <array>

namespace huan::simulation {
namespace {

using loop::Words;

constexpr std::array<const char*, 8> names{"anna", "ben", "cleo", "dora", "emil", "fay", "gus", "hana"};
constexpr std::array<const char*, 3> devices{"phone-1", "phone-2", "phone-3"};
constexpr std::array<const char*, 4> amounts{"20.00", "35.00", "60.00", "250.00"};
constexpr std::array<const char*, 3> events{"order.completed", "tag.added", "View"};
constexpr std::array<const char*, 2> plates{"沪A8K321", "沪B6H007"};
constexpr std::array<const char*, 3> businesses{"tyres", "insurance", "washing"};
struct Ending {
    const char* outcome;
    const char* reason;
};
constexpr std::array<Ending, 5> endings{{{"won", "price_fits"},
                                         {"lost", "price"},
                                         {"callback", "busy"},
                                         {"no_answer", "no_answer"},
                                         {"lost", "do_not_call"}}};

constexpr std::int64_t day = 1440;
/// Minutes from noon in UTC to midnight in Shanghai.
constexpr std::int64_t to_midnight = 240;
/// Midnights in Shanghai that end a month, in minutes after day 0, 12:00 UTC: ends of March to August 2026.
constexpr std::array<std::int64_t, 6> month_ends{29, 59, 90, 120, 151, 182};

}  // namespace

Generator::Generator(std::uint64_t seed, std::uint64_t story) : chance_(seed, story) {
    add_people();
    add_offers();
    add_points();
    add_segments();
    add_scenes();
    add_sales();
}

void Generator::add(const char* pattern, int weight, std::function<Words()> words,
                    std::function<bool()> possible) {
    kinds_.push_back({loop::World::sentence(pattern), weight, std::move(possible), std::move(words)});
    weights_.push_back(weight);
}

std::string Generator::person() { return chance_.one_of(names); }
std::string Generator::phone() { return "1380000000" + std::to_string(chance_.below(4)); }
std::string Generator::amount() { return chance_.one_of(amounts); }
std::string Generator::order_number() { return "no-" + std::to_string(chance_.below(6)); }

std::string Generator::one_of(const char* prefix, int so_far) {
    const std::int64_t latest = so_far - 1;
    return prefix + std::to_string(chance_.happens(0.6) ? latest : chance_.below(so_far));
}

void Generator::add_people() {
    add("{} orders {}", 90, [this] { return Words{person(), amount()}; });
    add("{} orders {} again as {}", 10, [this] {
        return Words{person(), amount(), "order-" + std::to_string(chance_.below(++orders_))};
    });
    add("{} orders {} with {} coupon", 50, [this] { return Words{person(), amount(), "their"}; });
    add("{} is refunded {}", 40, [this] { return Words{person(), amount()}; });
    add("{} views {} as message {}", 30, [this] {
        return Words{person(), "tyres", "m" + std::to_string(chance_.below(++messages_))};
    });
    add("{} shows phone {}", 8, [this] { return Words{person(), phone()}; });
    add("visitor {} leaves phone {}", 8, [this] { return Words{chance_.one_of(devices), phone()}; });
    add("{} and {} are one", 10, [this] { return Words{person(), person()}; });
    add("{} and {} are one no more", 14, [this] { return Words{person(), person()}; });
    add("{} and {} are one for a moment", 14, [this] { return Words{person(), person()}; });
    add("{} and {} are kept apart", 3, [this] { return Words{person(), person()}; });
    add("{} and {} may meet again", 6, [this] { return Words{person(), person()}; });
    add("{} is tagged {}", 20, [this] { return Words{person(), chance_.happens(0.5) ? "loyal" : "new"}; });
    add("{} moves to {}", 10, [this] { return Words{person(), chance_.happens(0.5) ? "Suzhou" : "Wuxi"}; });
    add("{} wants no contact", 5, [this] { return Words{person()}; });
    add("{} may be contacted", 8, [this] { return Words{person()}; });
}

void Generator::add_offers() {
    const auto some = [this] { return coupons_ > 0; };
    const auto number = [this](std::int64_t low, std::int64_t high) {
        return std::to_string(chance_.between(low, high));
    };
    add(
        "coupon {}: {} off from {}, stock {}, budget {}, {} a day, {} a campaign, for {} points", 12,
        [this, number] {
            const std::int64_t face = chance_.between(3, 12), stock = chance_.between(2, 12);
            const std::int64_t budget = face * (chance_.happens(0.5) ? stock : chance_.between(1, 8));
            return Words{"c" + std::to_string(coupons_++),
                         std::to_string(face) + ".00",
                         chance_.happens(0.5) ? "20.00" : "50.00",
                         std::to_string(stock),
                         std::to_string(budget) + ".00",
                         number(1, 2),
                         number(1, 3),
                         number(10, 60)};
        },
        [this] { return coupons_ < 12; });
    add(
        "coupon {} ends", 2, [this] { return Words{one_of("c", coupons_)}; }, some);
    add(
        "{} takes {}", 70,
        [this] {
            return Words{person(), one_of("c", coupons_)};
        },
        some);
    add(
        "{} locks a coupon for order {} of {}", 30,
        [this] {
            return Words{person(), order_number(), amount()};
        },
        some);
    add(
        "{} gives order {} up", 15,
        [this] {
            return Words{person(), order_number()};
        },
        some);
    add(
        "{} redeems a coupon for order {} of {}", 40,
        [this] {
            return Words{person(), order_number(), amount()};
        },
        some);
    add(
        "{} gives a coupon back", 20, [this] { return Words{person()}; }, some);
    add(
        "{} loses a coupon", 6, [this] { return Words{person()}; }, some);
}

void Generator::add_points() {
    const auto points = [this] { return std::to_string(chance_.between(1, 60)); };
    add("orders earn {} points for 100.00, for {} days", 4, [this] {
        return Words{std::to_string(chance_.between(1, 3) * 50), std::to_string(chance_.between(2, 30))};
    });
    add("orders earn {} points for 100.00", 1, [] { return Words{"100"}; });
    add("{} spends {} points", 25, [this, points] { return Words{person(), points()}; });
    add("{} is given {} points", 12, [this, points] {
        return Words{person(), (chance_.happens(0.3) ? "-" : "") + points()};
    });
    add(
        "{} exchanges points for {}", 20,
        [this] {
            return Words{person(), one_of("c", coupons_)};
        },
        [this] { return coupons_ > 0; });
}

void Generator::add_segments() {
    const auto segment = [this] { return "s" + std::to_string(segments_++); };
    const auto few = [this] { return segments_ < 6; };
    add(
        "segment {}: bought once, silent for {} days", 3,
        [this, segment] {
            return Words{segment(), std::to_string(chance_.between(1, 30))};
        },
        few);
    add(
        "segment {}: {} orders or more", 6,
        [this, segment] {
            return Words{segment(), std::to_string(chance_.between(0, 2))};
        },
        few);
    add(
        "segment {}: spent {} in {} days", 3,
        [this, segment] {
            return Words{segment(), amount(), std::to_string(chance_.between(1, 30))};
        },
        few);
    add(
        "segment {} is looked at again", 10, [this] { return Words{one_of("s", segments_)}; },
        [this] { return segments_ > 0; });
    add("everybody is looked at again", 3, [] { return Words{}; });
}

void Generator::add_scenes() {
    const auto some = [this] { return campaigns_ > 0; };
    const auto campaign = [this] { return Words{one_of("k", campaigns_)}; };
    add(
        "campaign {} gives {} to {}, holdout {} %, budget {}, {} a person, by {}", 12,
        [this] {
            const std::string coupon = one_of("c", coupons_), segment_name = one_of("s", segments_);
            return Words{"k" + std::to_string(campaigns_++),
                         coupon,
                         segment_name,
                         std::to_string(chance_.between(0, 5) * 10),
                         std::to_string(chance_.between(10, 60)) + ".00",
                         std::to_string(chance_.between(1, 2)),
                         chance_.happens(0.5) ? "send" : "trigger"};
        },
        [this] { return campaigns_ < 12 && coupons_ > 0 && segments_ > 0; });
    add("{} is delivered", 30, campaign, some);
    add(
        "{} claims {}", 50,
        [this] {
            return Words{person(), one_of("k", campaigns_)};
        },
        some);
    add(
        "{} gives {} a coupon", 50,
        [this] {
            return Words{one_of("k", campaigns_), person()};
        },
        some);
    add("campaign {} pauses", 4, campaign, some);
    add("campaign {} goes on", 6, campaign, some);
    add("campaign {} ends", 2, campaign, some);
    add(
        "on {}: {}, {} a person", 8,
        [this] {
            return Words{chance_.one_of(events), one_of("k", campaigns_),
                         std::to_string(chance_.between(1, 2))};
        },
        some);
    add("guard: {} coupons in hand, one kind in {} days, {} messages a day", 3, [this] {
        return Words{std::to_string(chance_.between(0, 4)), std::to_string(chance_.between(0, 5)),
                     std::to_string(chance_.between(0, 2))};
    });
    add("the clock strikes", 40, [] { return Words{}; });
}

void Generator::add_sales() {
    add("a technician finds {} on {} of {}", 10, [this] {
        return Words{"tyre_wear", chance_.one_of(plates), person()};
    });
    add("{} may buy {}", 15, [this] { return Words{person(), chance_.one_of(businesses)}; });
    add("the agent takes {}", 10, [this] { return Words{person()}; });
    add("the agent calls {}: {}, {}", 20, [this] {
        const Ending& ending = chance_.one_of(endings);
        return Words{person(), ending.outcome, ending.reason};
    });
}

/// Mostly little; now and then to just before the end of a business day or month, so that what follows
/// crosses it.
void Generator::pass_time() {
    const double part = chance_.fraction();
    if (part < 0.35) return;
    if (part < 0.75)
        minute_ += chance_.between(1, 40);
    else if (part < 0.93)
        minute_ += chance_.between(60, 600);
    else if (part < 0.97)
        minute_ += day - 1 - (minute_ + 1 - to_midnight + day) % day;  // Two minutes before a midnight.
    else if (part < 0.995)
        minute_ += chance_.between(1, 6) * day;
    else
        for (const std::int64_t end : month_ends)
            if (end * day + to_midnight - 2 > minute_) {
                minute_ = end * day + to_midnight - 2;
                break;
            }
}

loop::Step Generator::next() {
    pass_time();
    while (true) {
        const Kind& kind = kinds_[chance_.weighted(weights_)];
        if (kind.possible && !kind.possible()) continue;
        return {minute_, kind.sentence, kind.words()};
    }
}

}  // namespace huan::simulation
