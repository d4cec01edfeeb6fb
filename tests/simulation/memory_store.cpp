#include "memory_store.hpp"

#include "store/migration.hpp"

namespace huan::simulation {

MemoryStore::MemoryStore() : connection_(":memory:", store::SqliteConnection::Mode::read_write, false) {
    store::prepare_ids(connection_);
    store::migrate(*this, store::all_migrations(), base::Instant{1767225600000});
}

void MemoryStore::mark() {
    marked_ = ids_.value;
    connection_.script("BEGIN; SAVEPOINT marked;");
}

void MemoryStore::rewind() {
    connection_.run("ROLLBACK TO marked", {});
    ids_.value = marked_;
}

void MemoryStore::submit(Write work, Done done) {
    std::exception_ptr failed;
    store::Transaction tx(connection_, ids_, reactors_);
    connection_.run("SAVEPOINT command", {});
    try {
        work(tx);
    } catch (...) {
        failed = std::current_exception();
        connection_.run("ROLLBACK TO command", {});
    }
    connection_.run("RELEASE command", {});
    if (!failed)
        for (const auto& call : tx.take_after_commit()) call();
    done(failed);
}

void MemoryStore::submit_read(Read work, Done done) {
    std::exception_ptr failed;
    store::Reader reader(connection_);
    try {
        work(reader);
    } catch (...) {
        failed = std::current_exception();
    }
    done(failed);
}

void MemoryStore::backup(const std::string&) { throw base::Error{store::errors::unavailable}; }

}  // namespace huan::simulation
