#include "effect/measure.hpp"

#include "access/settings.hpp"
#include "customer/queries.hpp"
#include "effect/errors.hpp"
#include "effect/rows.hpp"
#include "effect/takings.hpp"
#include "insight/life_cycle.hpp"
#include "insight/surroundings.hpp"
#include "scene/audience.hpp"
#include "scene/queries.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace huan::effect {
namespace {

/// What one person did, before and since the launch.
struct Facts {
    bool held_out = false;
    std::int64_t orders = 0;
    std::int64_t orders_before = 0;
    base::Money amount{};
    base::Money amount_before{};
    bool visited = false;
    bool visited_before = false;
    bool silent = false;  ///< By the life cycle, at launch.
    std::optional<base::Instant> sent_at{};
    bool reached = false;  ///< Visited after the notice.
    bool first_visit = false;
    bool first_order = false;
};

/// One report on its way: the records first, then what history shows of visits, then the conclusions.
class Measurement {
public:
    Measurement(store::Reader& db, const GetReport& query, const base::Context& ctx)
        : zone_(access::settings(db).zone()),
          takings_({}) {
        report_.campaign = scene::get_campaign(db, {query.campaign_id}, ctx).campaign;
        if (!report_.campaign.launched_at) throw base::Error{errors::not_launched, "campaign_id"};
        const base::Instant now = query.as_of.value_or(ctx.now);
        report_.from = *report_.campaign.launched_at;
        report_.to = std::min(now, report_.campaign.ended_at.value_or(now));
        report_.before_from = report_.from - (report_.to - report_.from);
        report_.preliminary = !report_.campaign.ended_at;
        groups_ = groups_of(db, query.campaign_id, report_.campaign.segment_id.has_value(), report_.to);
        for (const std::uint64_t id : groups_.people.treated) people_[static_cast<std::int64_t>(id)];
        for (const std::uint64_t id : groups_.people.holdout)
            people_[static_cast<std::int64_t>(id)].held_out = true;
        takings_ = Takings(groups_);
        for (base::Day day = zone_.day_of(report_.from); day <= zone_.day_of(report_.to - base::Duration{1});
             day += std::chrono::days{1})
            days_[day];
        gather_orders(db);
        gather_stages(db);
        gather_newcomers(db);
        gather_delivery(db);
        gather_coupons(db);
        for (const customer::MovedProfile& profile : customer::moved_profiles(db))
            moved_[profile.profile_id.value] = profile.customer_id.value;
    }

    /// What `see` wants to be shown.
    history::Scan visits() const {
        history::Scan scan;
        scan.filter.from = report_.before_from;
        scan.filter.to = report_.to;
        return scan;
    }

    void see(const history::Block& block) {
        is_visit_.resize(block.names->size(), 0);
        for (std::size_t row = 0; row < block.size; ++row) {
            char& kind = is_visit_[block.name[row]];
            if (kind == 0) kind = insight::is_visit((*block.names)[block.name[row]]) ? 1 : 2;
            if (kind == 2) continue;
            const auto other = moved_.find(block.profile_id[row]);
            const std::int64_t customer = other == moved_.end() ? block.profile_id[row] : other->second;
            Facts* person = facts(customer);
            const base::Instant at{block.occurred_at[row]};
            if (person == nullptr || (at >= report_.from && !groups_.counts(customer, at))) continue;
            (at < report_.from ? person->visited_before : person->visited) = true;
            if (person->sent_at && at > *person->sent_at) person->reached = true;
        }
    }

    CampaignReport report() {
        compare();
        count_days();
        count_people();
        conclude();
        return std::move(report_);
    }

private:
    Facts* facts(std::int64_t customer) {
        const auto found = people_.find(customer);
        return found == people_.end() ? nullptr : &found->second;
    }

    void gather_orders(store::Reader& db) {
        rows::each_order(db, report_.before_from, report_.to, [&](const rows::OrderFact& order) {
            Facts* person = facts(order.customer_id);
            if (person == nullptr) return true;
            if (order.ordered_at < report_.from) {
                ++person->orders_before;
                person->amount_before += order.net;
                return true;
            }
            if (!groups_.counts(order.customer_id, order.ordered_at)) return true;
            ++person->orders;
            person->amount += order.net;
            takings_.take(order);
            auto& [treated, holdout] = days_[zone_.day_of(order.ordered_at)];
            (person->held_out ? holdout : treated) += order.net.minor;
            return true;
        });
    }

