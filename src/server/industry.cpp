#include "server/industry.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "customer/errors.hpp"
#include "customer/field.hpp"
#include "insight/commands.hpp"
#include "insight/errors.hpp"
#include "insight/queries.hpp"

#include <initializer_list>

namespace huan::server {
namespace {

struct Group {
    const char* name_zh;
    const char* name_en;
    const char* rule;  ///< As the console would send it.
};

struct Field {
    const char* key;
    customer::FieldType type;
    const char* name_zh;
    const char* name_en;
    std::vector<customer::Choice> choices{};
};

struct Template {
    std::optional<insight::LifeCyclePolicy> life_cycle{};
    std::vector<Group> groups{};
    std::vector<Field> fields{};
};

/// Cars are washed two or three times a month; an insurance policy ends once a year.
Template car_care() {
    return {
        .life_cycle =
            insight::LifeCyclePolicy{
                .mature_orders = 2, .mature_days = 90, .trend_days = 45, .silent_days = 90, .lost_days = 180},
        .groups = {{"近 90 天到店 5–11 次", "5 to 11 visits in 90 days",
                    R"({"orders":{"window":{"last_days":90},"measure":"count","compare":"between",)"
                    R"("value":5,"upper":11}})"},
                   {"近 90 天到店 30 次以上", "30 visits or more in 90 days",
                    R"({"orders":{"window":{"last_days":90},"measure":"count","compare":"ge","value":30}})"},
                   {"车险 30 天内到期", "Insurance ends within 30 days",
                    R"({"asset":{"kinds":["policy"],"due":{"from_days":0,"to_days":30}}})"},
                   {"年检 60 天内到期", "Inspection due within 60 days",
                    R"({"asset":{"kinds":["inspection"],"due":{"from_days":0,"to_days":60}}})"},
                   {"沉默客户", "Silent customers", R"({"stage":{"stages":["silent"]}})"},
                   {"从未消费", "Never bought", R"({"stage":{"stages":["potential"]}})"}},
    };
}

/// The defaults of the life cycle are those of a shop: more than five orders in 30 days, silent after 30.
Template ecommerce() {
    return {
        .life_cycle = insight::LifeCyclePolicy{},
        .groups =
            {{"加购未下单（7 天）", "Cart without an order, 7 days",
              R"({"all":[{"events":{"names":["Product Added"],"window":{"last_days":7},"measure":"count",)"
              R"("compare":"ge","value":1}},)"
              R"({"none":[{"orders":{"window":{"last_days":7},"measure":"count",)"
              R"("compare":"ge","value":1}}]}]})"},
             {"只买过一次", "Bought once", R"({"orders":{"measure":"count","compare":"eq","value":1}})"},
             {"近一年消费满 1000", "Spent 1,000 within a year",
              R"({"orders":{"window":{"last_days":365},"measure":"sum",)"
              R"("figure":"amount","compare":"ge","value":100000}})"},
             {"新客", "New customers", R"({"stage":{"stages":["new"]}})"},
             {"正在流失", "Declining customers", R"({"stage":{"stages":["declining"]}})"},
             {"沉默客户", "Silent customers", R"({"stage":{"stages":["silent"]}})"}},
    };
}

/// A course is bought once or twice a year; a contract that ends asks for the next.
Template education() {
    const auto choice = [](const char* value, const char* zh, const char* en) {
        return customer::Choice{.value = {value}, .name_zh = {zh}, .name_en = {en}};
    };
    return {
        .life_cycle = insight::LifeCyclePolicy{.new_days = 60,
                                               .mature_orders = 1,
                                               .mature_days = 365,
                                               .trend_days = 180,
                                               .silent_days = 180,
                                               .lost_days = 540},
        .groups = {{"合同 60 天内到期（续费窗口）", "Contract ends within 60 days: renewal",
                    R"({"asset":{"kinds":["contract"],"due":{"from_days":0,"to_days":60}}})"},
                   {"合同已到期未续", "Contract ended within 90 days",
                    R"({"asset":{"kinds":["contract"],"due":{"from_days":-90,"to_days":-1}}})"},
                   {"留过资料未报名", "Known, never enrolled", R"({"stage":{"stages":["potential"]}})"},
                   {"新生", "New students", R"({"stage":{"stages":["new"]}})"},
                   {"沉默学员", "Silent students", R"({"stage":{"stages":["silent"]}})"}},
        .fields = {{"stage_of_school",
                    customer::FieldType::choice,
                    "学段",
                    "Stage of school",
                    {choice("kindergarten", "幼儿园", "Kindergarten"), choice("primary", "小学", "Primary"),
                     choice("junior", "初中", "Junior"), choice("senior", "高中", "Senior"),
                     choice("university", "大学", "University"), choice("adult", "成人", "Adult")}},
                   {"school", customer::FieldType::text, "学校", "School"},
                   {"course_of_interest", customer::FieldType::text, "意向课程", "Course of interest"},
                   {"trial_on", customer::FieldType::date, "试听日期", "Trial lesson on"}},
    };
}

Template template_of(Industry industry) {
    switch (industry) {
        case Industry::car_care: return car_care();
        case Industry::ecommerce: return ecommerce();
        case Industry::education: return education();
        case Industry::other: break;
    }
    return {};
}

/// Runs a command whose object may be there already.
template <class Command> void unless_taken(const base::ErrorKind& taken, Command&& command) {
    try {
        command();
    } catch (const base::Error& refused) {
        if (refused.kind() != taken) throw;
    }
}

}  // namespace

void apply_template(store::Transaction& tx, Industry industry, const base::Context& ctx) {
    const bool chinese = access::settings(tx).language == "zh-CN";
    const Template begin = template_of(industry);
    // Thresholds that somebody has set already are theirs.
    if (const auto stored = insight::get_policy(tx, {}, ctx); begin.life_cycle && stored.version == 0)
        insight::update_policy(tx, {.policy = *begin.life_cycle}, ctx);
    for (const Field& field : begin.fields)
        unless_taken(customer::errors::field_taken, [&] {
            customer::declare_field(tx,
                                    {.key = {field.key},
                                     .type = field.type,
                                     .name_zh = {field.name_zh},
                                     .name_en = {field.name_en},
                                     .section = {"basic"},
                                     .choices = field.choices},
                                    ctx);
        });
    for (const Group& group : begin.groups)
        unless_taken(insight::errors::segment_name_taken, [&] {
            insight::create_segment(tx,
                                    {.name = {chinese ? group.name_zh : group.name_en},
                                     .rule = base::from_json<insight::Rule>(base::parse_json(group.rule))},
                                    ctx);
        });
}

}  // namespace huan::server
