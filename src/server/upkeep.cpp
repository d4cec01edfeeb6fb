#include "server/upkeep.hpp"

#include "access/session.hpp"
#include "capture/commands.hpp"
#include "http/idempotency.hpp"
#include "server/commands.hpp"
#include "server/examine.hpp"
#include "server/status.hpp"
#include "store/migration.hpp"

#include <algorithm>
#include <filesystem>

namespace huan::server {
namespace {

using base::Permission;

constexpr base::Duration hour{3'600'000};
/// A client that retries later than this has given up.
constexpr base::Duration idempotency_memory{48LL * 3'600'000};

constexpr base::ErrorKind target_exists{base::Category::conflict, "backup.target_exists",
                                        "A backup goes into a directory that does not exist yet."};
constexpr base::ErrorKind only_here{base::Category::forbidden, "backup.only_here",
                                    "A backup is started on the server itself: huan backup."};

struct Health {
    std::string status{};
};
BOOST_DESCRIBE_STRUCT(Health, (), (status))

struct MakeBackup {
    base::Text<1000> target{};
};
BOOST_DESCRIBE_STRUCT(MakeBackup, (), (target))

struct BackupMade {
    std::string target{};
    Status status{};
};
BOOST_DESCRIBE_STRUCT(BackupMade, (), (target, status))

Status current_status(store::Store& store, history::Shipper& shipper) {
    Status status = store.read(&count_records);
    const history::ShipperStatus shipping = shipper.status();
    status.version = version_text();
    status.store = store.engine() == store::Engine::sqlite ? "sqlite" : "postgres";
    status.history = shipping.history;
    status.events_history = shipping.rows;
    return status;
}

/// GET /api/checkup
struct AskCheckup {
    std::optional<bool> compare_history{};  ///< Row for row, which takes its time.
};
BOOST_DESCRIBE_STRUCT(AskCheckup, (), (compare_history))

Checkup examine(store::Store& store, history::Shipper& shipper, const DataDirectory& directory,
                const AskCheckup& asked) {
    Checkup checkup{.items = examine_disk(directory.path())};
    for (CheckupItem& finding : examine_records(store, false)) checkup.items.push_back(std::move(finding));
    checkup.items.push_back(examine_history(store, shipper));
    if (asked.compare_history.value_or(false)) checkup.items.push_back(compare_history(shipper));
    for (const CheckupItem& finding : checkup.items)
        checkup.verdict = std::max(checkup.verdict, finding.verdict);
    return checkup;
}

/// Records and history as of one moment: shipping rests while both are copied, and the journal says what
/// comes next.
BackupMade make_backup(store::Store& store, history::Shipper& shipper, const DataDirectory& directory,
                       const std::string& target, const base::Context& ctx) {
    if (ctx.actor.kind != base::ActorKind::system) throw base::Error{only_here};
    if (std::filesystem::exists(target)) throw base::Error{target_exists, "target"};
    const std::string part = target + ".part";
    std::filesystem::remove_all(part);
    std::filesystem::create_directories(part);
    shipper.while_paused([&] {
        shipper.history().backup(part + "/history");
        store.backup(part + "/huan.db");
    });
    for (const std::string& folder : {directory.photos(), directory.imports(), directory.files()})
        std::filesystem::copy(folder, part + "/" + std::filesystem::path(folder).filename().string(),
                              std::filesystem::copy_options::recursive);
    std::filesystem::rename(part, target);
    return {target, current_status(store, shipper)};
}

}  // namespace

void add_upkeep(const Modules& modules, const DataDirectory&) {
    store::Store& store = modules.store;
    modules.scheduler.every(
        "http.forget_idempotency", hour, [&store](base::Instant now, const std::stop_token&) {
            store.write(
                [&](store::Transaction& tx) { http::forget_idempotency(tx, now - idempotency_memory); });
        });
    modules.scheduler.every("access.clean_up", hour, [&store](base::Instant now, const std::stop_token&) {
        store.write([&](store::Transaction& tx) { access::clean_up(tx, now); });
    });
    modules.scheduler.every(
        "capture.forget_messages", 24 * hour,
        [&store](base::Instant now, const std::stop_token&) { capture::forget_old_messages(store, now); });
}

void system_routes(http::Router& router, store::Store& store, history::Shipper& shipper,
                   const DataDirectory& directory) {
    router.query("GET /api/health", Permission::open,
                 [](store::Reader& db, const http::Nothing&, const base::Context&) {
                     return Health{store::schema_version(db) > 0 ? "ok" : "empty"};
                 });
    router.blocking("GET /api/status", Permission::settings_manage,
                    [&store, &shipper](const http::Nothing&, const base::Context&) {
                        return current_status(store, shipper);
                    });
    router.blocking("GET /api/checkup", Permission::settings_manage,
                    [&store, &shipper, &directory](const AskCheckup& asked, const base::Context&) {
                        return examine(store, shipper, directory, asked);
                    });
    router.blocking("POST /api/backup", Permission::settings_manage,
                    [&store, &shipper, &directory](const MakeBackup& command, const base::Context& ctx) {
                        return make_backup(store, shipper, directory, command.target.value, ctx);
                    });
}

}  // namespace huan::server
