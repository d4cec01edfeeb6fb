#include "http/problem.hpp"

#include "base/log.hpp"
#include "http/errors.hpp"

#include <boost/json.hpp>

#include <fmt/format.h>
#include <sodium.h>

#include <new>

namespace huan::http {
namespace {

int status_of(const base::ErrorKind& kind) {
    if (kind == errors::method_not_allowed) return 405;
    if (kind == errors::headers_too_large) return 431;
    if (kind == errors::unknown_encoding) return 415;
    return base::http_status(kind.category);
}

Response recorded(const char* what) {
    std::uint64_t number = 0;
    randombytes_buf(&number, sizeof number);
    const std::string reference = fmt::format("{:012x}", number >> 16U);
    base::log::error("failure {}: {}", reference, what);
    return problem(
        base::Error{errors::internal, {}, "Something went wrong on our side. Reference: " + reference + "."});
}

}  // namespace

std::string problem_json(const base::Error& refused, int status) {
    boost::json::object body;
    body["type"] = std::string("/problems/") + refused.kind().code;
    body["title"] = refused.kind().sentence;
    body["status"] = status;
    body["code"] = refused.kind().code;
    body["detail"] = refused.detail();
    if (!refused.field().empty()) body["field"] = refused.field();
    return boost::json::serialize(body);
}

Response problem(const base::Error& refused) {
    const int status = status_of(refused.kind());
    Response response = text(problem_json(refused, status), "application/problem+json", status);
    if (refused.retry_after)
        response.headers.add("retry-after", std::to_string(refused.retry_after->count()));
    else if (status == 503 || status == 429)
        response.headers.add("retry-after", "1");
    if (status == 401) response.headers.add("www-authenticate", "Bearer");
    return response;
}

Response problem(const std::exception_ptr& why) {
    try {
        std::rethrow_exception(why);
    } catch (const base::Error& refused) {
        return problem(refused);
    } catch (const std::bad_alloc&) {
        base::log::error("out of memory");
        return problem(base::Error{errors::overloaded});
    } catch (const std::exception& failed) {
        return recorded(failed.what());
    } catch (...) {
        return recorded("an exception of an unknown type");
    }
}

}  // namespace huan::http
