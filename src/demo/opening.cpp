#include "access/commands.hpp"
#include "base/json.hpp"
#include "demo/story.hpp"
#include "insight/commands.hpp"
#include "insight/queries.hpp"
#include "offer/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace huan::demo {
namespace {

using base::Money;

constexpr std::array<Ware, 10> wares{{
    {"wash-single", "单次洗车", "洗车", 4500, 1200},
    {"wash-card", "持卡洗车", "洗车", 0, 1200},
    {"wash-month-3", "月卡 3 次", "卡", 6900, 200},
    {"wash-year-unlimited", "年卡不限次（配车险）", "卡", 158000, 2000},
    {"tyre", "轮胎更换（两条）", "轮胎", 128000, 102000},
    {"maintenance", "小保养", "保养", 48000, 33000},
    {"insurance", "车险", "车险", 286000, 274000},
    {"repair", "漆面修补", "维修", 65000, 47000},
    {"inspection", "代办年检", "年检", 30000, 21000},
    {"detailing", "内饰精洗", "洗车", 19800, 9800},
}};

constexpr std::array<const char*, garage_count> garage_names{
    "一号车库 云桥里", "二号车库 半月湾", "三号车库 松果园",   "四号车库 风铃坊",
    "五号车库 星落台", "六号车库 麦田道", "七号车库 白鹭汀",   "八号车库 竹影巷",
    "九号车库 灯塔下", "十号车库 柚子坡", "十一号车库 石桥头", "十二号车库 雨花径"};

constexpr std::array<const char*, 6> agent_names{"云一", "云二", "云三", "云四", "云五", "云六"};

void describe_company(Story& story, base::Instant now) {
    const base::Context ctx = story.till(now);
    story.write([&](store::Transaction& tx) {
        const access::Setup setup{.token = {access::issue_setup_link(tx, ctx).token},
                                  .company = {"星夜洗车（演示）"},
                                  .currency = {"CNY"},
                                  .time_zone = {"Asia/Shanghai"},
                                  .language = {"zh-CN"},
                                  .name = {"管理员"},
                                  .login = {"admin"},
                                  .password = {}};
        access::set_up(tx, setup, "", ctx);  // Nobody knows a password: they come in by a link.
        // No quiet hours: its customers are up at night, and the inbox rings nobody.
        access::update_settings(tx,
                                {.version = access::settings(tx).version,
                                 .day_cut_minutes = 12 * 60,
                                 .quiet_from_minute = 0,
                                 .quiet_until_minute = 0},
                                ctx);
        // Mature: 3 orders or more in 90 days; silent after 90.
        const insight::StoredPolicy policy = insight::get_policy(tx, {}, ctx);
        insight::update_policy(tx,
                               {.seen_version = policy.version,
                                .policy = {.new_days = 30,
                                           .mature_orders = 2,
                                           .mature_days = 90,
                                           .trend_days = 45,
                                           .silent_days = 90,
                                           .lost_days = 180}},
                               ctx);
    });
}

base::UserId hire(store::Transaction& tx, const std::string& login, const std::string& name,
                  access::Role role, base::OrgId org, const base::Context& ctx) {
    return access::create_user(tx, {.login = {login}, .name = {name}, .org_id = org, .role = role}, "", ctx)
        .user.id;
}

void hire_everybody(Story& story, base::Instant now) {
    const base::Context ctx = story.till(now);
    story.garages.resize(garage_names.size());
    story.technicians.resize(garage_names.size());
    story.agents.resize(agent_names.size());
    story.write([&](store::Transaction& tx) {
        story.marketer = hire(tx, operator_login, "星运营", access::Role::operator_, access::root_org, ctx);
        hire(tx, manager_login, "星店长", access::Role::manager, access::root_org, ctx);
        for (std::size_t i = 0; i < agent_names.size(); ++i)
            story.agents[i] = hire(tx, fmt::format("agent{}", i + 1), agent_names[i], access::Role::agent,
                                   access::root_org, ctx);
        for (std::size_t i = 0; i < garage_names.size(); ++i) {
            story.garages[i] = access::create_org(tx,
                                                  {.parent_id = access::root_org,
                                                   .kind = access::OrgKind::store,
                                                   .name = {garage_names[i]}},
                                                  ctx)
                                   .id;
            story.technicians[i] = hire(tx, fmt::format("technician{}", i + 1),
                                        fmt::format("星师傅{}", i + 1), access::Role::technician,
                                        story.garages[i], ctx);
        }
    });
}

/// The table of advice is the product's own; here it learns our prices, and that a wash is one however it is
/// paid.
void price_advice(store::Transaction& tx, const base::Context& ctx) {
    for (const insight::AdviceRule& rule :
         insight::list_advice_rules(tx, {.business = "car_care"}, ctx).items) {
        auto save = base::from_json<insight::SaveAdviceRule>([&] {
            boost::json::object told = base::to_object(rule);
            for (const char* key : {"org_id", "version"}) told.erase(key);
            told["seen_version"] = rule.version;
            return boost::json::value(told);
        }());
        insight::PropertyFilter washes;
        washes.property.value = "lines[].sku";
        washes.op = insight::Op::in;
        washes.values = std::vector<insight::Scalar>{{history::ValueKind::text, "wash-single", 0},
                                                     {history::ValueKind::text, "wash-card", 0}};
        save.usage.where = {washes};
        const std::string sku = rule.product_sku ? rule.product_sku->value : "";
        if (sku == "wash-month-3" || sku == "wash-year-unlimited") {
            const bool monthly = sku == "wash-month-3";
            save.unit_price = Money{ware("wash-single").price};
            save.monthly_price = Money{monthly ? ware(sku).price : ware(sku).price / 12};
            save.reason_zh.value =
                monthly
                    ? "近 {days} 天洗车 {count} 次，约每月 {per_month} 次。月卡含 3 次，每月可省 ¥{saving}。"
                    : "近 {days} 天洗车 {count} 次，约每月 {per_month} 次。年卡不限次，每月可省 ¥{saving}，"
                      "须与车险一起购买。";
            save.reason_en.value =
                monthly ? "Washed {times} in {days} days, about {per_month} a month. The card holds 3 and "
                          "saves ¥{saving} a month."
                        : "Washed {times} in {days} days, about {per_month} a month. The yearly card has no "
                          "limit and saves ¥{saving} a month; it is sold together with car insurance.";
        }
        insight::save_advice_rule(tx, save, ctx);
    }
}

/// The yearly card is sold to who insures their car with us.
std::optional<base::Note<64>> needs(std::string_view sku) {
    if (sku != "wash-year-unlimited") return {};
    return base::Note<64>{"insurance"};
}

void list_products(Story& story, base::Instant now) {
    const base::Context ctx = story.till(now);
    story.write([&](store::Transaction& tx) {
        for (const Ware& item : wares)
            offer::create_product(tx,
                                  {.sku = {item.sku},
                                   .name = {item.name},
                                   .category = base::Note<80>{item.category},
                                   .price = Money{item.price},
                                   .cost = Money{item.cost},
                                   .status = offer::ProductStatus::on_sale,
                                   .only_with = needs(item.sku)},
                                  ctx);
        price_advice(tx, ctx);
    });
}

/// Washes within the last 90 days, from..to.
std::string washed(std::int64_t from, std::optional<std::int64_t> to) {
    const std::string filter =
        R"("where":[{"property":"lines[].sku","op":"in","values":["wash-single","wash-card"]}])";
    const std::string range = to ? fmt::format(R"("compare":"between","value":{},"upper":{})", from, *to)
                                 : fmt::format(R"("compare":"ge","value":{})", from);
    return fmt::format(R"({{"orders":{{{},"window":{{"last_days":90}},"measure":"count",{}}}}})", filter,
                       range);
}

}  // namespace

