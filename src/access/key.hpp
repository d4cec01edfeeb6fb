#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::access {

using KeyId = base::Id<struct KeyTag>;

/// write: may only send behaviour for one source (it stands in web pages, so it can do nothing else);
/// server: another system of the organisation, with a list of permissions.
enum class KeyKind { write, server };
BOOST_DESCRIBE_ENUM(KeyKind, write, server)

/// A key for programs. The key itself is shown once and stored only as a hash.
struct ApiKey {
    KeyId id{};
    KeyKind kind = KeyKind::server;
    std::string name{};
    std::string hint{};                           ///< "hk_live_3fGh...": its beginning, to tell keys apart.
    std::optional<std::int64_t> source_id{};      ///< Of a write key.
    std::vector<base::Permission> permissions{};  ///< Of a server key.
    base::OrgId org_id{};
    std::string created_by_name{};
    base::Instant created_at{};
    std::optional<base::Instant> revoked_at{};
};
BOOST_DESCRIBE_STRUCT(ApiKey, (),
                      (id, kind, name, hint, source_id, permissions, org_id, created_by_name, created_at,
                       revoked_at))
using ApiKeyPage = base::Page<ApiKey>;

struct CreatedKey {
    ApiKey key{};
    std::string secret{};  ///< "hk_live_...": shown now and never again.
};
BOOST_DESCRIBE_STRUCT(CreatedKey, (), (key, secret))

/// GET /api/keys
struct ListKeys {
    std::optional<bool> active{};
    std::optional<std::int64_t> source_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListKeys, (), (active, source_id, cursor, limit))

/// POST /api/keys
struct CreateKey {
    KeyKind kind = KeyKind::server;
    base::Text<80> name{};
    std::optional<std::int64_t> source_id{};      ///< Required for a write key.
    std::vector<base::Permission> permissions{};  ///< Required for a server key; no more than one's own.
    std::optional<base::OrgId> org_id{};          ///< One's own node where absent.
};
BOOST_DESCRIBE_STRUCT(CreateKey, (), (kind, name, source_id, permissions, org_id))

/// DELETE /api/keys/{key_id}: the key stops working at once (within two seconds in other processes).
struct RevokeKey {
    KeyId key_id{};
};
BOOST_DESCRIBE_STRUCT(RevokeKey, (), (key_id))

}  // namespace huan::access