    void gather_stages(store::Reader& db) {
        const insight::LifeCyclePolicy policy = insight::policy_of(db).policy;
        insight::OrderHistory history;
        std::int64_t current = 0;
        const auto close = [&] {
            Facts* person = facts(current);
            if (person != nullptr && !history.orders.empty())
                person->silent = insight::stage_of(history, policy, report_.from) == insight::Stage::silent;
            history.orders.clear();
        };
        rows::order_times(db, report_.from, [&](std::int64_t customer, base::Instant at) {
            if (customer != current) close();
            current = customer;
            history.orders.push_back(at);
            return true;
        });
        close();
    }

    void gather_newcomers(store::Reader& db) {
        const auto inside = [&](base::Instant at) { return at >= report_.from && at < report_.to; };
        for (const rows::PersonFact& newcomer : rows::newcomers(db, report_.from, report_.to)) {
            Facts* person = facts(newcomer.id);
            if (person == nullptr) continue;
            person->first_visit = inside(newcomer.first_seen);
            person->first_order = newcomer.first_order_at && inside(*newcomer.first_order_at);
        }
    }

    void gather_delivery(store::Reader& db) {
        std::int64_t tried = 0;
        std::int64_t delivered = 0;
        for (const rows::DeliveryFact& delivery : rows::deliveries(db, report_.campaign.id)) {
            if (delivery.status != "sent") continue;
            ++tried;
            delivered += delivery.message_id ? 1 : 0;
            if (Facts* person = facts(delivery.customer_id)) person->sent_at = delivery.at;
        }
        report_.delivery = rate(delivered, tried);
        report_.funnel.sent = tried;
    }

    void compare() {
        const Gain gain = takings_.gain();
        report_.treated = gain.treated;
        report_.holdout = gain.holdout;
        report_.orders = gain.orders;
        report_.amount = gain.amount;
        report_.profit = gain.profit;
        report_.verdict = gain.unmeasured(report_.campaign.holdout_percent);
        report_.basis = gain.basis();
    }

    void count_days() {
        double treated = 0;
        double holdout = 0;
        for (const auto& [day, sum] : days_) {
            treated += static_cast<double>(sum.first) /
                       static_cast<double>(std::max<std::int64_t>(report_.treated, 1));
            holdout += static_cast<double>(sum.second) /
                       static_cast<double>(std::max<std::int64_t>(report_.holdout, 1));
            report_.days.push_back({base::format_day(day), treated, holdout});
        }
    }

    void count_people() {
        std::int64_t ordered = 0, visited = 0, ordered_before = 0, visited_before = 0, orders = 0,
                     orders_before = 0;
        std::int64_t silent = 0, recalled = 0, new_ordered = 0, reached = 0, sent = 0;
        base::Money amount, amount_before;
        for (const auto& [id, person] : people_) {
            if (person.held_out) continue;
            orders += person.orders;
            orders_before += person.orders_before;
            amount += person.amount;
            amount_before += person.amount_before;
            ordered += person.orders > 0 ? 1 : 0;
            ordered_before += person.orders_before > 0 ? 1 : 0;
            visited += person.visited || person.orders > 0 ? 1 : 0;
            visited_before += person.visited_before || person.orders_before > 0 ? 1 : 0;
            silent += person.silent ? 1 : 0;
            recalled += person.silent && person.orders > 0 ? 1 : 0;
            report_.first_orders += person.first_order ? 1 : 0;
            report_.first_visits += person.first_visit ? 1 : 0;
            new_ordered += person.first_visit && person.orders > 0 ? 1 : 0;
            sent += person.sent_at ? 1 : 0;
            reached += person.reached ? 1 : 0;
        }
        if (orders > 0) report_.order_value = base::Money{amount.minor / orders};
        if (orders_before > 0) report_.order_value_before = base::Money{amount_before.minor / orders_before};
        report_.order_conversion = rate(ordered, visited);
        report_.order_conversion_before = rate(ordered_before, visited_before);
        report_.new_conversion = rate(new_ordered, report_.first_visits);
        report_.recall = rate(recalled, silent);
        report_.reach = rate(reached, sent);
        report_.funnel.targeted = report_.treated;
    }

