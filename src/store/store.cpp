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
    const std::size_t calls = after_commit_.size();
    connection_.nest();
    try {
        work();
    } catch (const RunAgain&) {
        throw;  // The whole command runs again; there is nothing to keep.
    } catch (...) {
        after_commit_.resize(calls);
        connection_.unnest(false);
        throw;
    }
    connection_.unnest(true);
}

}  // namespace huan::store
