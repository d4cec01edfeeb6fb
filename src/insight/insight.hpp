#pragma once

#include "base/context.hpp"
#include "history/history.hpp"
#include "insight/life_cycle.hpp"
#include "insight/segment.hpp"
#include "insight/vocabulary.hpp"
#include "store/store.hpp"

#include <functional>
#include <stop_token>

namespace huan::insight {

/// What asks history about everybody: live size, snapshots, stages, members of a past date. It reads off the
/// writer and writes in chunks. Thread-safe; every call blocks its thread.
class Insight {
public:
    /// `catch_up`, where given, waits until history holds what is committed, before a question is asked.
    Insight(store::Store& store, history::History& history, std::function<void()> catch_up = {});

    /// Who a rule finds, and each of its parts by itself, in one scan; nothing is stored.
    /// \throws base::Error `rule.*`, `segment.unknown`
    SegmentPreview preview(const PreviewSegment& query, const base::Context& ctx);
    /// `create_segment` and `update_segment`, followed by a snapshot where the stored one is not of this
    /// rule. Should history not answer, the segment is stored all the same and the scheduled refresh takes
    /// its snapshot.
    SegmentDetail create(const CreateSegment& command, const base::Context& ctx);
    SegmentDetail update(const UpdateSegment& command, const base::Context& ctx);
    /// Takes a new snapshot as of now and tells who entered and left since the former one.
    /// \throws base::Error `segment.unknown`, `segment.archived`
    SegmentRefreshed refresh(const RefreshSegment& command, const base::Context& ctx);
    /// Members from the latest snapshot, or as of any instant. \throws base::Error `segment.unknown`
    SegmentMemberPage list_members(const ListMembers& query, const base::Context& ctx);
    /// How many people are in each stage. \throws base::Error `field.*`
    LifeCycle life_cycle(const GetLifeCycle& query, const base::Context& ctx);
    Vocabulary vocabulary(const GetVocabulary& query, const base::Context& ctx);

    /// Scheduled: snapshots of all segments and everybody's stage, by one scan. A segment whose rule no
    /// longer compiles is left alone and logged. Stops between chunks; what is left is done next time.
    void refresh_all(base::Instant now, const std::stop_token& stop = {});

private:
    SegmentDetail with_snapshot(SegmentDetail stored, const base::Context& ctx);

    store::Store& store_;
    history::History& history_;
    std::function<void()> catch_up_;
};

}  // namespace huan::insight
