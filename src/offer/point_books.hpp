#pragma once

#include "offer/points.hpp"

#include <vector>

/// How points move: lots, balance, books and events, always together.
namespace huan::offer {

/// So many points into a lot (negative: out of it). The lot has its counters as they are afterwards.
struct LotMove {
    PointLot lot{};
    std::int64_t points = 0;
};

/// The person's points in this transaction's hands: locks the person, then their balance, and ends what is
/// due. Answers who they are now. \throws base::Error `customer.unknown`.
base::CustomerId hold_points(store::Transaction& tx, base::CustomerId id, const base::Context& ctx);

/// Takes points off the balance and out of lots, what ends first first, and stores both.
/// \throws base::Error `offer.not_enough_points`; nothing has moved then.
std::vector<LotMove> draw_points(store::Transaction& tx, base::CustomerId id, std::int64_t points);

/// An act that begins now: its number, time and actor.
PointEntry act_of(store::Transaction& tx, PointEntryKind kind, const base::Context& ctx);

/// Whether and how an act is told to the journal.
struct Telling {
    bool silent = false;
    bool live = true;
    base::Instant at{};  ///< Now where none is given.
};

/// Writes an act into the books, an entry for each profile, and tells it of each of them. `act` says kind,
/// reason and what it was for; `act.missing` goes to the entry of the first move's profile. Answers the
/// number of the last event told.
std::int64_t enter(store::Transaction& tx, const PointEntry& act, const std::vector<LotMove>& moves,
                   const base::Context& ctx, const Telling& telling = {});

/// Puts new points into somebody's hands and enters them. `lot` says whose, how many and since when; they
/// end as the rule says. Points that would have ended already are not granted. Their balance is locked.
void grant_points(store::Transaction& tx, const PointEntry& act, PointLot lot, const PointRule& rule,
                  const base::Context& ctx, const Telling& telling = {});

/// Ends a person's points that are due; their balance is locked. Answers how many.
std::int64_t expire_lots(store::Transaction& tx, base::CustomerId id, const base::Context& ctx);

}  // namespace huan::offer
