#pragma once

#include "base/page.hpp"
#include "http/input.hpp"
#include "http/route.hpp"

#include <boost/json.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace huan::http {

/// A command that was carried out, for the audit log.
struct Executed {
    const Route& route;
    const Request& request;            ///< Address, path parameters.
    const boost::json::object& asked;  ///< The request struct; empty where the route is secret.
    const boost::json::value& answered;
};

/// What the module `access` hangs in. All may be called from several threads at once.
struct Hooks {
    /// Who is calling, from session cookie (with CSRF check of commands), key or token. Runs on a store
    /// thread. The actor of kind `nobody` stands for "no credentials". Not asked for routes that are `open`.
    /// \throws base::Error for credentials that are wrong.
    std::function<base::Context(store::Reader&, const Request&, const Route&, base::Instant now)>
        authenticate{};
    /// The same from memory only: runs on the network thread, must not block; empty when only the store
    /// knows.
    std::function<std::optional<base::Context>(const Request&, const Route&, base::Instant now)> recall{};
    /// In the transaction of each command, after it; in one of its own after `blocking` and `upload` routes
    /// that change.
    std::function<void(store::Transaction&, const base::Context&, const Executed&)> after_command{};
};

namespace detail {

template <class F> struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... A> struct Signature<R (*)(A...)> {
    using Result = R;
    using Args = std::tuple<std::remove_cvref_t<A>...>;
    static constexpr std::size_t size = sizeof...(A);
    template <std::size_t I> using Arg = std::tuple_element_t<I, Args>;
};
template <class R, class... A> struct Signature<R(A...)> : Signature<R (*)(A...)> {};
template <class R, class C, class... A> struct Signature<R (C::*)(A...)> : Signature<R (*)(A...)> {};
template <class R, class C, class... A> struct Signature<R (C::*)(A...) const> : Signature<R (*)(A...)> {};

template <class R> struct BodyOf {
    using Type = R;
};
template <class T> struct BodyOf<Reply<T>> {
    using Type = T;
};

template <class T> inline constexpr bool is_empty_body = std::is_void_v<T> || std::is_same_v<T, Nothing>;

inline Outcome empty_outcome() {
    Outcome outcome;
    outcome.status = 204;
    outcome.has_body = false;
    return outcome;
}

template <class T> Outcome outcome_of(const T& value) {
    Outcome outcome;
    if constexpr (is_empty_body<T>)
        return empty_outcome();
    else
        outcome.body = base::to_json(value);
    return outcome;
}

template <class T> Outcome outcome_of(const Reply<T>& reply) {
    Outcome outcome = outcome_of(reply.body);
    if (reply.status != 200) outcome.status = reply.status;
    outcome.headers = reply.headers;
    outcome.refused = reply.refused;
    return outcome;
}

/// Calls `f` with the request as last argument where it takes one.
template <class F, class... Args> Outcome call(F& f, const Request& request, Args&... args) {
    const auto run = [&]() -> decltype(auto) {
        if constexpr (std::is_invocable_v<F&, Args&..., const Request&>)
            return f(args..., request);
        else
            return f(args...);
    };
    if constexpr (std::is_void_v<decltype(run())>) {
        run();
        return empty_outcome();
    } else {
        return outcome_of(run());
    }
}

}  // namespace detail

/// Every endpoint of the program. Filled at start by the modules' routes.cpp, then only read.
///
/// A specification is "METHOD /path/{param}". Members of the request struct get path parameters of the same
/// name, and the rest from the JSON body (POST, PUT, PATCH) or from the query string (GET, DELETE). \throws
/// std::logic_error at registration for a path that is taken, or a parameter that no member takes.
class Router {
public:
    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// `R f(store::Transaction&, const Cmd&, const base::Context& [, const Request&])`; R is a described
    /// struct, vector, Reply<...> or void (204). It may run more than once, so it must do nothing but use the
    /// transaction.
    template <class F>
    void command(std::string_view spec, base::Permission permission, F f, RouteOptions options = {}) {
        using S = detail::Signature<F>;
        using Cmd = typename S::template Arg<1>;
        Route route =
            typed<Cmd, typename S::Result>(spec, permission, RouteKind::command, std::move(options));
        route.command = [f](store::Transaction& tx, const void* cmd, const base::Context& ctx,
                            const Request& request) {
            return detail::call(f, request, tx, *static_cast<const Cmd*>(cmd), ctx);
        };
        add(std::move(route));
    }

    /// `R f(store::Reader&, const Query&, const base::Context& [, const Request&])`.
    template <class F>
    void query(std::string_view spec, base::Permission permission, F f, RouteOptions options = {}) {
        using S = detail::Signature<F>;
        using Query = typename S::template Arg<1>;
        Route route =
            typed<Query, typename S::Result>(spec, permission, RouteKind::query, std::move(options));
        route.query = [f](store::Reader& db, const void* query, const base::Context& ctx,
                          const Request& request) {
            return detail::call(f, request, db, *static_cast<const Query*>(query), ctx);
        };
        add(std::move(route));
    }

