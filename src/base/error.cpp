#include "base/error.hpp"

#include <utility>

namespace huan::base {

int http_status(Category category) {
    switch (category) {
        case Category::malformed: return 400;
        case Category::unauthenticated: return 401;
        case Category::forbidden: return 403;
        case Category::unknown: return 404;
        case Category::timeout: return 408;
        case Category::conflict: return 409;
        case Category::too_large: return 413;
        case Category::invalid: return 422;
        case Category::too_many: return 429;
        case Category::internal: return 500;
        case Category::unavailable: return 503;
        case Category::full: return 507;
    }
    return 500;
}

Error::Error(ErrorKind kind, std::string field, std::string detail)
    : kind_(kind),
      field_(std::move(field)),
      detail_(detail.empty() ? kind.sentence : std::move(detail)) {
    text_ = kind_.code;
    if (!field_.empty()) text_.append(" (").append(field_).append(")");
    text_.append(": ").append(detail_);
}

}  // namespace huan::base
