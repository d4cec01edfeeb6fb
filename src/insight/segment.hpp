#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "insight/rule.hpp"
#include "store/store.hpp"

#include <roaring/roaring64map.hh>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::insight {

/// A set of customer ids. SegmentOverlap, exclusion and change are set operations.
using People = ::Roaring64Map;
/// Whether both hold the same people. Not `==`: CRoaring's runs past the end where a set has an empty part,
/// as an intersection leaves them.
inline bool same(const People& one, const People& other) { return (one ^ other).isEmpty(); }

/// What a campaign may ask of a segment as it stood when its snapshot was last taken.
struct Freshness {
    std::int64_t size = 0;
    base::Instant taken_at{};  ///< When it was computed.
    base::Instant as_of{};     ///< Which moment it describes.
};
BOOST_DESCRIBE_STRUCT(Freshness, (), (size, taken_at, as_of))

/// A named group of customers: everybody for whom the rule holds. Its members are what the latest snapshot
/// says; the rule can be asked about any past instant.
struct Segment {
    SegmentId id{};
    base::OrgId org_id{};
    base::Text<80> name{};  ///< Unique within the organisation, among those not archived.
    base::Note<400> note{};
    Rule rule{};
    std::int64_t version = 0;  ///< Advances by one with every stored change.
    base::Instant created_at{};
    base::Instant updated_at{};
    std::optional<base::Instant> archived_at{};
    std::optional<Freshness> snapshot{};  ///< None before the first refresh.
    bool is_current = false;              ///< The snapshot was taken with the rule as it stands.
};
BOOST_DESCRIBE_STRUCT(Segment, (),
                      (id, org_id, name, note, rule, version, created_at, updated_at, archived_at, snapshot,
                       is_current))

/// POST /api/segments
struct CreateSegment {
    base::Text<80> name{};
    std::optional<base::Note<400>> note{};
    Rule rule{};
};
BOOST_DESCRIBE_STRUCT(CreateSegment, (), (name, note, rule))

/// PUT /api/segments/{segment_id}
struct UpdateSegment {
    SegmentId segment_id{};
    std::int64_t seen_version = 0;
    base::Text<80> name{};
    std::optional<base::Note<400>> note{};
    Rule rule{};
};
BOOST_DESCRIBE_STRUCT(UpdateSegment, (), (segment_id, seen_version, name, note, rule))

/// DELETE /api/segments/{segment_id}: archived, not erased, because campaigns keep pointing at it.
struct ArchiveSegment {
    SegmentId segment_id{};
};
BOOST_DESCRIBE_STRUCT(ArchiveSegment, (), (segment_id))

