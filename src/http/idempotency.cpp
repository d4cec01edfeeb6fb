#include "http/idempotency.hpp"

#include "base/text.hpp"
#include "http/errors.hpp"
#include "http/rows.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace huan::http {
namespace {

constexpr std::size_t longest_key = 200;

class Hash {
public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, size); }
    /// Adds a part and its length, so that no two lists of parts run into each other.
    void add(std::string_view part) {
        const std::uint64_t length = part.size();
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(&length), sizeof length);
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    std::string hex() {
        std::array<unsigned char, size> bytes{};
        crypto_generichash_final(&state_, bytes.data(), size);
        std::string text(size * 2 + 1, '\0');
        sodium_bin2hex(text.data(), text.size(), bytes.data(), size);
        text.pop_back();
        return text;
    }

private:
    static constexpr std::size_t size = 20;
    crypto_generichash_state state_{};
};

}  // namespace

std::string idempotency_key(const Request& request) {
    if (!request.headers.has("idempotency-key")) return {};
    std::string key(request.header("idempotency-key"));
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c < 127; });
    if (key.empty() || key.size() > longest_key || !plain) throw base::Error{errors::idempotency_key};
    return key;
}

std::string request_hash(const Request& request) {
    Hash hash;
    hash.add(word_of(request.method));
    hash.add(request.path);
    for (const auto& [name, value] : request.query) {
        hash.add(name);
        hash.add(value);
    }
    hash.add(request.body);
    return hash.hex();
}

std::optional<StoredAnswer> claim_idempotency(store::Transaction& tx, const base::Context& ctx,
                                              const std::string& key, const std::string& hash) {
    if (rows::insert_key(tx, ctx.actor, key, hash, ctx.now)) return {};
    std::optional<StoredAnswer> stored = rows::find_answer(tx, ctx.actor, key);
    // Forgotten between the two statements: the caller comes again and finds the key free.
    if (!stored) throw base::Error{store::errors::unavailable};
    if (stored->request_hash != hash) throw base::Error{errors::idempotency_mismatch};
    return stored;
}

void keep_answer(store::Transaction& tx, const base::Context& ctx, const std::string& key, int status,
                 const std::string& body) {
    rows::update_answer(tx, ctx.actor, key, status, body);
}

std::int64_t forget_idempotency(store::Transaction& tx, base::Instant before) {
    return rows::delete_before(tx, before);
}

}  // namespace huan::http
