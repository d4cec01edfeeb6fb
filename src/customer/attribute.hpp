#pragma once

#include "customer/rows_facts.hpp"

#include <boost/json.hpp>

#include <string>

/// Values of attributes between JSON and their row.
namespace huan::customer {

/// Decimals are kept as whole numbers of 1/10,000, as rules see them.
inline constexpr std::int64_t number_scale = 10'000;

/// \throws base::Error `customer.bad_attribute` for lists and objects, numbers that are not finite, texts
/// over 2,000 characters and keys over 80. Whole numbers too large to be scaled are kept as text.
rows::AttributeRow attribute_row(ProfileId profile, const std::string& key, const boost::json::value& value,
                                 Instant at, const std::string& message_id);

/// Text, number, boolean, or null where it was cleared.
boost::json::value attribute_value(const rows::AttributeRow& row);

bool same_value(const rows::AttributeRow& left, const rows::AttributeRow& right);

}  // namespace huan::customer
