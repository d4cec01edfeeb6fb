#include "server/local_access.hpp"

#include "access/secret.hpp"
#include "base/error.hpp"
#include "store/store.hpp"

#include <cstdio>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace huan::server {

LocalAccess LocalAccess::make() { return {.secret = access::random_token("hl_")}; }

void LocalAccess::save(const std::string& file) const {
    const std::string part = file + ".part";
    ::unlink(part.c_str());
    const int out = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const std::string text = std::to_string(port) + "\n" + secret + "\n" + base_path + "\n";
    const bool written = out >= 0 &&
                         ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (out >= 0) ::close(out);
    if (!written || std::rename(part.c_str(), file.c_str()) != 0)
        throw base::Error{store::errors::unavailable, "data", "Cannot write " + file + "."};
}

std::optional<LocalAccess> LocalAccess::load(const std::string& file) {
    std::ifstream in(file);
    LocalAccess access;
    if (!(in >> access.port >> access.secret)) return {};
    std::string rest;
    std::getline(in, rest);
    std::getline(in, access.base_path);
    return access;
}

bool LocalAccess::admits(const http::Request& request) const {
    const std::string_view given = request.header("authorization");
    return given.starts_with("Bearer hl_") && access::same(given.substr(7), secret);
}

}  // namespace huan::server
