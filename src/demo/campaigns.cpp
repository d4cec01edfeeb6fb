#include "channel/queries.hpp"
#include "customer/commands.hpp"
#include "demo/story.hpp"
#include "offer/commands.hpp"
#include "offer/queries.hpp"
#include "scene/commands.hpp"
#include "scene/queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace huan::demo {
namespace {

using base::Money;
using scene::Goal;

constexpr std::int64_t threshold = 4000;
constexpr std::size_t newcomers = 2;  ///< The drive for who comes by a placement; place in `drives`.

/// The first earns money, because people come who would not have; the second loses it, because people come
/// who would have come anyway, and pay less. By design: the report must find out.
constexpr std::array<Drive, 4> planned{{
    {.name = "老朋友回访",
     .goal = Goal::repurchase,
     .segment = "数月洗车一次",
     .coupon = "回访立减 5 元",
     .face_value = 500,
     .holdout = 30,
     .per_person = 3,
     .first = 142,
     .last = 112,
     .visits = 0.85,
     .claims = 0.85,
     .again = 0.85,
     .brings = true,
     .title = "{name}，爱车该洗一洗了",
     .body = "{amount} 回访券已备好，今晚到车库即可使用，{until} 前有效。"},
    {.name = "常客大减价",
     .goal = Goal::repurchase,
     .segment = "每月洗车 2–3 次",
     .coupon = "常客立减 30 元",
     .face_value = 3000,
     .holdout = 30,
     .per_person = 3,
     .first = 134,
     .last = 104,
     .visits = 0.95,
     .claims = 0.95,
     .again = 0.97,
     .brings = false,
     .title = "{name}，常客专享 {amount}",
     .body = "本月洗车立减 {amount}，每人最多 3 次，{until} 前有效。"},
    {.name = "新客首洗",
     .goal = Goal::acquire,
     .segment = "",
     .coupon = "新客首洗 15 元（立减 30 元）",
     .face_value = 3000,
     .holdout = 10,
     .per_person = 1,
     .first = 112,
     .last = -30,
     .visits = 0,
     .claims = 0,
     .again = 0,
     .brings = false,
     .title = "首次夜间洗车 15 元",
     .body = "扫码领券，今晚 20:00 起车库即可使用。"},
    {.name = "车险到期礼",
     .goal = Goal::repurchase,
     .segment = "车险 30 天内到期",
     .coupon = "续保洗车立减 10 元",
     .face_value = 1000,
     .holdout = 10,
     .per_person = 2,
     .first = 9,
     .last = -12,
     .visits = 0.7,
     .claims = 0.8,
     .again = 0.7,
     .brings = false,
     .title = "{name}，您的车险快到期了",
     .body = "问一问价，送 {amount} 洗车券，{until} 前有效。"},
}};

struct Hung {
    const char* name;
    scene::PlacementKind kind;
    const char* place;
    std::int64_t cost;  ///< For a company of 5,000 customers.
};
constexpr std::array<Hung, 10> hung{{
    {"电梯广告 云桥里 1 栋", scene::PlacementKind::elevator, "云桥里 1 栋客梯", 60000},
    {"电梯广告 半月湾 3 栋", scene::PlacementKind::elevator, "半月湾 3 栋客梯", 60000},
    {"电梯广告 松果园 6 栋", scene::PlacementKind::elevator, "松果园 6 栋货梯", 45000},
    {"传单 风铃坊入口", scene::PlacementKind::flyer, "风铃坊车库入口", 12000},
    {"传单 星落台早市", scene::PlacementKind::flyer, "星落台早市", 12000},
    {"传单 白鹭汀物业", scene::PlacementKind::flyer, "白鹭汀物业前台", 8000},
    {"灯箱 麦田道 B2", scene::PlacementKind::light_box, "麦田道 B2 东侧", 40000},
    {"灯箱 竹影巷 B1", scene::PlacementKind::light_box, "竹影巷 B1 出口", 40000},
    {"灯箱 灯塔下 B1", scene::PlacementKind::light_box, "灯塔下 B1 岗亭旁", 35000},
    {"柜台立牌 石桥头", scene::PlacementKind::counter, "石桥头收银台", 5000},
}};

std::int64_t first_day(const Story& story, const Drive& drive) {
    return story.calendar.today() - drive.first;
}
std::int64_t last_day(const Story& story, const Drive& drive) { return story.calendar.today() - drive.last; }

/// Money and pieces enough for a company of this size.
std::int64_t pieces(const Story& story) {
    return std::max<std::int64_t>(static_cast<std::int64_t>(story.customers.size()) * 2, 500);
}

offer::CouponTypeId publish(store::Transaction& tx, const Story& story, const Drive& drive,
                            const base::Context& ctx) {
    offer::CreateCouponType create;
    create.name.value = drive.coupon;
    create.face_value = Money{drive.face_value};
    create.threshold = Money{threshold};
    create.stock = pieces(story);
    create.budget = create.face_value * create.stock;
    create.claim_until = story.calendar.noon(last_day(story, drive));
    create.use_days = 30;
    create.platform_share_bp = 3000;
    const offer::CouponType draft = offer::create_coupon_type(tx, create, ctx);
    return offer::publish_coupon_type(tx, {.coupon_type_id = draft.id, .seen_version = draft.version}, ctx)
        .id;
}

void launch(Story& story, Drive& drive, base::Instant now) {
    const base::Context ctx = story.as(story.marketer, now);
    const bool sends = *drive.segment != '\0';
    if (sends) story.world.insight.refresh({.segment_id = story.segments.at(drive.segment)}, ctx);
    story.write([&](store::Transaction& tx) {
        scene::CreateCampaign create;
        create.name.value = drive.name;
        create.goal = drive.goal;
        create.coupon_type_id = publish(tx, story, drive, ctx);
        create.strategy = sends ? scene::Strategy::send : scene::Strategy::page;
        if (sends) create.segment_id = story.segments.at(drive.segment);
        create.holdout_percent = drive.holdout;
        create.per_person = drive.per_person;
        create.budget = Money{drive.face_value} * pieces(story);
        create.starts_at = now + std::chrono::minutes{5};
        create.ends_at = story.calendar.noon(last_day(story, drive));
        create.message_title = base::Note<80>{drive.title};
        create.message_body = base::Note<500>{drive.body};
        const scene::CampaignView draft = scene::create_campaign(tx, create, ctx);
        scene::launch_campaign(
            tx, {.campaign_id = draft.id, .seen_version = draft.version, .despite_clashes = true}, ctx);
        drive.id = draft.id;
    });
}

void hang_up_placements(Story& story, const Drive& drive, base::Instant now) {
    const base::Context ctx = story.as(story.marketer, now);
    story.write([&](store::Transaction& tx) {
        story.placement_codes.clear();
        for (const Hung& one : hung) {
            scene::CreatePlacement create{.name = {one.name}, .kind = one.kind};
            create.place = base::Note<200>{one.place};
            create.starts_at = now;
            create.ends_at = story.calendar.noon(last_day(story, drive));
            create.cost = Money{one.cost * static_cast<std::int64_t>(story.customers.size()) / 5000};
            create.campaign_id = drive.id;
            story.placement_codes.push_back(scene::create_placement(tx, create, ctx).code);
        }
    });
}

/// Messages go out; who answers, and when, is decided for each person by themselves.
void deliver(Story& story, std::size_t place, std::int64_t day, base::Instant now) {
    const Drive& drive = story.drives[place];
    const scene::Audience audience =
        story.read([&](store::Reader& db) { return scene::audience_of(db, drive.id); });
    while (!story.write([&](store::Transaction& tx) {
        const scene::Delivered step = scene::deliver(tx, drive.id, audience, 100, story.till(now));
        return step.finished || step.stopped || step.waits_until;
    })) {}
    const std::int64_t open_days = std::min(last_day(story, drive) - day, std::int64_t{14});
    const bool running = drive.last < 0;
    const std::array<std::int64_t, 5> shown_days{story.calendar.today(), story.calendar.today(),
                                                 story.calendar.today(), story.calendar.today() - 1,
                                                 story.calendar.today() - 1};
    std::size_t shown =
        0;  // A campaign that runs is seen to run, yesterday and today, however small the demo.
    for (const scene::Delivery& sent :
         story.read([&](store::Reader& db) { return scene::deliveries(db, drive.id); })) {
        const auto known = story.numbers.find(sent.customer_id.value);
        if (sent.status != scene::DeliveryStatus::sent || known == story.numbers.end()) continue;
        const std::size_t person = known->second;
        Chance chance = story.chance(of_campaigns, place, person + 1);
        const Person& who = story.company.people[person];
        // Whose card has paid for the wash has no use for a coupon, nor has who never comes.
        const bool may = who.card == Card::none && who.usage != Usage::potential && day < who.until;
        if (may && running && shown < shown_days.size()) {
            ++shown;
            story.answers[shown_days[shown - 1]].push_back(
                {.person = person,
                 .drive = place,
                 .sent_at = sent.at,
                 .minute = 15 + 8 * static_cast<std::int64_t>(shown),
                 .claims = true,
                 .online = true});
            continue;
        }
        if (!chance.happens(drive.visits)) continue;
        const bool wants = may && chance.happens(drive.claims);
        // Most answer on the first days.
        const auto later =
            static_cast<std::int64_t>(chance.fraction() * chance.fraction() * static_cast<double>(open_days));
        story.answers[day + later].push_back({.person = person,
                                              .drive = place,
                                              .sent_at = sent.at,
                                              .minute = chance.between(20, 470),
                                              .claims = wants,
                                              .online = chance.happens(0.12)});
    }
}

}  // namespace