    /// For work that waits: `R f(const Cmd&, const base::Context& [, const Request&])` as above, or
    /// `Response f(const Request&, const base::Context&)` for downloads and other bodies than JSON.
    /// Runs on a worker thread; what it writes, it writes through the store it captured.
    template <class F>
    void blocking(std::string_view spec, base::Permission permission, F f, RouteOptions options = {}) {
        using S = detail::Signature<F>;
        using First = typename S::template Arg<0>;
        if constexpr (std::is_same_v<typename S::Result, Response>) {
            static_assert(std::is_same_v<First, Request>,
                          "a Response comes from (const Request&, const Context&)");
            Route route = plain(spec, permission, RouteKind::blocking, std::move(options));
            route.blocking_raw = [f](const Request& request, const base::Context& ctx) {
                return f(request, ctx);
            };
            add(std::move(route));
        } else {
            Route route =
                typed<First, typename S::Result>(spec, permission, RouteKind::blocking, std::move(options));
            route.blocking = [f](const void* cmd, const base::Context& ctx, const Request& request) {
                return detail::call(f, request, *static_cast<const First*>(cmd), ctx);
            };
            add(std::move(route));
        }
    }

    /// `void f(std::shared_ptr<const Request>, const base::Context&, const Answer&)` on the network thread:
    /// it must not block, and answers now or later, for example from `store::Store::submit`'s call-back.
    template <class F>
    void raw(std::string_view spec, base::Permission permission, F f, RouteOptions options = {}) {
        Route route = plain(spec, permission, RouteKind::raw, std::move(options));
        route.raw = std::move(f);
        add(std::move(route));
    }

    /// `R f(const Upload&, const base::Context&)` or `R f(const Upload&, const Query&, const
    /// base::Context&)`, with the query string in `Query`: the body, up to `options.body_limit` (512 MiB
    /// where it says nothing greater than 1 MiB), is in a file. The permission is checked before the body is
    /// read.
    template <class F>
    void upload(std::string_view spec, base::Permission permission, F f, RouteOptions options = {}) {
        using S = detail::Signature<F>;
        using R = typename S::Result;
        using Second = std::remove_cvref_t<typename S::template Arg<1>>;
        if (options.body_limit <= RouteOptions{}.body_limit) options.body_limit = std::int64_t{512} << 20;
        Route route = plain(spec, permission, RouteKind::upload, std::move(options));
        describe_response<R>(route);
        if constexpr (!std::is_same_v<Second, base::Context>)
            route.request_schema = [](base::SchemaBook& book) { return book.schema_of<Second>(); };
        route.upload = [f](const Upload& upload, const base::Context& ctx) {
            const auto run = [&] {
                if constexpr (std::is_same_v<Second, base::Context>)
                    return f(upload, ctx);
                else
                    return f(upload, read_query<Second>(upload.request), ctx);
            };
            if constexpr (std::is_void_v<R>) {
                run();
                return detail::empty_outcome();
            } else {
                return detail::outcome_of(run());
            }
        };
        add(std::move(route));
    }

    /// Says the JSON structs of a raw or blocking route that handles its bytes itself, for the API
    /// description.
    template <class Body, class Result> void describe(std::string_view spec) {
        Route& route = named(spec);
        route.request_schema = [](base::SchemaBook& book) { return book.schema_of<Body>(); };
        route.has_body = true;
        describe_response<Result>(route);
    }

    /// In the order they were added.
    const std::deque<Route>& routes() const { return routes_; }

    void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }
    const Hooks& hooks() const { return hooks_; }

    /// Answers GET requests that no route takes (static files); runs on the network thread, must not block.
    using Fallback = std::function<std::optional<Response>(const Request&)>;
    void set_fallback(Fallback fallback) { fallback_ = std::move(fallback); }
    const Fallback& fallback() const { return fallback_; }

    struct Match {
        const Route* route = nullptr;
        std::string allow{};  ///< Methods of this path, where it has any: "GET, POST".
    };
    /// Finds the route and fills `request.params`. HEAD is answered by GET's route.
    /// \throws base::Error `request.malformed` for a path that is no valid UTF-8 once decoded.
    Match match(Request& request) const;

private:
    struct Node;

    template <class Body, class Result>
    Route typed(std::string_view spec, base::Permission permission, RouteKind kind, RouteOptions options) {
        static_assert(base::Described<Body>,
                      "the request must be a described struct; http::Nothing for none");
        Route route = plain(spec, permission, kind, std::move(options));
        route.has_body = !std::is_same_v<Body, Nothing> && takes_body(route.method);
        check_params(route, [](std::string_view name) { return detail::has_member<Body>(name); });
        route.has_body = route.has_body && detail::member_count<Body>() > route.params.size();
        // Also where no member is left for it, so that a body full of mistakes is not taken for none.
        const bool body = takes_body(route.method);
        route.parse = [body](const Request& request) -> std::shared_ptr<void> {
            return std::make_shared<Body>(body ? read_body<Body>(request) : read_query<Body>(request));
        };
        route.asked = [](const void* cmd) { return base::to_object(*static_cast<const Body*>(cmd)); };
        if constexpr (!std::is_same_v<Body, Nothing>)
            route.request_schema = [](base::SchemaBook& book) { return book.schema_of<Body>(); };
        describe_response<Result>(route);
        return route;
    }
    template <class Result> static void describe_response(Route& route) {
        using T = typename detail::BodyOf<Result>::Type;
        if constexpr (!detail::is_empty_body<T>)
            route.response_schema = [](base::SchemaBook& book) { return book.schema_of<T>(); };
    }

    static bool takes_body(Method method);
    static Route plain(std::string_view spec, base::Permission permission, RouteKind kind,
                       RouteOptions options);
    static void check_params(const Route& route, const std::function<bool(std::string_view)>& has_member);
    void add(Route route);
    Route& named(std::string_view spec);

    std::deque<Route> routes_;
    std::unique_ptr<Node> root_;
    Hooks hooks_;
    Fallback fallback_;
};

}  // namespace huan::http
