#pragma once

#include "base/context.hpp"
#include "http/router.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <string>

namespace huan::access {

/// Something that was done, for the audit log. Secrets in it are blotted out before it is kept.
struct Deed {
    std::string route{};   ///< "POST /api/users", or "huan user reset-password" from the command line.
    std::string object{};  ///< "user_id 17"
    boost::json::object changes{};
    boost::json::object result{};
    std::string address{};
};

/// For what no route's hook sees: the command line, and routes whose requests hold secrets.
void record(store::Transaction& tx, const base::Context& ctx, const Deed& deed);

/// http's hook after each command.
void record_command(store::Transaction& tx, const base::Context& ctx, const http::Executed& executed);

}  // namespace huan::access
