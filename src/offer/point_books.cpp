#include "offer/point_books.hpp"

#include "customer/commands.hpp"
#include "offer/errors.hpp"
#include "offer/rows_points.hpp"

#include <algorithm>
#include <map>

namespace huan::offer {

namespace {

/// The other side of the books, and what the journal calls it.
struct Other {
    PointAccountKind account = PointAccountKind::promised;
    const char* event = nullptr;
};

Other other_side(PointEntryKind kind) {
    switch (kind) {
        case PointEntryKind::earn: return {PointAccountKind::promised, "points.earned"};
        case PointEntryKind::adjust: return {PointAccountKind::promised, "points.adjusted"};
        case PointEntryKind::return_: return {PointAccountKind::promised, "points.returned"};
        case PointEntryKind::spend:
        case PointEntryKind::exchange: return {PointAccountKind::spent, "points.spent"};
        case PointEntryKind::expire: return {PointAccountKind::expired, "points.expired"};
        // The person is gone, and so is whoever could be told.
        case PointEntryKind::forfeit: return {PointAccountKind::expired, nullptr};
    }
    return {};
}

boost::json::object properties_of(const PointEntry& entry) {
    // Only an adjustment goes both ways; the names of the others say which way.
    const bool either_way = entry.kind == PointEntryKind::adjust;
    boost::json::object told{{"points", either_way ? entry.points : std::abs(entry.points)}};
    if (entry.missing != 0) told["missing"] = entry.missing;
    if (entry.order_id) told["order_id"] = entry.order_id->value;
    if (entry.order_number) told["order_number"] = *entry.order_number;
    if (entry.coupon_id) told["coupon_id"] = entry.coupon_id->value;
    if (!entry.reason.empty()) told["reason"] = entry.reason;
    return told;
}

std::int64_t tell(store::Transaction& tx, const PointEntry& entry, const char* name, const Telling& telling,
                  const base::Context& ctx) {
    store::Event event;
    event.name = name;
    event.profile_id = entry.profile_id;
    event.org_id = entry.org_id;
    event.occurred_at = telling.at;
    event.live = telling.live && ctx.actor.import_id == 0;
    event.properties = properties_of(entry);
    // An import that brought the order is undone by its order; what that earned is ours, not the file's.
    base::Context ours = ctx;
    ours.actor.import_id = 0;
    return store::append(tx, std::move(event), ours).seq;
}

void post(store::Transaction& tx, PointEntryId entry_id, const std::vector<const LotMove*>& moves,
          PointAccountKind other) {
    std::int64_t sum = 0;
    for (const LotMove* move : moves) {
        if (move->points == 0) continue;
        rows::insert_posting(
            tx, {tx.next_id(), entry_id, PointAccountKind::held, move->lot.id.value, move->points});
        sum += move->points;
    }
    if (sum != 0) rows::insert_posting(tx, {tx.next_id(), entry_id, other, 0, -sum});
}

}  // namespace

base::CustomerId hold_points(store::Transaction& tx, base::CustomerId id, const base::Context& ctx) {
    const base::CustomerId now = customer::lock_person(tx, id);
    rows::lock_balance(tx, now);
    expire_lots(tx, now, ctx);
    return now;
}

std::vector<LotMove> draw_points(store::Transaction& tx, base::CustomerId id, std::int64_t points) {
    if (!rows::take_points(tx, id, points))
        throw base::Error{errors::not_enough_points, "points",
                          "There are " + std::to_string(rows::point_balance(tx, id)) + " points, " +
                              std::to_string(points) + " are needed."};
    std::vector<LotMove> moves;
    for (PointLot& lot : rows::held_lots(tx, id)) {
        if (points == 0) break;
        const std::int64_t part = std::min(points, lot.held);
        points -= part;
        lot.held -= part;
        rows::update_lot(tx, lot);
        moves.push_back({std::move(lot), -part});
    }
    if (points != 0) throw std::logic_error("a balance of points that its lots do not have");
    return moves;
}

PointEntry act_of(store::Transaction& tx, PointEntryKind kind, const base::Context& ctx) {
    PointEntry act;
    act.act_id = PointActId{tx.next_id()};
    act.kind = kind;
    act.at = ctx.now;
    act.actor = ctx.actor.name;
    return act;
}

std::int64_t enter(store::Transaction& tx, const PointEntry& act, const std::vector<LotMove>& moves,
                   const base::Context& ctx, const Telling& telling) {
    std::vector<base::ProfileId> profiles;
    std::map<base::ProfileId, std::vector<const LotMove*>> parts;
    for (const LotMove& move : moves) {
        const base::ProfileId profile = move.lot.profile_id;
        if (parts[profile].empty()) profiles.push_back(profile);
        parts[profile].push_back(&move);
    }
    const Other other = other_side(act.kind);
    std::int64_t seq = 0;
    for (const base::ProfileId profile : profiles) {
        const std::vector<const LotMove*>& part = parts.at(profile);
        PointEntry entry = act;
        entry.id = PointEntryId{tx.next_id()};
        entry.org_id = part.front()->lot.org_id;
        entry.org_path = part.front()->lot.org_path;
        entry.profile_id = profile;
        for (const LotMove* move : part) entry.points += move->points;
        if (profile != profiles.front()) entry.missing = 0;
        rows::insert_entry(tx, entry);
        post(tx, entry.id, part, other.account);
        if (other.event != nullptr && !telling.silent) seq = tell(tx, entry, other.event, telling, ctx);
    }
    return seq;
}

void grant_points(store::Transaction& tx, const PointEntry& act, PointLot lot, const PointRule& rule,
                  const base::Context& ctx, const Telling& telling) {
    if (rule.expire_days) lot.expires_at = lot.earned_at + std::chrono::hours(24 * *rule.expire_days);
    if (lot.expires_at && *lot.expires_at <= ctx.now) return;
    lot.id = PointLotId{tx.next_id()};
    lot.held = lot.granted;
    rows::give_points(tx, lot.customer_id, lot.granted);
    rows::insert_lot(tx, lot);
    lot.event_seq = enter(tx, act, {{lot, lot.granted}}, ctx, telling);
    rows::update_lot(tx, lot);
}

std::int64_t expire_lots(store::Transaction& tx, base::CustomerId id, const base::Context& ctx) {
    std::vector<LotMove> moves;
    std::int64_t expired = 0;
    for (PointLot& lot : rows::due_lots(tx, id, ctx.now)) {
        const std::int64_t points = lot.held;
        expired += points;
        lot.held = 0;
        lot.expired += points;
        rows::update_lot(tx, lot);
        moves.push_back({std::move(lot), -points});
    }
    if (moves.empty()) return 0;
    if (!rows::take_points(tx, id, expired)) throw std::logic_error("more points are over than there are");
    enter(tx, act_of(tx, PointEntryKind::expire, ctx), moves, ctx);
    return expired;
}

}  // namespace huan::offer
