#pragma once

#include "base/instant.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace huan::server {

/// Says in a data directory that what it holds is a demo: a small file beside the records.
struct DemoMark {
    std::int64_t seed = 0;
    base::Instant now{};
    std::int64_t size = 0;
    bool finished = false;  ///< False while it is being made, and when that was broken off.

    static std::optional<DemoMark> load(const std::string& directory);
    void save(const std::string& directory) const;
};
BOOST_DESCRIBE_STRUCT(DemoMark, (), (seed, now, size, finished))

}  // namespace huan::server