const Ware& ware(std::string_view sku) {
    const auto found = std::ranges::find(wares, sku, &Ware::sku);
    if (found == wares.end()) throw std::logic_error("a sku that is not for sale");
    return *found;
}

void open_business(Story& story) {
    const base::Instant now = story.calendar.at(0, -24 * 60);
    describe_company(story, now);
    hire_everybody(story, now);
    list_products(story, now);
}

void define_segments(Story& story, base::Instant now) {
    const base::Context ctx = story.as(story.marketer, now);
    const std::pair<const char*, std::string> groups[] = {
        {"每月洗车 2–3 次", washed(5, 11)},
        {"数月洗车一次", washed(1, 4)},
        {"每月洗车 4–10 次（产品空白）", washed(12, 29)},
        {"每月洗车 10 次以上", washed(30, {})},
        {"车险 30 天内到期", R"({"asset":{"kinds":["policy"],"due":{"from_days":0,"to_days":30}}})"},
        {"沉默客户", R"({"stage":{"stages":["silent"]}})"},
        {"成熟客户", R"({"stage":{"stages":["mature"]}})"},
    };
    for (const auto& [name, rule] : groups) {
        insight::CreateSegment create;
        create.name.value = name;
        create.rule = base::from_json<insight::Rule>(base::parse_json(rule));
        story.segments[name] = story.world.insight.create(create, ctx).id;
    }
}

}  // namespace huan::demo
