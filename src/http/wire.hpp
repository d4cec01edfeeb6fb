#pragma once

#include "http/message.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

/// Only session.cpp, server.cpp and wire.cpp include this: it brings Beast along.
namespace huan::http {

/// Takes the body as it comes off the wire, without chunk headers, still packed.
class BodyTaker {
public:
    virtual ~BodyTaker() = default;
    /// \throws base::Error to refuse the request.
    virtual void take(std::string_view piece) = 0;
};

/// Beast's parser, filling our Request directly.
class WireParser final : public boost::beast::http::basic_parser<true> {
public:
    WireParser(Request& request, std::uint32_t header_limit, std::size_t most_headers);

    void set_taker(BodyTaker* taker) { taker_ = taker; }
    /// The request target as sent, until it is read into path and query.
    const std::string& target() const { return target_; }
    bool is_http_1_1() const { return version_ == 11; }
    /// Why parsing stopped with an error; empty for the parser's own reasons.
    const std::exception_ptr& refused() const { return refused_; }

private:
    using string_view = boost::beast::string_view;
    using error_code = boost::beast::error_code;
    using Field = boost::beast::http::field;
    void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                         error_code& ec) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(Field field, string_view name, string_view value, error_code& ec) override;
    void on_header_impl(error_code&) override { in_trailer_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view body, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) override;
    void on_finish_impl(error_code&) override {}
    /// What could make us and a proxy in front disagree where this request ends, or whom it is for.
    bool is_ambiguous(Field field, string_view value) const;
    void refuse(std::exception_ptr why, error_code& ec);

    Request& request_;
    std::string target_;
    int version_ = 11;
    std::uint32_t header_limit_;
    std::size_t header_bytes_ = 0;
    std::size_t most_headers_;
    std::size_t headers_ = 0;
    bool in_trailer_ = false;
    BodyTaker* taker_ = nullptr;
    std::exception_ptr refused_;
};

}  // namespace huan::http
