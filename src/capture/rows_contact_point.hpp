#pragma once

#include "capture/contact_point.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of contact points.
namespace huan::capture::rows {

std::vector<ContactPoint> contact_points(store::Reader& db);
std::optional<ContactPoint> lock_contact_point(store::Transaction& tx, ContactPointId id);
/// The point that has this channel and place, other than `but`.
bool is_taken(store::Reader& db, const std::string& channel, const std::string& place, ContactPointId but);

}  // namespace huan::capture::rows
