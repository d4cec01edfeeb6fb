#include "server/application.hpp"

#include "access/authenticate.hpp"
#include "access/commands.hpp"
#include "access/queries.hpp"
#include "access/record.hpp"
#include "access/routes.hpp"
#include "access/secret.hpp"
#include "access/vault.hpp"
#include "base/log.hpp"
#include "capture/commands.hpp"
#include "capture/contact_point.hpp"
#include "capture/finding.hpp"
#include "capture/importer.hpp"
#include "capture/puller.hpp"
#include "capture/routes.hpp"
#include "customer/document.hpp"
#include "customer/kind.hpp"
#include "customer/queries.hpp"
#include "demo/seeded_random.hpp"
#include "history/shipper.hpp"
#include "http/files.hpp"
#include "http/gzip.hpp"
#include "http/idempotency.hpp"
#include "http/live.hpp"
#include "http/openapi.hpp"
#include "http/server.hpp"
#include "jobs/outbox.hpp"
#include "jobs/routes.hpp"
#include "jobs/runner.hpp"
#include "jobs/scheduler.hpp"
#include "server/commands.hpp"
#include "server/demo_routes.hpp"
#include "server/exporter.hpp"
#include "server/loop.hpp"
#include "server/modules.hpp"
#include "server/onboarding.hpp"
#include "server/privacy.hpp"
#include "server/upkeep.hpp"
#include "store/migration.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <mutex>

