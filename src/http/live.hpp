#pragma once

#include "base/context.hpp"
#include "http/router.hpp"

#include <boost/json.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace huan::http {

class Pipe;

/// Tells open consoles what happens, as server-sent events: `GET /api/live?topics=job,lead`.
/// A hint to look again, not a record: who is not listening misses it. Thread-safe; outlives the server it
/// serves.
class Live {
public:
    struct Options {
        base::Duration heartbeat{15'000};
        base::Duration lifetime{600'000};       ///< Then the browser connects, and is identified, again.
        std::size_t most_waiting = 256 * 1024;  ///< Bytes a slow client may be behind before it is cut off.
    };
    Live();
    explicit Live(Options options);
    ~Live();

    /// Names a topic and who may listen. All topics are named before the server starts.
    void topic(std::string name, base::Permission permission);
    void routes(Router& router);

    /// To those who listen to `topic` and may see a record of the node `org_path` ("/1/4/") assigned to
    /// `owner`; an empty path stands for news that concern every node. Never blocks.
    void publish(std::string_view topic, const boost::json::value& data, std::string_view org_path = {},
                 base::UserId owner = {});
    /// Ends all streams; used when the server stops. Later listeners are refused.
    void close();
    std::size_t listeners() const;

private:
    struct Listener {
        base::Actor actor;
        std::vector<std::string> topics;
        std::shared_ptr<Pipe> pipe;
    };
    std::vector<std::string> wanted(const Request& request, const base::Actor& actor) const;
    Response listen(const Request& request, const base::Context& ctx);

    Options options_;
    std::map<std::string, base::Permission, std::less<>> topics_;
    mutable std::mutex mutex_;
    std::vector<Listener> listeners_;
    bool closed_ = false;
};

}  // namespace huan::http
