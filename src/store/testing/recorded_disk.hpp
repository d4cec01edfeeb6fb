#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>

namespace huan::store::testing {

/// Everything SQLite does to the files of a directory while this lives, in order: so that they can be made
/// again as a power cut might have left them. One at a time; connections opened before are not seen.
class RecordedDisk {
public:
    struct Options {
        std::string directory{};
        /// False: a sync is answered at once and promises nothing, as on a disk that lies.
        bool syncs = true;
    };
    explicit RecordedDisk(const Options& options);
    ~RecordedDisk();
    RecordedDisk(const RecordedDisk&) = delete;
    RecordedDisk& operator=(const RecordedDisk&) = delete;

    /// How many writes, cuts, syncs and removals there were so far.
    std::size_t moment() const;
    /// How many of those were syncs.
    std::size_t syncs() const;
    /// Writes the files into the empty directory `target` as the power going at `moment` might leave them:
    /// what was synced is there; of what was not, each write is there, or not, or only some of its sectors.
    void rebuild(std::size_t moment, const std::string& target, std::mt19937_64& random) const;

    struct Parts;

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace huan::store::testing
