#pragma once

#include "demo/chance.hpp"
#include "world.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace huan::simulation {

/// Draws stories: the same seed and number, the same story. Steps are values and know nothing of what becomes
/// of them; whom and what they name, they name by words, so that a story stays one when steps are left out.
class Generator {
public:
    Generator(std::uint64_t seed, std::uint64_t story);
    loop::Step next();

private:
    /// A kind of step: how often, whether it makes sense yet, and what fills its gaps.
    struct Kind {
        std::size_t sentence;
        int weight;
        std::function<bool()> possible;
        std::function<loop::Words()> words;
    };
    void add(const char* pattern, int weight, std::function<loop::Words()> words,
             std::function<bool()> possible = {});
    void add_people();
    void add_offers();
    void add_points();
    void add_segments();
    void add_scenes();
    void add_sales();
    void pass_time();

    std::string person();
    std::string phone();
    std::string amount();
    /// One of those that were named so far, the newest most often; `prefix` tells coupons from campaigns.
    std::string one_of(const char* prefix, int so_far);
    std::string order_number();

    demo::Chance chance_;
    std::vector<Kind> kinds_;
    std::vector<int> weights_;
    std::int64_t minute_ = 0;
    int coupons_ = 0;
    int segments_ = 0;
    int campaigns_ = 0;
    int messages_ = 0;
    int orders_ = 0;
};

}  // namespace huan::simulation