namespace huan::server {
namespace {

constexpr std::chrono::milliseconds patience{10'000};

std::unique_ptr<store::Store> open_store(const Config& config, const DataDirectory& directory,
                                         Application::Purpose purpose) {
    auto store = store::Store::open({.directory = directory.records(),
                                     .postgres = config.postgres,
                                     .durable = purpose == Application::Purpose::serve});
    store::migrate(*store, store::all_migrations(), base::clock_now());
    return store;
}

history::Shipper::Open history_in(const DataDirectory& directory) {
    if (!history::available()) {
        base::log::warning("chDB is not available: the journal answers instead, which is slower");
        return {};
    }
    return [path = directory.history()] { return history::open({.directory = path}); };
}

http::ServerOptions server_options(const Config& config, const DataDirectory& directory) {
    http::ServerOptions options;
    options.address = config.listen;
    options.port = static_cast<std::uint16_t>(config.port);
    options.base_path = config.base_path;
    options.trust_forwarded = !config.trusted_proxy.empty();
    options.spool = directory.spool();
    options.most_connections = static_cast<std::size_t>(config.max_connections);
    if (config.rate_limit > 0) {
        options.dispatch.address_rate.per_second = config.rate_limit;
        options.dispatch.actor_rate.per_second = config.rate_limit;
    }
    return options;
}

}  // namespace

/// Members are built from top to bottom and torn down from bottom to top: what stands lower uses what stands
/// higher.
struct Application::Parts {
    Parts(const Config& config, DataDirectory owned, Purpose purpose, DemoDesk* desk)
        : directory(std::move(owned)),
          store(open_store(config, directory, purpose)),
          shipper(*store, history_in(directory)),
          teller(*store, &access::org_path, {.allow_private = config.webhook_private == "allow"}),
          authenticator(*store),
          vault(directory.key()),
          importer(*store, directory.imports()),
          documents(directory.files()),
          privacy(*store, shipper, directory, documents, forgetters()),
          puller(*store, vault, directory.imports(), config.connector_private == "allow"),
          exporter(*store, directory.exports()),
          runner(*store, &base::clock_now, jobs::publisher(live)),
          outbox(*store, &base::clock_now),
          scheduler(*store, &base::clock_now),
          files(web_directory(config), config.base_path) {
        if (store->engine() == store::Engine::sqlite) jobs::take_over(*store);
        close_the_loop(store->reactors(), teller, live);
        outbox.send_with(jobs::webhook_kind,
                         [this](const jobs::Delivery& delivery, const std::stop_token& stop) {
                             return teller.send(delivery, stop);
                         });
        runner.work_with(capture::Importer::job_kind, [this](jobs::Chunk& chunk) { return import(chunk); });
        undo_the_loop(undo);
        runner.work_with(capture::Undo::job_kind, [this](jobs::Chunk& chunk) { return undo_import(chunk); });
        runner.work_with(capture::Puller::job_kind,
                         [this](jobs::Chunk& chunk) { return puller.work(chunk); });
        runner.work_with(Privacy::job_kind, [this](jobs::Chunk& chunk) { return erase(chunk); });
        scheduler.every(Privacy::scrub_work, base::Duration{600'000},
                        [this](base::Instant now, const std::stop_token&) { privacy.scrub(now); });
        scheduler.every(
            Privacy::terms_work, base::Duration{24LL * 3'600'000},
            [this](base::Instant now, const std::stop_token& stop) { privacy.keep_terms(now, stop); });
        runner.work_with(Exporter::job_kind, [this](jobs::Chunk& chunk) { return exporter.work(chunk); });
        scheduler.every("server.forget_exports", base::Duration{3'600'000},
                        [this](base::Instant now, const std::stop_token&) { exporter.forget_old(now); });
        scheduler.every("capture.connectors", base::Duration{15'000},
                        [this](base::Instant now, const std::stop_token&) { puller.run_due(now); });
        runner.work_with(customer::regroup_job, &customer::regroup_everybody);
        const Modules modules{*store, shipper, live, runner, scheduler, router, config};
        loop = std::make_unique<Loop>(modules);
        add_upkeep(modules, directory);
        scheduler.every("customer.unused_files", base::Duration{3'600'000},
                        [this](base::Instant, const std::stop_token&) {
                            customer::remove_unused_files(*store, documents);
                        });
        add_routes(config);
        if (desk == nullptr) own_desk.emplace(config, nullptr);
        add_desk(desk != nullptr ? *desk : *own_desk);
        const bool fills = purpose == Purpose::fill;
        server = std::make_unique<http::Server>(fills ? waiting : router, *store,
                                                server_options(config, directory));
    }

    void add_desk(DemoDesk& desk) {
        demo_routes(router, *store, desk);
        waiting_routes(waiting, desk);
        waiting.set_fallback([this](const http::Request& request) { return files.find(request); });
    }

    /// Whoever was imported stands somewhere as soon as the import has ended, not when it is next looked.
    jobs::Step import(jobs::Chunk& chunk) {
        jobs::Step step = importer.work(chunk);
        if (chunk.ended() && !chunk.input.at("dry_run").as_bool()) scheduler.soon(Loop::refresh);
        return step;
    }

    /// What was removed from the records is removed from their files next.
    jobs::Step erase(jobs::Chunk& chunk) {
        jobs::Step step = privacy.work(chunk);
        scheduler.soon(Privacy::scrub_work);
        return step;
    }

    jobs::Step undo_import(jobs::Chunk& chunk) {
        jobs::Step step = undo.work(chunk);
        if (chunk.ended()) scheduler.soon(Loop::refresh);
        return step;
    }

    /// Of all routes; they do not change, so it is written once.
    const std::string& description() {
        std::call_once(described, [this] {
            plain_description = std::make_shared<const std::string>(
                boost::json::serialize(http::openapi(router, version_number)));
            packed_description =
                std::make_shared<const std::string>(http::gzipped(*plain_description, http::Effort::small));
        });
        return *plain_description;
    }

    /// Everybody may ask for it, so nobody gets a copy of their own: a thousand slow readers cost nothing.
    http::Response description_for(const http::Request& request) {
        description();
        const bool packed = http::accepts_gzip(request.header("accept-encoding"));
        http::Response response = http::json_text({});
        response.headers.add("vary", "Accept-Encoding");
        if (packed) response.headers.add("content-encoding", "gzip");
        response.shared = packed ? packed_description : plain_description;
        return response;
    }

    void add_routes(const Config& config) {
        router.set_hooks(hooks());
        router.set_fallback([this](const http::Request& request) { return files.find(request); });
        access::routes(router, *store, passwords);
        jobs::routes(router, config.webhook_private == "allow");
        capture::tracking_routes(router, *store, shipper.history(), recent,
                                 [this](store::Reader& db, const std::string& write_key) {
                                     return authenticator.find_key(db, write_key).has_value();
                                 });
        capture::import_routes(router, *store, importer);
        capture::contact_point_routes(router, *store, shipper.history());
        capture::connector_routes(router, puller, vault);
        capture::finding_routes(router, *store, directory.photos());
        customer::document_routes(router, *store, documents);
        live.routes(router);
        privacy.routes(router);
        local_routes(router);
        export_routes(router, *store);
        list_export_routes(router, *store, directory.spool());
        exporter.routes(router);
        system_routes(router, *store, shipper, directory);
        onboarding_routes(router);
        router.blocking(
            "GET /api/openapi.json", base::Permission::open,
            [this](const http::Request& request, const base::Context&) { return description_for(request); });
    }

    /// Access control of the module `access`, with two more ways in: the owner of the data directory, and
    /// clients that put their write key into the body.
    http::Hooks hooks() {
        http::Hooks hooks = authenticator.hooks();
        hooks.recall = [this, recall = hooks.recall](const http::Request& request, const http::Route& route,
                                                     base::Instant now) -> std::optional<base::Context> {
            if (local.admits(request)) return base::Context{.now = now, .actor = base::system_actor()};
            if (route.permission == base::Permission::ingest && !request.headers.has("authorization"))
                return {};
            return recall(request, route, now);
        };
        hooks.authenticate = [authenticate = hooks.authenticate](
                                 store::Reader& db, const http::Request& request, const http::Route& route,
                                 base::Instant now) {
            if (route.permission != base::Permission::ingest || request.headers.has("authorization"))
                return authenticate(db, request, route, now);
            http::Request with_header = request;
            with_header.headers.set("authorization", capture::authorization_from_body(request.body));
            return authenticate(db, with_header, route, now);
        };
        return hooks;
    }

    DataDirectory directory;
    LocalAccess local = LocalAccess::make();
    std::unique_ptr<store::Store> store;
    history::Shipper shipper;
    http::Live live;
    jobs::Teller teller;
    access::Passwords passwords;
    capture::Recent recent;
    access::Authenticator authenticator;
    access::Vault vault;
    capture::Importer importer;
    customer::FileStore documents;
    Privacy privacy;
    capture::Undo undo{forgetters()};
    capture::Puller puller;
    Exporter exporter;
    jobs::Runner runner;
    jobs::Outbox outbox;
    jobs::Scheduler scheduler;
    std::optional<DemoDesk> own_desk;  ///< Of a command on the side: it only tells.
    http::Router router;
    http::Router waiting;  ///< Instead of it, while a demo is made.
    std::once_flag described;
    std::shared_ptr<const std::string> plain_description;
    std::shared_ptr<const std::string> packed_description;
    http::Files files;
    std::unique_ptr<Loop> loop;
    std::unique_ptr<http::Server> server;
};

Application::Application(const Config& config, DataDirectory directory, Purpose purpose, DemoDesk* desk)
    : parts_(std::make_unique<Parts>(config, std::move(directory), purpose, desk)) {}

Application::~Application() {
    stop_answering();
    Parts& parts = *parts_;
    parts.scheduler.stop();
    parts.runner.stop();
    parts.outbox.stop();
    std::error_code ignored;
    std::filesystem::remove(parts.directory.local_access(), ignored);
}

void Application::start() {
    Parts& parts = *parts_;
    parts.privacy.erase_again(base::clock_now());
    parts.server->start();
    parts.runner.start();
    parts.outbox.start();
    parts.scheduler.start();
    parts.local.port = parts.server->port();
    parts.local.save(parts.directory.local_access());
}

void Application::stop_answering() {
    parts_->live.close();
    parts_->server->stop(patience);
}

void Application::start_waiting() { parts_->server->start(); }

bool Application::is_fresh() {
    return parts_->store->read([](store::Reader& db) {
        return access::users_with_role(db, access::Role::admin, "/1/").empty() &&
               customer::counts(db).profiles == 0;
    });
}

void Application::fill(const demo::Order& order, const demo::Progress& progress) {
    Parts& parts = *parts_;
    // The one secret that is made on first use: not from a seed that everybody knows.
    parts.store->write([](store::Transaction& tx) { access::make_signing_secret(tx); });
    const demo::World world{.store = *parts.store, .insight = parts.loop->insight};
    {
        const demo::SeededRandom seeded(order.seed);
        demo::fill(world, order, progress);
    }
    // Nobody has first steps to make in a company that is 18 months old.
    parts.store->write([&](store::Transaction& tx) {
        dismiss_onboarding(tx, {.now = order.now, .actor = base::system_actor()});
    });
    parts.shipper.catch_up(patience * 60);
}

std::uint16_t Application::port() const { return parts_->server->port(); }

const LocalAccess& Application::local() const { return parts_->local; }

std::string Application::setup_path() {
    const base::Context ctx{.now = base::clock_now(), .actor = base::system_actor()};
    try {
        return parts_->store->write(
            [&](store::Transaction& tx) { return access::issue_setup_link(tx, ctx).path; });
    } catch (const base::Error& refused) {
        if (refused.kind().category != base::Category::conflict) throw;
        return {};  // There is an administrator already.
    }
}

std::string Application::sign_in_path(const std::string& login) {
    const base::Context ctx{.now = base::clock_now(), .actor = base::system_actor()};
    return parts_->store->write([&](store::Transaction& tx) {
        std::string path = access::issue_sign_in_link(tx, login, ctx).path;
        access::record(tx, ctx, {.route = "huan serve", .object = "login " + login});
        return path;
    });
}

std::string Application::language() {
    return parts_->store->read([](store::Reader& db) { return access::settings(db).language; });
}

std::string Application::openapi() const { return parts_->description(); }

}  // namespace huan::server
