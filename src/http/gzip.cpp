#include "http/gzip.hpp"

#include "http/errors.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace huan::http {
namespace {

constexpr int gzip_window = 15 + 16;

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

}  // namespace

struct Gunzip::State {
    z_stream stream{};
    std::int64_t left = 0;
    bool ended = false;
    bool begun = false;

    ~State() { inflateEnd(&stream); }
};

bool looks_gzipped(std::string_view first_bytes) { return first_bytes.starts_with("\x1f\x8b"); }

Gunzip::Gunzip(std::int64_t limit) : state_(std::make_unique<State>()) {
    state_->left = limit;
    if (inflateInit2(&state_->stream, gzip_window) != Z_OK) throw std::bad_alloc();
}

Gunzip::~Gunzip() = default;

void Gunzip::feed(std::string_view packed, const Take& take) {
    if (packed.empty()) return;
    z_stream& stream = state_->stream;
    stream.next_in = const_cast<Bytef*>(bytes_of(packed));  // zlib does not write there.
    stream.avail_in = static_cast<uInt>(packed.size());
    char out[16 * 1024];
    while (stream.avail_in > 0 || stream.avail_out == 0) {
        if (state_->ended) {  // Another member follows, as `cat a.gz b.gz` makes it.
            inflateReset(&stream);
            state_->ended = false;
        }
        stream.next_out = reinterpret_cast<Bytef*>(out);
        stream.avail_out = sizeof out;
        const int code = inflate(&stream, Z_NO_FLUSH);
        state_->begun = true;
        const std::size_t got = sizeof out - stream.avail_out;
        state_->left -= static_cast<std::int64_t>(got);
        if (state_->left < 0)
            throw base::Error{errors::too_large, {}, "The body is too large once unpacked."};
        if (got > 0) take(std::string_view(out, got));
        if (code == Z_STREAM_END) {
            state_->ended = true;
            if (stream.avail_in == 0) return;
        } else if (code == Z_BUF_ERROR) {
            return;  // It needs more input.
        } else if (code != Z_OK) {
            throw base::Error{errors::malformed_gzip};
        }
    }
}

void Gunzip::finish() const {
    if (state_->begun && !state_->ended)
        throw base::Error{errors::malformed_gzip, {}, "The gzip body ends too early."};
}

std::string gzipped(std::string_view plain, Effort effort) {
    z_stream stream{};
    const int level = effort == Effort::quick ? 1 : 9;
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::string out(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = const_cast<Bytef*>(bytes_of(plain));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const std::size_t end = std::min(accept_encoding.find(','), accept_encoding.size());
        std::string_view item = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        if (!item.starts_with("gzip") && !item.starts_with("*")) continue;
        const std::size_t weight = item.find("q=");
        if (weight == std::string_view::npos) return true;
        return item.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

bool is_textual(std::string_view content_type) {
    if (content_type.starts_with("text/")) return true;
    for (const std::string_view word : {"json", "javascript", "xml", "manifest"})
        if (content_type.find(word) != std::string_view::npos) return true;
    return false;
}

void compress(Response& response, const Request& request) {
    constexpr std::size_t worth_it = 1024;
    if (response.body.size() <= worth_it || response.headers.has("content-encoding")) return;
    if (!is_textual(response.headers.get("content-type"))) return;
    response.headers.set("vary", "Accept-Encoding");
    if (!accepts_gzip(request.header("accept-encoding"))) return;
    response.body = gzipped(response.body, Effort::quick);
    response.headers.add("content-encoding", "gzip");
}

}  // namespace huan::http
