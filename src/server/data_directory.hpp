#pragma once

#include <optional>
#include <string>

namespace huan::server {

/// The directory that holds everything of one installation. Owning it is exclusive: the lock is held until
/// this goes, and the system drops it when the process dies in any way.
class DataDirectory {
public:
    /// Creates the directory where it is missing and takes the lock.
    /// \throws base::Error `store.locked` when another process owns it.
    static DataDirectory own(const std::string& path);
    /// The same, but empty when another process owns it.
    static std::optional<DataDirectory> try_own(const std::string& path);

    DataDirectory(DataDirectory&& other) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    /// Absolute: chDB mistakes relative paths.
    const std::string& path() const { return path_; }
    std::string records() const { return path_; }
    std::string history() const { return path_ + "/history"; }
    std::string spool() const { return path_ + "/spool"; }
    /// How the other `huan` commands reach the owner; see local_access.hpp.
    std::string local_access() const { return path_ + "/huan.local"; }
    std::string imports() const { return path_ + "/imports"; }
    /// Archives of everything, for some days. No backup holds them.
    std::string exports() const { return path_ + "/exports"; }
    /// What passwords of other systems are encrypted with. No backup holds it: keep a copy elsewhere.
    std::string key() const { return path_ + "/secret.key"; }
    /// Numbers of everybody who was erased. No backup holds it: a restored one is erased anew by it.
    std::string erased() const { return path_ + "/erased.list"; }
    std::string photos() const { return path_ + "/photos"; }
    /// Of documents, named by the hash of their bytes.
    std::string files() const { return path_ + "/files"; }

private:
    DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_;
};

/// Absolute form of a data directory's path.
std::string absolute_path(const std::string& path);

}  // namespace huan::server
