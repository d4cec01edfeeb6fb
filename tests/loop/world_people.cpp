// People and what they do, as stories say it.
#include "base/json.hpp"
#include "capture/tracking.hpp"
#include "customer/commands.hpp"
#include "customer/decision.hpp"
#include "customer/queries.hpp"
#include "offer/queries.hpp"
#include "rows.hpp"
#include "world.hpp"

namespace huan::loop {
namespace {

constexpr base::OrgId company{1};

customer::Identity phone(const std::string& number) { return {customer::IdentityKind::phone, number}; }

}  // namespace

std::string World::totals(const std::string& name) {
    const base::CustomerId id = customer(name);
    const auto who = read([&](store::Reader& db) { return customer::find_customer(db, id); });
    return many(who->order_count, "order", "orders") + ", " + text(who->order_amount);
}

std::string World::order(const std::string& who, base::Money amount, const std::string& number) {
    customer::RecordOrder order;
    order.customer_id = customer(who);
    order.amount = amount;
    order.ordered_at = now_.now;
    if (!number.empty()) order.number = base::Text<100>{number};
    last_order_[who] =
        write([&](store::Transaction& tx) { return customer::record_order(tx, order, at()); }).id;
    return totals(who);
}

std::string World::orders(const Words& said) { return order(said[0], money(said[1]), ""); }
std::string World::orders_again(const Words& said) { return order(said[0], money(said[1]), said[2]); }

std::string World::orders_with_coupon(const Words& said) {
    customer::RecordOrder order;
    order.customer_id = customer(said[0]);
    order.amount = money(said[1]);
    order.discount = money("10.00");
    order.ordered_at = now_.now;
    const auto held = read([&](store::Reader& db) {
        return offer::list_coupons(
            db, {.customer_id = order.customer_id, .state = offer::CouponState::claimed}, at());
    });
    for (const offer::CouponView& coupon : held.items) order.coupon_ids.push_back(coupon.id.value);
    last_order_[said[0]] =
        write([&](store::Transaction& tx) { return customer::record_order(tx, order, at()); }).id;
    return totals(said[0]);
}

std::string World::is_refunded(const Words& said) {
    const customer::RefundOrder refund{.order_id = told(last_order_, said[0]), .amount = money(said[1])};
    write([&](store::Transaction& tx) { customer::refund_order(tx, refund, at()); });
    return totals(said[0]);
}

std::string World::views(const Words& said) {
    const std::vector<boost::json::object> calls{{{"type", "track"},
                                                  {"userId", said[0]},
                                                  {"event", "View"},
                                                  {"messageId", said[2]},
                                                  {"properties", {{"thing", said[1]}}}}};
    const base::Context ctx = at();
    const auto items = capture::read_items(calls, &capture::read_message, source_, ctx.now);
    const auto verdicts =
        write([&](store::Transaction& tx) { return capture::record_items(tx, items, source_, ctx); });
    if (!people_.contains(said[0])) customer(said[0]);
    return std::string(base::word_of(verdicts.at(0).fate));
}

std::string World::shows_phone(const Words& said) {
    const customer::AddIdentities more{.customer_id = customer(said[0]), .identities = {phone(said[1])}};
    write([&](store::Transaction& tx) { customer::add_identities(tx, more, at()); });
    return "seen";
}

std::string World::visitor_leaves_phone(const Words& said) {
    const auto seen = write([&](store::Transaction& tx) {
        return customer::resolve(tx, {{customer::IdentityKind::anonymous_id, said[0]}, phone(said[1])},
                                 company, at());
    });
    people_.try_emplace(said[0], seen.customer_id);
    return seen.created ? "new" : "seen";
}

std::string World::are_one(const Words& said) {
    const customer::MergeCustomers merge{.customer_id = known(said[0]), .with_customer_id = known(said[1])};
    decisions_[{said[0], said[1]}] =
        write([&](store::Transaction& tx) { return customer::merge_customers(tx, merge, at()); }).decision_id;
    return "one person";
}

std::string World::are_one_no_more(const Words& said) {
    const std::int64_t decision = told(decisions_, {said[0], said[1]});
    const auto decided = write(
        [&](store::Transaction& tx) { return customer::take_back(tx, {.decision_id = decision}, at()); });
    return many(static_cast<std::int64_t>(decided.customers.size()), "person", "people");
}

std::string World::are_one_for_a_moment(const Words& said) {
    const std::string before = everything_of_people();
    const customer::MergeCustomers merge{.customer_id = known(said[0]), .with_customer_id = known(said[1])};
    const std::int64_t decision =
        write([&](store::Transaction& tx) { return customer::merge_customers(tx, merge, at()); }).decision_id;
    write([&](store::Transaction& tx) { customer::take_back(tx, {.decision_id = decision}, at()); });
    const std::string after = everything_of_people();
    if (before == after) return "as before";
    const auto differs = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    const std::size_t place = static_cast<std::size_t>(differs.first - before.begin());
    const std::size_t line = before.rfind('\n', place) + 1;
    return "not as before: " + before.substr(line, before.find('\n', place) - line) + " became " +
           after.substr(line, after.find('\n', place) - line);
}

std::string World::are_kept_apart(const Words& said) {
    const customer::KeepApart apart{.customer_id = known(said[0]), .from_customer_id = known(said[1])};
    decisions_[{said[0], said[1]}] =
        write([&](store::Transaction& tx) { return customer::keep_apart(tx, apart, at()); }).decision_id;
    return "kept apart";
}

std::string World::may_meet_again(const Words& said) { return are_one_no_more(said); }

std::string World::is_tagged(const Words& said) {
    customer::AddTag tag{.customer_id = customer(said[0]), .tag = {said[1]}};
    write([&](store::Transaction& tx) { customer::add_tag(tx, tag, at()); });
    return "tagged";
}

std::string World::moves_to(const Words& said) {
    const customer::SetAttributes change{.customer_id = customer(said[0]), .attributes = {{"city", said[1]}}};
    write([&](store::Transaction& tx) { customer::set_attributes(tx, change, at()); });
    return "noted";
}

std::string World::wants_no_contact(const Words& said) {
    const customer::SetConsent word{.customer_id = customer(said[0]), .channel = {"all"}, .purpose = {"all"}};
    write([&](store::Transaction& tx) { customer::set_consent(tx, word, at()); });
    return "noted";
}

std::string World::may_be_contacted(const Words& said) {
    const customer::SetConsent word{
        .customer_id = customer(said[0]), .channel = {"all"}, .purpose = {"all"}, .granted = true};
    write([&](store::Transaction& tx) { customer::set_consent(tx, word, at()); });
    return "noted";
}

std::string World::everything_of_people() {
    return read([](store::Reader& db) { return rows::everything_of_people(db); });
}

}  // namespace huan::loop
