#include "http/dispatch.hpp"

#include "base/log.hpp"
#include "http/access.hpp"
#include "http/errors.hpp"
#include "http/gzip.hpp"
#include "http/idempotency.hpp"
#include "http/pipe.hpp"
#include "http/problem.hpp"

#include <atomic>
#include <filesystem>

namespace huan::http {
namespace {

bool changes(const Route& route) { return route.method != Method::get; }

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

/// Calls `done` once, also when a raw handler let go of its Answer without giving one.
class Promise {
public:
    explicit Promise(ExchangePtr exchange) : exchange_(std::move(exchange)) {}
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;
    ~Promise() {
        if (answered_.load()) return;
        exchange_->failed = std::make_exception_ptr(std::logic_error("a route gave no answer"));
        exchange_->finish();
    }
    void give(Response response) {
        if (answered_.exchange(true)) return;
        exchange_->response = std::move(response);
        exchange_->finish();
    }

private:
    ExchangePtr exchange_;
    std::atomic<bool> answered_ = false;
};

void run_each(std::vector<std::function<void()>>& batch) {
    for (const std::function<void()>& work : batch) {
        try {
            work();
        } catch (...) {
            base::log::error("work of a request ended in an exception that nobody took");
        }
    }
    batch.clear();  // Lets go of what the work held before the thread waits again.
}

Response response_of(Outcome& outcome) {
    if (outcome.refused) {
        Response response = problem(*outcome.refused);
        for (const auto& [name, value] : outcome.headers.all()) response.headers.add(name, value);
        return response;
    }
    Response response;
    if (outcome.has_body)
        response = json_text(boost::json::serialize(outcome.body), outcome.status);
    else
        response.status = outcome.status;
    for (const auto& [name, value] : outcome.headers.all()) response.headers.add(name, value);
    return response;
}

/// Does the costly part of answering here and now, instead of on the network thread.
void prepare_response(Exchange& x) {
    try {
        if (!x.response) x.response = response_of(x.outcome);
        compress(*x.response, *x.request);
    } catch (...) {
        x.failed = std::current_exception();
    }
}

}  // namespace

void Exchange::finish() {
    const std::function<void()> call = std::move(done);  // By the time it returns, the exchange may be over.
    call();
}

Response Exchange::answer() {
    if (failed) return problem(failed);
    if (!response) response = response_of(outcome);
    if (replayed) response->headers.add("idempotent-replay", "true");
    return std::move(*response);
}

Dispatcher::Dispatcher(const Router& router, store::Store& store, const Options& options)
    : router_(router),
      store_(store),
      options_(options),
      by_address_(options.address_rate),
      by_actor_(options.actor_rate) {
    workers_.start(static_cast<std::size_t>(options.workers), 1, run_each);
    streams_.start(static_cast<std::size_t>(options.streams), 1, run_each);
}

Dispatcher::~Dispatcher() {
    workers_.stop();
    streams_.stop();
}

void Dispatcher::handle(const ExchangePtr& exchange) {
    authenticate(exchange, [this, exchange](const std::exception_ptr& refused) {
        if (!refused) {
            try {
                authorise(*exchange);
                return dispatch(exchange);
            } catch (...) {
                exchange->failed = std::current_exception();
            }
        } else {
            exchange->failed = refused;
        }
        exchange->finish();
    });
}

void Dispatcher::admit(const ExchangePtr& exchange, std::function<void(std::exception_ptr)> next) {
    authenticate(exchange, [this, exchange, next = std::move(next)](const std::exception_ptr& refused) {
        if (refused) return next(refused);
        std::exception_ptr forbidden;
        try {
            authorise(*exchange);
        } catch (...) {
            forbidden = std::current_exception();
        }
        next(forbidden);
    });
}

void Dispatcher::authenticate(const ExchangePtr& exchange, std::function<void(std::exception_ptr)> next) {
    Exchange& x = *exchange;
    const Request& request = *x.request;
    const Hooks& hooks = router_.hooks();
    x.ctx.now = base::clock_now();
    try {
        if (options_.limit_loopback || !is_loopback(request.address))
            by_address_.take(request.address, RateLimiter::Clock::now());
        if (x.route->permission == base::Permission::open) return next(nullptr);
        std::optional<base::Context> known;
        if (hooks.recall) known = hooks.recall(request, *x.route, x.ctx.now);
        if (known) {
            x.ctx = std::move(*known);
            return next(nullptr);
        }
    } catch (...) {
        return next(std::current_exception());
    }
    if (!hooks.authenticate) return next(nullptr);
    store_.submit_read(
        [exchange, &hooks](store::Reader& db) {
            exchange->ctx = hooks.authenticate(db, *exchange->request, *exchange->route, exchange->ctx.now);
        },
        std::move(next));
}

void Dispatcher::authorise(Exchange& exchange) {
    const base::Actor& actor = exchange.ctx.actor;
    require(actor, exchange.route->permission);
    if (actor.kind == base::ActorKind::nobody || options_.actor_rate.per_second <= 0) return;
    if (!options_.limit_loopback && is_loopback(exchange.request->address)) return;
    by_actor_.take(std::string(base::word_of(actor.kind)) + std::to_string(actor.id),
                   RateLimiter::Clock::now());
}

void Dispatcher::dispatch(const ExchangePtr& exchange) {
    const Route& route = *exchange->route;
    if (route.parse) exchange->asked = route.parse(*exchange->request);
    switch (route.kind) {
        case RouteKind::command: return run_command(exchange);
        case RouteKind::query: return run_query(exchange);
        case RouteKind::blocking: return run_blocking(exchange);
        case RouteKind::raw: return run_raw(exchange);
        case RouteKind::upload: break;  // See handle_upload.
    }
    throw std::logic_error("an upload must be admitted first");
}

void Dispatcher::run_command(const ExchangePtr& exchange) {
    if (store_.backlog() > options_.most_commands) throw base::Error{errors::overloaded};
    if (exchange->ctx.actor.kind != base::ActorKind::nobody) {
        exchange->key = idempotency_key(*exchange->request);
        if (!exchange->key.empty()) exchange->hash = request_hash(*exchange->request);
    }
    store_.submit([this, exchange](store::Transaction& tx) { carry_out(tx, *exchange); },
                  [exchange](const std::exception_ptr& failed) {
                      exchange->failed = failed;
                      exchange->finish();
                  });
}

void Dispatcher::carry_out(store::Transaction& tx, Exchange& x) const {
    x.response.reset();  // The store may run it again.
    x.replayed = false;
    if (!x.key.empty()) {
        if (const std::optional<StoredAnswer> stored = claim_idempotency(tx, x.ctx, x.key, x.hash)) {
            if (x.route->options.secret) throw base::Error{errors::already_done};
            const int status = static_cast<int>(stored->status);
            x.response =
                text(stored->body, status < 400 ? "application/json" : "application/problem+json", status);
            x.replayed = true;
            return;
        }
    }
    x.outcome = x.route->command(tx, x.asked.get(), x.ctx, *x.request);
    if (x.route->options.audited) record(tx, x);
    if (x.key.empty()) return;
    if (x.route->options.secret) return keep_answer(tx, x.ctx, x.key, x.outcome.status, {});
    x.response = response_of(x.outcome);
    keep_answer(tx, x.ctx, x.key, x.response->status, x.response->body);
}

void Dispatcher::record(store::Transaction& tx, const Exchange& x) const {
    const Hooks& hooks = router_.hooks();
    if (!hooks.after_command || x.outcome.refused) return;
    const boost::json::value nothing;
    const bool secret = x.route->options.secret;
    const boost::json::object asked = secret || !x.route->asked || x.asked == nullptr
                                          ? boost::json::object{}
                                          : x.route->asked(x.asked.get());
    const Executed executed{*x.route, *x.request, asked, secret ? nothing : x.outcome.body};
    hooks.after_command(tx, x.ctx, executed);
}

void Dispatcher::run_query(const ExchangePtr& exchange) {
    store_.submit_read(
        [exchange](store::Reader& db) {
            Exchange& x = *exchange;
            x.outcome = x.route->query(db, x.asked.get(), x.ctx, *x.request);
        },
        [exchange](const std::exception_ptr& failed) {
            exchange->failed = failed;
            // On the reading thread: there are several, and the connection is free again.
            if (!failed) prepare_response(*exchange);
            exchange->finish();
        });
}

void Dispatcher::push_work(std::function<void()> work) {
    if (workers_.waiting() >= options_.most_waiting) throw base::Error{errors::overloaded};
    workers_.push(std::move(work));
}

void Dispatcher::run_blocking(const ExchangePtr& exchange) {
    push_work([this, exchange] {
        Exchange& x = *exchange;
        try {
            if (x.route->blocking_raw)
                x.response = x.route->blocking_raw(*x.request, x.ctx);
            else
                x.outcome = x.route->blocking(x.asked.get(), x.ctx, *x.request);
        } catch (...) {
            x.failed = std::current_exception();
            return x.finish();
        }
        finish_work(exchange);
    });
}

void Dispatcher::finish_work(const ExchangePtr& exchange) {
    Exchange& x = *exchange;
    const auto done = [exchange](const std::exception_ptr& failed) {
        exchange->failed = failed;
        exchange->finish();
    };
    try {
        const bool audited = changes(*x.route) && x.route->options.audited && router_.hooks().after_command;
        // What was done is done: it is on record before anybody is told.
        if (audited)
            return store_.submit([this, exchange](store::Transaction& tx) { record(tx, *exchange); }, done);
    } catch (...) {
        return done(std::current_exception());
    }
    prepare_response(x);
    x.finish();
}

void Dispatcher::run_raw(const ExchangePtr& exchange) {
    const auto promise = std::make_shared<Promise>(exchange);
    const Answer answer([promise](Response response) { promise->give(std::move(response)); });
    try {
        exchange->route->raw(exchange->request, exchange->ctx, answer);
    } catch (...) {
        answer.fail(std::current_exception());
    }
}

void Dispatcher::handle_upload(const ExchangePtr& exchange, const std::string& path, std::int64_t size) {
    const auto work = [this, exchange, path, size] {
        Exchange& x = *exchange;
        try {
            const Upload upload{path, size, *x.request};
            x.outcome = x.route->upload(upload, x.ctx);
        } catch (...) {
            x.failed = std::current_exception();
        }
        std::error_code ignored;
        std::filesystem::remove(path, ignored);  // Moved away where it was to be kept.
        if (x.failed) return x.finish();
        finish_work(exchange);
    };
    try {
        push_work(work);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        exchange->failed = std::current_exception();
        exchange->finish();
    }
}

void Dispatcher::start_stream(std::function<void(Sink&)> write, std::shared_ptr<Pipe> pipe) {
    if (streams_.waiting() >= options_.most_waiting) throw base::Error{errors::overloaded};
    streams_.push([write = std::move(write), pipe = std::move(pipe)] {
        try {
            write(*pipe);
            pipe->finish();
        } catch (const Gone&) {
            pipe->fail();
        } catch (const std::exception& failed) {
            base::log::error("a download broke off: {}", failed.what());
            pipe->fail();
        }
    });
}

}  // namespace huan::http
