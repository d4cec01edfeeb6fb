#pragma once

#include "base/context.hpp"

#include <boost/describe.hpp>

#include <span>
#include <string_view>

namespace huan::access {

/// What somebody's work is. The table of what each role may do stands in role.cpp, on one page.
enum class Role { admin, operator_, manager, agent, technician, analyst };
BOOST_DESCRIBE_ENUM(Role, admin, operator_, manager, agent, technician, analyst)

/// One line of the table.
struct RoleLine {
    Role role;
    base::DataScope scope;  ///< Given to a new user of this role unless another is asked for.
    base::Permissions permissions;
};

std::span<const RoleLine> role_table();
const RoleLine& line_of(Role role);

/// Permissions that belong to a kind of caller, not to a person's role: nobody can be given them.
base::Permissions callers_own();

/// Whether everything in `wanted` is also in `held`: nobody hands on more than they have.
bool covers(base::Permissions held, base::Permissions wanted);

}  // namespace huan::access
