#include "insight/advice.hpp"

#include "access/org.hpp"
#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "insight/commands.hpp"
#include "insight/errors.hpp"
#include "insight/everybody.hpp"
#include "insight/rows.hpp"
#include "insight/surroundings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace huan::insight {
namespace {

constexpr std::int64_t month_days = 30;
constexpr std::array<std::string_view, 6> placeholders{"count",     "times",   "days",
                                                       "per_month", "product", "saving"};

/// What stands in a row's body: the members of a rule that are no columns of their own.
struct AdviceBody {
    AdviceUsage usage{};
    Decimal from{};
    std::optional<Decimal> to{};
    std::optional<Rule> condition{};
    std::optional<base::Text<64>> product_sku{};
    base::Text<120> product_name_zh{};
    std::optional<base::Text<120>> product_name_en{};  ///< None: as in Chinese; see migrations/0002.
    base::Text<400> reason_zh{};
    base::Text<400> reason_en{};
    std::optional<base::Money> unit_price{};
    std::optional<base::Money> monthly_price{};
};
BOOST_DESCRIBE_STRUCT(AdviceBody, (),
                      (usage, from, to, condition, product_sku, product_name_zh, product_name_en, reason_zh,
                       reason_en, unit_price, monthly_price))

/// Copies the members that both structs have.
template <class To, class From> void copy_common(To& to, const From& from) {
    base::for_each_field<To>([&](std::string_view name, auto target) {
        base::for_each_field<From>([&](std::string_view other, auto source) {
            using A = std::remove_cvref_t<decltype(to.*target)>;
            using B = std::remove_cvref_t<decltype(from.*source)>;
            if constexpr (std::is_same_v<A, B>)
                if (name == other) to.*target = from.*source;
        });
    });
}

AdviceRule rule_of(const rows::AdviceRow& row) {
    AdviceRule rule;
    const auto body = base::from_json<AdviceBody>(row.body);
    copy_common(rule, body);
    rule.product_name_en = body.product_name_en.value_or(body.product_name_zh);
    rule.id = row.id;
    rule.org_id = row.org_id;
    rule.business.value = row.business;
    rule.position = row.position;
    rule.active = row.active;
    rule.version = row.version;
    return rule;
}

rows::AdviceRow row_of(const AdviceRule& rule, const std::string& org_path) {
    AdviceBody body;
    copy_common(body, rule);
    body.product_name_en = rule.product_name_en;
    return {rule.id,     rule.org_id,           org_path,    rule.business, rule.position,
            rule.active, base::to_object(body), rule.version};
}

/// The usage as a countable condition. Without names it is about orders, so that refunded ones do not count.
Rule counted(const AdviceUsage& usage) {
    Rule rule;
    const RuleWindow window{.last_days = usage.days};
    if (usage.names.empty()) {
        rule.orders.emplace();
        rule.orders->where = usage.where;
        rule.orders->window = window;
    } else {
        rule.events.emplace();
        rule.events->names = usage.names;
        rule.events->where = usage.where;
        rule.events->window = window;
    }
    return rule;
}

/// A template may hold the six words in braces and no other brace.
void check_template(const std::string& text, const std::string& field) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '}') throw base::Error{errors::advice_template, field};
        if (text[at] != '{') continue;
        const std::size_t end = text.find('}', at);
        if (end == std::string::npos) throw base::Error{errors::advice_template, field};
        const std::string_view word = std::string_view(text).substr(at + 1, end - at - 1);
        if (std::ranges::find(placeholders, word) == placeholders.end())
            throw base::Error{errors::advice_template, field, fmt::format("There is no {{{}}}.", word)};
        at = end;
    }
}

void check_advice(store::Reader& db, const AdviceRule& rule, const base::Context& ctx) {
    if (rule.usage.days < 1 || rule.usage.days > longest_days)
        throw base::Error{base::errors::out_of_range, "usage.days"};
    if (rule.from.scaled < 0) throw base::Error{base::errors::out_of_range, "from"};
    if (rule.to && rule.to->scaled <= rule.from.scaled) throw base::Error{base::errors::out_of_range, "to"};
    check(counted(rule.usage), "usage");
    if (rule.condition) {
        check(*rule.condition, "condition");
        require_references(db, *rule.condition, "condition", ctx);
        Plan::compile(std::span(&*rule.condition, 1), surroundings(db), false, "condition");
    }
    check_template(rule.reason_zh, "reason_zh");
    check_template(rule.reason_en, "reason_en");
    for (const auto* price : {&rule.unit_price, &rule.monthly_price})
        if (*price && price->value().minor < 0) throw base::Error{base::errors::out_of_range, "unit_price"};
}

