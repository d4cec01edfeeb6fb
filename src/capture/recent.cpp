#include "capture/recent.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

constexpr std::size_t kept = 100;
constexpr std::size_t bytes_shown = 4000;  // Bytes of a body.

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
    std::string text(body.substr(0, bytes_shown));
    for (int cut = 0; cut < 4 && !text.empty() && !base::is_clean_utf8(text); ++cut) text.pop_back();
    return base::is_clean_utf8(text) ? text : std::string();
}

}  // namespace

void Recent::add(SourceId source, std::vector<boost::json::object> bodies, std::vector<Verdict> verdicts,
                 base::Instant at) {
    const std::lock_guard lock(mutex_);
    std::deque<Kept>& list = messages_[source];
    const std::size_t count = std::min(bodies.size(), verdicts.size());
    for (std::size_t i = count > kept ? count - kept : 0; i < count; ++i)
        list.push_front({.number = ++number_,
                         .at = at,
                         .verdict = std::move(verdicts[i]),
                         .message = std::move(bodies[i])});
    if (list.size() > kept) list.resize(kept);
}

void Recent::add_refused(SourceId source, std::string_view body, const base::Error& why, base::Instant at) {
    const std::lock_guard lock(mutex_);
    std::deque<Kept>& list = messages_[source];
    list.push_front({.number = ++number_,
                     .at = at,
                     .verdict = {.fate = Fate::rejected,
                                 .code = why.kind().code,
                                 .field = why.field(),
                                 .detail = why.detail()},
                     .unreadable = beginning(body)});
    if (list.size() > kept) list.resize(kept);
}

RecentMessage Recent::described(const Kept& one) {
    const boost::json::object& message = one.message;
    const bool cloud = message.contains("specversion");
    return {.number = one.number,
            .at = one.at,
            .type = cloud ? "cloud_event" : text_at(message, {"type"}),
            .name = cloud ? text_at(message, {"type"}) : text_at(message, {"event", "name", "groupId"}),
            .user_id = text_at(message, {"userId", "userid", "subject"}),
            .anonymous_id = text_at(message, {"anonymousId", "anonymousid"}),
            .verdict = one.verdict,
            .body = message.empty() ? one.unreadable : beginning(boost::json::serialize(message))};
}

RecentMessages Recent::of(SourceId source) const {
    const std::lock_guard lock(mutex_);
    RecentMessages shown;
    const auto found = messages_.find(source);
    if (found == messages_.end()) return shown;
    for (const Kept& one : found->second) shown.items.push_back(described(one));
    return shown;
}

}  // namespace huan::capture
