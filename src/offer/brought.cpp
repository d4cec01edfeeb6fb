#include "access/settings.hpp"
#include "customer/evidence.hpp"
#include "customer/queries.hpp"
#include "offer/code.hpp"
#include "offer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/events.hpp"
#include "offer/money_flow.hpp"
#include "offer/rows.hpp"

#include <algorithm>
#include <limits>

// Coupons that come from another system with the people who hold them.
namespace huan::offer {
namespace {

constexpr std::int64_t no_cap = std::numeric_limits<std::int64_t>::max();

CouponType type_named(store::Reader& db, const std::string& name, const base::Context& ctx) {
    const std::vector<CouponType> found = rows::types_named(db, name, ctx.actor.org_path);
    if (found.empty()) throw base::Error{errors::unknown_type, "coupon_type"};
    if (found.front().status != CouponTypeStatus::published)
        throw base::Error{errors::not_published, "coupon_type"};
    return found.front();
}

std::string code_of(const BringCoupon& command) {
    if (command.code.empty()) return new_code();
    std::string code = plain_code(command.code);
    const bool plain = std::all_of(code.begin(), code.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    if (!plain || code.size() < 4 || code.size() > 40) throw base::Error{errors::bad_code, "coupon_code"};
    return code;
}

/// Whether this very coupon was brought before.
std::optional<CouponId> brought_before(store::Transaction& tx, const BringCoupon& command,
                                       const std::string& code, const CouponType& type, CouponId id,
                                       const base::Context& ctx) {
    const std::string key = command.code.empty() ? command.number : code;
    if (!command.code.empty()) {
        const auto held = rows::coupon_by_code(tx, code);
        if (held) {
            const Coupon coupon = rows::find_coupon(tx, *held).value();
            if (coupon.coupon_type_id == type.id && coupon.customer_id == command.customer_id) return held;
            throw base::Error{errors::code_taken, "coupon_code"};
        }
    }
    return rows::remember_request(tx, "bring", key, std::to_string(type.id.value), id, ctx);
}

void take(store::Transaction& tx, const Coupon& coupon) {
    rows::take_held(tx, coupon.customer_id, no_cap);
    rows::take_claim(tx, coupon.customer_id, coupon.coupon_type_id,
                     {.at = coupon.claimed_at,
                      .day = coupon.claim_day,
                      .per_day = no_cap,
                      .per_campaign = no_cap,
                      .last_not_after = base::latest_instant});
    if (rows::take_piece(tx, coupon.coupon_type_id, coupon.face_value)) return;
    const CouponType now = rows::find_type(tx, coupon.coupon_type_id).value();
    throw base::Error{now.issued >= now.stock ? errors::sold_out : errors::budget_spent, "coupon_type"};
}

}  // namespace

Brought bring_coupon(store::Transaction& tx, const BringCoupon& command, const base::Context& ctx) {
    const CouponType type = type_named(tx, command.coupon_type, ctx);
    const std::string code = code_of(command);
    const CouponId id{tx.next_id()};
    const std::string message = "coupon:" + (command.code.empty() ? command.number : code);
    if (const auto before = brought_before(tx, command, code, type, id, ctx)) {
        customer::note_repeat(tx, customer::message_fact(message), {}, ctx);
        return {*before, true};
    }

    Coupon coupon{.id = id,
                  .org_id = type.org_id,
                  .org_path = type.org_path,
                  .code = code,
                  .coupon_type_id = type.id,
                  .customer_id = command.customer_id,
                  .profile_id = customer::main_profile(tx, command.customer_id),
                  .channel = command.channel.empty() ? "import" : command.channel,
                  .face_value = type.face_value,
                  .threshold = type.threshold};
    coupon.claimed_at = command.claimed_at.value_or(ctx.now);
    if (coupon.claimed_at > ctx.now) throw base::Error{base::errors::out_of_range, "claimed_at"};
    coupon.claim_day = access::settings(tx).zone().day_of(coupon.claimed_at).time_since_epoch().count();
    coupon.usable_from = std::max(type.use_from.value_or(coupon.claimed_at), coupon.claimed_at);
    coupon.usable_until = type.use_days ? coupon.claimed_at + std::chrono::hours(24 * *type.use_days)
                                        : type.use_until.value_or(type.claim_until);
    coupon.usable_until = command.usable_until.value_or(coupon.usable_until);
    if (coupon.usable_until <= ctx.now) throw base::Error{errors::expired, "usable_until"};
    coupon.due_at = coupon.usable_until;
    coupon.version = 1;
    take(tx, coupon);
    store::insert_row(tx, "coupon", coupon);
    post(tx, entry_of(EntryKind::claim, coupon, ctx),
         {{AccountKind::budget, 0, -coupon.face_value}, {AccountKind::issued, 0, coupon.face_value}});
    store::Event event = event_of("coupon.claimed", coupon, ctx);
    event.occurred_at = coupon.claimed_at;
    event.message_id = message;
    event.live = false;
    store::append(tx, std::move(event), ctx);
    return {id, false};
}

bool take_back_coupon(store::Transaction& tx, const store::Event& event,
                      std::optional<std::int64_t> successor, const base::Context& ctx) {
    const boost::json::value* id = event.properties.if_contains("coupon_id");
    if (id == nullptr || !id->is_int64() || successor) return true;
    const auto coupon = rows::lock_coupon(tx, CouponId{id->get_int64()});
    if (!coupon) return true;
    if (coupon->state != CouponState::claimed && coupon->state != CouponState::expired) return false;
    if (coupon->state == CouponState::claimed)
        post(tx, entry_of(EntryKind::revoke, *coupon, ctx),
             {{AccountKind::budget, 0, coupon->face_value}, {AccountKind::issued, 0, -coupon->face_value}});
    rows::erase_brought(tx, *coupon);
    rows::recount(tx, coupon->customer_id);
    return true;
}

}  // namespace huan::offer