void run_campaigns(Story& story, std::int64_t day) {
    if (story.drives.empty()) story.drives.assign(planned.begin(), planned.end());
    if (!story.in_use(day)) return;
    const base::Instant now = story.calendar.at(day, 2);
    if (now > story.calendar.now()) return;
    story.write([&](store::Transaction& tx) { scene::run_clock(tx, story.till(now)); });
    while (story.write(
        [&](store::Transaction& tx) { return offer::expire_due(tx, 200, story.till(now)).more; })) {}
    for (std::size_t place = 0; place < story.drives.size(); ++place) {
        Drive& drive = story.drives[place];
        if (day != first_day(story, drive)) continue;
        launch(story, drive, now);
        if (place == newcomers)
            hang_up_placements(story, drive, now);
        else
            deliver(story, place, day, now + std::chrono::minutes{10});
    }
}

namespace {

/// The link in the message that was sent to a person at a time.
std::string token_of(store::Transaction& tx, const Story& story, const Answer& answer,
                     const base::Context& ctx) {
    const auto messages =
        channel::list_messages(tx, {.customer_id = story.customers[answer.person]}, ctx).items;
    const auto found = std::ranges::find(messages, answer.sent_at, &channel::InboxItem::created_at);
    const std::size_t at = found == messages.end() ? std::string::npos : found->link.find("token=");
    return at == std::string::npos ? std::string() : found->link.substr(at + 6);
}

/// What an answer led to.
struct Answered {
    std::optional<offer::Coupon> coupon{};
    base::Instant at{};
};

std::optional<offer::Coupon> newest_coupon(store::Reader& db, const Story& story, std::size_t drive,
                                           std::size_t person) {
    const auto coupons = offer::coupons_of_campaign(db, story.drives[drive].id, story.customers[person]);
    if (coupons.empty() || coupons.back().state != offer::CouponState::claimed) return {};
    return coupons.back();
}

std::optional<offer::Coupon> carry_out(store::Transaction& tx, const Story& story, const Answer& answer,
                                       base::Instant at) {
    const base::Context ctx = story.till(at);
    const std::string token = token_of(tx, story, answer, ctx);
    if (token.empty()) return {};
    const base::Context nobody{.now = at, .actor = {}};
    if (!answer.claims) {
        scene::visit_claim_page(tx, {.token = token}, nobody);
        return {};
    }
    scene::claim_on_page(tx, {.token = token}, nobody);
    return newest_coupon(tx, story, answer.drive, answer.person);
}

void keep(Story& story, const Answer& answer, const offer::Coupon& coupon, std::int64_t day) {
    const Drive& drive = story.drives[answer.drive];
    story.coupons[answer.person] = {.id = coupon.id,
                                    .face_value = coupon.face_value,
                                    .last_day = std::min(day + 28, last_day(story, drive) + 20),
                                    .drive = answer.drive,
                                    .sent_at = answer.sent_at};
    if (!drive.brings) return;
    Chance chance =
        story.chance(of_campaigns, answer.drive + 20, static_cast<std::uint64_t>(coupon.id.value));
    const std::int64_t comes = day + chance.between(1, 5);
    if (comes < story.calendar.days())
        story.visitors[static_cast<std::size_t>(comes)].push_back(answer.person);
}

/// Who has come to be a customer lately scanned a code in the garage first; so did some who never came.
void scan_placements(Story& story, std::int64_t day) {
    const Drive& drive = story.drives[newcomers];
    if (!drive.id.value || day < first_day(story, drive) + 1) return;
    struct Claim {
        std::size_t person = 0;
        base::Instant at{};
    };
    std::vector<Claim> claims;
    for (std::size_t number = 0; number < story.customers.size(); ++number) {
        const Person& person = story.company.people[number];
        const std::int64_t meets = person.usage == Usage::potential ? person.joined : person.joined - 1;
        Chance chance = story.chance(of_placements, number + 1);
        if (meets != day || !chance.happens(0.6) || person.card != Card::none) continue;
        if (const auto at = story.moment(day, chance.between(15, 470))) claims.push_back({number, *at});
    }
    std::ranges::sort(claims, {}, [](const Claim& one) { return std::pair(one.at.ms, one.person); });
    Chance chance = story.chance(of_placements, 0, static_cast<std::uint64_t>(day));
    std::vector<std::optional<offer::Coupon>> given(claims.size());
    const auto looks = static_cast<std::int64_t>(story.customers.size()) * chance.between(30, 70) / 10'000;
    std::vector<std::pair<std::string, base::Instant>> scans;
    for (std::int64_t i = 0; i < looks; ++i)
        if (const auto at = story.moment(day, chance.between(10, 700)))
            scans.emplace_back(chance.one_of(story.placement_codes), *at);
    story.write([&](store::Transaction& tx) {
        for (const auto& [code, at] : scans) scene::scan(tx, {.code = {code}}, story.till(at));
        for (std::size_t i = 0; i < claims.size(); ++i) {
            const Person& person = story.company.people[claims[i].person];
            const std::string& code = story.placement_codes[claims[i].person % story.placement_codes.size()];
            const base::Context nobody{.now = claims[i].at, .actor = {}};
            scene::scan(tx, {.code = {code}}, nobody);
            scene::claim_on_page(
                tx,
                {.code = code, .phone = base::Text<40>{person.phone}, .name = base::Note<60>{person.name}},
                nobody);
            meet(story, tx, claims[i].person, day, claims[i].at);
            given[i] = newest_coupon(tx, story, newcomers, claims[i].person);
        }
    });
    for (std::size_t i = 0; i < claims.size(); ++i)
        if (given[i]) keep(story, {.person = claims[i].person, .drive = newcomers}, *given[i], day);
}

/// Uses a coupon at once, for something that is booked online.
void use_online(Story& story, const std::vector<std::size_t>& people, std::int64_t day, base::Instant at) {
    std::vector<customer::RecordOrder> orders;
    for (const std::size_t person : people) {
        const auto found = story.coupons.find(person);
        if (found == story.coupons.end()) continue;  // Used in the same hour, by another answer.
        const Held held = found->second;
        customer::RecordOrder order = order_from(story, person, "online", at, day);
        order.lines = {line_of("detailing")};
        order.amount = order.lines.front().amount - held.face_value;
        order.discount = held.face_value;
        order.coupon_ids = {held.id.value};
        orders.push_back(std::move(order));
        story.coupons.erase(found);
    }
    if (orders.empty()) return;
    story.write([&](store::Transaction& tx) {
        for (const customer::RecordOrder& order : orders) customer::record_order(tx, order, story.till(at));
    });
}

}  // namespace

