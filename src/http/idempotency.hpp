#pragma once

#include "base/context.hpp"
#include "http/message.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace huan::http {

/// What was answered under a key.
struct StoredAnswer {
    std::string request_hash{};
    std::int64_t status = 0;  ///< 0: the command is not through yet, as seen within its own transaction only.
    std::string body{};
};
BOOST_DESCRIBE_STRUCT(StoredAnswer, (), (request_hash, status, body))

/// The caller's key; empty when the header is absent. \throws base::Error `request.idempotency_key`.
std::string idempotency_key(const Request& request);

/// Names a request: method, address and body. Two requests with equal hash ask for the same.
std::string request_hash(const Request& request);

/// Takes `key` for this request, or answers what was stored under it. A second one at the same time waits
/// here until the first has committed or rolled back. \throws base::Error `request.idempotency_mismatch` when
/// the key was used for another request.
std::optional<StoredAnswer> claim_idempotency(store::Transaction& tx, const base::Context& ctx,
                                              const std::string& key, const std::string& hash);
void keep_answer(store::Transaction& tx, const base::Context& ctx, const std::string& key, int status,
                 const std::string& body);

/// For the scheduler: forgets keys first used before `before`; answers how many. Call again while it answers
/// 1000.
std::int64_t forget_idempotency(store::Transaction& tx, base::Instant before);

}  // namespace huan::http
