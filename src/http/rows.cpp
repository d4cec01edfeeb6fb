#include "http/rows.hpp"

namespace huan::http::rows {

bool insert_key(store::Transaction& tx, const base::Actor& actor, const std::string& key,
                const std::string& hash, base::Instant now) {
    return tx.execute(
               "INSERT INTO idempotency (actor_kind, actor_id, key, request_hash, status, body, created_at)"
               " VALUES ($1, $2, $3, $4, 0, '', $5) ON CONFLICT (actor_kind, actor_id, key) DO NOTHING",
               actor.kind, actor.id, key, hash, now) == 1;
}

std::optional<StoredAnswer> find_answer(store::Reader& db, const base::Actor& actor, const std::string& key) {
    return db.first<StoredAnswer>(
        "SELECT request_hash, status, body FROM idempotency"
        " WHERE actor_kind = $1 AND actor_id = $2 AND key = $3",
        actor.kind, actor.id, key);
}

void update_answer(store::Transaction& tx, const base::Actor& actor, const std::string& key, int status,
                   const std::string& body) {
    tx.execute(
        "UPDATE idempotency SET status = $4, body = $5 WHERE actor_kind = $1 AND actor_id = $2 AND key = $3",
        actor.kind, actor.id, key, status, body);
}

std::int64_t delete_before(store::Transaction& tx, base::Instant before) {
    return tx.execute(
        "DELETE FROM idempotency WHERE (actor_kind, actor_id, key) IN"
        " (SELECT actor_kind, actor_id, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT "
        "1000)",
        before);
}

}  // namespace huan::http::rows
