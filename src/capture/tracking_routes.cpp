#include "base/json.hpp"
#include "capture/cloud_event.hpp"
#include "capture/commands.hpp"
#include "capture/recent.hpp"
#include "capture/routes.hpp"
#include "capture/rows.hpp"
#include "capture/tracking.hpp"

#include <atomic>
#include <mutex>

namespace huan::capture {
namespace {

using base::Permission;

/// Messages a command: short enough for the writer, long enough to share its cost.
constexpr std::size_t chunk_size = 50;

/// One request on its way through several commands; answers when the last is durable.
class Delivery {
public:
    /// The messages are read here, by the thread that received them: the writer is everybody's.
    Delivery(std::vector<boost::json::object> bodies, const ReadMessage& read, base::Context ctx, bool strict,
             Recent& recent, http::Answer answer)
        : ctx_(std::move(ctx)),
          strict_(strict),
          recent_(recent),
          answer_(std::move(answer)) {
        if (bodies.size() > most_messages) {
            surplus_ = bodies.size() - most_messages;
            bodies.resize(most_messages);
        }
        items_ = read_items(std::move(bodies), read, source(), ctx_.now);
        verdicts_.resize(items_.size());
    }

    static void start(const std::shared_ptr<Delivery>& self, store::Store& store) {
        const std::size_t chunks = (self->items_.size() + chunk_size - 1) / chunk_size;
        if (chunks == 0) return self->finish();
        self->open_ = chunks;
        for (std::size_t chunk = 0; chunk < chunks; ++chunk)
            store.submit([self, chunk](store::Transaction& tx) { self->run(tx, chunk); },
                         [self](const std::exception_ptr& failed) { self->landed(failed); });
    }

private:
    SourceId source() const { return SourceId{ctx_.actor.source_id}; }

    void run(store::Transaction& tx, std::size_t chunk) {
        const std::size_t first = chunk * chunk_size;
        const std::size_t size = std::min(items_.size() - first, chunk_size);
        std::vector<Verdict> verdicts =
            record_items(tx, std::span(items_).subspan(first, size), source(), ctx_);
        std::move(verdicts.begin(), verdicts.end(), verdicts_.begin() + static_cast<std::ptrdiff_t>(first));
    }

    void landed(const std::exception_ptr& failed) {
        if (failed) {
            const std::lock_guard lock(mutex_);
            failed_ = failed;
        }
        if (--open_ == 0) finish();
    }

    void finish() {
        // Some chunks may be in: the client sends the whole batch again, and their messages are known by
        // their ids.
        if (failed_) return answer_.fail(failed_);
        bool rejected = surplus_ > 0;
        for (const Verdict& verdict : verdicts_) rejected |= verdict.fate == Fate::rejected;
        TrackingAnswer body{.success = !(strict_ && rejected), .verdicts = verdicts_};
        for (; surplus_ > 0; --surplus_)
            body.verdicts.push_back({.fate = Fate::rejected,
                                     .code = errors::too_large.code,
                                     .detail = errors::too_large.sentence});
        std::vector<boost::json::object> bodies;
        for (Item& item : items_) bodies.push_back(std::move(item.body));
        // Before the answer: who has it may look at once.
        recent_.add(source(), std::move(bodies), std::move(verdicts_), ctx_.now);
        answer_(http::json_text(boost::json::serialize(base::to_json(body)), body.success ? 200 : 400));
    }

