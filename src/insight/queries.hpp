#pragma once

#include "base/context.hpp"
#include "insight/life_cycle.hpp"
#include "insight/segment.hpp"
#include "store/store.hpp"

namespace huan::insight {

/// Newest first. Callers whose scope is their own records see none.
base::Page<Segment> list_segments(store::Reader& db, const ListSegments& query, const base::Context& ctx);
/// \throws base::Error `segment.unknown`
SegmentDetail get_segment(store::Reader& db, const GetSegment& query, const base::Context& ctx);
/// \throws base::Error `segment.unknown`
SegmentOverlap get_overlap(store::Reader& db, const GetOverlap& query, const base::Context& ctx);
StoredPolicy get_policy(store::Reader& db, const GetPolicy& query, const base::Context& ctx);
/// Computed from the customer's events. \throws base::Error `customer.unknown`
CustomerStage get_customer_stage(store::Reader& db, const GetCustomerStage& query, const base::Context& ctx);

/// Members of a segment's latest snapshot below `before` (0: no bound), downwards: for lists of customers.
std::vector<base::CustomerId> members_before(store::Reader& db, std::int64_t segment_id,
                                             base::CustomerId before, std::int64_t limit);

}  // namespace huan::insight
