#include "scene/audience.hpp"

#include "scene/rows.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace huan::scene {

namespace {

/// The salt as a key: any text gives one.
std::array<unsigned char, crypto_shorthash_KEYBYTES> key_of(std::string_view salt) {
    std::array<unsigned char, crypto_shorthash_KEYBYTES> key{};
    crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                       salt.size(), nullptr, 0);
    return key;
}

bool is_below(const std::array<unsigned char, crypto_shorthash_KEYBYTES>& key, std::int64_t percent,
              std::uint64_t id) {
    std::array<unsigned char, 8> text{};
    for (std::size_t byte = 0; byte < 8; ++byte) text[byte] = static_cast<unsigned char>(id >> (8 * byte));
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), text.data(), text.size(), key.data());
    std::uint64_t number = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) number |= std::uint64_t{hash[byte]} << (8 * byte);
    return number % 100 < static_cast<std::uint64_t>(percent);
}

}  // namespace

bool is_held_out(std::string_view salt, std::int64_t percent, base::CustomerId customer_id) {
    return is_below(key_of(salt), percent, static_cast<std::uint64_t>(customer_id.value));
}

Audience divided(const insight::People& segment, std::string_view salt, std::int64_t percent) {
    const auto key = key_of(salt);
    Audience audience;
    for (const std::uint64_t id : segment)
        (is_below(key, percent, id) ? audience.holdout : audience.treated).add(id);
    audience.treated.runOptimize();
    audience.holdout.runOptimize();
    return audience;
}

Audience audience_of(store::Reader& db, CampaignId campaign_id) {
    return rows::audience(db, campaign_id).value_or(Audience{});
}

}  // namespace huan::scene
