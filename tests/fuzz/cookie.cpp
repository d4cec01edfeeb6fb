// The cookies of a request; the first line is the name that is asked for.
#include "http/message.hpp"
#include "target.hpp"

#include <algorithm>

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const std::string_view name = text.substr(0, text.find('\n'));
    const std::string_view sent = text.substr(std::min(name.size() + 1, text.size()));
    http::Request request;
    request.headers.add("cookie", sent);
    const std::string_view value = request.cookie(name);
    if (value.empty()) return 0;
    fuzz::promise(sent.find(value) != std::string_view::npos, "a cookie's value was sent");
    fuzz::promise(value.find(';') == std::string_view::npos, "a cookie ends at the next");
    http::Request back;
    back.headers.add("cookie", std::string(name) + "=" + std::string(value));
    fuzz::promise(back.cookie(name) == value, "a cookie reads back as it was written");
    return 0;
}
