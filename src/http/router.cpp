#include "http/router.hpp"

#include "http/problem.hpp"
#include "http/target.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace huan::http {
namespace {

constexpr std::size_t method_count = static_cast<std::size_t>(Method::other) + 1;

/// Takes the next segment off a path that starts with '/'.
std::string_view next_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

bool is_param(std::string_view segment) {
    return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

}  // namespace

/// A tree by path segments: literal children first, then the one parameter child.
struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> children{};
    std::unique_ptr<Node> any{};
    std::array<const Route*, method_count> routes{};

    Node* child(std::string_view segment) const {
        for (const auto& [name, node] : children)
            if (name == segment) return node.get();
        return nullptr;
    }
    bool has_routes() const {
        return std::any_of(routes.begin(), routes.end(), [](const Route* route) { return route != nullptr; });
    }
    /// The node of a path; `values` are the segments that parameters took. Literals win, with a way back.
    const Node* find(std::string_view rest, std::vector<std::string_view>& values) const {
        if (rest.empty()) return has_routes() ? this : nullptr;
        const std::string_view segment = next_segment(rest);
        if (const Node* literal = child(segment))
            if (const Node* found = literal->find(rest, values)) return found;
        if (any == nullptr || segment.empty()) return nullptr;
        values.push_back(segment);
        if (const Node* found = any->find(rest, values)) return found;
        values.pop_back();
        return nullptr;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

std::string Route::name() const { return std::string(word_of(method)) + " " + path; }

void Answer::fail(const std::exception_ptr& why) const { send_(problem(why)); }

bool Router::takes_body(Method method) {
    return method == Method::post || method == Method::put || method == Method::patch;
}

Route Router::plain(std::string_view spec, base::Permission permission, RouteKind kind,
                    RouteOptions options) {
    const std::size_t space = spec.find(' ');
    Route route;
    route.method = method_of(spec.substr(0, space));
    if (space == std::string_view::npos || route.method == Method::other || spec.substr(space + 1, 1) != "/")
        throw std::logic_error("not a route: " + std::string(spec));
    route.path = spec.substr(space + 1);
    route.permission = permission;
    route.kind = kind;
    route.options = std::move(options);
    for (std::string_view rest = route.path; !rest.empty();)
        if (const std::string_view segment = next_segment(rest); is_param(segment))
            route.params.emplace_back(segment.substr(1, segment.size() - 2));
    return route;
}

void Router::check_params(const Route& route, const std::function<bool(std::string_view)>& has_member) {
    for (const std::string& name : route.params)
        if (!has_member(name)) throw std::logic_error(route.name() + ": its request has no member " + name);
}

void Router::add(Route route) {
    routes_.push_back(std::move(route));
    const Route& added = routes_.back();
    Node* node = root_.get();
    for (std::string_view rest = added.path; !rest.empty();) {
        const std::string_view segment = next_segment(rest);
        if (is_param(segment)) {
            if (node->any == nullptr) node->any = std::make_unique<Node>();
            node = node->any.get();
        } else if (Node* known = node->child(segment)) {
            node = known;
        } else {
            node = node->children.emplace_back(segment, std::make_unique<Node>()).second.get();
        }
    }
    const Route*& place = node->routes[static_cast<std::size_t>(added.method)];
    if (place != nullptr) throw std::logic_error(added.name() + " is already taken by " + place->name());
    place = &added;
}

Route& Router::named(std::string_view spec) {
    for (Route& route : routes_)
        if (route.name() == spec) return route;
    throw std::logic_error("no such route: " + std::string(spec));
}

Router::Match Router::match(Request& request) const {
    Match match;
    if (!request.path.starts_with('/')) return match;
    std::vector<std::string_view> values;
    const Node* node = root_->find(request.path, values);
    if (node == nullptr) return match;
    const Method method = request.method == Method::head ? Method::get : request.method;
    match.route = node->routes[static_cast<std::size_t>(method)];
    if (match.route == nullptr) {
        for (const Route* route : node->routes)
            if (route != nullptr)
                match.allow.append(match.allow.empty() ? "" : ", ").append(word_of(route->method));
        return match;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        request.params.emplace_back(match.route->params[i], percent_decoded(values[i]));
    return match;
}

}  // namespace huan::http
