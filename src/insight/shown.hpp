#pragma once

#include "insight/rows.hpp"
#include "insight/segment.hpp"

namespace huan::insight {

/// The segment as its row and its latest snapshot say.
Segment shown(store::Reader& db, const rows::SegmentRow& row);
SegmentDetail detailed(store::Reader& db, const rows::SegmentRow& row);
Freshness freshness(const rows::SnapshotHead& head);
/// \throws base::Error `segment.unknown` when it is not there or outside of the caller's scope.
rows::SegmentRow visible_segment(store::Reader& db, SegmentId id, const base::Context& ctx);

}  // namespace huan::insight
