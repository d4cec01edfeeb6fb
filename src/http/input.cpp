#include "http/input.hpp"

#include "http/errors.hpp"

#include <charconv>
#include <cmath>

namespace huan::http::detail {

namespace json = boost::json;
using base::detail::refuse;

json::value integer_from_text(std::string_view text, std::string_view name) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed == std::errc::result_out_of_range) refuse(base::errors::out_of_range, std::string(name));
    if (failed != std::errc{} || end != text.data() + text.size())
        refuse(base::errors::wrong_type, std::string(name), "Expected a whole number.");
    return value;
}

json::value number_from_text(std::string_view text, std::string_view name) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        refuse(base::errors::wrong_type, std::string(name), "Expected a number.");
    return value;
}

json::value bool_from_text(std::string_view text, std::string_view name) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    refuse(base::errors::wrong_type, std::string(name), "Expected true or false.");
}

json::object body_object(const Request& request) {
    if (request.body.empty()) return {};
    json::value parsed = base::parse_json(request.body);
    if (!parsed.is_object()) refuse(base::errors::wrong_type, {}, "The body must be a JSON object.");
    return std::move(parsed.get_object());
}

void set_once(json::object& object, std::string_view name, json::value value) {
    if (object.contains(name)) refuse(errors::repeated, std::string(name));
    object[name] = std::move(value);
}

void set_from_path(json::object& object, std::string_view name, json::value value) {
    json::value& place = object[name];
    if (!place.is_null() && place != value) refuse(errors::path_mismatch, std::string(name));
    place = std::move(value);
}

void refuse_unknown(std::string_view name) {
    refuse(base::errors::unknown_field, std::string(name), "There is no such parameter.");
}

}  // namespace huan::http::detail