    std::vector<Item> items_;
    base::Context ctx_;
    bool strict_;
    Recent& recent_;
    http::Answer answer_;
    std::size_t surplus_ = 0;
    std::vector<Verdict> verdicts_;
    std::atomic<std::size_t> open_ = 0;
    std::mutex mutex_;
    std::exception_ptr failed_;
};

using ReadItems = std::function<std::vector<boost::json::object>(const http::Request&)>;

void add(http::Router& router, store::Store& store, Recent& recent, const std::string& path,
         const ReadItems& items, const ReadMessage& read, const char* summary) {
    http::RouteOptions options;
    options.body_limit = static_cast<std::int64_t>(largest_body);
    options.audited = false;
    options.summary = summary;
    router.raw(
        "POST " + path, Permission::ingest,
        [&store, &recent, items, read](const std::shared_ptr<const http::Request>& request,
                                       const base::Context& ctx, const http::Answer& answer) {
            const bool strict = request->header("x-strict-mode") == "1";
            std::vector<boost::json::object> messages;
            try {
                messages = items(*request);
            } catch (const base::Error& unreadable) {
                recent.add_refused(SourceId{ctx.actor.source_id}, request->body, unreadable, ctx.now);
                throw;
            }
            Delivery::start(
                std::make_shared<Delivery>(std::move(messages), read, ctx, strict, recent, answer), store);
        },
        options);
}

/// `type` is empty for a batch.
void add_call(http::Router& router, store::Store& store, Recent& recent, const std::string& path,
              std::optional<CallType> type) {
    add(
        router, store, recent, path,
        [type](const http::Request& request) { return items_of(request.body, type); }, &read_message,
        "Segment-compatible tracking: 200 with a verdict a message; X-Strict-Mode: 1 answers 400 instead.");
}

/// What analytics.js (analytics-next) asks first: where to send, and that nothing else is switched on.
boost::json::object browser_settings(const http::Request& request, const std::string& write_key) {
    const std::string host = std::string(request.header("host")) + request.base_path + "/v1";
    boost::json::object sender{{"apiKey", write_key},
                               {"apiHost", host},
                               {"protocol", request.secure ? "https" : "http"},
                               {"unbundledIntegrations", boost::json::array{}},
                               {"addBundledMetadata", false}};
    const boost::json::object allowed{
        {"__default", {{"enabled", true}, {"integrations", boost::json::object{}}}}};
    return {{"integrations", {{"Segment.io", std::move(sender)}}},
            {"plan", {{"track", allowed}, {"identify", allowed}, {"group", allowed}}},
            {"edgeFunction", boost::json::object{}},
            {"analyticsNextEnabled", true},
            {"middlewareSettings", boost::json::object{}},
            {"enabledMiddleware", boost::json::object{}},
            {"metrics", {{"sampleRate", 0}}},
            {"legacyVideoPluginsEnabled", false},
            {"remotePlugins", boost::json::array{}}};
}

void add_browser_files(http::Router& router, store::Store& store, const KnowsKey& knows_key) {
    router.blocking("GET /v1/projects/{write_key}/settings", Permission::open,
                    [&store, knows_key](const http::Request& request, const base::Context&) {
                        const std::string key(request.param("write_key").value_or(""));
                        if (!store.read([&](store::Reader& db) { return knows_key(db, key); }))
                            throw base::Error{errors::unknown_key, "write_key"};
                        http::Response answer =
                            http::json_text(boost::json::serialize(browser_settings(request, key)));
                        answer.headers.add("cache-control", "public, max-age=300");
                        return answer;
                    });
    http::RouteOptions ignored;
    ignored.audited = false;
    ignored.summary = "The client's own metrics: taken and forgotten.";
    router.blocking(
        "POST /v1/m", Permission::open,
        [](const http::Request&, const base::Context&) { return http::json_text(R"({"success":true})"); },
        ignored);
}

}  // namespace

void tracking_routes(http::Router& router, store::Store& store, history::History& history, Recent& recent,
                     const KnowsKey& knows_key) {
    base::for_each_value<CallType>([&](std::string_view word, CallType type) {
        add_call(router, store, recent, "/v1/" + std::string(word), type);
        add_call(router, store, recent, "/v1/" + std::string(word.substr(0, 1)), type);
    });
    for (const char* path : {"/v1/batch", "/v1/b"}) add_call(router, store, recent, path, {});
    add(router, store, recent, "/v1/cloudevents", &cloud_events_of, &read_cloud_event,
        "CloudEvents 1.0 in binary, structured or batch mode: 200 with a verdict an event.");
    add_browser_files(router, store, knows_key);
    router.query("GET /api/sources", Permission::source_manage, &list_sources);
    router.command("POST /api/sources", Permission::source_manage, &create_source);
    router.query("GET /api/sources/{source_id}/rejected", Permission::source_manage, &list_rejected);
    router.query("GET /api/sources/{source_id}/recent", Permission::source_manage,
                 [&recent](store::Reader& db, const WatchSource& query, const base::Context& ctx) {
                     return recent.of(visible_source(db, query.source_id, ctx).id);
                 });
    router.command("POST /api/rejected_messages/{message_id}/send_again", Permission::source_manage,
                   &send_again);
    router.blocking("GET /api/event_definitions", Permission::source_manage,
                    [&store, &history](const ListDefinitions& query, const base::Context& ctx) {
                        return event_dictionary(store, history, query, ctx);
                    });
    router.command("PUT /api/event_definitions", Permission::source_manage, &define_event);
}

std::string authorization_from_body(const std::string& body) {
    // Only the key is looked for here; the body is judged later, by the route.
    boost::system::error_code failed;
    const boost::json::value parsed = boost::json::parse(body, failed);
    if (failed || !parsed.is_object()) return {};
    const boost::json::value* key = parsed.get_object().if_contains("writeKey");
    return key != nullptr && key->is_string() ? "Bearer " + std::string(key->get_string()) : std::string();
}

}  // namespace huan::capture
