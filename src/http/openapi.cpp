#include "http/openapi.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

namespace huan::http {
namespace {

namespace json = boost::json;
constexpr std::string_view schema_prefix = "#/components/schemas/";

std::vector<std::string> segments_of(const std::string& path) {
    std::vector<std::string> segments;
    std::size_t at = 1;
    while (at <= path.size()) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        segments.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return segments;
}

/// "customer_id" to "CustomerId".
std::string capitalised(std::string_view words) {
    std::string out;
    bool start = true;
    for (const char c : words) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter) out.push_back(start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
        start = !letter;
    }
    return out;
}

std::string lower(std::string_view word) {
    std::string out(word);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string tag_of(const Route& route) {
    const std::vector<std::string> segments = segments_of(route.path);
    if (segments.front() != "api" || segments.size() < 2) return segments.front();
    return segments[1];
}

json::object problem_schema() {
    const json::object text{{"type", "string"}};
    return {{"type", "object"},
            {"description", "RFC 9457. `code` is stable; `field` is the path of the member at fault."},
            {"required", json::array{"type", "title", "status", "code", "detail"}},
            {"properties", json::object{{"type", text},
                                        {"title", text},
                                        {"status", json::object{{"type", "integer"}}},
                                        {"code", text},
                                        {"detail", text},
                                        {"field", text}}}};
}

json::object problem_answer() {
    const json::object schema{{"$ref", "#/components/schemas/Problem"}};
    return {{"description", "Refused."},
            {"content", json::object{{"application/problem+json", json::object{{"schema", schema}}}}}};
}

json::object security_schemes() {
    return {{"session", json::object{{"type", "apiKey"},
                                     {"in", "cookie"},
                                     {"name", "huan_session"},
                                     {"description", "Commands also need the header X-CSRF-Token."}}},
            {"key", json::object{{"type", "http"}, {"scheme", "bearer"}, {"description", "A server key."}}},
            {"write_key", json::object{{"type", "http"},
                                       {"scheme", "basic"},
                                       {"description", "A source's write key as user, no password."}}},
            {"customer",
             json::object{{"type", "http"}, {"scheme", "bearer"}, {"description", "A customer's token."}}}};
}

json::array security_of(base::Permission permission) {
    const json::array none;
    if (permission == base::Permission::open) return {};
    if (permission == base::Permission::customer_token) return {json::object{{"customer", none}}};
    if (permission == base::Permission::ingest)
        return {json::object{{"write_key", none}}, json::object{{"key", none}}};
    return {json::object{{"session", none}}, json::object{{"key", none}}};
}

/// Describes one parameter; `properties` are those of the request struct.
json::object parameter(const std::string& name, const char* place, bool required,
                       const json::object& properties) {
    const json::value* schema = properties.if_contains(name);
    return {{"name", name},
            {"in", place},
            {"required", required},
            {"schema", schema != nullptr ? *schema : json::value(json::object{{"type", "string"}})}};
}

class Writer {
public:
    json::object write(const Router& router, const std::string& version) {
        json::object paths;
        for (const Route& route : router.routes()) {
            json::value& path = paths[route.path];
            if (!path.is_object()) path = json::object();
            path.get_object()[lower(word_of(route.method))] = operation(route);
        }
        json::object schemas = used_schemas(paths);
        schemas["Problem"] = problem_schema();
        json::object info{{"title", "Huan"},
                          {"version", version},
                          {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
        return {{"openapi", "3.1.0"},
                {"info", std::move(info)},
                {"servers", json::array{json::object{{"url", "/"}}}},
                {"tags", tags()},
                {"paths", std::move(paths)},
                {"components",
                 json::object{{"schemas", std::move(schemas)}, {"securitySchemes", security_schemes()}}}};
    }

private:
    json::object operation(const Route& route) {
        const std::string id = operation_id(route);
        if (!ids_.insert(id).second) throw std::logic_error("two routes share the operationId " + id);
        tags_.insert(tag_of(route));
        json::object out{{"operationId", id}, {"tags", json::array{tag_of(route)}}};
        if (!route.options.summary.empty()) out["summary"] = route.options.summary;
        out["x-permission"] = base::word_of(route.permission);
        out["security"] = security_of(route.permission);
        describe_request(route, out);
        out["responses"] = responses(route);
        return out;
    }

    void describe_request(const Route& route, json::object& out) {
        json::object schema;
        std::string name;
        if (route.request_schema) {
            schema = route.request_schema(book_);
            if (const json::value* ref = schema.if_contains("$ref")) {
                name = std::string(ref->as_string()).substr(schema_prefix.size());
                schema = book_.components().at(name).as_object();
            }
        }
        static const json::object no_properties;
        const json::value* found = schema.if_contains("properties");
        const json::object& properties = found != nullptr ? found->get_object() : no_properties;
        json::array parameters;
        for (const std::string& param : route.params)
            parameters.push_back(parameter(param, "path", true, properties));
        if (route.has_body) {
            out["requestBody"] = body(route, name, std::move(schema));
        } else {
            for (const auto& [key, member] : properties)
                if (!is_param(route, key))
                    parameters.push_back(parameter(key, "query", requires_member(schema, key), properties));
        }
        if (route.kind == RouteKind::upload)
            out["requestBody"] = json::object{
                {"required", true},
                {"content", json::object{{"application/octet-stream",
                                          json::object{{"schema", json::object{{"type", "string"},
                                                                               {"format", "binary"}}}}}}}};
        if (route.kind == RouteKind::command && route.permission != base::Permission::open)
            parameters.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
        if (!parameters.empty()) out["parameters"] = std::move(parameters);
    }

    /// The struct itself, or a copy without the members that stand in the path.
    json::object body(const Route& route, const std::string& name, json::object schema) {
        json::object content;
        if (route.params.empty() && !name.empty()) {
            content["schema"] = json::object{{"$ref", "#/components/schemas/" + name}};
        } else {
            for (const std::string& param : route.params) drop_member(schema, param);
            content["schema"] = std::move(schema);
        }
        return {{"required", true}, {"content", json::object{{"application/json", std::move(content)}}}};
    }

    json::object responses(const Route& route) {
        json::object out;
        if (route.response_schema) {
            json::object content{{"schema", route.response_schema(book_)}};
            out["200"] = json::object{{"description", "Done."},
                                      {"content", json::object{{"application/json", std::move(content)}}}};
        } else if (route.kind == RouteKind::raw || route.blocking_raw) {
            out["200"] = json::object{{"description", "Done."}};
        } else {
            out["204"] = json::object{{"description", "Done."}};
        }
        out["default"] = json::object{{"$ref", "#/components/responses/Problem"}};
        return out;
    }

    /// Components that something refers to: request structs written out as parameters need none.
    json::object used_schemas(const json::object& paths) const {
        json::object used;
        collect(paths, used);
        return used;
    }
    void collect(const json::value& from, json::object& used) const {
        if (from.is_array()) {
            for (const json::value& item : from.get_array()) collect(item, used);
        } else if (from.is_object()) {
            for (const auto& [key, item] : from.get_object()) {
                if (key == "$ref" && item.is_string())
                    follow(item.get_string(), used);
                else
                    collect(item, used);
            }
        }
    }
    void follow(std::string_view ref, json::object& used) const {
        if (!ref.starts_with(schema_prefix)) return;
        const std::string_view name = ref.substr(schema_prefix.size());
        const json::value* schema = book_.components().if_contains(name);
        if (schema == nullptr || used.contains(name)) return;
        used[name] = *schema;
        collect(*schema, used);
    }

    static bool is_param(const Route& route, std::string_view name) {
        return std::find(route.params.begin(), route.params.end(), name) != route.params.end();
    }

    static bool requires_member(const json::object& schema, std::string_view name) {
        const json::value* required = schema.if_contains("required");
        if (required == nullptr) return false;
        const json::array& names = required->get_array();
        return std::any_of(names.begin(), names.end(),
                           [&](const json::value& item) { return item.as_string() == name; });
    }

    static void drop_member(json::object& schema, const std::string& name) {
        schema["properties"].as_object().erase(name);
        json::value* required = schema.if_contains("required");
        if (required == nullptr) return;
        json::array rest;
        for (const json::value& item : required->get_array())
            if (item.as_string() != name) rest.push_back(item);
        if (rest.empty())
            schema.erase("required");
        else
            *required = std::move(rest);
    }

    json::array tags() const {
        json::array out;
        for (const std::string& tag : tags_) out.push_back(json::object{{"name", tag}});
        return out;
    }

    base::SchemaBook book_;
    std::set<std::string> ids_;
    std::set<std::string> tags_;
};

}  // namespace

std::string operation_id(const Route& route) {
    std::string id = lower(word_of(route.method));
    for (const std::string& segment : segments_of(route.path)) {
        if (segment == "api") continue;
        id.append(segment.starts_with('{') ? "By" : "").append(capitalised(segment));
    }
    return id;
}

json::object openapi(const Router& router, const std::string& version) {
    json::object out = Writer().write(router, version);
    json::object& components = out["components"].as_object();
    components["responses"] = json::object{{"Problem", problem_answer()}};
    const json::object key{{"name", "Idempotency-Key"},
                           {"in", "header"},
                           {"required", false},
                           {"description", "The same key with the same request is carried out once."},
                           {"schema", json::object{{"type", "string"}, {"maxLength", 200}}}};
    components["parameters"] = json::object{{"IdempotencyKey", key}};
    return out;
}

}  // namespace huan::http
