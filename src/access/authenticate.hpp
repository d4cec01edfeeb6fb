#pragma once

#include "base/context.hpp"
#include "http/router.hpp"
#include "jobs/version.hpp"
#include "store/store.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace huan::access {

/// Says who is calling: session cookie, API key (Bearer, or Basic with the key as user name) or customer
/// token (Bearer). Keys are answered from memory, which follows their version row. Thread-safe.
class Authenticator {
public:
    explicit Authenticator(store::Store& store);

    /// `http::Router::set_hooks` takes these; they refer to this object.
    http::Hooks hooks();

    /// \throws base::Error `access.bad_key`, `access.bad_customer_token`, `access.csrf`
    base::Context authenticate(store::Reader& db, const http::Request& request, const http::Route& route,
                               base::Instant now);
    /// From memory alone; empty when only the store knows.
    std::optional<base::Context> recall(const http::Request& request, const http::Route& route,
                                        base::Instant now);
    /// Whose key this is, for callers that send it elsewhere than in a header (Segment's "writeKey" in the
    /// body). Up to a second behind other processes.
    std::optional<base::Actor> find_key(store::Reader& db, std::string_view key);

private:
    struct Snapshot {
        boost::unordered_flat_map<std::string, base::Actor> keys{};  ///< By hash.
        std::string signing_secret{};
    };
    using SnapshotPtr = std::shared_ptr<const Snapshot>;

    SnapshotPtr current(store::Reader& db);
    SnapshotPtr held() const;
    base::Actor from_header(const Snapshot& known, std::string_view header, base::Instant now) const;
    base::Actor from_session(store::Reader& db, const http::Request& request, std::string_view token,
                             const http::Route& route, base::Instant now);
    void seen(std::int64_t session_id, base::Instant now);

    store::Store& store_;
    jobs::Follower follower_;
    mutable std::mutex mutex_;
    SnapshotPtr snapshot_ = std::make_shared<const Snapshot>();
};

}  // namespace huan::access
