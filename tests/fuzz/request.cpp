// A request off the wire: line, headers, body, chunks. The first byte: length of the pieces it comes in.
#include "base/text.hpp"
#include "http/gzip.hpp"
#include "http/target.hpp"
#include "http/wire.hpp"
#include "target.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

using namespace huan;

namespace {

constexpr std::uint32_t header_limit = 4 * 1024;
constexpr std::size_t most_headers = 20;

class Body : public http::BodyTaker {
public:
    void take(std::string_view piece) override { bytes.append(piece); }
    std::string bytes{};
};

struct Read {
    http::Request request{};
    std::string target{};
    std::string body{};
    std::size_t headers_at_body = 0;
    bool done = false;
    std::size_t used = 0;
};

/// Reads as a session does: what the parser does not take yet is offered again with more behind it.
Read read(std::string_view bytes, std::size_t piece) {
    Read result;
    Body body;
    http::WireParser parser(result.request, header_limit, most_headers);
    std::size_t end = std::min(piece, bytes.size());
    while (!parser.is_done()) {
        if (parser.is_header_done() && !parser.eager()) {
            result.headers_at_body = result.request.headers.all().size();
            parser.set_taker(&body);
            parser.eager(true);
        }
        boost::system::error_code problem;
        const std::size_t taken =
            end == result.used
                ? 0
                : parser.put(boost::asio::buffer(bytes.data() + result.used, end - result.used), problem);
        result.used += taken;
        if (problem && problem != boost::beast::http::error::need_more) break;
        if (taken > 0 && !problem) continue;
        if (end == bytes.size()) break;
        end = std::min(end + piece, bytes.size());
    }
    result.done = parser.is_done();
    result.target = parser.target();
    result.body = std::move(body.bytes);
    return result;
}

void check(const Read& read) {
    const http::Headers& headers = read.request.headers;
    std::size_t size = 0;
    std::size_t lengths = 0;
    for (const auto& [name, value] : headers.all()) {
        size += name.size() + value.size();
        lengths += name == "content-length" ? 1U : 0U;
        fuzz::promise(!name.empty() && name.find_first_of(": \t\r\n") == std::string::npos,
                      "a header's name is a word");
        fuzz::promise(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
                      "a header's value is one line");
    }
    fuzz::promise(headers.all().size() <= most_headers && size <= header_limit, "headers keep their limits");
    fuzz::promise(
        !headers.has("transfer-encoding") || (lengths == 0 && headers.get("transfer-encoding").size() == 7),
        "a body ends in one way only");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
    const Read whole = read(bytes, bytes.size());
    const Read pieces = read(bytes, 1U + data[0] % 31U);
    // Whether the last line may go over the limit depends on how it comes; either way nothing is read
    // wrongly.
    fuzz::promise(whole.done == pieces.done || bytes.size() > header_limit, "pieces do not matter");
    if (!whole.done || !pieces.done) return 0;
    check(whole);
    fuzz::promise(whole.used == pieces.used && whole.target == pieces.target && whole.body == pieces.body &&
                      whole.request.headers.all() == pieces.request.headers.all(),
                  "pieces change nothing");
    fuzz::promise(whole.headers_at_body == 0 || whole.headers_at_body == whole.request.headers.all().size(),
                  "no header follows the body");
    http::Request request = whole.request;
    fuzz::taken([&] { http::read_target(request, whole.target); }, false);
    request.cookie("huan_session");
    http::accepts_gzip(request.header("accept-encoding"));
    return 0;
}
