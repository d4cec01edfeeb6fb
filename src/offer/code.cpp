#include "offer/code.hpp"

#include <sodium.h>

#include <stdexcept>

namespace huan::offer {

std::string new_code() {
    constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    std::string code(16, ' ');
    for (char& c : code) c = alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
    return code;
}

std::string plain_code(std::string_view code) {
    std::string plain;
    for (const char c : code) {
        if (c == ' ' || c == '-') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return plain;
}

}  // namespace huan::offer
