#include "demo/seeded_random.hpp"

#include "demo/chance.hpp"

#include <sodium.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace huan::demo {
namespace {

std::mutex mutex;
std::unique_ptr<Chance> drawn;

std::uint32_t number() {
    const std::lock_guard lock(mutex);
    return static_cast<std::uint32_t>(drawn->next() >> 32);
}

void fill_buffer(void* const buffer, const std::size_t size) {
    auto* at = static_cast<unsigned char*>(buffer);
    for (std::size_t done = 0; done < size; done += sizeof(std::uint32_t)) {
        const std::uint32_t word = number();
        std::memcpy(at + done, &word, std::min(sizeof word, size - done));
    }
}

/// libsodium asks these where the system would be asked.
randombytes_implementation seeded = {
    .implementation_name = [] { return "seeded"; },
    .random = &number,
    .stir = nullptr,
    .uniform = nullptr,
    .buf = &fill_buffer,
    .close = nullptr,
};

}  // namespace

SeededRandom::SeededRandom(std::uint64_t seed) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    drawn = std::make_unique<Chance>(seed, 0);
    randombytes_set_implementation(&seeded);
}

SeededRandom::~SeededRandom() {
    randombytes_set_implementation(&randombytes_sysrandom_implementation);
    randombytes_stir();
}

}  // namespace huan::demo
