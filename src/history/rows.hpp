#pragma once

#include "base/instant.hpp"
#include "history/history.hpp"
#include "store/event.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The module's SQL. Statements for the store run here; those for the column engine are made here and run by
/// chDB.
namespace huan::history::rows {

// --- The journal, in the store
// ---------------------------------------------------------------------------------------

/// A place in the journal's shipping order. On SQLite `xid` is always 0.
struct Position {
    std::int64_t xid = 0;
    std::int64_t seq = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

struct Entry {
    Position at{};
    store::Event event{};
};

/// Rows of transactions below this number are settled: none of them can appear any more.
std::int64_t horizon(store::Reader& db);
/// Settled rows behind `after`, in shipping order: at most `limit`, and fewer when they are large (some 32
/// MB).
std::vector<Entry> settled_after(store::Reader& db, Position after, std::int64_t horizon, std::int64_t limit);
/// The rows behind `after` up to and including `last`.
std::vector<Entry> between(store::Reader& db, Position after, Position last);
/// The rows with `first` <= seq <= `last`, ascending by seq: the first so many of them.
std::vector<Entry> by_number(store::Reader& db, std::int64_t first, std::int64_t last,
                             std::int64_t limit = std::numeric_limits<std::int64_t>::max());
/// Where an event stands; empty when there is none of this number.
std::optional<Position> position_of(store::Reader& db, std::int64_t seq);
/// Whether the journal carries transaction numbers this database has not reached: it was copied from another
/// server.
bool has_foreign_transactions(store::Reader& db);
/// An event that was taken out of the journal.
struct Withdrawn {
    Position at{};        ///< Of the withdrawal, in its own order.
    Position event_at{};  ///< Where the event stood.
};
/// Settled withdrawals behind `after`, in their order, at most `limit`.
std::vector<Withdrawn> withdrawn_after(store::Reader& db, Position after, std::int64_t horizon,
                                       std::int64_t limit);
/// Makes every row settled, whatever server wrote it, and forgets all shipping positions.
void adopt_journal(store::Transaction& tx);
/// Every matching event, ordered by (profile_id, occurred_at, seq).
void stream_events(store::Reader& db, const EventFilter& filter,
                   const std::function<bool(const store::Event&)>& visit);
std::vector<std::int64_t> existing(store::Reader& db, std::span<const std::int64_t> seqs);
std::int64_t count(store::Reader& db);
std::optional<base::Instant> latest(store::Reader& db);

/// How far one history directory has come.
struct Shipping {
    std::string directory{};
    std::int64_t xid = 0;
    std::int64_t seq = 0;
    std::int64_t shipped_rows = 0;
    std::optional<std::int64_t> planned_xid{};
    std::optional<std::int64_t> planned_seq{};
    base::Instant moved_at{};
    std::int64_t withdrawn_xid = 0;
    std::int64_t withdrawn_number = 0;
    std::optional<std::int64_t> dropping_xid{};
    std::optional<std::int64_t> dropping_number{};
    std::optional<std::int64_t> dropping_rows{};  ///< What is left when the drop is over.

    Position shipped() const { return {xid, seq}; }
    Position withdrawn() const { return {withdrawn_xid, withdrawn_number}; }
};
BOOST_DESCRIBE_STRUCT(Shipping, (),
                      (directory, xid, seq, shipped_rows, planned_xid, planned_seq, moved_at, withdrawn_xid,
                       withdrawn_number, dropping_xid, dropping_number, dropping_rows))

std::optional<Shipping> shipping(store::Reader& db, const std::string& directory);
void save(store::Transaction& tx, const Shipping& shipping);

// --- The columns, in ClickHouse's SQL
// ----------------------------------------------------------------------------------

std::string create_database();
/// `id` goes with the table, into backups too.
std::string create_events(std::string_view id);
/// The id of the table; no row when there is no table.
std::string events_id();
/// Takes rows as `native::append_rows` writes them.
std::string insert_events();
/// Rewrites the parts that hold these rows, and waits for it.
std::string drop_events(std::span<const std::int64_t> seqs);
/// Makes the files of rewritten parts go within seconds, in tables made before this was a setting, too.
std::string forget_old_parts();
/// Files of the table that are no longer part of it, but still there.
std::string count_old_parts();
/// These rows with all columns, in the order of `insert_events`.
std::string packed_events(std::int64_t first, std::int64_t last);
std::string existing_events(std::span<const std::int64_t> seqs);
/// Every name there is.
std::string event_names();
/// Columns in the order `native::Decoder` reads; an event's name comes as its place in `names`, without
/// duplicates, and other names are left out. `profiles` is a part of the filter's, which may be too many for
/// one statement; null: no such restriction.
std::string scan_events(const Scan& scan, const std::vector<std::string>& names,
                        const std::vector<std::int64_t>* profiles);
/// The UTC days, since 1970, on which something matches.
std::string active_days(const EventFilter& filter);
/// One text column for each dimension, then count, people, and the sum as text. A day comes as the start that
/// it has in `day_starts` (UTC ms, ascending).
std::string group_events(const Grouping& grouping, std::span<const std::int64_t> day_starts);
std::string count_events();
std::string latest_event();
std::string clear_events();
std::string backup_events(std::string_view directory);
std::string restore_events(std::string_view directory);

}  // namespace huan::history::rows
