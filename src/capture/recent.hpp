#pragma once

#include "base/instant.hpp"
#include "capture/source.hpp"
#include "capture/tracking.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace huan::capture {

/// A message that just came in, for whoever connects a client and wants to see it arrive.
struct RecentMessage {
    base::Instant at{};
    std::string type{};  ///< "track", "identify"...
    std::string name{};  ///< Of the event or page.
    std::string user_id{};
    std::string anonymous_id{};
    Verdict verdict{};
};
BOOST_DESCRIBE_STRUCT(RecentMessage, (), (at, type, name, user_id, anonymous_id, verdict))
struct RecentMessages {
    std::vector<RecentMessage> items{};  ///< Newest first, at most 100.
};
BOOST_DESCRIBE_STRUCT(RecentMessages, (), (items))

/// GET /api/sources/{source_id}/recent
struct WatchSource {
    SourceId source_id{};
};
BOOST_DESCRIBE_STRUCT(WatchSource, (), (source_id))

/// The last messages of each source, in this process's memory: a window to look through, not a record.
/// Thread-safe.
class Recent {
public:
    void add(SourceId source, const std::vector<boost::json::object>& items,
             const std::vector<Verdict>& verdicts, base::Instant at);
    RecentMessages of(SourceId source) const;

private:
    mutable std::mutex mutex_;
    std::map<SourceId, std::deque<RecentMessage>> messages_;
};

}  // namespace huan::capture
