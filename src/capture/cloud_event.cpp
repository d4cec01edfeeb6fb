#include "capture/cloud_event.hpp"

#include "base/json.hpp"
#include "capture/property_reader.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace huan::capture {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse(const base::ErrorKind& kind, const std::string& field,
                         const std::string& detail = {}) {
    throw base::Error{kind, field, detail};
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Attribute values in headers are percent-encoded where they hold more than ASCII.
std::string decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
                          digit_of(text[i + 2]) >= 0;
        plain.push_back(code ? static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]))
                             : text[i]);
        if (code) i += 2;
    }
    return plain;
}

std::string media_type(const http::Request& request) {
    std::string_view type = request.header("content-type");
    type = type.substr(0, type.find(';'));
    std::string lower = base::trimmed(type);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

json::object binary_event(const http::Request& request) {
    json::object event;
    for (const auto& [name, value] : request.headers.all())
        if (name.starts_with("ce-")) event[name.substr(3)] = decoded(value);
    const std::string type = media_type(request);
    if (request.body.empty()) return event;
    if (type.empty() || type == "application/json" || type.ends_with("+json"))
        event["data"] = base::parse_json(request.body);
    else
        event["data"] = request.body;
    return event;
}

std::string required(const json::object& event, std::string_view attribute) {
    const json::value* found = event.if_contains(attribute);
    if (found == nullptr || !found->is_string() || found->get_string().empty())
        refuse(errors::bad_attribute, std::string(attribute));
    std::string value(found->get_string());
    if (value.size() > 1024 || !base::is_clean_utf8(value))
        refuse(errors::bad_attribute, std::string(attribute));
    return value;
}

/// Source and id together name an event; one text of a fixed length stands for both.
std::string message_id_of(const json::object& event) {
    const std::string text = required(event, "source") + "\n" + required(event, "id");
    std::array<unsigned char, 32> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size(), nullptr, 0);
    std::array<char, 65> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return std::string("ce-") + hex.data();
}

json::object data_of(const json::object& event) {
    if (event.contains("data_base64"))
        refuse(errors::bad_attribute, "data_base64", "Only JSON data is read.");
    const json::value* data = event.if_contains("data");
    if (data == nullptr || data->is_null()) return {};
    base::check_json(*data, "data");
    if (data->is_object()) return data->get_object();
    return {{"data", *data}};
}

}  // namespace

std::vector<json::object> cloud_events_of(const http::Request& request) {
    if (request.body.size() > largest_body) refuse(errors::too_large, "");
    const std::string type = media_type(request);
    if (type == "application/cloudevents-batch+json") {
        const json::value parsed = base::parse_json(request.body);
        if (!parsed.is_array()) refuse(base::errors::malformed_json, "", "A batch must be a list.");
        std::vector<json::object> events;
        for (const json::value& item : parsed.get_array())
            events.push_back(item.is_object() ? item.get_object() : json::object{{"data", item}});
        return events;
    }
    if (type == "application/cloudevents+json") {
        json::value parsed = base::parse_json(request.body);
        if (!parsed.is_object()) refuse(base::errors::malformed_json, "", "The body must be a JSON object.");
        return {std::move(parsed.get_object())};
    }
    if (!request.headers.has("ce-specversion")) refuse(errors::bad_mode, "content-type");
    return {binary_event(request)};
}

Message read_cloud_event(const json::object& event, base::Instant now) {
    if (json::serialize(event).size() > largest_call) refuse(errors::too_large, "");
    if (required(event, "specversion") != "1.0")
        refuse(errors::bad_attribute, "specversion", "Only 1.0 is read.");
    Message message{.type = CallType::track};
    message.message_id = message_id_of(event);
    message.name = base::trimmed(required(event, "type"));
    if (message.name.empty() || message.name.size() > 200) refuse(errors::bad_attribute, "type");
    if (is_reserved_name(message.name)) refuse(errors::reserved_name, "type");
    message.user_id = id_at(event, "userid", 200);
    message.anonymous_id = id_at(event, "anonymousid", 200);
    if (message.user_id.empty() && message.anonymous_id.empty())
        message.user_id = id_at(event, "subject", 200);
    if (message.user_id.empty() && message.anonymous_id.empty()) refuse(errors::no_identity, "subject");
    message.occurred_at = now;
    if (const json::value* time = event.if_contains("time"); time != nullptr && !time->is_null())
        message.occurred_at =
            std::clamp(base::from_json<base::Instant>(*time, "time"), base::Instant{0}, now);
    message.content = data_of(event);
    return message;
}

}  // namespace huan::capture
