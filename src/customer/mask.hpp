#pragma once

#include <boost/json.hpp>

namespace huan::customer {

/// What a client sent, or what an attribute said, may hold what the head of a record shows masked: phones and
/// e-mails in the properties of an event are masked the same way.
void mask_contacts(boost::json::object& properties);

}  // namespace huan::customer
