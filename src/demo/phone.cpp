#include "access/queries.hpp"
#include "customer/commands.hpp"
#include "demo/story.hpp"
#include "sales/commands.hpp"
#include "sales/errors.hpp"

#include <algorithm>
#include <array>

namespace huan::demo {
namespace {

using base::Money;
using sales::Outcome;

/// How many sell who others would not; by place in `Story::agents`.
constexpr std::array<double, 6> skills{1.7, 1.3, 1.05, 0.9, 0.7, 0.45};

struct Business {
    const char* kind;  ///< Of the lead.
    const char* sku;   ///< What is sold,
    double won;        ///< to so many of those who are reached, by an agent of skill 1.
};
constexpr std::array<Business, 6> businesses{{{"tyres", "tyre", 0.15},
                                              {"insurance", "insurance", 0.16},
                                              {"maintenance", "maintenance", 0.22},
                                              {"repair", "repair", 0.11},
                                              {"inspection", "inspection", 0.2},
                                              {"other", "detailing", 0.12}}};
constexpr Business recall{"recall", "wash-single", 0.12};

const Business& business_of(const std::string& kind) {
    const auto found = std::ranges::find(businesses, kind, [](const Business& one) { return one.kind; });
    return found == businesses.end() ? recall : *found;
}

/// How one conversation goes.
struct Talk {
    Outcome outcome = Outcome::no_answer;
    const char* reason = "no_answer";
    std::int64_t seconds = 12;
    bool learns = false;
};

const char* why_won(Chance& chance) {
    constexpr std::array<const char*, 4> reasons{"price_fits", "needed_now", "trust", "saves_time"};
    constexpr std::array<int, 4> weights{35, 30, 20, 15};
    return reasons[chance.weighted(weights)];
}

/// Who sells badly hears more often that it is too expensive, and is asked not to call again.
const char* why_lost(Chance& chance, double skill) {
    constexpr std::array<const char*, 6> reasons{"price",        "no_need",     "competitor",
                                                 "dissatisfied", "do_not_call", "wrong_person"};
    constexpr std::array<int, 6> good{24, 44, 22, 4, 2, 4};
    constexpr std::array<int, 6> bad{44, 26, 14, 9, 4, 3};
    return reasons[chance.weighted(skill >= 1 ? good : bad)];
}

Talk talk(Chance& chance, const sales::LeadView& lead, double skill) {
    Talk talk;
    if (chance.happens(0.22)) {
        constexpr std::array<const char*, 3> reasons{"no_answer", "switched_off", "hung_up"};
        constexpr std::array<int, 3> weights{70, 18, 12};
        talk.reason = reasons[chance.weighted(weights)];
        if (lead.attempts < 3) return talk;
    }
    talk.seconds = chance.between(40, 260);
    talk.learns = chance.happens(0.2);
    if (chance.happens(business_of(lead.kind).won * skill)) {
        talk.outcome = Outcome::won;
        talk.reason = why_won(chance);
    } else if (lead.attempts < 2 && chance.happens(0.25)) {
        constexpr std::array<const char*, 4> reasons{"busy", "thinking", "ask_family", "price"};
        talk.outcome = Outcome::callback;
        talk.reason = chance.one_of(reasons);
    } else {
        talk.outcome = Outcome::lost;
        talk.reason = why_lost(chance, skill);
    }
    return talk;
}

/// A sale by phone, known once the call is over.
struct Sale {
    std::size_t person = 0;
    std::string kind{};
    base::Instant at{};
};

/// The calls of one stretch of a day.
class Shift {
public:
    Shift(Story& story, std::int64_t day, std::int64_t from, std::int64_t minutes, std::int64_t calls)
        : story_(story),
          day_(day),
          from_(from),
          minutes_(minutes),
          calls_(calls) {}

    void work() {
        const auto begins = story_.moment(day_, from_);
        if (!begins) return;
        for (const base::UserId agent : story_.agents) story_.as(agent, *begins);
        story_.write([&](store::Transaction& tx) {
            sales_.clear();
            refused_.clear();
            run(tx, *begins);
        });
        for (const std::size_t person : refused_) story_.not_to_call.insert(person);
        sell();
    }

private:
    void run(store::Transaction& tx, base::Instant begins) {
        std::vector<std::vector<sales::LeadView>> due;
        for (const base::UserId agent : story_.agents) {
            due.push_back(sales::workbench(tx, {}, story_.as(agent, begins)).tasks);
            std::erase_if(due.back(), [&](const sales::LeadView& lead) { return lead.due_at > begins; });
        }
        for (std::int64_t turn = 0; turn < calls_; ++turn)
            for (std::size_t agent = 0; agent < due.size(); ++agent)
                if (static_cast<std::size_t>(turn) < due[agent].size())
                    call(tx, agent, due[agent][static_cast<std::size_t>(turn)], turn);
    }

