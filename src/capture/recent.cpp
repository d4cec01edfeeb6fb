#include "capture/recent.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

constexpr std::size_t kept = 100;
constexpr std::size_t shown = 4000;  // Bytes of a body.

std::string text_at(const boost::json::object& item, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        const boost::json::value* found = item.if_contains(key);
        if (found == nullptr || !found->is_string()) continue;
        std::string text = std::string(found->get_string()).substr(0, 200);
        if (base::is_clean_utf8(text)) return text;
    }
    return {};
}

/// The cut may split a character; what is no text at all shows as nothing.
std::string beginning(std::string_view body) {
    std::string text(body.substr(0, shown));
    for (int cut = 0; cut < 4 && !text.empty() && !base::is_clean_utf8(text); ++cut) text.pop_back();
    return base::is_clean_utf8(text) ? text : std::string();
}

}  // namespace

void Recent::add(SourceId source, const std::vector<boost::json::object>& items,
                 const std::vector<Verdict>& verdicts, base::Instant at) {
    std::vector<RecentMessage> messages;
    const std::size_t count = std::min(items.size(), verdicts.size());
    for (std::size_t i = count > kept ? count - kept : 0; i < count; ++i) {
        const boost::json::object& item = items[i];
        const bool cloud = item.contains("specversion");
        messages.push_back(
            {.at = at,
             .type = cloud ? "cloud_event" : text_at(item, {"type"}),
             .name = cloud ? text_at(item, {"type"}) : text_at(item, {"event", "name", "groupId"}),
             .user_id = text_at(item, {"userId", "userid", "subject"}),
             .anonymous_id = text_at(item, {"anonymousId", "anonymousid"}),
             .verdict = verdicts[i],
             .body = beginning(boost::json::serialize(item))});
    }
    keep(source, std::move(messages));
}

void Recent::add_refused(SourceId source, std::string_view body, const base::Error& why, base::Instant at) {
    keep(source, {{.at = at,
                   .verdict = {.fate = Fate::rejected,
                               .code = why.kind().code,
                               .field = why.field(),
                               .detail = why.detail()},
                   .body = beginning(body)}});
}

void Recent::keep(SourceId source, std::vector<RecentMessage> messages) {
    const std::lock_guard lock(mutex_);
    std::deque<RecentMessage>& list = messages_[source];
    for (RecentMessage& message : messages) {
        message.number = ++number_;
        list.push_front(std::move(message));
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
