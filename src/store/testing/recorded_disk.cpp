#include "store/testing/recorded_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace huan::store::testing {
namespace {

constexpr std::size_t sector = 512;

struct Deed {
    enum class Kind { write, cut, sync, remove } kind = Kind::write;
    std::string file{};  ///< Without its directory.
    std::size_t at = 0;  ///< Where a write begins, or the size a cut leaves.
    std::string bytes{};
    bool directory = false;  ///< Names are on the disk from here on: what was removed before stays away.
};

}  // namespace

struct RecordedDisk::Parts {
    Options options{};
    mutable std::mutex mutex{};
    std::vector<Deed> deeds{};
    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;

    bool records(const char* path) const {
        return path != nullptr && std::filesystem::path(path).parent_path() == options.directory;
    }
    void record(Deed deed) {
        const std::lock_guard lock(mutex);
        deeds.push_back(std::move(deed));
    }
};

namespace {

using Parts = RecordedDisk::Parts;

/// SQLite allocates it, with room for the real file behind it.
struct File {
    sqlite3_file base;
    Parts* disk;
    std::string* name;  ///< Null: a file elsewhere, or a temporary one.

    bool fresh;  ///< A journal whose first sync also syncs the directory, as SQLite's own files do it.

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
const sqlite3_io_methods& methods(sqlite3_file* file) { return *of(file).real()->pMethods; }

int close(sqlite3_file* file) {
    const int code = methods(file).xClose(of(file).real());
    delete of(file).name;
    return code;
}
int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    return methods(file).xRead(of(file).real(), bytes, size, at);
}
int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    const int code = methods(file).xWrite(of(file).real(), bytes, size, at);
    if (code == SQLITE_OK && of(file).name != nullptr)
        of(file).disk->record({Deed::Kind::write, *of(file).name, static_cast<std::size_t>(at),
                               std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
    return code;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int code = methods(file).xTruncate(of(file).real(), size);
    if (code == SQLITE_OK && of(file).name != nullptr)
        of(file).disk->record({Deed::Kind::cut, *of(file).name, static_cast<std::size_t>(size), {}});
    return code;
}
int sync(sqlite3_file* file, int) {
    // The real disk need not be asked: the files that count are made from the record.
    if (of(file).name == nullptr || !of(file).disk->options.syncs) return SQLITE_OK;
    of(file).disk->record({.kind = Deed::Kind::sync,
                           .file = *of(file).name,
                           .directory = std::exchange(of(file).fresh, false)});
    return SQLITE_OK;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return methods(file).xFileSize(of(file).real(), size);
}
int lock(sqlite3_file* file, int level) { return methods(file).xLock(of(file).real(), level); }
int unlock(sqlite3_file* file, int level) { return methods(file).xUnlock(of(file).real(), level); }
int check_lock(sqlite3_file* file, int* held) {
    return methods(file).xCheckReservedLock(of(file).real(), held);
}
int control(sqlite3_file* file, int what, void* argument) {
    return methods(file).xFileControl(of(file).real(), what, argument);
}
int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(of(file).real()); }
int characteristics(sqlite3_file* file) { return methods(file).xDeviceCharacteristics(of(file).real()); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return methods(file).xShmMap(of(file).real(), page, size, extend, at);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return methods(file).xShmLock(of(file).real(), offset, count, flags);
}
void shm_barrier(sqlite3_file* file) { methods(file).xShmBarrier(of(file).real()); }
int shm_unmap(sqlite3_file* file, int remove) { return methods(file).xShmUnmap(of(file).real(), remove); }
int fetch(sqlite3_file* file, sqlite3_int64 at, int size, void** out) {
    return methods(file).xFetch(of(file).real(), at, size, out);
}
int unfetch(sqlite3_file* file, sqlite3_int64 at, void* bytes) {
    return methods(file).xUnfetch(of(file).real(), at, bytes);
}

const sqlite3_io_methods recorded{
    3,         close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, fetch,      unfetch};

std::string name_of(const char* path) { return std::filesystem::path(path).filename().string(); }

int open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags, int* out) {
    Parts& disk = *static_cast<Parts*>(vfs->pAppData);
    File* made = ::new (file) File{};
    made->disk = &disk;
    const int code = disk.real->xOpen(disk.real, path, made->real(), flags, out);
    if (code != SQLITE_OK) return code;
    if (disk.records(path)) made->name = new std::string(name_of(path));
    constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    made->fresh = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & journals) != 0;
    made->base.pMethods = &recorded;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
    Parts& disk = *static_cast<Parts*>(vfs->pAppData);
    const int code = disk.real->xDelete(disk.real, path, sync_directory);
    if (code == SQLITE_OK && disk.records(path))
        disk.record({.kind = Deed::Kind::remove,
                     .file = name_of(path),
                     .directory = sync_directory != 0 && disk.options.syncs});
    return code;
}

