#pragma once

#include "server/local_access.hpp"

#include <boost/json.hpp>

#include <functional>
#include <string>

namespace huan::server {

/// Speaks to the process that owns a data directory, as the system itself; see local_access.hpp.
class LocalClient {
public:
    explicit LocalClient(LocalAccess access) : access_(std::move(access)) {}

    /// \throws base::Error as the server refused it; `store.unavailable` when nobody answers.
    boost::json::value get(const std::string& path) const;
    boost::json::value post(const std::string& path, const boost::json::value& body) const;
    boost::json::value put(const std::string& path, const boost::json::value& body) const;
    boost::json::value remove(const std::string& path) const;
    /// Sends a file as the body; `sent` hears bytes sent and total.
    boost::json::value upload(const std::string& path, const std::string& file,
                              const std::function<void(std::int64_t, std::int64_t)>& sent) const;
    /// Writes an answer of any size to a file ("-": stdout); answers its size.
    std::int64_t download(const std::string& path, const std::string& file) const;
    /// Percent-encoded, for a query string.
    static std::string escaped(const std::string& text);

private:
    LocalAccess access_;
};

}  // namespace huan::server