    void gather_coupons(store::Reader& db) {
        std::map<std::int64_t, rows::PlacementFact> placements;
        for (const rows::PlacementFact& placement : rows::placements(db, report_.campaign.id)) {
            placements[placement.id] = placement;
            report_.placement_cost += placement.cost;
        }
        std::map<std::pair<std::string, std::int64_t>, ReportChannel> lines;
        std::set<std::int64_t> claimers, redeemers;
        std::int64_t issued = 0, redeemed = 0;
        for (const rows::CouponFact& coupon : rows::coupons(db, report_.campaign.id)) {
            ReportChannel& line = lines[{coupon.channel, coupon.placement_id.value_or(0)}];
            ++issued;
            ++line.issued;
            claimers.insert(coupon.customer_id);
            if (coupon.state != "redeemed") continue;
            ++redeemed;
            ++line.redeemed;
            redeemers.insert(coupon.customer_id);
            const base::Money platform = coupon.platform_cost.value_or(base::Money{});
            const base::Money merchant = coupon.merchant_cost.value_or(base::Money{});
            report_.subsidy_platform += platform;
            report_.subsidy_merchant += merchant;
            line.subsidy += platform + merchant;
            const base::Money paid = coupon.order_amount.value_or(base::Money{}) - platform - merchant;
            line.sales_amount += paid;
            report_.sales_amount += paid;
        }
        for (auto& [key, line] : lines) {
            line.channel = key.first;
            if (const auto found = placements.find(key.second); found != placements.end()) {
                line.placement = found->second.name;
                line.placement_cost = found->second.cost;
            }
            report_.channels.push_back(line);
        }
        report_.redemption = rate(redeemed, issued);
        report_.funnel.visited = static_cast<std::int64_t>(rows::visitors(db, report_.campaign.id).size());
        report_.funnel.claimed = static_cast<std::int64_t>(claimers.size());
        report_.funnel.redeemed = static_cast<std::int64_t>(redeemers.size());
    }

    void conclude() {
        report_.subsidy = report_.subsidy_merchant + report_.subsidy_platform;
        report_.discount_depth = rate(report_.subsidy.minor, (report_.sales_amount + report_.subsidy).minor);
        report_.cost = report_.subsidy + report_.placement_cost;
        report_.redemption_low = !report_.preliminary && report_.redemption.value &&
                                 *report_.redemption.value < redemption_floor;
        const Increment& judged = report_.profit ? *report_.profit : report_.amount;
        if (!judged.total) return;
        const auto placements = static_cast<double>(report_.placement_cost.minor);
        report_.verdict = *judged.low - placements > 0    ? Verdict::earned
                          : *judged.high - placements < 0 ? Verdict::lost
                                                          : Verdict::unproven;
        if (report_.cost > base::Money{})
            report_.roi = (*judged.total - placements) / static_cast<double>(report_.cost.minor);
    }

    base::Zone zone_;
    CampaignReport report_;
    boost::unordered_flat_map<std::int64_t, Facts> people_;
    boost::unordered_flat_map<std::int64_t, std::int64_t> moved_;      ///< Profile to its customer now.
    std::map<base::Day, std::pair<std::int64_t, std::int64_t>> days_;  ///< Paid by treated, by holdout.
    std::vector<char> is_visit_;  ///< By name code: 0 unknown yet, 1 yes, 2 no.
    Groups groups_;
    Takings takings_;
};

}  // namespace

CampaignReport measure(store::Store& store, history::History& history, const GetReport& query,
                       const base::Context& ctx) {
    Measurement measurement = store.read([&](store::Reader& db) { return Measurement(db, query, ctx); });
    history.scan(measurement.visits(), [&](const history::Block& block) {
        measurement.see(block);
        return true;
    });
    return measurement.report();
}

}  // namespace huan::effect
