#pragma once

#include "insight/advice.hpp"
#include "sales/lead.hpp"

#include <optional>
#include <string>
#include <vector>

namespace huan::sales {

/// What the cards of a call are filled with.
struct ScriptFacts {
    std::string company{};
    std::string name{};  ///< Of the person; may be empty.
    std::string kind{};  ///< Of the lead: "tyres", "insurance".
    LeadSource source{};
    std::string note{};  ///< Of the lead: what the technician noticed.
    /// What the lead is about ends, or is to be done, on this day ("2026-12-19"), that many days from today;
    /// negative: it is overdue.
    std::optional<std::string> due_on{};
    std::int64_t days_left = 0;
    std::vector<insight::Advice> advice{};
};

enum class ScriptLanguage { zh, en };

/// What an agent may say, a card each: who we are, why we call now, what suits them, what if it seems dear,
/// and how to close.
std::vector<std::string> call_script(const ScriptFacts& facts, ScriptLanguage language);

}  // namespace huan::sales
