#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace huan::access {

using base::OrgId;

/// The root of every organisation tree.
inline constexpr OrgId root_org{1};

enum class OrgKind { company, merchant, region, store, team };
BOOST_DESCRIBE_ENUM(OrgKind, company, merchant, region, store, team)

/// A node of the organisation tree. Who stands at a node sees its subtree, where their data scope says so.
struct Org {
    OrgId id{};
    std::optional<std::int64_t> parent_id{};  ///< Absent for the root.
    OrgKind kind = OrgKind::store;
    std::string name{};  ///< Unique among its siblings.
    std::string path{};  ///< "/1/4/": ids from the root down to itself.
    base::Instant created_at{};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Org, (), (id, parent_id, kind, name, path, created_at, version))
using OrgPage = base::Page<Org>;

/// GET /api/orgs: parents before children.
struct ListOrgs {
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListOrgs, (), (cursor, limit))

/// POST /api/orgs
struct CreateOrg {
    OrgId parent_id{};
    OrgKind kind = OrgKind::store;
    base::Text<80> name{};
};
BOOST_DESCRIBE_STRUCT(CreateOrg, (), (parent_id, kind, name))

/// PUT /api/orgs/{org_id}
struct RenameOrg {
    OrgId org_id{};
    std::int64_t version = 0;  ///< As last seen.
    base::Text<80> name{};
};
BOOST_DESCRIBE_STRUCT(RenameOrg, (), (org_id, version, name))

}  // namespace huan::access
