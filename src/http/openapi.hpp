#pragma once

#include "http/router.hpp"

#include <boost/json.hpp>

#include <string>

namespace huan::http {

/// The OpenAPI 3.1 description of every route: the contract that clients are generated from.
/// \throws std::logic_error when two structs share a schema name, or two routes an operationId.
boost::json::object openapi(const Router& router, const std::string& version);

/// "GET /api/customers/{customer_id}/orders" is "getCustomersByCustomerIdOrders".
std::string operation_id(const Route& route);

}  // namespace huan::http
