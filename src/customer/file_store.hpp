#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace huan::customer {

/// What a file is by its bytes; the name it came under does not count.
struct ContentType {
    std::string_view mime{};       ///< Empty: nothing we keep.
    std::string_view extension{};  ///< With the dot.
    bool inline_safe = false;      ///< A browser may show it within the console's origin.
};

/// PDF, images, Office and OFD documents without macros, recordings, short films, UTF-8 text that is no
/// markup.
ContentType content_type_of(std::string_view bytes);

/// A file name as it is shown and sent: without folders and control characters, with the extension its
/// content has.
std::string safe_file_name(std::string_view name, const ContentType& type);

/// Files outside of the database, named by the SHA-256 of their bytes: <directory>/ab/cdef... The same bytes
/// are there once. Thread-safe; one process owns the directory.
class FileStore {
public:
    explicit FileStore(std::string directory) : directory_(std::move(directory)) {}
    FileStore(const FileStore&) = delete;
    FileStore& operator=(const FileStore&) = delete;

    const std::string& directory() const { return directory_; }
    std::string path_of(const std::string& hash) const;

    static std::string hash_of(std::string_view bytes);
    /// Puts `bytes` on the disk, durably, where they are missing, and runs `refer`, which must make them
    /// referred to; until it has returned nobody removes them. \throws std::runtime_error when the disk
    /// refuses.
    void keep(const std::string& hash, std::string_view bytes, const std::function<void()>& refer);
    /// Runs `forget`, which answers whether nobody refers to the file any more, and removes it in that case.
    void drop(const std::string& hash, const std::function<bool()>& forget);

private:
    std::string directory_;
    std::mutex mutex_;
};

}  // namespace huan::customer
