#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "insight/rule.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::insight {

using AdviceRuleId = base::Id<struct AdviceRuleTag>;

/// What is counted, per 30 days: events of these names that pass the filters within the last `days`; without
/// names, orders that were not fully refunded.
struct AdviceUsage {
    std::vector<base::Text<100>> names{};
    std::vector<PropertyFilter> where{};
    std::int64_t days = 90;
};
BOOST_DESCRIBE_STRUCT(AdviceUsage, (), (names, where, days))

/// The business "buys anything": its advice is for who gets none from a narrower business.
inline constexpr std::string_view general_business = "purchases";

/// "Who uses so much is best served by this product, because ...". Rules of one business are tried in order
/// of `position`; the first whose range and condition fit is the advice of that business.
struct AdviceRule {
    AdviceRuleId id{};
    base::OrgId org_id{};
    base::Text<40> business{};  ///< "car_care": one advice a business.
    std::int64_t position = 0;
    AdviceUsage usage{};
    Decimal from{};                   ///< Times per 30 days, included.
    std::optional<Decimal> to{};      ///< Not included; empty: no upper end.
    std::optional<Rule> condition{};  ///< Must hold too.
    std::optional<base::Text<64>> product_sku{};
    base::Text<120> product_name_zh{};
    base::Text<120> product_name_en{};
    base::Text<400> reason_zh{};  ///< With {count} {times} {days} {per_month} {product} {saving}.
                                  ///< {times} is "once", "twice", "7 times"; "7 次" in Chinese.
    base::Text<400> reason_en{};
    std::optional<base::Money> unit_price{};  ///< What one use costs without the product ...
    std::optional<base::Money>
        monthly_price{};  ///< ... and the product for 30 days: together they give {saving}.
    bool active = true;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AdviceRule, (),
                      (id, org_id, business, position, usage, from, to, condition, product_sku,
                       product_name_zh, product_name_en, reason_zh, reason_en, unit_price, monthly_price,
                       active, version))

/// POST /api/advice_rules stores a new one without `id`; with `id` and `seen_version` it changes that one.
struct SaveAdviceRule {
    std::optional<AdviceRuleId> id{};
    std::optional<std::int64_t> seen_version{};
    base::Text<40> business{};
    std::int64_t position = 0;
    AdviceUsage usage{};
    Decimal from{};
    std::optional<Decimal> to{};
    std::optional<Rule> condition{};
    std::optional<base::Text<64>> product_sku{};
    base::Text<120> product_name_zh{};
    base::Text<120> product_name_en{};
    base::Text<400> reason_zh{};
    base::Text<400> reason_en{};
    std::optional<base::Money> unit_price{};
    std::optional<base::Money> monthly_price{};
    std::optional<bool> active{};
};
BOOST_DESCRIBE_STRUCT(SaveAdviceRule, (),
                      (id, seen_version, business, position, usage, from, to, condition, product_sku,
                       product_name_zh, product_name_en, reason_zh, reason_en, unit_price, monthly_price,
                       active))

/// GET /api/advice_rules
struct ListAdviceRules {
    std::optional<std::string> business{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListAdviceRules, (), (business, cursor, limit))

/// GET /api/customers/{customer_id}/advice
struct GetAdvice {
    base::CustomerId customer_id{};
    std::optional<base::Instant> as_of{};
};
BOOST_DESCRIBE_STRUCT(GetAdvice, (), (customer_id, as_of))

/// The numbers behind an advice.
struct AdviceEvidence {
    std::int64_t count = 0;  ///< Uses in the last `days`.
    std::int64_t days = 0;
    Decimal per_month{};                  ///< count x 30 / days, to one decimal.
    std::optional<base::Money> saving{};  ///< Per 30 days with the product; only where it is positive.
};
BOOST_DESCRIBE_STRUCT(AdviceEvidence, (), (count, days, per_month, saving))

struct Advice {
    std::string business{};
    bool gap = false;  ///< Uses the business, but no product fits: a draft for the product line.
    std::optional<AdviceRuleId> rule_id{};
    std::optional<std::string> product_sku{};
    std::string product_name_zh{};  ///< Both empty with a gap.
    std::string product_name_en{};
    std::string reason_zh{};
    std::string reason_en{};
    AdviceEvidence evidence{};
};
BOOST_DESCRIBE_STRUCT(Advice, (),
                      (business, gap, rule_id, product_sku, product_name_zh, product_name_en, reason_zh,
                       reason_en, evidence))

struct CustomerAdvice {
    base::CustomerId customer_id{};
    base::Instant as_of{};
    std::vector<Advice>
        items{};  ///< One for each business the customer uses; empty where there is no order yet.
};
BOOST_DESCRIBE_STRUCT(CustomerAdvice, (), (customer_id, as_of, items))

AdviceRule save_advice_rule(store::Transaction& tx, const SaveAdviceRule& command, const base::Context& ctx);
base::Page<AdviceRule> list_advice_rules(store::Reader& db, const ListAdviceRules& query,
                                         const base::Context& ctx);
/// What to offer a customer, from their own events. \throws base::Error `customer.unknown`
CustomerAdvice advice_for(store::Reader& db, const GetAdvice& query, const base::Context& ctx);
/// The tables for car care and for orders of any kind, each where there are no rules of that business yet.
/// Safe to call at every start.
void install_default_advice(store::Transaction& tx, const base::Context& ctx);

}  // namespace huan::insight
