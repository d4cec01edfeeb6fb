// Fields of forms as browsers and mail programs send them, and cookies. The first byte: which; the first
// line: the name that is asked for.
#include "customer/form.hpp"

#include "http/message.hpp"
#include "target.hpp"

#include <algorithm>

using namespace huan;

namespace {

std::string cookie(std::string_view sent, std::string_view name) {
    http::Request request;
    request.headers.add("cookie", sent);
    const std::string_view value = request.cookie(name);
    fuzz::promise(value.find(';') == std::string_view::npos, "a cookie ends at the next");
    return std::string(value);
}

std::string encoded(std::string_view body, std::string_view name) {
    return customer::form_value("application/x-www-form-urlencoded", body, name);
}

std::string multipart(std::string_view body, std::string_view name) {
    return customer::form_value("multipart/form-data; boundary=x", body, name);
}

std::string part(const std::string& name, const std::string& value) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n--x--\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const int which = data[0] % 3;
    const auto read = which == 0 ? encoded : which == 1 ? multipart : cookie;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const std::string name(text.substr(0, text.find('\n')));
    const std::string_view sent = text.substr(std::min(name.size() + 1, text.size()));
    const std::string value = read(sent, name);
    fuzz::promise(sent.find(value) != std::string_view::npos, "a value was sent");
    if (value.empty() || name.find_first_of("=&\"") != std::string::npos) return 0;
    const std::string again = which == 1 ? part(name, value) : name + "=" + value;
    fuzz::promise(read(again, name) == value, "a value reads back as it was written");
    return 0;
}
