#pragma once

#include "http/gzip.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace huan::http {

/// A body on its way in: counted, unpacked when it is gzip (by its header or its first bytes), handed on in
/// pieces.
class BodyReader {
public:
    /// \throws base::Error `request.unknown_encoding`
    BodyReader(const Request& request, std::int64_t limit);

    /// \throws base::Error `request.too_large`, `request.malformed_gzip`
    void feed(std::string_view piece, const Gunzip::Take& take);
    void finish(const Gunzip::Take& take);
    std::int64_t wire_bytes() const { return wire_bytes_; }

private:
    void pass(std::string_view piece, const Gunzip::Take& take);

    std::int64_t limit_;
    std::int64_t wire_bytes_ = 0;
    bool declared_gzip_ = false;
    bool decided_ = false;
    std::string first_{};  ///< A first byte that alone does not tell whether it is gzip.
    std::optional<Gunzip> gunzip_{};
};

/// A body that goes to a file: never in memory as a whole. Used from one worker thread at a time.
class Spool {
public:
    /// Creates a file of its own in `directory`. \throws base::Error `store.full`, std::system_error
    Spool(const std::string& directory, const Request& request, std::int64_t limit);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void write(std::string_view piece);
    /// Answers the file's path, which is the caller's to remove from now on.
    std::string finish();
    std::int64_t size() const { return size_; }

private:
    void put(std::string_view plain);

    BodyReader reader_;
    std::string path_;
    std::int64_t size_ = 0;
    std::FILE* file_ = nullptr;
    bool released_ = false;
};

}  // namespace huan::http
