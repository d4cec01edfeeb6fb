#pragma once

#include "base/context.hpp"
#include "customer/forget.hpp"
#include "insight/advice.hpp"
#include "insight/life_cycle.hpp"
#include "insight/segment.hpp"
#include "store/event.hpp"
#include "store/store.hpp"

/// The verbs that change segments and thresholds. Each returns what was stored or throws one refusal of
/// `errors.hpp`.
namespace huan::insight {

/// \throws base::Error `rule.*`, `segment.unknown` (in the rule), `segment.name_taken`
SegmentDetail create_segment(store::Transaction& tx, const CreateSegment& command, const base::Context& ctx);
/// \throws base::Error the same, `segment.stale`, `segment.archived`, `rule.cycle`
SegmentDetail update_segment(store::Transaction& tx, const UpdateSegment& command, const base::Context& ctx);
/// \throws base::Error `segment.used` while the rule of another segment names it
SegmentDetail archive_segment(store::Transaction& tx, const ArchiveSegment& command,
                              const base::Context& ctx);
/// \throws base::Error `life_cycle.stale`, `field.out_of_range`
StoredPolicy update_policy(store::Transaction& tx, const UpdatePolicy& command, const base::Context& ctx);

/// Reactor of `order.completed` and `order.refunded`: the buyer's stage at once. Imported orders wait for the
/// scheduled refresh, which counts everybody in one scan.
void restage_buyer(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// Reactor of `profiles.merged` and `profiles.parted`: the stages of those who are customers now.
void restage_people(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
/// Reactor of `profiles.merged`: the stage of who is no longer a customer of their own goes.
void forget_merged(store::Transaction& tx, const store::Event& event, const base::Context& ctx);

/// People are gone: their stages too. Segments lose them at the next refresh, without a word.
void forget_people(store::Transaction& tx, const customer::Gone& gone, const base::Context& ctx);

}  // namespace huan::insight
