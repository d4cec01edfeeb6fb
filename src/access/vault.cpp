#include "access/vault.hpp"

#include <sodium.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

namespace huan::access {
namespace {

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// Only whoever made it may read it; who comes second takes what the first one wrote.
void make_key(const std::string& file) {
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) {
        if (errno == EEXIST) return;
        throw std::runtime_error("cannot write the key file " + file);
    }
    std::array<unsigned char, crypto_secretbox_KEYBYTES> key{};
    randombytes_buf(key.data(), key.size());
    const bool written = ::write(made, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                         ::fsync(made) == 0;
    ::close(made);
    if (!written) {
        ::unlink(file.c_str());
        throw std::runtime_error("cannot write the key file " + file);
    }
}

}  // namespace

Vault::Vault(const std::string& file) {
    static_assert(sizeof key_ == crypto_secretbox_KEYBYTES);
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
    make_key(file);
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(key_.data()), static_cast<std::streamsize>(key_.size()));
    if (in.gcount() != static_cast<std::streamsize>(key_.size()))
        throw std::runtime_error("the key file " + file + " is damaged");
}

store::Bytes Vault::seal(std::string_view text) const {
    std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
    randombytes_buf(sealed.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(bytes(sealed) + crypto_secretbox_NONCEBYTES, bytes(text), text.size(),
                          bytes(sealed), key_.data());
    return {sealed};
}

std::optional<std::string> Vault::open(const store::Bytes& sealed) const {
    constexpr std::size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (sealed.value.size() < head) return {};
    std::string text(sealed.value.size() - head, '\0');
    const std::string_view body = std::string_view(sealed.value).substr(crypto_secretbox_NONCEBYTES);
    if (crypto_secretbox_open_easy(bytes(text), bytes(body), body.size(), bytes(sealed.value), key_.data()) !=
        0)
        return {};
    return text;
}

}  // namespace huan::access
