#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace huan::http {

bool looks_gzipped(std::string_view first_bytes);

/// Unpacks gzip piece by piece, so that a bomb is refused after `limit` bytes and never stands in memory.
class Gunzip {
public:
    using Take = std::function<void(std::string_view)>;
    explicit Gunzip(std::int64_t limit);
    ~Gunzip();
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    /// \throws base::Error `request.too_large` or `request.malformed_gzip`.
    void feed(std::string_view packed, const Take& take);
    /// \throws base::Error `request.malformed_gzip` when the end is missing.
    void finish() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Quick, for answers on the fly; or small, for files packed once.
enum class Effort { quick, small };
std::string gzipped(std::string_view plain, Effort effort);

/// Whether an Accept-Encoding header takes gzip.
bool accepts_gzip(std::string_view accept_encoding);

/// Whether packing what has this type is worth the while.
bool is_textual(std::string_view content_type);

/// Packs a JSON or text body over 1 KiB, where the caller takes gzip and it is not packed yet.
void compress(Response& response, const Request& request);

}  // namespace huan::http
