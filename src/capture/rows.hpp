#pragma once

#include "capture/source.hpp"
#include "store/store.hpp"

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
/// Forgets message ids received before `before`, at most `limit`; answers how many.
std::int64_t forget_messages(store::Transaction& tx, base::Instant before, std::int64_t limit);
std::vector<RejectedMessage> list_rejected(store::Reader& db, const ListRejected& query, std::int64_t before,
                                           std::int64_t limit);
std::optional<RejectedMessage> lock_rejected(store::Transaction& tx, std::int64_t id);
void set_mended(store::Transaction& tx, std::int64_t id, base::Instant at);
std::int64_t forget_rejected(store::Transaction& tx, base::Instant before);

}  // namespace huan::capture::rows
