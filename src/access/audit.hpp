#pragma once

#include "base/context.hpp"
#include "base/page.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace huan::access {

/// One command that was carried out: who, when, what changed. Written in the command's own transaction.
struct AuditEntry {
    std::int64_t id = 0;
    base::Instant at{};
    base::ActorKind actor_kind = base::ActorKind::nobody;
    std::int64_t actor_id = 0;
    std::string actor_name{};
    std::string route{};            ///< "POST /api/users"
    std::string object{};           ///< "user_id 17": the ids in the path; of a new record, the id it got;
                                    ///< "settings" of what there is one of.
    boost::json::object changes{};  ///< What was asked for, without secrets.
    boost::json::object before{};   ///< Of what was asked for, what the object had before and has no more.
    boost::json::object result{};   ///< What it led to, shortened, without secrets.
    std::string address{};          ///< Where the caller connected from.
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, at, actor_kind, actor_id, actor_name, route, object, changes, before, result,
                       address))
using AuditEntryPage = base::Page<AuditEntry>;

/// GET /api/audit: newest first.
struct ListAudit {
    std::optional<std::int64_t> actor_id{};
    std::optional<std::string> route{};   ///< Part of the route: "/api/users", "POST".
    std::optional<std::string> object{};  ///< "user_id 17"
    std::optional<base::Instant> from{};
    std::optional<base::Instant> until{};  ///< Exclusive.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListAudit, (), (actor_id, route, object, from, until, cursor, limit))

/// `json` without the values of members whose name says they are secret (password, token, key, secret...),
/// and with long texts shortened: fit to be kept and shown.
boost::json::object redacted(const boost::json::object& json);

}  // namespace huan::access
