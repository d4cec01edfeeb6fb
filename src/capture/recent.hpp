#pragma once

#include "base/instant.hpp"
#include "capture/source.hpp"
#include "capture/tracking.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::capture {

/// A message that just came in, for whoever connects a client and wants to see it arrive.
struct RecentMessage {
    std::int64_t number = 0;  ///< Counts up while the process runs.
    base::Instant at{};
    std::string
        type{};  ///< "track", "identify"..., "cloud_event"; empty where the request could not be read.
    std::string name{};  ///< Of the event or page.
    std::string user_id{};
    std::string anonymous_id{};
    Verdict verdict{};
    std::string body{};  ///< The first 4,000 bytes of it.
};
BOOST_DESCRIBE_STRUCT(RecentMessage, (), (number, at, type, name, user_id, anonymous_id, verdict, body))
struct RecentMessages {
    std::vector<RecentMessage> items{};  ///< Newest first, at most 100.
};
BOOST_DESCRIBE_STRUCT(RecentMessages, (), (items))

/// GET /api/sources/{source_id}/recent
struct WatchSource {
    SourceId source_id{};
};
BOOST_DESCRIBE_STRUCT(WatchSource, (), (source_id))

/// The last messages of each source, in this process's memory: a window to look through, not a record. They
/// are kept as they came and described when somebody looks. Thread-safe.
class Recent {
public:
    void add(SourceId source, std::vector<boost::json::object> bodies, std::vector<Verdict> verdicts,
             base::Instant at);
    /// A request that could not even be taken apart: nothing of it is kept elsewhere.
    void add_refused(SourceId source, std::string_view body, const base::Error& why, base::Instant at);
    RecentMessages of(SourceId source) const;

private:
    struct Kept {
        std::int64_t number = 0;
        base::Instant at{};
        Verdict verdict{};
        boost::json::object message{};
        std::string unreadable{};  ///< The body, where it is no message.
    };
    static RecentMessage described(const Kept& one);

    mutable std::mutex mutex_;
    std::int64_t number_ = 0;
    std::map<SourceId, std::deque<Kept>> messages_;
};

}  // namespace huan::capture
