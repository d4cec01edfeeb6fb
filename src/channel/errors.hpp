#pragma once

#include "base/error.hpp"

namespace huan::channel::errors {

inline constexpr base::ErrorKind unknown{base::Category::unknown, "channel.unknown",
                                         "There is no such message."};
inline constexpr base::ErrorKind bad_template{base::Category::invalid, "channel.bad_template",
                                              "The text has a {place} that nothing fills."};

}  // namespace huan::channel::errors
