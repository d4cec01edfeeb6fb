#include "server/data_directory.hpp"

#include "base/error.hpp"
#include "store/store.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace huan::server {

std::string absolute_path(const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
}

std::optional<DataDirectory> DataDirectory::try_own(const std::string& given) {
    const std::string path = absolute_path(given);
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed)
        throw base::Error{store::errors::unavailable, "data",
                          "Cannot create " + path + ": " + failed.message() + "."};
    const std::string file = path + "/huan.lock";
    const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        throw base::Error{store::errors::unavailable, "data",
                          "Cannot open " + file + ": " + std::strerror(errno) + "."};
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return {};
    }
    for (const char* folder : {"/spool", "/imports", "/photos", "/files", "/exports"})
        std::filesystem::create_directories(path + folder);
    return DataDirectory(path, lock);
}

DataDirectory DataDirectory::own(const std::string& path) {
    std::optional<DataDirectory> owned = try_own(path);
    if (!owned)
        throw base::Error{store::errors::locked, "data",
                          "Another huan process owns " + absolute_path(path) + "."};
    return std::move(*owned);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace huan::server
