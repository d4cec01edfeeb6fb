#include "http/live.hpp"

#include "http/access.hpp"
#include "http/errors.hpp"
#include "http/pipe.hpp"

#include <algorithm>
#include <exception>

namespace huan::http {

Live::Live() : Live(Options{}) {}
Live::Live(Options options) : options_(options) {}
Live::~Live() { close(); }

void Live::topic(std::string name, base::Permission permission) {
    topics_.insert_or_assign(std::move(name), permission);
}

void Live::routes(Router& router) {
    RouteOptions options;
    options.summary = "Server-sent events of the topics named in `topics`, separated by commas.";
    router.raw(
        "GET /api/live", base::Permission::signed_in,
        [this](const std::shared_ptr<const Request>& request, const base::Context& ctx,
               const Answer& answer) { answer(listen(*request, ctx)); },
        options);
}

std::vector<std::string> Live::wanted(const Request& request, const base::Actor& actor) const {
    std::vector<std::string> names;
    std::string_view rest = request.query_value("topics").value_or("");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        const std::string_view name = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto known = topics_.find(name);
        if (known == topics_.end()) throw base::Error{base::errors::not_allowed, "topics"};
        require(actor, known->second);
        names.emplace_back(name);
    }
    if (names.empty()) throw base::Error{base::errors::required, "topics"};
    return names;
}

Response Live::listen(const Request& request, const base::Context& ctx) {
    Listener listener{ctx.actor, wanted(request, ctx.actor), std::make_shared<Pipe>(options_.most_waiting)};
    Pipe& pipe = *listener.pipe;
    pipe.heartbeat = ":\n\n";
    pipe.heartbeat_after = options_.heartbeat;
    pipe.lifetime = options_.lifetime;
    pipe.push("retry: 2000\n\n");
    Response response = text({}, "text/event-stream");
    response.headers.add("cache-control", "no-store");
    response.headers.add("x-accel-buffering", "no");  // nginx would hold events back.
    response.pipe = listener.pipe;
    const std::lock_guard lock(mutex_);
    if (closed_) throw base::Error{errors::stopping};
    listeners_.push_back(std::move(listener));
    return response;
}

void Live::publish(std::string_view topic, const boost::json::value& data, std::string_view org_path,
                   base::UserId owner) {
    std::string event;
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [&](const Listener& listener) {
        const bool listens = std::find(listener.topics.begin(), listener.topics.end(), topic) !=
                             listener.topics.end();
        if (!listens) return listener.pipe->gone();
        if (!org_path.empty() && !base::may_see(listener.actor, org_path, owner))
            return listener.pipe->gone();
        if (event.empty())
            event.append("event: ")
                .append(topic)
                .append("\ndata: ")
                .append(boost::json::serialize(data))
                .append("\n\n");
        return !listener.pipe->push(event);
    });
}

void Live::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (const Listener& listener : listeners_) listener.pipe->finish();
    listeners_.clear();
}

std::size_t Live::listeners() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(listeners_.begin(), listeners_.end(),
                      [](const Listener& listener) { return !listener.pipe->gone(); }));
}

}  // namespace huan::http