/// GET /api/segments
struct ListSegments {
    std::optional<std::string> search{};  ///< Part of the name.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListSegments, (), (search, cursor, limit))

/// GET /api/segments/{segment_id}
struct GetSegment {
    SegmentId segment_id{};
};
BOOST_DESCRIBE_STRUCT(GetSegment, (), (segment_id))

/// A segment another one's rule names, for the sentence a user reads.
struct SegmentName {
    SegmentId id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(SegmentName, (), (id, name))

struct SegmentDetail : Segment {
    std::vector<SegmentName> refers_to{};
    std::vector<SegmentName> used_by{};
    std::vector<RuleNode> nodes{};
    std::vector<Freshness> history{};  ///< Snapshots, newest first, at most 90.
};
BOOST_DESCRIBE_STRUCT(SegmentDetail, (Segment), (refers_to, used_by, nodes, history))

/// POST /api/segments/preview: who the rule finds, without storing anything.
struct PreviewSegment {
    Rule rule{};
    std::optional<base::Instant> as_of{};                  ///< Now, where none is given.
    std::optional<std::vector<SegmentId>> overlap_with{};  ///< Segments to intersect with, at most 10.
};
BOOST_DESCRIBE_STRUCT(PreviewSegment, (), (rule, as_of, overlap_with))

/// How many people one node of the rule finds by itself.
struct RulePart {
    std::string path{};  ///< "rule.all[1]"
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(RulePart, (), (path, size))

struct SamplePerson {
    base::CustomerId customer_id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(SamplePerson, (), (customer_id, name))

struct SegmentOverlap {
    SegmentId segment_id{};
    std::string name{};
    std::int64_t size = 0;  ///< Of that segment.
    std::int64_t both = 0;  ///< In both.
};
BOOST_DESCRIBE_STRUCT(SegmentOverlap, (), (segment_id, name, size, both))

struct SegmentPreview {
    std::int64_t size = 0;    ///< Exact.
    std::int64_t people = 0;  ///< Everybody known as of the same instant: size is a share of this.
    base::Instant as_of{};
    std::vector<RulePart> parts{};       ///< Every node of the rule, in reading order.
    std::vector<SamplePerson> sample{};  ///< Up to ten, spread over the whole segment.
    std::vector<SegmentOverlap> overlaps{};
    std::vector<SegmentName> refers_to{};
};
BOOST_DESCRIBE_STRUCT(SegmentPreview, (), (size, people, as_of, parts, sample, overlaps, refers_to))

/// POST /api/segments/{segment_id}/refresh
struct RefreshSegment {
    SegmentId segment_id{};
};
BOOST_DESCRIBE_STRUCT(RefreshSegment, (), (segment_id))

struct SegmentRefreshed {
    SegmentId segment_id{};
    Freshness snapshot{};
    bool first = false;        ///< A first snapshot tells nobody: nobody entered, they were there.
    std::int64_t entered = 0;  ///< `segment.entered` events written.
    std::int64_t left = 0;
};
BOOST_DESCRIBE_STRUCT(SegmentRefreshed, (), (segment_id, snapshot, first, entered, left))

/// GET /api/segments/{segment_id}/members
struct ListMembers {
    SegmentId segment_id{};
    std::optional<base::Instant>
        as_of{};  ///< Empty: the latest snapshot. Else the rule as of then, computed now.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListMembers, (), (segment_id, as_of, cursor, limit))

struct SegmentMember {
    base::CustomerId customer_id{};
    std::string name{};
    std::optional<Stage> stage{};
};
BOOST_DESCRIBE_STRUCT(SegmentMember, (), (customer_id, name, stage))

struct SegmentMemberPage {
    std::vector<SegmentMember> items{};
    std::optional<std::string> next_cursor{};
    std::int64_t total = 0;
    base::Instant as_of{};
    bool is_snapshot = false;  ///< From the stored snapshot; else computed for `as_of` just now.
};
BOOST_DESCRIBE_STRUCT(SegmentMemberPage, (), (items, next_cursor, total, as_of, is_snapshot))

/// GET /api/segments/{segment_id}/overlap?with_id=: both latest snapshots.
struct GetOverlap {
    SegmentId segment_id{};
    SegmentId with_id{};
};
BOOST_DESCRIBE_STRUCT(GetOverlap, (), (segment_id, with_id))

// --- for the modules below: campaigns ask these ---

/// The segment, whoever asks. \throws base::Error `segment.unknown`
Segment find_segment(store::Reader& db, SegmentId id);
/// The members of the latest snapshot; empty before the first refresh.
People members(store::Reader& db, SegmentId id);
/// Whether the latest snapshot holds the customer.
bool is_member(store::Reader& db, SegmentId id, base::CustomerId customer_id);
/// Whether the rule holds for one customer as of an instant, from their events in the store: what triggers
/// ask. Only events with occurred_at < as_of count, so a trigger that wants its own event counted passes the
/// instant after it.
bool matches(store::Reader& db, const Rule& rule, base::CustomerId customer_id, base::Instant as_of);
/// The same for a stored segment, its rule as it stands.
bool matches(store::Reader& db, SegmentId id, base::CustomerId customer_id, base::Instant as_of);

}  // namespace huan::insight
