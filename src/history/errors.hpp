#pragma once

#include "base/error.hpp"

namespace huan::history::errors {

inline constexpr base::ErrorKind unavailable{base::Category::unavailable, "history.unavailable",
                                             "The behaviour history cannot be reached at the moment."};
inline constexpr base::ErrorKind failed{base::Category::unavailable, "history.failed",
                                        "This question to the behaviour history failed."};
inline constexpr base::ErrorKind too_large{base::Category::unavailable, "history.too_large",
                                           "This question needs more memory than history may use."};

}  // namespace huan::history::errors
