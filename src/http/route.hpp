#pragma once

#include "base/context.hpp"
#include "base/error.hpp"
#include "base/permission.hpp"
#include "base/schema.hpp"
#include "http/message.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huan::http {

/// For a request or an answer without members.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// What a command or query returns when status 200 and a body do not say it all.
template <class T = Nothing> struct Reply {
    T body{};
    int status = 200;
    Headers headers{};  ///< "set-cookie", "location"...
    /// What was written stays committed, yet the caller gets this refusal: a wrong password must count.
    std::optional<base::Error> refused{};
};

/// What a route may ask for beside its path and permission.
struct RouteOptions {
    std::int64_t body_limit = 1 << 20;  ///< Bytes, counted after gunzip.
    /// Request or answer holds a password, token or key: neither reaches the audit log, and the answer is not
    /// kept for repeated Idempotency-Keys (a repetition gets 409 `request.already_done`).
    bool secret = false;
    bool audited =
        true;  ///< Off for what people do not decide: calls of machines that stand in the journal anyway.
    std::string summary{};  ///< For the API description.
};

/// How a route is served; also says which thread its function runs on.
enum class RouteKind {
    command,   ///< In a transaction; the answer goes out after the durable commit.
    query,     ///< On a reading thread of the store.
    blocking,  ///< On a worker thread: may wait for history, hash a password, write through the store.
    raw,       ///< On the network thread: must not block; answers through a call-back.
    upload,    ///< On a worker thread, with the body in a file.
};

/// What the function of a route answered, before it becomes bytes.
struct Outcome {
    int status = 200;
    Headers headers{};
    boost::json::value body{};
    bool has_body = true;
    std::optional<base::Error> refused{};
};

/// A body that was written to a file in the spool directory. It is deleted when the handler returns: move it
/// to keep it.
struct Upload {
    std::string path{};
    std::int64_t size = 0;   ///< Bytes, after gunzip.
    const Request& request;  ///< Query, headers (content-type), path parameters; the body is empty.
};

/// How a `raw` handler answers: once, from any thread. Copies answer the same request.
class Answer {
public:
    using Send = std::function<void(Response)>;
    explicit Answer(Send send) : send_(std::move(send)) {}
    void operator()(Response response) const { send_(std::move(response)); }
    /// A refusal or failure becomes the problem answer it stands for.
    void fail(const std::exception_ptr& why) const;

private:
    Send send_;
};

/// One endpoint. Its types are gone here: functions made by the router's templates remember them.
struct Route {
    using Parse = std::function<std::shared_ptr<void>(const Request&)>;

    Method method = Method::get;
    std::string path{};  ///< "/api/coupons/{coupon_id}/redeem"
    base::Permission permission = base::Permission::open;
    RouteKind kind = RouteKind::query;
    RouteOptions options{};
    std::vector<std::string> params{};  ///< Names in the path.
    bool has_body = false;              ///< The request struct comes as JSON.

    Parse parse{};
    std::function<boost::json::object(const void*)>
        asked{};  ///< The request struct as JSON, for the audit log.
    std::function<Outcome(store::Transaction&, const void*, const base::Context&, const Request&)> command{};
    std::function<Outcome(store::Reader&, const void*, const base::Context&, const Request&)> query{};
    std::function<Outcome(const void*, const base::Context&, const Request&)> blocking{};
    std::function<Response(const Request&, const base::Context&)> blocking_raw{};
    std::function<void(std::shared_ptr<const Request>, const base::Context&, const Answer&)> raw{};
    std::function<Outcome(const Upload&, const base::Context&)> upload{};

    std::function<boost::json::object(base::SchemaBook&)> request_schema{};   ///< Empty: no struct.
    std::function<boost::json::object(base::SchemaBook&)> response_schema{};  ///< Empty: no JSON body.

    /// "POST /api/coupons/{coupon_id}/redeem"
    std::string name() const;
};

}  // namespace huan::http
