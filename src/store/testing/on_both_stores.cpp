#include "store/testing/on_both_stores.hpp"

#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <unistd.h>

namespace huan::store::testing {
namespace {

const base::Instant install_time{1767225600000};  // 2026-01-01

std::string server() {
    const char* where = std::getenv("HUAN_TEST_POSTGRES");
    return where == nullptr ? "" : where;
}

void on_server(const std::string& sql) {
    PGconn* connection = PQconnectdb(server().c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    const std::string problem = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (status != PGRES_COMMAND_OK) throw std::runtime_error(sql + ": " + problem);
}

std::string unique_name() {
    static std::atomic<int> number{0};
    return "huan_test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
}

/// Directories of this process, removed when it ends.
class Scratch {
public:
    Scratch() : root_(std::filesystem::temp_directory_path() / unique_name()) {}
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    std::string make() {
        const auto path = root_ / std::to_string(++number_);
        std::filesystem::create_directories(path);
        return path.string();
    }

private:
    std::filesystem::path root_;
    int number_ = 0;
};

Scratch& scratch() {
    static Scratch instance;
    return instance;
}

/// A migrated SQLite file that each fresh store is a copy of: migrating anew would dominate every test.
const std::string& sqlite_template() {
    static const std::string path = [] {
        const std::string directory = scratch_directory();
        const auto store = Store::open({.directory = directory, .durable = false});
        migrate(*store, all_migrations(), install_time);
        const std::string copy = directory + "/template.db";
        store->backup(copy);
        return copy;
    }();
    return path;
}

/// The same on PostgreSQL: a template database, dropped when the process ends.
const std::string& postgres_template() {
    struct Template {
        std::string name = unique_name();
        Template() {
            on_server("CREATE DATABASE " + name +
                      " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
            const auto store =
                Store::open({.postgres = server() + " dbname=" + name, .readers = 1, .writers = 1});
            migrate(*store, all_migrations(), install_time);
        }
        ~Template() { on_server("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); }
    };
    static const Template instance;
    return instance.name;
}

}  // namespace

bool has_postgres() { return !server().empty(); }

std::string scratch_directory() { return scratch().make(); }

FreshStore::FreshStore(Engine engine) {
    options_.durable = false;
    if (engine == Engine::sqlite) {
        options_.directory = scratch_directory();
        std::filesystem::copy_file(sqlite_template(), options_.directory + "/huan.db");
    } else {
        const std::string& made = postgres_template();
        database_ = unique_name();
        on_server("CREATE DATABASE " + database_ + " TEMPLATE " + made);
        options_.postgres = server() + " dbname=" + database_;
    }
    reopen();
}

FreshStore::~FreshStore() {
    store_.reset();
    if (!database_.empty()) on_server("DROP DATABASE IF EXISTS " + database_ + " WITH (FORCE)");
}

void FreshStore::reopen() {
    store_.reset();
    store_ = Store::open(options_);
}

std::int64_t OnBothStores::events_named(const std::string& name) {
    return read([&](Reader& db) {
        return db.value<std::int64_t>("SELECT count(*) FROM event WHERE name = $1", name).value_or(0);
    });
}

}  // namespace huan::store::testing
