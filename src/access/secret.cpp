#include "access/secret.hpp"

#include "access/rows.hpp"

#include <sodium.h>

#include <array>
#include <charconv>
#include <new>

namespace huan::access {
namespace {

constexpr int at_once = 2;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string url_safe(const unsigned char* data, std::size_t size) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(size, variant), '\0');
    sodium_bin2base64(text.data(), text.size(), data, size, variant);
    text.pop_back();  // libsodium counts the final NUL.
    return text;
}

std::optional<std::string> from_url_safe(std::string_view text) {
    std::string data(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(data.data()), data.size(), text.data(),
                          text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return {};
    data.resize(size);
    return data;
}

const std::string signing = "signing";

std::string signed_text(std::string_view purpose, std::string_view body) {
    return std::string(purpose) + "\n" + std::string(body);
}

}  // namespace

std::string random_token(std::string_view start) {
    std::array<unsigned char, 32> data{};
    randombytes_buf(data.data(), data.size());
    return std::string(start) + url_safe(data.data(), data.size());
}

store::Bytes hash_of(std::string_view token) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), bytes(token), token.size());
    return {hash};
}

std::string mac_of(std::string_view key, std::string_view text) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
    crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_final(&state, mac.data());
    return url_safe(mac.data(), mac.size());
}

bool same(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

/// A place among those that hash at the moment.
class Passwords::Turn {
public:
    explicit Turn(Passwords& passwords) : passwords_(passwords) {
        std::unique_lock lock(passwords_.mutex_);
        passwords_.free_.wait(lock, [&] { return passwords_.running_ < at_once; });
        ++passwords_.running_;
    }
    ~Turn() {
        {
            const std::lock_guard lock(passwords_.mutex_);
            --passwords_.running_;
        }
        passwords_.free_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    Passwords& passwords_;
};

Passwords::Passwords(std::size_t memory, unsigned long long passes) : memory_(memory), passes_(passes) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
    nobodys_ = hash(random_token());
}

std::string Passwords::hash(const std::string& password) {
    const Turn turn(*this);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes_, memory_,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return text.data();
}

bool Passwords::matches(const std::string& stored, const std::string& password) {
    const Turn turn(*this);
    const std::string& hash = stored.empty() ? nobodys_ : stored;
    const bool right = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
    return right && !stored.empty();
}

std::string make_signing_secret(store::Transaction& tx) {
    if (std::string known = rows::find_secret(tx, signing); !known.empty()) return known;
    std::string fresh(32, '\0');
    randombytes_buf(fresh.data(), fresh.size());
    rows::add_secret(tx, signing, fresh);  // Another process may have been quicker: what is stored counts.
    return rows::find_secret(tx, signing);
}

std::string signing_secret(store::Reader& db) { return rows::find_secret(db, signing); }

std::string sign(store::Transaction& tx, std::string_view purpose, std::string_view payload,
                 base::Instant expires_at) {
    const std::string content = std::to_string(expires_at.ms) + ":" + std::string(payload);
    const std::string body = url_safe(bytes(content), content.size());
    return body + "." + mac_of(make_signing_secret(tx), signed_text(purpose, body));
}

std::optional<std::string> open_signed(store::Reader& db, std::string_view purpose, std::string_view token,
                                       base::Instant now) {
    return open_signed(signing_secret(db), purpose, token, now);
}

std::optional<std::string> open_signed(std::string_view secret, std::string_view purpose,
                                       std::string_view token, base::Instant now) {
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos || secret.empty()) return {};
    const std::string_view body = token.substr(0, dot);
    if (!same(mac_of(secret, signed_text(purpose, body)), token.substr(dot + 1))) return {};
    const auto content = from_url_safe(body);
    const std::size_t colon = content ? content->find(':') : std::string::npos;
    if (colon == std::string::npos) return {};
    std::int64_t expires = 0;
    std::from_chars(content->data(), content->data() + colon, expires);
    if (expires <= now.ms) return {};
    return content->substr(colon + 1);
}

std::string mint_customer_token(store::Transaction& tx, base::CustomerId customer_id,
                                base::Instant expires_at) {
    return "ct_" + sign(tx, customer_purpose, std::to_string(customer_id.value), expires_at);
}

}  // namespace huan::access
