#include "base/json.hpp"
#include "capture/commands.hpp"
#include "capture/routes.hpp"
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
    Delivery(std::vector<boost::json::object> items, std::optional<CallType> type, base::Context ctx,
             bool strict, http::Answer answer)
        : items_(std::move(items)),
          type_(type),
          ctx_(std::move(ctx)),
          strict_(strict),
          answer_(std::move(answer)) {
        if (items_.size() > most_messages) {
            surplus_ = items_.size() - most_messages;
            items_.resize(most_messages);
        }
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
    void run(store::Transaction& tx, std::size_t chunk) {
        const std::size_t first = chunk * chunk_size;
        const std::size_t last = std::min(items_.size(), first + chunk_size);
        const std::vector<boost::json::object> part(items_.begin() + static_cast<std::ptrdiff_t>(first),
                                                    items_.begin() + static_cast<std::ptrdiff_t>(last));
        std::vector<Verdict> verdicts = record_items(tx, part, type_, SourceId{ctx_.actor.source_id}, ctx_);
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
        for (; surplus_ > 0; --surplus_)
            verdicts_.push_back({.fate = Fate::rejected,
                                 .code = errors::too_large.code,
                                 .detail = errors::too_large.sentence});
        const TrackingAnswer body{.success = !(strict_ && rejected), .verdicts = std::move(verdicts_)};
        answer_(http::json_text(boost::json::serialize(base::to_json(body)), body.success ? 200 : 400));
    }

    std::vector<boost::json::object> items_;
    std::optional<CallType> type_;
    base::Context ctx_;
    bool strict_;
    http::Answer answer_;
    std::size_t surplus_ = 0;
    std::vector<Verdict> verdicts_;
    std::atomic<std::size_t> open_ = 0;
    std::mutex mutex_;
    std::exception_ptr failed_;
};

void add(http::Router& router, store::Store& store, const std::string& path, std::optional<CallType> type) {
    http::RouteOptions options;
    options.body_limit = static_cast<std::int64_t>(largest_body);
    options.audited = false;
    options.summary =
        "Segment-compatible tracking: 200 with a verdict a message; X-Strict-Mode: 1 answers 400 instead.";
    router.raw(
        "POST " + path, Permission::ingest,
        [&store, type](const std::shared_ptr<const http::Request>& request, const base::Context& ctx,
                       const http::Answer& answer) {
            const bool strict = request->header("x-strict-mode") == "1";
            Delivery::start(
                std::make_shared<Delivery>(items_of(request->body, type), type, ctx, strict, answer), store);
        },
        options);
}

}  // namespace

void tracking_routes(http::Router& router, store::Store& store) {
    base::for_each_value<CallType>(
        [&](std::string_view word, CallType type) { add(router, store, "/v1/" + std::string(word), type); });
    add(router, store, "/v1/batch", {});
    router.query("GET /api/sources", Permission::source_manage, &list_sources);
    router.command("POST /api/sources", Permission::source_manage, &create_source);
    router.query("GET /api/sources/{source_id}/rejected", Permission::source_manage, &list_rejected);
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
