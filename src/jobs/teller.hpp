#pragma once

#include "jobs/outbox.hpp"
#include "jobs/post.hpp"
#include "jobs/version.hpp"
#include "store/event.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace huan::jobs {

inline constexpr const char* webhook_kind = "webhook";
inline constexpr const char* webhook_topic = "webhooks";

/// A new signing secret: "whsec_" + base64 of 24 random bytes.
std::string new_secret();

/// The value of the header webhook-signature: "v1," + base64 of HMAC-SHA256 over "id.timestamp.body".
/// `timestamp` is in Unix seconds. A secret that is not ours ("whsec_"...) is used as it is.
std::string signature_of(const std::string& secret, const std::string& id, std::int64_t timestamp,
                         const std::string& body);

/// Tells subscribed webhooks about events.
class Teller {
public:
    /// Path ("/1/4/") of a node of the organisation tree, which a module above this one keeps.
    using PathOf = std::function<std::string(store::Reader& db, base::OrgId id)>;

    Teller(store::Store& store, PathOf path_of, PostLimits limits);

    /// A reactor for every event: one outbox row a subscription that asked for it. Reads rows only where one
    /// did.
    void react(store::Transaction& tx, const store::Event& event, const base::Context& ctx);
    /// The outbox's sender of kind `webhook_kind`.
    Attempt send(const Delivery& delivery, const std::stop_token& stop);

private:
    struct Subscription {
        std::int64_t id;
        std::vector<std::string> events;
        std::string org_path;
    };
    using List = std::vector<Subscription>;
    std::shared_ptr<const List> current(store::Reader& db);

    store::Store& store_;
    PathOf path_of_;
    PostLimits limits_;
    Follower follower_{webhook_topic};
    std::mutex mutex_;
    std::shared_ptr<const List> list_ = std::make_shared<const List>();
};

}  // namespace huan::jobs
