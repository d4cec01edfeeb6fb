#include "sales/script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace huan::sales {
namespace {

/// How a business is spoken of: as something that was seen on the car, and as something with a day.
struct Business {
    std::string_view kind;
    std::string_view seen_zh;
    std::string_view seen_en;
    std::string_view dated_zh{};  ///< Empty: it has no day.
    std::string_view dated_en{};
};
constexpr std::array<Business, 6> businesses{{
    {"tyres", "轮胎磨损比较明显", "the tyres are worn"},
    {"repair", "车身有损伤", "there is some damage to the body"},
    {"insurance", "车险快到期了", "the insurance is about to end", "车险", "insurance"},
    {"maintenance", "该做保养了", "a service is due", "保养", "service"},
    {"inspection", "年检快到期了", "the inspection is due", "年检", "inspection"},
    {"other", "有一处需要留意", "something should be looked at"},
}};

const Business* business_of(std::string_view kind) {
    const auto found = std::ranges::find(businesses, kind, &Business::kind);
    return found == businesses.end() ? nullptr : &*found;
}

/// What the technician wrote, or else what the kind of lead says.
std::string noticed(const ScriptFacts& facts, bool chinese) {
    if (!facts.note.empty()) return facts.note;
    const Business* business = business_of(facts.kind);
    if (business == nullptr) business = &businesses.back();
    return std::string(chinese ? business->seen_zh : business->seen_en);
}

std::string dated(const Business& business, const ScriptFacts& facts, bool chinese) {
    const std::int64_t days = std::abs(facts.days_left);
    if (facts.days_left < 0)
        return chinese ? fmt::format("您的{}在 {} 已经到期，过去 {} 天了，我们可以帮您马上办好。",
                                     business.dated_zh, *facts.due_on, days)
                       : fmt::format("Your {} was due on {}, {} days ago. We can see to it right away.",
                                     business.dated_en, *facts.due_on, days);
    return chinese
               ? fmt::format("您的{}在 {} 到期，还有 {} 天，提前办更从容，也好比价。", business.dated_zh,
                             *facts.due_on, days)
               : fmt::format("Your {} is due on {}, in {} days. Seeing to it early leaves time to compare.",
                             business.dated_en, *facts.due_on, days);
}

std::string why_now(const ScriptFacts& facts, bool chinese) {
    const Business* business = business_of(facts.kind);
    if (facts.due_on && business != nullptr && !business->dated_zh.empty())
        return dated(*business, facts, chinese);
    if (facts.source == LeadSource::finding)
        return chinese
                   ? fmt::format("上次服务时我们注意到：{}。照片可以发给您看。", noticed(facts, true))
                   : fmt::format("While we looked after your car we noticed: {}. I can send you the picture.",
                                 noticed(facts, false));
    if (facts.kind == "recall")
        return chinese
                   ? "有一阵没见到您了，想听听您对我们服务的看法，也有一份回来的心意给您。"
                   : "We have not seen you for a while. How was our service, and may I offer you something "
                     "for coming back?";
    return chinese ? "感谢您一直以来的照顾。看了您最近的使用情况，有个更合适的方案想跟您说说。"
                   : "Thank you for coming to us. Looking at how you use our service, something may suit you "
                     "better.";
}

std::string close(const ScriptFacts& facts, bool chinese) {
    if (facts.kind == "insurance")
        return chinese
                   ? "我先出一份报价发到您手机上，您看过我再打给您，可以吗？"
                   : "I will send a quote to your phone and call again once you have seen it. Is that all "
                     "right?";
    return chinese ? "那我帮您约在下次到店时一起办，可以吗？"
                   : "Shall I arrange it together with your next visit?";
}

}  // namespace

std::vector<std::string> call_script(const ScriptFacts& facts, ScriptLanguage language) {
    const bool chinese = language == ScriptLanguage::zh;
    const std::string name = !facts.name.empty() ? facts.name : chinese ? "车主" : "there";
    std::vector<std::string> cards;
    cards.push_back(chinese
                        ? fmt::format("您好，{}，我是{}的服务顾问，占用您一分钟可以吗？", name, facts.company)
                        : fmt::format("Hello {}, this is {}. Do you have a minute?", name, facts.company));
    cards.push_back(why_now(facts, chinese));
    for (const insight::Advice& item : facts.advice)
        if (!item.gap) cards.push_back(chinese ? item.reason_zh : item.reason_en);
    cards.push_back(chinese
                        ? "如果觉得贵：可以先看对比，今天不用决定，我帮您留着这个价格。"
                        : "If it seems expensive: compare first; there is no need to decide today, I will "
                          "hold the price.");
    cards.push_back(close(facts, chinese));
    return cards;
}

}  // namespace huan::sales
