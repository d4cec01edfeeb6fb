#pragma once

#include "capture/source.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

/// The SQL of sources and messages.
namespace huan::capture::rows {

std::optional<Source> find_source(store::Reader& db, SourceId id);
bool has_source_named(store::Reader& db, base::OrgId org_id, const std::string& name);
/// Sources below `before` whose node lies under `org_path`, newest first.
std::vector<Source> list_sources(store::Reader& db, std::int64_t before, std::int64_t limit);
void count_messages(store::Transaction& tx, SourceId source, std::int64_t accepted, std::int64_t repeated,
                    std::int64_t rejected, base::Instant now);

/// False when the source sent this message before.
bool take_message(store::Transaction& tx, SourceId source, const std::string& message_id, base::Instant now);
void forget_message(store::Transaction& tx, SourceId source, const std::string& message_id);
/// Where a walk over the messages stands: behind this one.
struct MessageKey {
    SourceId source_id{};
    std::string message_id{};
};
BOOST_DESCRIBE_STRUCT(MessageKey, (), (source_id, message_id))
/// A stretch of the walk.
struct MessageStretch {
    std::optional<MessageKey> last{};  ///< Empty behind the last message of all.
    bool any_old = false;
};
/// The next `limit` messages behind `after`, and whether one of them was received before `before`.
MessageStretch messages_after(store::Reader& db, const MessageKey& after, base::Instant before,
                              std::int64_t limit);
/// Forgets those behind `after`, up to `last`, that were received before `before`.
void forget_messages(store::Transaction& tx, const MessageKey& after, const MessageKey& last,
                     base::Instant before);
std::vector<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query, std::int64_t before,
                                           std::int64_t limit);
std::optional<RejectedMessage> lock_rejected(store::Transaction& tx, std::int64_t id);
void set_mended(store::Transaction& tx, std::int64_t id, base::Instant at);
std::int64_t forget_rejected(store::Transaction& tx, base::Instant before);

}  // namespace huan::capture::rows