AdviceEvidence evidence_of(const AdviceRule& rule, std::int64_t count) {
    AdviceEvidence evidence{.count = count, .days = rule.usage.days};
    // To one decimal, half up: tenths = count * 300 / days.
    const std::int64_t tenths = (2 * count * month_days * 10 + rule.usage.days) / (2 * rule.usage.days);
    evidence.per_month = Decimal{tenths * history::number_scale / 10};
    if (rule.unit_price && rule.monthly_price) {
        const base::Money now{(*rule.unit_price * (count * month_days)).minor / rule.usage.days};
        if (now > *rule.monthly_price) evidence.saving = now - *rule.monthly_price;
    }
    return evidence;
}

bool in_range(const AdviceRule& rule, std::int64_t count) {
    const Wide uses = Wide{count} * month_days * history::number_scale;
    if (uses < Wide{rule.from.scaled} * rule.usage.days) return false;
    return !rule.to || uses < Wide{rule.to->scaled} * rule.usage.days;
}

/// "once", "twice", "7 times".
std::string times_en(std::int64_t count) {
    return count == 1 ? "once" : count == 2 ? "twice" : std::to_string(count) + " times";
}

std::string times_zh(std::int64_t count) { return std::to_string(count) + " 次"; }

/// Puts in what the words in braces stand for.
std::string filled(const std::string& text, const std::string& product, const std::string& times,
                   const AdviceEvidence& evidence, int currency_digits) {
    const std::pair<std::string_view, std::string> values[] = {
        {"{count}", std::to_string(evidence.count)},
        {"{times}", times},
        {"{days}", std::to_string(evidence.days)},
        {"{per_month}", history::format_number(evidence.per_month.scaled)},
        {"{product}", product},
        {"{saving}", base::format_money(evidence.saving.value_or(base::Money{}), currency_digits)}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto found = std::ranges::find_if(values, [&](const auto& value) {
            return std::string_view(text).substr(at).starts_with(value.first);
        });
        if (found == std::end(values)) {
            out += text[at++];
        } else {
            out += found->second;
            at += found->first.size();
        }
    }
    return out;
}

/// A rule of the table with what its person did.
struct Tried {
    AdviceRule rule;
    std::int64_t count = 0;
    bool condition = true;
};

/// The advice of one business from its rules in order; nothing for who does not use it.
std::optional<Advice> advise(const std::vector<Tried>& rules, int currency_digits) {
    const auto most = std::ranges::max_element(rules, {}, &Tried::count);
    if (most == rules.end() || most->count == 0) return {};
    Advice advice{.business = most->rule.business};
    for (const Tried& tried : rules) {
        if (!tried.condition || tried.count == 0 || !in_range(tried.rule, tried.count)) continue;
        advice.rule_id = tried.rule.id;
        if (tried.rule.product_sku) advice.product_sku = tried.rule.product_sku->value;
        advice.product_name_zh = tried.rule.product_name_zh;
        advice.product_name_en = tried.rule.product_name_en;
        advice.evidence = evidence_of(tried.rule, tried.count);
        advice.reason_zh = filled(tried.rule.reason_zh, advice.product_name_zh, times_zh(tried.count),
                                  advice.evidence, currency_digits);
        advice.reason_en = filled(tried.rule.reason_en, advice.product_name_en, times_en(tried.count),
                                  advice.evidence, currency_digits);
        return advice;
    }
    advice.gap = true;
    advice.evidence = evidence_of(most->rule, most->count);
    advice.evidence.saving.reset();
    const std::string per_month = history::format_number(advice.evidence.per_month.scaled);
    advice.reason_zh = fmt::format("近 {} 天用了 {} 次（约每月 {} 次），没有合适的在售产品。",
                                   advice.evidence.days, advice.evidence.count, per_month);
    advice.reason_en = fmt::format("Used {} in {} days (about {} a month); no product on sale fits.",
                                   times_en(advice.evidence.count), advice.evidence.days, per_month);
    return advice;
}

