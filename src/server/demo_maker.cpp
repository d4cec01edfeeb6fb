#include "server/demo_maker.hpp"

#include "server/application.hpp"
#include "server/demo_mark.hpp"

#include <filesystem>

namespace huan::server {
namespace {

namespace fs = std::filesystem;

/// All but the lock, which is held, and the mark; folders stay, empty.
void clear(const DataDirectory& directory) {
    for (const char* name : {"/huan.db", "/huan.db-wal", "/huan.db-shm"})
        fs::remove(directory.records() + name);
    for (const std::string& path :
         {directory.history(), directory.local_access(), directory.key(), directory.erased()})
        fs::remove_all(path);
    for (const std::string& folder :
         {directory.spool(), directory.imports(), directory.exports(), directory.photos(), directory.files()})
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) fs::remove_all(entry.path());
}

}  // namespace

void bring_about(const Config& config, DataDirectory directory, const demo::Order& order,
                 const demo::Progress& progress, DemoDesk* desk) {
    const std::string path = directory.path();
    DemoMark mark{.seed = static_cast<std::int64_t>(order.seed), .now = order.now, .size = order.size};
    const bool on_postgres = !config.postgres.empty();
    if (!on_postgres) {
        mark.save(path);  // First, so that one that was broken off is known for what it is.
        clear(directory);
    }
    Config here = config;
    if (desk == nullptr) {
        here.listen = "127.0.0.1";
        here.port = 0;
    }
    Application application(here, std::move(directory), Application::Purpose::fill, desk);
    if (on_postgres) {
        if (!application.is_fresh()) throw base::Error{errors::demo_on_postgres, "postgres"};
        mark.save(path);
    }
    if (desk != nullptr) application.start_waiting();
    application.fill(order, progress);
    mark.finished = true;
    mark.save(path);
}

}  // namespace huan::server
