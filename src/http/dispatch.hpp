#pragma once

#include "http/rate.hpp"
#include "http/router.hpp"
#include "store/store.hpp"
#include "store/workers.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace huan::http {

/// One request on its way through the program, and back as an answer.
struct Exchange {
    std::shared_ptr<Request> request = std::make_shared<Request>();
    const Route* route = nullptr;
    base::Context ctx{};

    std::shared_ptr<void> asked{};  ///< The request struct.
    std::string key{};              ///< Idempotency-Key; empty for none.
    std::string hash{};
    bool replayed = false;
    Outcome outcome{};
    std::optional<Response> response{};
    std::exception_ptr failed{};
    std::function<void()> done{};  ///< Called once, from any thread, when `answer` has something to say.

    /// Calls `done`, which may let go of this exchange.
    void finish();
    /// Turns what happened into an answer.
    Response answer();
};
using ExchangePtr = std::shared_ptr<Exchange>;

/// Carries requests to the functions of their routes, on the right threads. Never blocks the caller.
class Dispatcher {
public:
    struct Options {
        int workers = 4;
        int streams = 4;  ///< Threads that write long answers.
        std::size_t most_waiting =
            1000;  ///< Requests waiting for a worker, and streams waiting for a thread.
        std::size_t most_commands = 20'000;  ///< Commands waiting for the store's writer; beyond, 503.
        Rate address_rate{2000, 4000};
        Rate actor_rate{5000, 10'000};
        bool limit_loopback = false;  ///< Whether the rates hold for callers on this machine.
    };
    Dispatcher(const Router& router, store::Store& store, const Options& options);
    ~Dispatcher();

    /// Runs a request whose route is known; `exchange->done` follows.
    void handle(const ExchangePtr& exchange);
    /// Before the body of an upload is read: `next` is called with why the caller may not, or nothing.
    void admit(const ExchangePtr& exchange, std::function<void(std::exception_ptr)> next);
    /// An admitted upload whose body stands at `path`; the file is removed afterwards.
    void handle_upload(const ExchangePtr& exchange, const std::string& path, std::int64_t size);

    /// Runs `write` with `pipe` on a streaming thread. \throws base::Error `server.overloaded`
    void start_stream(std::function<void(Sink&)> write, std::shared_ptr<Pipe> pipe);
    /// Small file work off the network thread.
    void on_worker(std::function<void()> work) { workers_.push(std::move(work)); }

private:
    void authenticate(const ExchangePtr& exchange, std::function<void(std::exception_ptr)> next);
    void authorise(Exchange& exchange);
    void dispatch(const ExchangePtr& exchange);
    void run_command(const ExchangePtr& exchange);
    void run_query(const ExchangePtr& exchange);
    void run_blocking(const ExchangePtr& exchange);
    void run_raw(const ExchangePtr& exchange);
    void carry_out(store::Transaction& tx, Exchange& exchange) const;
    void record(store::Transaction& tx, const Exchange& exchange) const;
    /// Records what a worker did, where it changed anything, and answers.
    void finish_work(const ExchangePtr& exchange);
    void push_work(std::function<void()> work);

    const Router& router_;
    store::Store& store_;
    Options options_;
    RateLimiter by_address_;
    RateLimiter by_actor_;
    store::BatchWorker<std::function<void()>> workers_;
    store::BatchWorker<std::function<void()>> streams_;
};

}  // namespace huan::http
