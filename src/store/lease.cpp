#include "store/lease.hpp"

namespace huan::store {

bool acquire_lease(Transaction& tx, std::string_view name, std::string_view holder, base::Instant until,
                   base::Instant now) {
    return tx.execute(
               "INSERT INTO lease (name, holder, held_until) VALUES ($1, $2, $3) ON CONFLICT (name) DO "
               "UPDATE "
               "SET holder = excluded.holder, held_until = excluded.held_until "
               "WHERE lease.holder = excluded.holder OR lease.held_until <= $4",
               name, holder, until, now) == 1;
}

void release_lease(Transaction& tx, std::string_view name, std::string_view holder) {
    tx.execute("DELETE FROM lease WHERE name = $1 AND holder = $2", name, holder);
}

}  // namespace huan::store
