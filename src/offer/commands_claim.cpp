#include "access/settings.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "offer/code.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/events.hpp"
#include "offer/money_flow.hpp"
#include "offer/rows.hpp"

#include <limits>

// Handing out: allotments of campaigns, and claims.
namespace huan::offer {

namespace {

constexpr std::int64_t no_cap = std::numeric_limits<std::int64_t>::max();

/// What makes two claims the same request.
std::string fingerprint(const Claim& command) {
    boost::json::object body{{"coupon_type_id", command.coupon_type_id.value},
                             {"customer_id", command.customer_id.value},
                             {"channel", command.channel}};
    if (command.campaign_id) body["campaign_id"] = command.campaign_id->value;
    if (command.placement_id) body["placement_id"] = command.placement_id->value;
    return boost::json::serialize(body);
}

void check_open(const CouponType& type, base::Instant now) {
    if (type.status != CouponTypeStatus::published) throw base::Error{errors::not_published};
    if (now < type.claim_from) throw base::Error{errors::too_early};
    if (now >= type.claim_until || (type.use_until && now >= *type.use_until))
        throw base::Error{errors::over};
}

Coupon new_coupon(CouponId id, const CouponType& type, const Claim& command, base::ProfileId profile_id,
                  std::int64_t day, base::Instant now) {
    Coupon coupon;
    coupon.id = id;
    coupon.org_id = type.org_id;
    coupon.org_path = type.org_path;
    coupon.code = new_code();
    coupon.coupon_type_id = type.id;
    coupon.customer_id = command.customer_id;
    coupon.profile_id = profile_id;
    coupon.campaign_id = command.campaign_id;
    coupon.placement_id = command.placement_id;
    coupon.channel = command.channel;
    coupon.face_value = type.face_value;
    coupon.threshold = type.threshold;
    coupon.claimed_at = now;
    coupon.claim_day = day;
    coupon.usable_from = type.use_from.value_or(now);
    coupon.usable_until = type.use_days ? now + std::chrono::hours(24 * *type.use_days)
                                        : type.use_until.value_or(type.claim_until);
    coupon.due_at = coupon.usable_until;
    coupon.version = 1;
    return coupon;
}

/// Moves the person's counters; the first that is full refuses.
void take_from_person(store::Transaction& tx, const Claim& command, const CouponType& type, std::int64_t day,
                      base::Instant now) {
    if (!rows::take_held(tx, command.customer_id, command.held_limit.value_or(no_cap)))
        throw base::Error{errors::held_limit};
    std::int64_t per_campaign = type.per_person_per_campaign.value_or(no_cap);
    if (command.campaign_id) {
        const auto allotment = rows::find_allotment(tx, *command.campaign_id);
        if (!allotment) throw base::Error{errors::campaign_closed};
        per_campaign = std::min(per_campaign, allotment->per_person.value_or(no_cap));
    }
    const auto full = rows::take_claim(
        tx, command.customer_id, type.id,
        {.at = now,
         .day = day,
         .campaign = command.campaign_id ? command.campaign_id->value : 0,
         .per_day = type.per_person_per_day.value_or(no_cap),
         .per_campaign = per_campaign,
         .last_not_after = command.type_period ? now - *command.type_period : base::latest_instant});
    if (!full) return;
    switch (*full) {
        case rows::CountKind::last: throw base::Error{errors::type_period};
        case rows::CountKind::day: throw base::Error{errors::day_limit};
        case rows::CountKind::campaign: throw base::Error{errors::campaign_limit};
    }
}

/// Moves the campaign's counter, then the coupon type's.
void take_from_stock(store::Transaction& tx, const Claim& command, const CouponType& type) {
    if (command.campaign_id && !rows::take_allotment(tx, *command.campaign_id, type.id, type.face_value)) {
        const auto allotment = rows::find_allotment(tx, *command.campaign_id);
        const bool open = allotment && allotment->state == "open" && allotment->coupon_type_id == type.id;
        throw base::Error{open ? errors::budget_spent : errors::campaign_closed};
    }
    if (rows::take_piece(tx, type.id, command.campaign_id ? base::Money{} : type.face_value)) return;
    const auto now = rows::find_type(tx, type.id);
    if (!now || now->status != CouponTypeStatus::published) throw base::Error{errors::not_published};
    throw base::Error{now->issued >= now->stock ? errors::sold_out : errors::budget_spent};
}

/// The coupon of an earlier request with the same key; remembers `id` under it otherwise.
std::optional<Coupon> claimed_before(store::Transaction& tx, const Claim& command, CouponId id,
                                     const base::Context& ctx) {
    if (command.request_key.empty()) return {};
    const auto earlier =
        rows::remember_request(tx, "claim", command.request_key, fingerprint(command), id, ctx);
    if (!earlier) return {};
    return rows::find_coupon(tx, *earlier).value();
}

/// Of a type and for a person that are known to be there.
Coupon hand_out(store::Transaction& tx, CouponId id, const Claim& command, const CouponType& type,
                const base::Context& ctx) {
    check_open(type, ctx.now);
    const std::int64_t day = access::settings(tx).zone().day_of(ctx.now).time_since_epoch().count();
    take_from_person(tx, command, type, day, ctx.now);
    take_from_stock(tx, command, type);

    Coupon coupon =
        new_coupon(id, type, command, customer::main_profile(tx, command.customer_id), day, ctx.now);
    store::insert_row(tx, "coupon", coupon);
    const std::int64_t holder = command.campaign_id ? command.campaign_id->value : 0;
    post(tx, entry_of(EntryKind::claim, coupon, ctx),
         {{AccountKind::budget, holder, -coupon.face_value},
          {AccountKind::issued, holder, coupon.face_value}});
    tell(tx, "coupon.claimed", coupon, ctx);
    return coupon;
}

}  // namespace

Coupon claim(store::Transaction& tx, const Claim& given, const base::Context& ctx) {
    const CouponId id{tx.next_id()};
    if (auto earlier = claimed_before(tx, given, id, ctx)) return std::move(*earlier);
    const auto type = rows::find_type(tx, given.coupon_type_id);
    if (!type) throw base::Error{errors::unknown, "coupon_type_id"};
    const auto person = customer::find_customer(tx, given.customer_id);
    if (!person) throw base::Error{customer::errors::unknown, "customer_id"};
    Claim command = given;
    command.customer_id = person->id;  // Who was merged meanwhile claims as who they are now.
    return hand_out(tx, id, command, *type, ctx);
}

Coupon claim_coupon(store::Transaction& tx, const ClaimCoupon& command, const base::Context& ctx) {
    const auto type = rows::find_type(tx, command.coupon_type_id);
    if (!type || !rows::in_catalogue(ctx.actor, type->org_path))
        throw base::Error{errors::unknown, "coupon_type_id"};
    const customer::Customer person = customer::visible_customer(tx, command.customer_id, ctx);
    Claim claimed;
    claimed.coupon_type_id = command.coupon_type_id;
    claimed.customer_id = person.id;
    claimed.channel = command.channel ? command.channel->value : "api";
    if (command.request_key) claimed.request_key = command.request_key->value;
    const CouponId id{tx.next_id()};
    if (auto earlier = claimed_before(tx, claimed, id, ctx)) return std::move(*earlier);
    return hand_out(tx, id, claimed, *type, ctx);
}

// --- what a campaign may hand out
// -----------------------------------------------------------------------------------

namespace {

Entry allotment_entry(EntryKind kind, const CouponType& type, CampaignId campaign_id,
                      const base::Context& ctx) {
    Entry entry;
    entry.org_id = type.org_id;
    entry.org_path = type.org_path;
    entry.kind = kind;
    entry.at = ctx.now;
    entry.coupon_type_id = type.id;
    entry.campaign_id = campaign_id;
    entry.actor = ctx.actor.name;
    return entry;
}

}  // namespace

void allot(store::Transaction& tx, const Allot& command, const base::Context& ctx) {
    const auto type = rows::lock_type(tx, command.coupon_type_id);
    if (!type) throw base::Error{errors::unknown, "coupon_type_id"};
    if (type->status != CouponTypeStatus::published)
        throw base::Error{errors::not_published, "coupon_type_id"};
    if (command.budget < type->face_value)
        throw base::Error{base::errors::out_of_range, "budget", "It does not cover a single coupon."};
    if (!rows::take_type_budget(tx, type->id, command.budget))
        throw base::Error{errors::budget_spent, "budget"};
    rows::insert_allotment(tx, {.campaign_id = command.campaign_id,
                                .coupon_type_id = type->id,
                                .budget = command.budget,
                                .budget_left = command.budget,
                                .per_person = command.per_person,
                                .state = "open"});
    post(tx, allotment_entry(EntryKind::allot, *type, command.campaign_id, ctx),
         {{AccountKind::budget, 0, -command.budget},
          {AccountKind::budget, command.campaign_id.value, command.budget}});
}

void set_allotment_open(store::Transaction& tx, CampaignId campaign_id, bool open, const base::Context&) {
    const auto allotment = rows::lock_allotment(tx, campaign_id);
    if (!allotment || allotment->state == "released") throw base::Error{errors::campaign_closed};
    rows::set_allotment_state(tx, campaign_id, open ? "open" : "shut", allotment->budget_left);
}

void release_allotment(store::Transaction& tx, CampaignId campaign_id, const base::Context& ctx) {
    const auto allotment = rows::lock_allotment(tx, campaign_id);
    if (!allotment || allotment->state == "released") throw base::Error{errors::campaign_closed};
    const auto type = rows::lock_type(tx, allotment->coupon_type_id);
    rows::set_allotment_state(tx, campaign_id, "released", base::Money{});
    rows::give_type_budget(tx, allotment->coupon_type_id, allotment->budget_left);
    post(tx, allotment_entry(EntryKind::release, type.value(), campaign_id, ctx),
         {{AccountKind::budget, campaign_id.value, -allotment->budget_left},
          {AccountKind::budget, 0, allotment->budget_left}});
}

}  // namespace huan::offer
