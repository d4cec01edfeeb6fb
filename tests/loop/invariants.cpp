#include "invariants.hpp"

#include "access/settings.hpp"
#include "base/json.hpp"
#include "insight/life_cycle.hpp"
#include "insight/queries.hpp"
#include "scene/audience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace huan::loop {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
/// By hand, for the zone of the stories: days of Shanghai begin eight hours before those of UTC.
constexpr std::int64_t zone_ms = 8 * 3'600'000;
std::int64_t day_of(base::Instant now) { return (now.ms + zone_ms) / day_ms; }

Broken broken(std::string promise, std::string what) { return {std::move(promise), std::move(what)}; }

std::int64_t number(const boost::json::object& properties, std::string_view key) {
    const boost::json::value* found = properties.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

/// Which states a coupon may have been in before this event, and the one it is in after.
struct Turn {
    const char* event;
    std::set<std::string> from;
    const char* to;
};
const std::vector<Turn>& turns() {
    static const std::vector<Turn> all{
        {"coupon.claimed", {""}, "claimed"},
        {"coupon.locked", {"claimed", "locked"}, "locked"},
        {"coupon.unlocked", {"locked"}, "claimed"},
        {"coupon.redeemed", {"claimed", "locked"}, "redeemed"},
        {"coupon.expired", {"claimed", "locked"}, "expired"},
        {"coupon.revoked", {"claimed"}, "revoked"},
        {"coupon.returned", {"redeemed"}, "returned"},
    };
    return all;
}

std::optional<Broken> differ(const char* promise, std::map<std::int64_t, std::int64_t> folded,
                             const std::vector<rows::Figure>& stored) {
    for (const rows::Figure& row : stored) {
        const auto at = folded.find(row.id);
        const std::int64_t value = at == folded.end() ? 0 : at->second;
        if (value != row.value)
            return broken(promise, fmt::format("{}: {} by the journal, {} stored", row.id, value, row.value));
        if (at != folded.end()) folded.erase(at);
    }
    for (const auto& [id, value] : folded)
        if (value != 0) return broken(promise, fmt::format("{}: {} by the journal, not stored", id, value));
    return {};
}

}  // namespace

Invariants::Invariants(store::Store& store) : store_(store) { begin_again(); }

void Invariants::begin_again() {
    marks_ = store_.read([](store::Reader& db) { return rows::marks(db); });
    coupons_.clear();
    orders_.clear();
    points_.clear();
    commission_.clear();
    leads_ = 0;
}

std::optional<Broken> Invariants::after_step(bool gift, base::Instant now) {
    return store_.read([&](store::Reader& db) -> std::optional<Broken> {
        const rows::Marks end = rows::marks(db);
        std::optional<Broken> found;
        if (end.event != marks_.event) found = fold(db, now);
        if (!found && end.entry != marks_.entry && rows::broken_entries(db, marks_.entry) > 0)
            found = broken("every entry of the books sums to zero", "a new one does not");
        if (!found && end.coupon != marks_.coupon) found = issued(db, gift, now);
        if (!found && end.message != marks_.message) found = sent(db, now);
        if (!found && rows::reactor_failures(db) > 0)
            found = broken("no reactor failed", rows::last_reactor_failure(db));
        marks_ = end;
        return found;
    });
}

