#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

struct sockaddr;

namespace huan::jobs {

/// What we allow a call to somebody else's server.
struct PostLimits {
    base::Duration connect{5'000};
    base::Duration total{15'000};
    bool allow_private = false;  ///< Also call addresses inside private networks and this machine.
};

struct PostRequest {
    std::string url{};
    std::vector<std::string> headers{};  ///< "Name: value"
    std::string body{};
    bool get = false;         ///< GET instead, without a body.
    std::size_t keep = 2000;  ///< How many bytes of the answer are wanted.
};

struct PostAnswer {
    int status = 0;      ///< 0: there was no answer; `problem` says why.
    std::string body{};  ///< Its beginning.
    bool whole = true;   ///< `body` is all there was.
    std::string problem{};
    bool refused = false;  ///< We did not call: the name leads to a private address.
    std::optional<base::Duration> retry_after{};
};

/// One POST or GET: no redirects, no proxy, no cookies. Every address the name leads to is checked at the
/// moment of connecting, so that a name cannot pass the check and then lead elsewhere. Blocks; returns soon
/// after `stop`.
PostAnswer post(const PostRequest& request, const PostLimits& limits, const std::stop_token& stop = {});

/// Whether an address is part of the public internet: not private, loopback, link-local, multicast, reserved,
/// nor an IPv6 form of one of these.
bool is_public_address(const sockaddr* address);

/// \throws base::Error `jobs.bad_url`; `jobs.private_address` where the host is a literal private address or
/// a name that always means this machine, and those are not allowed.
void check_url(const std::string& url, bool allow_private, const std::string& field);

}  // namespace huan::jobs
