#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::loop {

/// What stands in the gaps of a sentence, from left to right.
using Words = std::vector<std::string>;

/// One kind of sentence that stories are told in: "{} orders {}". A gap holds a word: no blank, comma, colon
/// or percent sign.
class Sentence {
public:
    /// `step`: the step of the loop it belongs to ("offer").
    Sentence(std::string step, std::string_view pattern);

    const std::string& step() const { return step_; }
    std::size_t gaps() const { return literals_.size() - 1; }
    std::optional<Words> heard(std::string_view text) const;
    std::string said(const Words& words) const;

private:
    std::string step_;
    std::vector<std::string> literals_;  // What stands before, between and after the gaps.
};

/// A line of a story: "day 3 08:30  offer  anna takes ten  -> claimed".
struct Line {
    std::int64_t minute = 0;  ///< After day 0, 12:00 UTC. A line without time of day means noon.
    std::string step{};
    std::string sentence{};
    std::string outcome{};
    friend bool operator==(const Line&, const Line&) = default;
};

/// Empty for what is no line of a story.
std::optional<Line> line_of(std::string_view text);
std::string text_of(const Line& line);

}  // namespace huan::loop