std::optional<Broken> Invariants::fold(store::Reader& db, base::Instant now) {
    for (const rows::Fact& fact : rows::facts_after(db, marks_.event)) {
        // A call ends two minutes after it began, within one step.
        if (fact.received_at < now.ms || fact.received_at > now.ms + 120'000)
            return broken("facts carry the time of their command", fact.name);
        if (auto found = take(fact)) return found;
    }
    return {};
}

std::optional<Broken> Invariants::take(const rows::Fact& fact) {
    const boost::json::object properties = base::parse_json(fact.properties).as_object();
    const std::int64_t points = number(properties, "points");
    if (fact.name == "order.completed")
        orders_[number(properties, "order_id")] = number(properties, "amount");
    if (fact.name == "order.refunded")
        orders_[number(properties, "order_id")] -= number(properties, "amount");
    if (fact.name == "points.earned" || fact.name == "points.adjusted") points_[fact.profile_id] += points;
    if (fact.name == "points.spent" || fact.name == "points.expired" || fact.name == "points.returned")
        points_[fact.profile_id] -= points;
    if (fact.name == "commission.earned")
        commission_[number(properties, "user_id")] += number(properties, "amount");
    if (fact.name == "lead.created") ++leads_;
    for (const Turn& turn : turns()) {
        if (fact.name != turn.event) continue;
        std::string& state = coupons_[number(properties, "coupon_id")];
        if (!turn.from.contains(state))
            return broken("a coupon is in one state and changes by the rules",
                          fmt::format("{} while it was {}", fact.name, state.empty() ? "nothing" : state));
        const boost::json::value* again = properties.if_contains("usable_again");
        state = again != nullptr && again->as_bool() ? "claimed" : turn.to;
    }
    return {};
}

std::optional<Broken> Invariants::issued(store::Reader& db, bool gift, base::Instant now) {
    const std::int64_t today = day_of(now);
    for (const rows::Issued& piece : rows::issued_after(db, marks_.coupon)) {
        const auto over = [&](const char* promise, std::int64_t had, std::int64_t cap) {
            return broken(promise,
                          fmt::format("coupon {} was issued though {} of {} were", piece.id, had, cap));
        };
        if (piece.claim_day != today)
            return broken("a claim counts for its business day", fmt::format("coupon {}", piece.id));
        if (piece.of_type > piece.stock) return over("no more than the stock", piece.of_type, piece.stock);
        if (piece.on_day >= piece.per_day)
            return over("no more than the limit per person and day", piece.on_day, piece.per_day);
        if (piece.through_campaign >= piece.per_campaign)
            return over("no more than the limit per person and campaign", piece.through_campaign,
                        piece.per_campaign);
        const bool ours = piece.campaign_id != 0 && (gift || piece.channel == "trigger");
        if (ours && piece.held_limit > 0 && piece.in_hand >= piece.held_limit)
            return over("no gift beyond the coupons in hand", piece.in_hand, piece.held_limit);
        if (ours && piece.last_before > 0 &&
            piece.last_before > piece.claimed_at - piece.period_days * day_ms)
            return over("no gift of one kind within its period", piece.last_before, piece.period_days);
        if (piece.campaign_id == 0) continue;
        const rows::Standing at = rows::standing(db, piece.campaign_id, piece.customer_id);
        const bool hashed =
            scene::is_held_out(at.salt, at.holdout_percent, base::CustomerId{piece.customer_id});
        if (at.held_out > 0 || (at.was_sent == 0 && hashed))
            return broken("who is held out gets nothing", fmt::format("coupon {}", piece.id));
    }
    return {};
}

std::optional<Broken> Invariants::sent(store::Reader& db, base::Instant now) {
    const access::Settings settings = access::settings(db);
    for (const rows::Sent& message : rows::sent_after(db, marks_.message, day_of(now) * day_ms - zone_ms)) {
        if (message.messages_per_day > 0 && message.before >= message.messages_per_day)
            return broken("no more messages a day than the guard allows",
                          fmt::format("message {} was sent though {} of {} were", message.id, message.before,
                                      message.messages_per_day));
        if (message.refused != 0)
            return broken("who asked not to be contacted is left alone",
                          fmt::format("message {}", message.id));
        if (settings.is_quiet(now))
            return broken("nothing is sent in the quiet hours", fmt::format("message {}", message.id));
        const rows::Standing at = rows::standing(db, message.campaign_id, message.customer_id);
        if (at.held_out > 0)
            return broken("who is held out gets nothing", fmt::format("message {}", message.id));
    }
    return {};
}

std::optional<Broken> Invariants::compare(store::Reader& db) const {
    const auto states = rows::coupon_states(db);
    if (states.size() != coupons_.size())
        return broken("the coupons are those of the journal",
                      fmt::format("{} by the journal, {} stored", coupons_.size(), states.size()));
    for (const rows::StateOf& row : states) {
        const auto at = coupons_.find(row.id);
        if (at == coupons_.end() || at->second != row.state)
            return broken("the coupons are those of the journal",
                          fmt::format("{}: {} by the journal, {} stored", row.id,
                                      at == coupons_.end() ? "nothing" : at->second, row.state));
    }
    if (auto found = differ("the orders are those of the journal", orders_, rows::order_remainders(db)))
        return found;
    if (auto found = differ("the points are those of the journal", points_, rows::points_of_profiles(db)))
        return found;
    if (auto found =
            differ("the commissions are those of the journal", commission_, rows::commissions_of_users(db)))
        return found;
    const auto leads = static_cast<std::int64_t>(rows::leads(db).size());
    if (leads != leads_)
        return broken("the leads are those of the journal",
                      fmt::format("{} by the journal, {} stored", leads_, leads));
    return {};
}

std::optional<Broken> Invariants::leads_end(store::Reader& db) {
    std::map<std::int64_t, std::int64_t> into;
    for (const rows::Figure& lead : rows::merged_leads(db)) into[lead.id] = lead.value;
    for (const auto& [lead, first] : into) {
        std::size_t turns = 0;
        for (auto at = into.find(lead); at != into.end(); at = into.find(at->second))
            if (++turns > into.size())
                return broken("a merged lead leads to one that is not",
                              fmt::format("lead {} runs in a ring", lead));
    }
    return {};
}

std::optional<Broken> Invariants::of_everything(base::Instant now) {
    return store_.read([&](store::Reader& db) -> std::optional<Broken> {
        for (const rows::Truth& truth : rows::truths())
            if (const std::int64_t rows = rows::exceptions(db, truth); rows != 0)
                return broken(truth.sentence, fmt::format("not for {} of the rows", rows));
        const std::int64_t today = day_of(now);
        if (const auto people = rows::miscounted_messages(db, today, today * day_ms - zone_ms); people != 0)
            return broken("a person's messages of the day are counted",
                          fmt::format("not for {} people", people));
        if (auto found = leads_end(db)) return found;
        return compare(db);
    });
}

std::optional<Broken> Invariants::of_analyses(insight::Insight& insight,
                                              const std::map<std::string, insight::SegmentId>& segments,
                                              base::Context ctx) {
    ctx.now = ctx.now + base::Duration{1};  // Analyses count what was before their instant.
    const auto customers = store_.read([](store::Reader& db) { return rows::customers(db); });
    for (const auto& [name, id] : segments) {
        insight.refresh({.segment_id = id}, ctx);
        const auto wrong = store_.read([&, segment = id](store::Reader& db) {
            const insight::People found = insight::members(db, segment);
            return std::count_if(customers.begin(), customers.end(), [&](std::int64_t customer) {
                return insight::matches(db, segment, base::CustomerId{customer}, ctx.now) !=
                       found.contains(static_cast<std::uint64_t>(customer));
            });
        });
        if (wrong != 0)
            return broken("a segment holds whom its rule finds", fmt::format("{}: not for {}", name, wrong));
    }
    const insight::LifeCycle cycle = insight.life_cycle({}, ctx);
    std::map<insight::Stage, std::int64_t> counted;
    store_.read([&](store::Reader& db) {
        for (const std::int64_t customer : customers)
            ++counted[insight::get_customer_stage(db, {.customer_id = base::CustomerId{customer}}, ctx)
                          .stage];
    });
    for (const insight::StageShare& share : cycle.stages)
        if (share.people != counted[share.stage])
            return broken("the life cycle counts everybody by their stage",
                          fmt::format("{}: {} at once, {} one by one", base::word_of(share.stage),
                                      share.people, counted[share.stage]));
    return {};
}

}  // namespace huan::loop
