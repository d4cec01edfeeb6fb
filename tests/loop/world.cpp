#include "world.hpp"

#include "access/commands.hpp"
#include "access/queries.hpp"
#include "base/json.hpp"
#include "capture/finding.hpp"
#include "customer/commands.hpp"
#include "customer/queries.hpp"
#include "effect/measure.hpp"
#include "insight/commands.hpp"
#include "offer/commands.hpp"
#include "offer/points.hpp"
#include "offer/queries.hpp"
#include "sales/commands.hpp"
#include "scene/audience.hpp"
#include "scene/commands.hpp"
#include "scene/queries.hpp"
#include "server/loop.hpp"

#include <stdexcept>

namespace huan::loop {
namespace {

constexpr base::Instant beginning{1772452800000};  // 2026-03-02 12:00 UTC
constexpr base::Duration day{86'400'000};

base::Money money(const std::string& text) { return base::parse_money(text, 2); }
std::string text(base::Money amount) { return base::format_money(amount, 2); }
std::string many(std::int64_t n, const std::string& one, const std::string& more) {
    return std::to_string(n) + " " + (n == 1 ? one : more);
}

}  // namespace

World::World(store::Store& store)
    : store_(store),
      history_(history::open_journal(store)),
      insight_(store, *history_),
      teller_(store, &access::org_path, {}) {
    server::close_the_loop(store.reactors(), teller_, live_);
    now_.now = beginning;
    now_.actor = base::system_actor();
    write([&](store::Transaction& tx) {
        const access::Setup setup{.token = {access::issue_setup_link(tx, now_).token},
                                  .company = {"Night Wash"},
                                  .currency = {"CNY"},
                                  .time_zone = {"Asia/Shanghai"},
                                  .language = {"en"},
                                  .name = {"Admin"},
                                  .login = {"admin"},
                                  .password = {"correct horse battery"}};
        access::set_up(tx, setup, "no password", now_);
        access::CreateUser user;
        user.login.value = "ann";
        user.name.value = "Ann";
        user.org_id = base::OrgId{1};
        user.role = access::Role::agent;
        agent_ = access::create_user(tx, user, "", now_).user.id;
    });
}

const std::vector<World::Sentence>& World::sentences() {
    static const std::vector<Sentence> known{
        {std::regex(R"((\w+) orders ([\d.]+)(?: again as (\S+))?)"), &World::orders},
        {std::regex(R"((\w+) orders ([\d.]+) with (?:his|her) coupon)"), &World::orders_with_coupon},
        {std::regex(R"((\w+) is refunded ([\d.]+))"), &World::is_refunded},
        {std::regex(R"(segment (\w+): bought once, silent for (\d+) days)"), &World::defines_segment},
        {std::regex(R"(coupon (\w+): ([\d.]+) off from ([\d.]+), stock (\d+), budget ([\d.]+))"),
         &World::defines_coupon},
        {std::regex(R"(campaign (\w+) gives (\w+) to (\w+), holdout (\d+) %)"), &World::launches},
        {std::regex(R"((\w+) is delivered)"), &World::is_delivered},
        {std::regex(R"((\w+) claims (\w+))"), &World::claims},
        {std::regex(R"(a technician finds (\w+) on (\S+) of (\w+))"), &World::finds},
        {std::regex(R"(the agent calls (\w+): (\w+), (\w+))"), &World::is_called},
        {std::regex(R"(orders earn (\d+) points for 100.00)"), &World::rules_points},
        {std::regex(R"((\w+) spends (\d+) points)"), &World::spends_points},
        {std::regex(R"((\w+))"), &World::reports},
    };
    return known;
}

std::string World::tell(int after, const std::string& sentence) {
    now_.now = beginning + day * after;
    for (const Sentence& known : sentences()) {
        Match said;
        if (std::regex_match(sentence, said, known.pattern)) return (this->*known.verb)(said);
    }
    throw std::runtime_error("nobody taught the story: " + sentence);
}

base::Context World::at() const { return now_; }

base::CustomerId World::customer(const std::string& name) {
    if (const auto known = people_.find(name); known != people_.end()) return known->second;
    return people_[name] = write([&](store::Transaction& tx) {
               customer::CreateCustomer create;
               create.identities = {{customer::IdentityKind::external_id, name}};
               create.attributes["name"] = name;
               return customer::create_customer(tx, create, at()).id;
           });
}

std::string World::totals(const std::string& name) {
    const auto who = read([&](store::Reader& db) { return customer::find_customer(db, customer(name)); });
    return many(who->order_count, "order", "orders") + ", " + text(who->order_amount);
}

std::string World::orders(const Match& said) {
    const base::CustomerId who = customer(said[1]);
    customer::RecordOrder order;
    order.customer_id = who;
    order.amount = money(said[2]);
    order.ordered_at = now_.now;
    if (said[3].matched) order.number = base::Text<100>{said[3]};
    last_order_[said[1]] =
        write([&](store::Transaction& tx) { return customer::record_order(tx, order, at()); }).id;
    return totals(said[1]);
}

std::string World::orders_with_coupon(const Match& said) {
    const base::CustomerId who = customer(said[1]);
    customer::RecordOrder order;
    order.customer_id = who;
    order.amount = money(said[2]);
    order.discount = money("10.00");
    order.ordered_at = now_.now;
    const auto held = read([&](store::Reader& db) {
        return offer::list_coupons(db, {.customer_id = who, .state = offer::CouponState::claimed}, at());
    });
    for (const offer::CouponView& coupon : held.items) order.coupon_ids.push_back(coupon.id.value);
    last_order_[said[1]] =
        write([&](store::Transaction& tx) { return customer::record_order(tx, order, at()); }).id;
    return totals(said[1]);
}

std::string World::is_refunded(const Match& said) {
    customer::RefundOrder refund{.order_id = last_order_.at(said[1]), .amount = money(said[2])};
    write([&](store::Transaction& tx) { customer::refund_order(tx, refund, at()); });
    return totals(said[1]);
}

std::string World::defines_segment(const Match& said) {
    const std::string rule = R"({"all":[{"orders":{"measure":"count","compare":"eq","value":1}},)"
                             R"({"orders":{"measure":"last_days_ago","compare":"ge","value":)" +
                             said[2].str() + "}}]}";
    insight::CreateSegment create;
    create.name.value = said[1];
    create.rule = base::from_json<insight::Rule>(base::parse_json(rule));
    const insight::SegmentId id =
        write([&](store::Transaction& tx) { return insight::create_segment(tx, create, at()).id; });
    segments_[said[1]] = id;
    insight_.refresh({.segment_id = id}, at());
    const auto size = read([&](store::Reader& db) { return insight::members(db, id).cardinality(); });
    return many(static_cast<std::int64_t>(size), "person", "people");
}

std::string World::defines_coupon(const Match& said) {
    offer::CreateCouponType create;
    create.name.value = said[1];
    create.face_value = money(said[2]);
    create.threshold = money(said[3]);
    create.stock = std::stoll(said[4]);
    create.budget = money(said[5]);
    create.claim_until = now_.now + day * 30;
    create.use_days = 14;
    const offer::CouponType type = write([&](store::Transaction& tx) {
        const offer::CouponType draft = offer::create_coupon_type(tx, create, at());
        return offer::publish_coupon_type(tx, {.coupon_type_id = draft.id, .seen_version = draft.version},
                                          at());
    });
    coupons_[said[1]] = type.id;
    return std::string(base::word_of(type.status));
}

std::string World::launches(const Match& said) {
    scene::CreateCampaign create;
    create.name.value = said[1];
    create.goal = scene::Goal::recall;
    create.coupon_type_id = coupons_.at(said[2]);
    create.segment_id = segments_.at(said[3]);
    create.holdout_percent = std::stoll(said[4]);
    create.starts_at = now_.now;
    create.ends_at = now_.now + day * 20;
    create.message_title = base::Note<80>{"For you"};
    create.message_body = base::Note<500>{"{amount} off, {name}"};
    create.budget = money("20.00");
    const scene::CampaignView live = write([&](store::Transaction& tx) {
        const scene::CampaignView draft = scene::create_campaign(tx, create, at());
        return scene::launch_campaign(tx, {.campaign_id = draft.id, .seen_version = draft.version}, at());
    });
    campaigns_[said[1]] = live.id;
    return std::to_string(live.audience_size) + " treated, " + std::to_string(live.holdout_size) +
           " held out";
}

std::string World::is_delivered(const Match& said) {
    const scene::CampaignId id = campaigns_.at(said[1]);
    std::int64_t sent = 0;
    write([&](store::Transaction& tx) { scene::deliver(tx, id, scene::audience_of(tx, id), 1000, at()); });
    sent = read(
        [&](store::Reader& db) { return scene::get_campaign(db, {.campaign_id = id}, at()).progress.sent; });
    return std::to_string(sent) + " sent";
}

std::string World::claims(const Match& said) {
    const scene::GrantCoupon claim{
        .campaign_id = campaigns_.at(said[2]), .customer_id = customer(said[1]), .by_customer = true};
    const scene::Grant grant =
        write([&](store::Transaction& tx) { return scene::grant_coupon(tx, claim, at()); });
    return grant.granted ? "claimed" : std::string(base::word_of(*grant.reason));
}

std::string World::rules_points(const Match& said) {
    const offer::UpdatePointRule rule{.enabled = true, .points_per_100 = std::stoll(said[1])};
    return write([&](store::Transaction& tx) { return offer::update_point_rule(tx, rule, at()).enabled; })
               ? "on"
               : "off";
}

std::string World::spends_points(const Match& said) {
    const offer::SpendPoints spend{.customer_id = customer(said[1]), .points = std::stoll(said[2])};
    try {
        const auto moved =
            write([&](store::Transaction& tx) { return offer::spend_points(tx, spend, at()); });
        return std::to_string(moved.balance) + " left";
    } catch (const base::Error& refused) {
        const std::string code = refused.kind().code;
        return code.substr(code.find('.') + 1);
    }
}

std::string World::finds(const Match& said) {
    const base::CustomerId owner = customer(said[3]);
    write([&](store::Transaction& tx) {
        customer::set_vehicle(tx, {.plate = {said[2]}, .customer_id = owner}, at());
        capture::record_finding(tx, {.type = {said[1]}, .plate = {said[2]}}, at());
    });
    const auto leads =
        read([&](store::Reader& db) { return sales::list_leads(db, {.customer_id = owner}, at()); });
    return many(static_cast<std::int64_t>(leads.items.size()), "lead", "leads");
}

std::string World::is_called(const Match& said) {
    const auto leads = read([&](store::Reader& db) {
        return sales::list_leads(db, {.unfinished = true, .customer_id = customer(said[1])}, at());
    });
    base::Context agent = at();
    agent.actor = read([&](store::Reader& db) { return access::actor_of(db, agent_).value(); });
    const sales::Call call = write([&](store::Transaction& tx) {
        return sales::start_call(tx, {.lead_id = leads.items.at(0).id}, agent);
    });
    sales::HangUp command{.call_id = call.id, .reason = {said[3]}};
    base::from_word(said[2].str(), command.outcome);
    agent.now = agent.now + std::chrono::minutes{2};
    const sales::HungUp done =
        write([&](store::Transaction& tx) { return sales::hang_up(tx, command, agent); });
    return "commission " + text(done.commission);
}

std::string World::reports(const Match& said) {
    const effect::GetReport query{.campaign_id = campaigns_.at(said[1])};
    const effect::CampaignReport report = effect::measure(store_, *history_, query, at());
    return std::to_string(report.redemption.part) + " redeemed, subsidy " + text(report.subsidy) + ", paid " +
           text(report.sales_amount);
}

}  // namespace huan::loop
