#include "http/body.hpp"

#include "http/errors.hpp"
#include "store/store.hpp"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

namespace huan::http {
namespace {

[[noreturn]] void refuse_too_large(std::int64_t limit) {
    throw base::Error{errors::too_large, {}, "The body is larger than " + std::to_string(limit) + " bytes."};
}

[[noreturn]] void file_failed() {
    if (errno == ENOSPC || errno == EDQUOT) throw base::Error{store::errors::full};
    throw std::system_error(errno, std::generic_category(), "writing an upload");
}

}  // namespace

BodyReader::BodyReader(const Request& request, std::int64_t limit) : limit_(limit) {
    const std::string_view encoding = request.header("content-encoding");
    declared_gzip_ = encoding == "gzip" || encoding == "x-gzip";
    if (!declared_gzip_ && !encoding.empty() && encoding != "identity")
        throw base::Error{errors::unknown_encoding};
}

void BodyReader::feed(std::string_view piece, const Gunzip::Take& take) {
    wire_bytes_ += static_cast<std::int64_t>(piece.size());
    if (wire_bytes_ > limit_) refuse_too_large(limit_);
    if (decided_) return pass(piece, take);
    first_.append(piece);
    if (first_.size() < 2) return;
    decided_ = true;
    if (declared_gzip_ || looks_gzipped(first_)) gunzip_.emplace(limit_);
    pass(first_, take);
    first_ = {};
}

void BodyReader::finish(const Gunzip::Take& take) {
    if (!decided_ && declared_gzip_ && !first_.empty()) throw base::Error{errors::malformed_gzip};
    if (!decided_ && !first_.empty()) take(first_);
    if (gunzip_) gunzip_->finish();
}

void BodyReader::pass(std::string_view piece, const Gunzip::Take& take) {
    if (gunzip_)
        gunzip_->feed(piece, take);
    else
        take(piece);
}

Spool::Spool(const std::string& directory, const Request& request, std::int64_t limit)
    : reader_(request, limit) {
    const std::filesystem::path folder = directory.empty() ? std::filesystem::temp_directory_path()
                                                           : std::filesystem::path(directory);
    std::filesystem::create_directories(folder);
    path_ = (folder / "upload-XXXXXX").string();
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) file_failed();
    file_ = fdopen(descriptor, "wb");
}

Spool::~Spool() {
    if (file_ != nullptr) std::fclose(file_);
    if (!released_) unlink(path_.c_str());
}

void Spool::put(std::string_view plain) {
    size_ += static_cast<std::int64_t>(plain.size());
    if (std::fwrite(plain.data(), 1, plain.size(), file_) != plain.size()) file_failed();
}

void Spool::write(std::string_view piece) {
    reader_.feed(piece, [this](std::string_view plain) { put(plain); });
}

std::string Spool::finish() {
    reader_.finish([this](std::string_view plain) { put(plain); });
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed) file_failed();
    released_ = true;
    return path_;
}

}  // namespace huan::http
