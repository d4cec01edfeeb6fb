#pragma once

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace huan::capture {

using SourceId = base::Id<struct SourceTag>;

enum class SourceKind { website, app, server, shop };
BOOST_DESCRIBE_ENUM(SourceKind, website, app, server, shop)

/// Where behaviour comes from. Its write keys may send events and nothing else.
struct Source {
    SourceId id{};
    base::OrgId org_id{};
    std::string name{};
    SourceKind kind = SourceKind::website;
    std::int64_t accepted = 0;  ///< Messages stored.
    std::int64_t repeated = 0;  ///< Messages that had been stored before: harmless.
    std::int64_t rejected = 0;  ///< Messages refused, see GET /api/sources/{source_id}/rejected.
    std::optional<base::Instant> last_seen_at{};
    base::Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(Source, (),
                      (id, org_id, name, kind, accepted, repeated, rejected, last_seen_at, created_at))

/// POST /api/sources
struct CreateSource {
    base::Text<80> name{};  ///< Unique within the organisation node.
    SourceKind kind = SourceKind::website;
};
BOOST_DESCRIBE_STRUCT(CreateSource, (), (name, kind))

/// GET /api/sources
struct ListSources {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListSources, (), (cursor, limit))

/// A message that was refused.
struct RejectedMessage {
    std::int64_t id = 0;
    SourceId source_id{};
    std::string message_id{};
    std::string code{};
    std::string field{};
    std::string detail{};
    std::string body{};  ///< As sent.
    base::Instant at{};
    std::optional<base::Instant> mended_at{};  ///< When it was sent again, and taken.
};
BOOST_DESCRIBE_STRUCT(RejectedMessage, (),
                      (id, source_id, message_id, code, field, detail, body, at, mended_at))

/// POST /api/rejected_messages/{message_id}/send_again: the message as it came, or as somebody mended it. Its
/// time is the one it came with.
struct SendAgain {
    std::int64_t message_id = 0;
    std::optional<boost::json::object> body{};
};
BOOST_DESCRIBE_STRUCT(SendAgain, (), (message_id, body))

/// GET /api/sources/{source_id}/rejected
struct ListRejected {
    SourceId source_id{};
    std::optional<bool> mended{};  ///< Only those sent again and taken, or only those that were not.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListRejected, (), (source_id, mended, cursor, limit))

}  // namespace huan::capture
