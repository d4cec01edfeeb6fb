#pragma once

#include <boost/json.hpp>

#include <functional>
#include <string>

namespace huan::server {

/// Speaks to the process that owns a data directory, over the socket inside it. Whoever may open the socket (the
/// directory's owner) acts as the system itself.
class LocalClient {
public:
    explicit LocalClient(std::string socket) : socket_(std::move(socket)) {}

    /// \throws base::Error as the server refused it; `store.unavailable` when nobody answers.
    boost::json::value get(const std::string& path) const;
    boost::json::value post(const std::string& path, const boost::json::value& body) const;
    boost::json::value remove(const std::string& path) const;
    /// Sends a file as the body; `sent` hears bytes sent and total.
    boost::json::value upload(const std::string& path, const std::string& file,
                              const std::function<void(std::int64_t, std::int64_t)>& sent) const;
    /// Writes an answer of any size to a file ("-": stdout); answers its size.
    std::int64_t download(const std::string& path, const std::string& file) const;
    /// Whether somebody listens.
    bool alive() const;

private:
    std::string socket_;
};

}  // namespace huan::server
