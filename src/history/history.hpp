#pragma once

#include "base/instant.hpp"
#include "base/zone.hpp"
#include "history/block.hpp"
#include "history/row.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace huan::store {
class Store;
}

namespace huan::history {

/// Which events: everything left empty does not restrict.
struct EventFilter {
    std::vector<std::string> names{};             ///< Any of these names; no name twice.
    std::optional<base::Instant> from{};          ///< occurred_at >= from.
    std::optional<base::Instant> to{};            ///< occurred_at < to.
    std::optional<std::int64_t> first_profile{};  ///< profile_id >= first_profile.
    std::optional<std::int64_t> last_profile{};   ///< profile_id <= last_profile.
    /// Only these profiles, in any order, any number; an empty list finds nobody.
    std::optional<std::vector<std::int64_t>> profiles{};
};

/// Columns beside profile, time, seq and name.
struct Columns {
    bool received_at = false;
    bool org_id = false;
    bool source_id = false;
    bool live = false;
    bool channel = false;
    bool place = false;
};

struct Scan {
    EventFilter filter{};
    Columns columns{};
    std::vector<std::string> properties{};  ///< Flattened keys that are wanted: "amount", "lines[].sku".
};

/// Answers false to end the scan early.
using Visit = std::function<bool(const Block&)>;

enum class Dimension {
    name,
    day,  ///< Business day in `zone`: "2026-11-21".
    channel,
    place,
    org,       ///< Id in decimal.
    source,    ///< Id in decimal.
    property,  ///< The next of `property_keys`; numbers as decimals, booleans "true"/"false", none "".
};

/// count(*), people and an optional sum, by up to four dimensions.
struct Grouping {
    EventFilter filter{};
    std::vector<Dimension> by{};  ///< Empty: one group of everything.
    std::vector<std::string>
        property_keys{};  ///< Plain keys, one for each `Dimension::property`. Array keys: the first value.
    std::optional<std::string>
        sum{};  ///< Key whose numbers are summed; of an array key all values of an event.
    std::optional<base::Zone> zone{};  ///< Needed by `day`.
};

struct Group {
    std::vector<std::string> key{};  ///< One text for each of `by`.
    std::int64_t count = 0;
    std::int64_t people = 0;  ///< Distinct profiles, exact; events about nobody (profile 0) do not count.
    std::int64_t sum = 0;     ///< In ten-thousandths.

    friend bool operator==(const Group&, const Group&) = default;
};

/// Everybody's events in columns, sorted by person and time. A projection of the journal (`event` in the
/// store), which trails it by moments and can be rebuilt from it. Thread-safe; every call blocks its thread.
class History {
public:
    virtual ~History() = default;

    /// Adds rows; they are on disk when this returns. The caller never passes a row twice (see `Shipper`).
    virtual void insert(std::span<const Row> batch) = 0;
    /// Drops these rows. Numbers that are not there do no harm.
    virtual void drop(std::span<const std::int64_t> seqs) = 0;
    /// Whether no file holds dropped rows any more: replaced files go seconds after nobody reads them.
    /// Asked of a `Shipper`'s history: false too while another process ships, or this one has not caught up.
    virtual bool is_clean() = 0;
    /// Which of these are there; ascending.
    virtual std::vector<std::int64_t> existing(std::span<const std::int64_t> seqs) = 0;
    /// Visits the matching events in the order (profile_id, occurred_at, seq), block by block. Sees one state
    /// of history throughout. What `visit` throws ends the scan and is passed on.
    virtual void scan(const Scan& scan, const Visit& visit) = 0;
    /// Ordered by key. \throws base::Error `money.overflow` when a sum leaves 64 bits.
    virtual std::vector<Group> group_by(const Grouping& grouping) = 0;
    /// The rows with `first` <= seq <= `last`, ascending by seq, each with all its columns in the form of
    /// `native::append_rows`: two histories that hold the same answer the same bytes.
    virtual std::string packed(std::int64_t first, std::int64_t last) = 0;
    /// Rows in all.
    virtual std::int64_t count() = 0;
    /// The latest received_at; empty while there is nothing.
    virtual std::optional<base::Instant> latest() = 0;
    /// Whether rows must be shipped here: false where history answers from the journal itself.
    virtual bool is_projection() const = 0;
    /// For `huan status`: "chdb 26.7.3" or "journal".
    virtual std::string description() const = 0;
    /// Forgets all rows, before they are shipped again.
    virtual void clear() = 0;
    /// Names this collection of rows for as long as it exists; the shipper keeps its position under it.
    virtual std::string id() const = 0;
    /// Copies all rows into the directory `target`, which must not exist yet; questions go on meanwhile.
    virtual void backup(const std::string& target) = 0;
};

struct Options {
    std::string directory{};  ///< Where the columns live; made when missing. One process at a time.
    std::int64_t memory_limit = 1 << 30;  ///< Bytes a question may take before it is refused.
    int threads = 2;                      ///< For one question.
    int questions = 2;  ///< Questions answered at once; more wait. Inserts have their own place.
};

/// Opens the chDB history. \throws base::Error `history.unavailable` when the library or the directory cannot
/// be used.
std::unique_ptr<History> open(const Options& options);
/// Whether this build has chDB and the library is found.
bool available();
/// Fills an empty history directory from what `History::backup` made, its id included.
void restore(const Options& options, const std::string& backup);

/// The same answers straight from the journal: for builds without chDB, for processes that do not hold the
/// directory, and as the reference chDB is tested against. Slow for many events.
std::unique_ptr<History> open_journal(store::Store& store);

}  // namespace huan::history
