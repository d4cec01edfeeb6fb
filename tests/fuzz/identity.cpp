// What people are known by: phones, e-mail addresses, plates, ids. The first byte: which kind.
#include "customer/identity.hpp"

#include "base/text.hpp"
#include "customer/plate.hpp"
#include "target.hpp"

#include <array>

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    using Kind = customer::IdentityKind;
    static const std::array kinds{Kind::phone, Kind::email, Kind::plate, Kind::external_id};
    static constexpr std::array<std::string_view, 4> regions{"CN", "HK", "MO", "DE"};
    const std::string text(fuzz::text_of(data + 1, size - 1));
    if (!base::is_clean_utf8(text)) return 0;  // JSON and tables let nothing else through.
    const customer::Identity identity{kinds[data[0] % kinds.size()], text};
    const std::string_view region = regions[data[0] / 4U % regions.size()];
    fuzz::taken([&] {
        const customer::Identity normal = customer::normalised(identity, region);
        fuzz::promise(base::is_clean_utf8(normal.value) && !normal.value.empty(),
                      "an identity is some UTF-8");
        fuzz::promise(customer::normalised(normal, region) == normal, "what is normal stays as it is");
        fuzz::promise(base::is_clean_utf8(customer::masked(normal.kind, normal.value)), "a mask is UTF-8");
    });
    if (const auto plate = customer::read_plate(text, region)) {
        const auto again = customer::read_plate(plate->text, region);
        fuzz::promise(again && again->text == plate->text && again->plate_class == plate->plate_class,
                      "a plate reads back as it was written");
    }
    return 0;
}
