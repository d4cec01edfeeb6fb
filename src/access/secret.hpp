#pragma once

#include "base/context.hpp"
#include "store/store.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace huan::access {

/// `start` and 256 random bits as URL-safe text.
std::string random_token(std::string_view start = {});
/// What is stored of a token: SHA-256. Tokens are random, so nothing slower is needed.
store::Bytes hash_of(std::string_view token);
/// URL-safe base64 of HMAC-SHA256.
std::string mac_of(std::string_view key, std::string_view text);
/// Compares in a time that says nothing about where two texts differ.
bool same(std::string_view left, std::string_view right);

/// Argon2id. Slow and large by intention: never call it on a store thread. At most two run at once, so that a
/// flood of sign-ins takes neither all memory nor all cores.
class Passwords {
public:
    /// `memory` in bytes and `passes` are what libsodium calls interactive; tests take less.
    explicit Passwords(std::size_t memory = std::size_t{64} << 20, unsigned long long passes = 2);

    std::string hash(const std::string& password);
    /// Whether `password` is the one behind `stored`; an empty `stored` takes as long and is never right.
    bool matches(const std::string& stored, const std::string& password);

private:
    class Turn;
    std::size_t memory_;
    unsigned long long passes_;
    std::string nobodys_;  ///< The hash of a password nobody has.
    std::mutex mutex_;
    std::condition_variable free_;
    int running_ = 0;
};

/// The secret this installation signs with; the same in every process. Made on first use.
std::string make_signing_secret(store::Transaction& tx);
/// The same, empty when it was never made.
std::string signing_secret(store::Reader& db);

/// `payload` with its end of life and a signature: fit for links that strangers carry. `purpose` keeps tokens
/// of different uses apart. Text of [A-Za-z0-9_.-] only.
std::string sign(store::Transaction& tx, std::string_view purpose, std::string_view payload,
                 base::Instant expires_at);
/// The payload of a token of ours that has not expired.
std::optional<std::string> open_signed(store::Reader& db, std::string_view purpose, std::string_view token,
                                       base::Instant now);
/// The same with the secret at hand.
std::optional<std::string> open_signed(std::string_view secret, std::string_view purpose,
                                       std::string_view token, base::Instant now);

inline constexpr std::string_view customer_purpose = "customer";
/// What a customer's page or mini program sends as `Authorization: Bearer ct_...`; names one customer, nobody
/// else.
std::string mint_customer_token(store::Transaction& tx, base::CustomerId customer_id,
                                base::Instant expires_at);

}  // namespace huan::access