    void call(store::Transaction& tx, std::size_t agent, const sales::LeadView& lead, std::int64_t turn) {
        Chance chance = story_.chance(of_calls, static_cast<std::uint64_t>(day_ * 10 + turn),
                                      static_cast<std::uint64_t>(lead.id.value));
        const auto at = story_.moment(day_, from_ + turn * minutes_ / calls_ + chance.below(8));
        if (!at) return;
        base::Context ctx = story_.as(story_.agents[agent], *at);
        sales::Call call;
        try {
            tx.nested([&] { call = sales::start_call(tx, {.lead_id = lead.id}, ctx); });
        } catch (const base::Error& refused) {
            if (!(refused.kind() == sales::errors::do_not_call)) throw;
            return;
        }
        const Talk said = talk(chance, lead, skills[agent]);
        ctx.now = std::min(*at + std::chrono::seconds{said.seconds}, story_.calendar.now());
        sales::HangUp end{.call_id = call.id, .outcome = said.outcome, .reason = {said.reason}};
        if (said.outcome == Outcome::callback)
            end.callback_at = story_.calendar.at(day_ + chance.between(1, 3), chance.between(60, 360));
        const auto person = story_.numbers.find(lead.customer_id.value);
        const bool known = person != story_.numbers.end();
        if (said.learns && known && lead.kind == "insurance")
            end.learned =
                sales::Learned{.insurer = base::Note<80>{story_.company.people[person->second].insurer}};
        sales::hang_up(tx, end, ctx);
        if (known && said.outcome == Outcome::won) sales_.push_back({person->second, lead.kind, ctx.now});
        if (known && said.reason == std::string_view("do_not_call")) refused_.push_back(person->second);
    }

    void sell() {
        std::vector<customer::RecordOrder> orders;
        for (const Sale& sale : sales_) {
            customer::RecordOrder order = order_from(story_, sale.person, "phone", sale.at, day_);
            order.lines = {line_of(business_of(sale.kind).sku)};
            order.amount = order.lines.front().amount;
            orders.push_back(std::move(order));
        }
        if (orders.empty()) return;
        story_.write([&](store::Transaction& tx) {
            for (const customer::RecordOrder& order : orders)
                customer::record_order(tx, order, story_.till(order.ordered_at));
        });
    }

    Story& story_;
    std::int64_t day_;
    std::int64_t from_;
    std::int64_t minutes_;
    std::int64_t calls_;
    std::vector<Sale> sales_{};
    std::vector<std::size_t> refused_{};
};

/// Whoever's policy ends in three weeks is to be called.
void ask_about_policies(Story& story, std::int64_t day) {
    constexpr std::int64_t days_before = 21;
    const auto now = story.moment(day, 5);
    if (!now) return;
    const base::Context ctx = story.as(story.marketer, *now);
    story.write([&](store::Transaction& tx) {
        for (std::size_t number = 0; number < story.customers.size(); ++number) {
            const Person& person = story.company.people[number];
            const std::int64_t left = story.calendar.today() + person.insured - day - days_before;
            if (left % 365 != 0 || !story.customers[number] || person.refuses ||
                story.not_to_call.contains(number))
                continue;
            Chance chance = story.chance(of_calls, static_cast<std::uint64_t>(day), number + 1);
            sales::CreateLead lead{.customer_id = story.customers[number], .kind = {"insurance"}};
            lead.note = base::Note<400>{"车险三周后到期"};
            lead.owner_id = story.agents[number % story.agents.size()];
            lead.due_at = *now + std::chrono::minutes{chance.between(20, 24 * 60)};
            try {
                tx.nested([&] { sales::create_lead(tx, lead, ctx); });
            } catch (const base::Error& refused) {  // A technician was told already.
                if (!(refused.kind() == sales::errors::open_already)) throw;
            }
        }
    });
}

}  // namespace

void call_in_the_afternoon(Story& story, std::int64_t day) {
    if (!story.in_use(day)) return;
    ask_about_policies(story, day);
    Shift(story, day, 25, 420, 8).work();
}

void call_in_the_morning(Story& story, std::int64_t day) {
    if (story.in_use(day)) Shift(story, day, 21 * 60 + 20, 150, 5).work();
}

}  // namespace huan::demo
