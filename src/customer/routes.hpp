#pragma once

#include "customer/queries.hpp"
#include "http/router.hpp"

namespace huan::customer {

/// The endpoints of people and orders. `in_segment` lets lists be narrowed to a segment.
void routes(http::Router& router, const SegmentFilter& in_segment = {});

}  // namespace huan::customer
