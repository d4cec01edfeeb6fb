#include "http/wire.hpp"

#include "http/errors.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include <utility>

namespace huan::http {

WireParser::WireParser(Request& request, std::uint32_t header_limit, std::size_t most_headers)
    : request_(request),
      header_limit_(header_limit),
      most_headers_(most_headers) {
    this->header_limit(header_limit);
    body_limit(boost::none);  // The route's own limit counts what comes out of the body, see body.hpp.
    request_.headers.reserve(16);
}

void WireParser::refuse(std::exception_ptr why, error_code& ec) {
    refused_ = std::move(why);
    ec = boost::beast::http::error::bad_value;
}

void WireParser::on_request_impl(boost::beast::http::verb, string_view method, string_view target,
                                 int version, error_code&) {
    request_.method = method_of(std::string_view(method.data(), method.size()));
    target_.assign(target.data(), target.size());
    version_ = version;
    header_bytes_ = method.size() + target.size();
}

bool WireParser::is_ambiguous(Field field, string_view value) const {
    // Beast takes a body in any other coding for none, and reads what follows as the next request.
    if (field == Field::transfer_encoding) return version_ < 11 || !boost::beast::iequals(value, "chunked");
    return field == Field::host && request_.headers.has("host");
}

void WireParser::on_field_impl(Field field, string_view name, string_view value, error_code& ec) {
    header_bytes_ += name.size() + value.size() + 4;
    if (headers_++ == most_headers_ || header_bytes_ > header_limit_)
        return refuse(std::make_exception_ptr(base::Error{errors::headers_too_large}), ec);
    if (in_trailer_) return;  // Behind the body nobody may say who calls, or anything else of weight.
    if (is_ambiguous(field, value))
        return refuse(std::make_exception_ptr(base::Error{errors::malformed}), ec);
    std::string lower(name.data(), name.size());
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    request_.headers.add(std::move(lower), std::string_view(value.data(), value.size()));
}

std::size_t WireParser::on_body_impl(string_view body, error_code& ec) {
    if (taker_ == nullptr) return body.size();
    try {
        taker_->take(std::string_view(body.data(), body.size()));
    } catch (...) {
        refuse(std::current_exception(), ec);
    }
    return body.size();
}

std::size_t WireParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) {
    return on_body_impl(body, ec);
}

}  // namespace huan::http