std::map<std::string, std::vector<Tried>> tried_for(store::Reader& db, const customer::Customer& person,
                                                    base::Instant as_of) {
    std::vector<Tried> tried;
    std::vector<Rule> rules;
    for (const rows::AdviceRow& row : rows::list_advice(db, "")) {
        if (!row.active || !person.org_path.starts_with(row.org_path)) continue;
        tried.push_back({rule_of(row)});
        rules.push_back(counted(tried.back().rule.usage));
        rules.push_back(tried.back().rule.condition.value_or(rules.back()));
    }
    const Plan plan = Plan::compile(rules, surroundings(db));
    Fold fold(plan, as_of);
    fold_person(db, customer::profiles_of(db, person.id), plan, as_of, fold);
    std::map<std::string, std::vector<Tried>> by_business;
    for (std::size_t i = 0; i < tried.size(); ++i) {
        tried[i].count = fold.count_of(2 * i);
        tried[i].condition = !tried[i].rule.condition || fold.holds(2 * i + 1);
        by_business[tried[i].rule.business].push_back(tried[i]);
    }
    return by_business;
}

AdviceRule car_care(std::int64_t position, const char* from, const char* to, const char* sku,
                    const char* name_zh, const char* name_en, const char* zh, const char* en) {
    AdviceRule rule;
    rule.business.value = "car_care";
    rule.position = position;
    PropertyFilter washes;
    washes.property.value = "lines[].sku";
    washes.op = Op::contains;
    washes.value = Scalar{history::ValueKind::text, "wash", 0};
    rule.usage.where.push_back(washes);
    rule.from = Decimal{*read_decimal(from)};
    if (to != nullptr) rule.to = Decimal{*read_decimal(to)};
    rule.product_sku = base::Text<64>{sku};
    rule.product_name_zh.value = name_zh;
    rule.product_name_en.value = name_en;
    rule.reason_zh.value = zh;
    rule.reason_en.value = en;
    return rule;
}

/// About orders of any kind: what is sold does not matter, only how often somebody buys.
AdviceRule buying(std::int64_t position, std::int64_t days, const char* from, const char* to,
                  const char* name_zh, const char* name_en, const char* zh, const char* en) {
    AdviceRule rule;
    rule.business = {std::string(general_business)};
    rule.position = position;
    rule.usage.days = days;
    rule.from = Decimal{*read_decimal(from)};
    if (to != nullptr) rule.to = Decimal{*read_decimal(to)};
    rule.product_name_zh.value = name_zh;
    rule.product_name_en.value = name_en;
    rule.reason_zh.value = zh;
    rule.reason_en.value = en;
    return rule;
}

std::vector<AdviceRule> purchases_table() {
    AdviceRule back = buying(10, longest_days, "0", nullptr, "回归优惠券", "Come-back coupon",
                             "一共下单 {count} 次，近一年没有再买，一张回归优惠券最合适。",
                             "Orders in all: {count}, none within the last year. A come-back coupon fits.");
    Rule lately;
    lately.orders.emplace();
    lately.orders->window = RuleWindow{.last_days = 365};
    lately.orders->value = Decimal{history::number_scale};  // At least one.
    back.condition.emplace();
    back.condition->none = {lately};
    return {
        back,
        buying(
            20, 365, "0", "0.5", "下单优惠券", "Coupon for the next order",
            "近 {days} 天下单 {count} 次，不到两个月一次，下次购买可用的优惠券最合适。",
            "Orders in {days} days: {count}, less than one in two months. A coupon for the next one fits."),
        buying(30, 365, "0.5", "2", "季度会员", "Quarterly membership",
               "近 {days} 天下单 {count} 次，约每月 {per_month} 次，季度会员正合适。",
               "Orders in {days} days: {count}, about {per_month} a month. A quarterly membership fits."),
        buying(40, 365, "2", nullptr, "年度会员", "Yearly membership",
               "近 {days} 天下单 {count} 次，约每月 {per_month} 次，年度会员最划算。",
               "Orders in {days} days: {count}, about {per_month} a month. A yearly membership is best."),
    };
}

