#include "base/json.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace huan::base {

boost::json::value parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::system::error_code failed;
    boost::json::value parsed = boost::json::parse(text, failed, {}, options);
    if (failed)
        throw Error{errors::malformed_json, {}, "The body is not valid JSON: " + failed.message() + "."};
    return parsed;
}

void check_json(const boost::json::value& json, const std::string& path) {
    switch (json.kind()) {
        case boost::json::kind::string:
            if (!is_clean_utf8(json.get_string())) detail::refuse(errors::bad_text, path);
            break;
        case boost::json::kind::double_:
            if (!std::isfinite(json.get_double())) detail::refuse(errors::out_of_range, path);
            break;
        case boost::json::kind::array: {
            std::size_t index = 0;
            for (const boost::json::value& item : json.get_array())
                check_json(item, path + "[" + std::to_string(index++) + "]");
            break;
        }
        case boost::json::kind::object:
            for (const auto& item : json.get_object()) {
                if (!is_clean_utf8(item.key())) detail::refuse(errors::bad_text, path, "A key holds U+0000.");
                check_json(item.value(), detail::joined(path, item.key()));
            }
            break;
        default: break;
    }
}

namespace detail {

void refuse(const ErrorKind& kind, const std::string& field, std::string detail) {
    throw Error{kind, field, std::move(detail)};
}

std::string joined(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::int64_t read_integer(const boost::json::value& json, const std::string& path, std::int64_t low,
                          std::int64_t high) {
    if (json.is_uint64()) refuse(errors::out_of_range, path);  // Boost.JSON uses it only beyond int64.
    if (!json.is_int64()) {
        const bool number = json.is_double();
        refuse(number ? errors::out_of_range : errors::wrong_type, path, "Expected a whole number.");
    }
    const std::int64_t value = json.get_int64();
    if (value < low || value > high)
        refuse(errors::out_of_range, path,
               "Expected a number from " + std::to_string(low) + " to " + std::to_string(high) + ".");
    return value;
}

std::string read_string(const boost::json::value& json, const std::string& path) {
    if (!json.is_string()) refuse(errors::wrong_type, path, "Expected text.");
    const std::string_view text = json.get_string();
    if (!is_clean_utf8(text)) refuse(errors::bad_text, path);
    return std::string(text);
}

Instant read_instant(const boost::json::value& json, const std::string& path) {
    if (!json.is_string()) refuse(errors::wrong_type, path, "Expected a time as text.");
    const std::optional<Instant> at = parse_instant(json.get_string());
    if (!at) refuse(errors::bad_instant, path);
    return *at;
}

}  // namespace detail
}  // namespace huan::base
