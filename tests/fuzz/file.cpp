#include "target.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace huan::fuzz {

std::string file_of(std::string_view bytes) {
    static const int file = memfd_create("fuzz", MFD_CLOEXEC);
    const auto size = static_cast<off_t>(bytes.size());
    if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, bytes.data(), bytes.size(), 0) != size)
        std::abort();
    return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace huan::fuzz
