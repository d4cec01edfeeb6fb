#include "capture/recent.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

constexpr std::size_t kept = 100;

std::string text_at(const boost::json::object& item, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        const boost::json::value* found = item.if_contains(key);
        if (found == nullptr || !found->is_string()) continue;
        const std::string text = std::string(found->get_string()).substr(0, 200);
        if (base::is_clean_utf8(text)) return text;
    }
    return {};
}

}  // namespace

void Recent::add(SourceId source, const std::vector<boost::json::object>& items,
                 const std::vector<Verdict>& verdicts, base::Instant at) {
    const std::lock_guard lock(mutex_);
    std::deque<RecentMessage>& list = messages_[source];
    const std::size_t count = std::min(items.size(), verdicts.size());
    for (std::size_t i = count > kept ? count - kept : 0; i < count; ++i) {
        const boost::json::object& item = items[i];
        const bool cloud = item.contains("specversion");
        list.push_front(
            {.at = at,
             .type = cloud ? "cloud_event" : text_at(item, {"type"}),
             .name = cloud ? text_at(item, {"type"}) : text_at(item, {"event", "name", "groupId"}),
             .user_id = text_at(item, {"userId", "userid", "subject"}),
             .anonymous_id = text_at(item, {"anonymousId", "anonymousid"}),
             .verdict = verdicts[i]});
    }
    while (list.size() > kept) list.pop_back();
}

RecentMessages Recent::of(SourceId source) const {
    const std::lock_guard lock(mutex_);
    const auto found = messages_.find(source);
    if (found == messages_.end()) return {};
    return {{found->second.begin(), found->second.end()}};
}

}  // namespace huan::capture
