#pragma once

#include "store/store.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace huan::access {

/// Keeps passwords of other systems such that the database, and a copy of it, does not give them away: they
/// are encrypted with a key that stands in a file of its own. Thread-safe.
class Vault {
public:
    /// The key is read from `file`, which is made with a new one where it is missing.
    explicit Vault(const std::string& file);

    /// XSalsa20-Poly1305 under a fresh nonce, which goes before it.
    store::Bytes seal(std::string_view text) const;
    /// Empty when it was sealed with another key, or altered.
    std::optional<std::string> open(const store::Bytes& sealed) const;

private:
    std::array<unsigned char, 32> key_{};
};

}  // namespace huan::access
