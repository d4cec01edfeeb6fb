#pragma once

#include "base/context.hpp"
#include "http/idempotency.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace huan::http::rows {

/// False when the key is taken.
bool insert_key(store::Transaction& tx, const base::Actor& actor, const std::string& key,
                const std::string& hash, base::Instant now);
std::optional<StoredAnswer> find_answer(store::Reader& db, const base::Actor& actor, const std::string& key);
void update_answer(store::Transaction& tx, const base::Actor& actor, const std::string& key, int status,
                   const std::string& body);
/// At most a thousand, so that the writer is not held up.
std::int64_t delete_before(store::Transaction& tx, base::Instant before);

}  // namespace huan::http::rows