void answer_campaigns(Story& story, std::int64_t day) {
    if (!story.in_use(day)) return;
    scan_placements(story, day);
    std::vector<Answer> answers = std::move(story.answers[day]);
    story.answers.erase(day);
    std::ranges::sort(answers, {}, [](const Answer& one) { return std::pair(one.minute, one.person); });
    std::erase_if(answers, [&](const Answer& one) {
        return !story.moment(day, one.minute) || day >= last_day(story, story.drives[one.drive]);
    });
    std::vector<std::optional<offer::Coupon>> given(answers.size());
    constexpr std::size_t at_once = 60;
    for (std::size_t from = 0; from < answers.size(); from += at_once)
        story.write([&](store::Transaction& tx) {
            for (std::size_t i = from; i < std::min(from + at_once, answers.size()); ++i)
                given[i] = carry_out(tx, story, answers[i], *story.moment(day, answers[i].minute));
        });
    std::vector<std::size_t> at_once_online;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!given[i]) continue;
        keep(story, answers[i], *given[i], day);
        if (answers[i].online && !story.drives[answers[i].drive].brings)
            at_once_online.push_back(answers[i].person);
    }
    const base::Instant end = answers.empty() ? base::Instant{} : *story.moment(day, answers.back().minute);
    use_online(story, at_once_online, day, end);
}

}  // namespace huan::demo
