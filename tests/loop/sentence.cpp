#include "sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace huan::loop {
namespace {

constexpr std::string_view gap = "{}";
constexpr std::string_view ends_word = " ,:%";
constexpr std::int64_t minutes_of_day = 1440;
constexpr std::int64_t noon = 720;

std::string_view trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(' ');
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

/// Takes the word that `text` begins with.
std::string_view take_word(std::string_view& text) {
    text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

Sentence::Sentence(std::string step, std::string_view pattern) : step_(std::move(step)) {
    while (true) {
        const std::size_t at = pattern.find(gap);
        literals_.emplace_back(pattern.substr(0, at));
        if (at == std::string_view::npos) break;
        pattern.remove_prefix(at + gap.size());
    }
}

std::optional<Words> Sentence::heard(std::string_view text) const {
    Words words;
    for (std::size_t i = 0; i < literals_.size(); ++i) {
        if (i > 0) {
            const std::string_view word = text.substr(0, text.find_first_of(ends_word));
            if (word.empty()) return {};
            words.emplace_back(word);
            text.remove_prefix(word.size());
        }
        if (!text.starts_with(literals_[i])) return {};
        text.remove_prefix(literals_[i].size());
    }
    return text.empty() ? std::optional(words) : std::nullopt;
}

std::string Sentence::said(const Words& words) const {
    if (words.size() != gaps()) throw std::logic_error("a sentence wants another number of words");
    std::string text = literals_.front();
    for (std::size_t i = 0; i < words.size(); ++i) text.append(words[i]).append(literals_[i + 1]);
    return text;
}

std::optional<Line> line_of(std::string_view text) {
    const std::size_t arrow = text.rfind("->");
    if (arrow == std::string_view::npos) return {};
    Line line{.outcome = std::string(trimmed(text.substr(arrow + 2)))};
    text = text.substr(0, arrow);
    if (take_word(text) != "day") return {};
    const auto day = number(take_word(text));
    if (!day) return {};
    std::string_view word = take_word(text);
    std::int64_t minute = noon;
    if (word.size() == 5 && word[2] == ':') {
        const auto hours = number(word.substr(0, 2)), minutes = number(word.substr(3));
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return {};
        minute = *hours * 60 + *minutes;
        word = take_word(text);
    }
    line.minute = *day * minutes_of_day + minute - noon;
    line.step = word;
    line.sentence = trimmed(text);
    return line.step.empty() || line.sentence.empty() ? std::nullopt : std::optional(line);
}

std::string text_of(const Line& line) {
    const std::int64_t minute = line.minute + noon, of_day = minute % minutes_of_day;
    const std::string time = of_day == noon ? "" : fmt::format("{:02}:{:02}", of_day / 60, of_day % 60);
    return fmt::format("day {:<4} {:<6} {:<8} {:<60} -> {}", minute / minutes_of_day, time, line.step,
                       line.sentence, line.outcome);
}

}  // namespace huan::loop
