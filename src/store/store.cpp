#include "store/store.hpp"

#include "store/ids.hpp"
#include "store/postgres.hpp"
#include "store/sqlite.hpp"

namespace huan::store {

std::unique_ptr<Store> Store::open(const Options& options) {
    return options.postgres.empty() ? open_sqlite(options) : open_postgres(options);
}

std::int64_t Transaction::next_id() { return ids_.next(); }

void Transaction::nested(const std::function<void()>& work) {
    const std::string name = "nested_" + std::to_string(++savepoints_);
    const std::size_t calls = after_commit_.size();
    run("SAVEPOINT " + name);
    try {
        work();
    } catch (const RunAgain&) {
        --savepoints_;
        throw;  // The whole command runs again; there is nothing to keep.
    } catch (...) {
        --savepoints_;
        after_commit_.resize(calls);
        run("ROLLBACK TO SAVEPOINT " + name);
        run("RELEASE SAVEPOINT " + name);
        throw;
    }
    --savepoints_;
    run("RELEASE SAVEPOINT " + name);
}

}  // namespace huan::store
