#include "customer/form.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace huan::customer {
namespace {

std::string multipart_value(std::string_view body, std::string_view name) {
    const std::string wanted = "name=\"" + std::string(name) + "\"";
    const std::size_t at = body.find(wanted);
    if (at == std::string_view::npos) return {};
    const std::size_t start = body.find("\r\n\r\n", at);
    if (start == std::string_view::npos) return {};
    const std::size_t end = body.find("\r\n--", start + 4);
    return std::string(body.substr(start + 4, end == std::string_view::npos ? end : end - start - 4));
}

}  // namespace

std::string form_value(std::string_view content_type, std::string_view body, std::string_view name) {
    if (content_type.starts_with("multipart/form-data")) return multipart_value(body, name);
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return base::trimmed(pair.substr(equals + 1));
    }
    return {};
}

}  // namespace huan::customer