std::vector<AdviceRule> car_care_table() {
    return {
        car_care(10, "0", "1.5", "wash-single", "单次洗车", "Single wash",
                 "近 {days} 天洗车 {count} 次，约每月 {per_month} 次，按次付费最划算。",
                 "Washed {times} in {days} days, about {per_month} a month: paying per wash is best."),
        car_care(20, "1.5", "4", "wash-month-3", "月卡 3 次", "Monthly card of 3",
                 "近 {days} 天洗车 {count} 次，约每月 {per_month} 次，月卡 3 次正合适。",
                 "Washed {times} in {days} days, about {per_month} a month: a monthly card of 3 fits."),
        car_care(30, "10", nullptr, "wash-year-unlimited", "年卡不限次（配车险）",
                 "Yearly unlimited with insurance",
                 "近 {days} 天洗车 {count} 次，约每月 {per_month} 次，建议年卡不限次，可与车险一起购买。",
                 "Washed {times} in {days} days, about {per_month} a month: a yearly unlimited card, "
                 "sold with "
                 "car insurance."),
    };
}

}  // namespace

AdviceRule save_advice_rule(store::Transaction& tx, const SaveAdviceRule& command, const base::Context& ctx) {
    AdviceRule rule;
    std::string org_path = ctx.actor.org_path;
    if (command.id) {
        const auto stored = rows::find_advice(tx, *command.id);
        if (!stored || !base::may_see(ctx.actor, stored->org_path))
            throw base::Error{errors::advice_unknown, "id"};
        if (!command.seen_version) throw base::Error{base::errors::required, "seen_version"};
        rule = rule_of(*stored);
        org_path = stored->org_path;
    } else {
        rule.id = AdviceRuleId{tx.next_id()};
        rule.org_id = ctx.actor.org_id;
    }
    const AdviceRule before = rule;
    copy_common(rule, command);
    rule.id = before.id;
    rule.active = command.active.value_or(before.active);
    check_advice(tx, rule, ctx);
    ++rule.version;
    const rows::AdviceRow row = row_of(rule, org_path);
    if (!command.id)
        rows::insert(tx, row);
    else if (!rows::update(tx, row, *command.seen_version))
        throw base::Error{errors::advice_stale, "seen_version"};
    return rule;
}

base::Page<AdviceRule> list_advice_rules(store::Reader& db, const ListAdviceRules& query,
                                         const base::Context& ctx) {
    base::Page<AdviceRule> page;
    for (const rows::AdviceRow& row : rows::list_advice(db, query.business.value_or("")))
        if (base::may_see(ctx.actor, row.org_path)) page.items.push_back(rule_of(row));
    page.total = static_cast<std::int64_t>(page.items.size());
    return page;
}

CustomerAdvice advice_for(store::Reader& db, const GetAdvice& query, const base::Context& ctx) {
    const customer::Customer person = customer::visible_customer(db, query.customer_id, ctx);
    CustomerAdvice answer{.customer_id = person.id, .as_of = query.as_of.value_or(ctx.now)};
    const int digits = access::settings(db).currency_digits();
    for (const auto& [business, rules] : tried_for(db, person, answer.as_of))
        if (auto advice = advise(rules, digits)) answer.items.push_back(std::move(*advice));
    // What suits the business they use says more than how often they buy anything.
    if (answer.items.size() > 1)
        std::erase_if(answer.items, [](const Advice& advice) { return advice.business == general_business; });
    return answer;
}

void install_default_advice(store::Transaction& tx, const base::Context& ctx) {
    for (const std::vector<AdviceRule>& table : {car_care_table(), purchases_table()}) {
        if (!rows::list_advice(tx, table.front().business).empty()) continue;
        for (AdviceRule rule : table) {
            rule.id = AdviceRuleId{tx.next_id()};
            rule.org_id = access::root_org;
            rule.version = 1;
            check_advice(tx, rule, ctx);
            rows::insert(tx, row_of(rule, "/" + std::to_string(access::root_org.value) + "/"));
        }
    }
}

}  // namespace huan::insight