/// One file on the platter.
struct Content {
    std::string bytes{};
    bool there = false;

    void write(std::size_t at, std::string_view what) {
        there = true;
        if (bytes.size() < at + what.size()) bytes.resize(at + what.size(), '\0');
        bytes.replace(at, what.size(), what);
    }
    void apply(const Deed& deed) {
        switch (deed.kind) {
            case Deed::Kind::write: write(deed.at, deed.bytes); break;
            case Deed::Kind::cut: bytes.resize(deed.at, '\0'); break;
            case Deed::Kind::remove: *this = {}; break;
            case Deed::Kind::sync: there = true; break;
        }
    }
    /// As far as a disk got with it that was free to do it later.
    void apply_some(const Deed& deed, std::mt19937_64& random) {
        const auto chance = random() % 4;
        if (chance == 0) return;
        if (chance > 1 || deed.kind != Deed::Kind::write) return apply(deed);
        for (std::size_t begin = 0; begin < deed.bytes.size();) {
            const std::size_t size = std::min(sector - (deed.at + begin) % sector, deed.bytes.size() - begin);
            if (random() % 2 == 0) write(deed.at + begin, std::string_view(deed.bytes).substr(begin, size));
            begin += size;
        }
    }
};

}  // namespace

RecordedDisk::RecordedDisk(const Options& options) : parts_(std::make_unique<Parts>()) {
    Parts& disk = *parts_;
    disk.options = options;
    disk.real = sqlite3_vfs_find(nullptr);
    disk.vfs = *disk.real;
    disk.vfs.pNext = nullptr;
    disk.vfs.zName = "recorded";
    disk.vfs.szOsFile = static_cast<int>(sizeof(File)) + disk.real->szOsFile;
    disk.vfs.pAppData = parts_.get();
    disk.vfs.xOpen = open;
    disk.vfs.xDelete = remove;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK) throw std::runtime_error("no such disk");
}

RecordedDisk::~RecordedDisk() {
    sqlite3_vfs_unregister(&parts_->vfs);
    sqlite3_vfs_register(parts_->real, 1);
}

std::size_t RecordedDisk::moment() const {
    const std::lock_guard lock(parts_->mutex);
    return parts_->deeds.size();
}

std::size_t RecordedDisk::syncs() const {
    const std::lock_guard lock(parts_->mutex);
    return static_cast<std::size_t>(
        std::ranges::count(parts_->deeds, Deed::Kind::sync, [](const Deed& deed) { return deed.kind; }));
}

void RecordedDisk::rebuild(std::size_t moment, const std::string& target, std::mt19937_64& random) const {
    const std::lock_guard lock(parts_->mutex);
    const auto& deeds = parts_->deeds;
    std::map<std::string, std::size_t> synced;   // Behind the last deed of each file that is sure.
    std::map<std::string, std::size_t> removed;  // Behind the last removal of each.
    for (std::size_t i = 0; i < moment; ++i) {
        const Deed& deed = deeds[i];
        if (deed.kind == Deed::Kind::sync) synced[deed.file] = i + 1;
        if (deed.kind == Deed::Kind::remove) removed[deed.file] = i + 1;
        if (deed.directory)
            for (const auto& [file, end] : removed) synced[file] = std::max(synced[file], end);
    }
    std::map<std::string, Content> files;
    for (std::size_t i = 0; i < moment; ++i) {
        Content& file = files[deeds[i].file];
        if (i < synced[deeds[i].file])
            file.apply(deeds[i]);
        else
            file.apply_some(deeds[i], random);
    }
    for (const auto& [name, file] : files) {
        if (!file.there) continue;
        std::ofstream out(target + "/" + name, std::ios::binary);
        out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    }
}

}  // namespace huan::store::testing
