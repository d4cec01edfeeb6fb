#pragma once

#include "base/error.hpp"

namespace huan::effect::errors {

inline constexpr base::ErrorKind not_launched{base::Category::conflict, "report.not_launched",
                                              "A campaign that was never launched has no effect yet."};
inline constexpr base::ErrorKind unknown_suggestion{base::Category::unknown, "suggestion.unknown",
                                                    "There is no such suggestion."};
inline constexpr base::ErrorKind accepted{base::Category::conflict, "suggestion.accepted",
                                          "This suggestion was accepted already."};

}  // namespace huan::effect::errors
