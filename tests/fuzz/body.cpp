// A request's body on its way in, in pieces, gzip or not. The first byte: length of the pieces.
#include "http/body.hpp"

#include "target.hpp"

#include <optional>

using namespace huan;

namespace {

constexpr std::int64_t limit = 1 << 20;

std::optional<std::string> unpacked(std::string_view bytes, std::size_t piece) {
    std::string out;
    const bool read = fuzz::taken(
        [&] {
            http::BodyReader reader(http::Request{}, limit);
            const http::Gunzip::Take take = [&](std::string_view plain) { out.append(plain); };
            for (std::size_t at = 0; at < bytes.size(); at += piece)
                reader.feed(bytes.substr(at, piece), take);
            reader.finish(take);
        },
        false);
    return read ? std::optional(out) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
    const auto whole = unpacked(bytes, bytes.size());
    fuzz::promise(!whole || static_cast<std::int64_t>(whole->size()) <= limit, "a body keeps its limit");
    fuzz::promise(whole == unpacked(bytes, 1U + data[0] % 31U), "pieces do not matter");
    return 0;
}
