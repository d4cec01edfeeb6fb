#include "history/rows.hpp"

#include <fmt/format.h>

#include <variant>

namespace huan::history::rows {
namespace {

constexpr std::size_t most_bytes = 32 << 20;  // Of one batch.

std::string event_columns() { return base::column_list<store::Event>(); }

/// Conditions on `event` and their parameters.
class Where {
public:
    explicit Where(const EventFilter& filter) {
        if (!filter.names.empty()) {
            std::string list;
            for (const std::string& name : filter.names)
                list.append(list.empty() ? "" : ", ").append(bound(name));
            add("name IN (" + list + ")");
        }
        if (filter.from) add("occurred_at >= " + bound(*filter.from));
        if (filter.to) add("occurred_at < " + bound(*filter.to));
        // Nobody's events have no profile_id here, and 0 in the columns.
        if (filter.first_profile && *filter.first_profile > 0)
            add("profile_id >= " + bound(*filter.first_profile));
        if (filter.last_profile)
            add(*filter.last_profile < 0
                    ? "1 = 0"
                    : "(profile_id <= " + bound(*filter.last_profile) + " OR profile_id IS NULL)");
        if (filter.profiles) add_profiles(*filter.profiles);
    }
    const std::string& sql() const { return sql_; }
    const std::vector<store::Param>& params() const { return params_; }

private:
    void add(const std::string& condition) {
        sql_.append(sql_.empty() ? " WHERE " : " AND ").append(condition);
    }
    template <class T> std::string bound(const T& value) {
        params_.push_back(store::to_param(value));
        return "$" + std::to_string(params_.size());
    }
    void add_profiles(const std::vector<std::int64_t>& profiles) {
        bool nobody = false;
        std::string list;
        for (const std::int64_t profile : profiles) {
            if (profile == 0)
                nobody = true;
            else
                list.append(list.empty() ? "" : ", ").append(std::to_string(profile));  // Too many to bind.
        }
        const std::string known = list.empty() ? "1 = 0" : "profile_id IN (" + list + ")";
        add(nobody ? "(" + known + " OR profile_id IS NULL)" : known);
    }

    std::string sql_;
    std::vector<store::Param> params_;
};

// A row of the journal as it comes: xid, then the event.
Entry entry_of(const store::RowView& row) {
    Entry entry;
    store::read_cell(row[0], entry.at.xid);
    entry.event = store::read_row<store::Event>(row, 1);
    entry.at.seq = entry.event.seq;
    return entry;
}

std::size_t bytes_of(const store::RowView& row) {
    std::size_t bytes = 0;
    for (const store::Cell& cell : row)
        if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    return bytes;
}

}  // namespace

std::int64_t horizon(store::Reader& db) {
    // SQLite has one writer: what a reader sees was committed in the order of seq.
    if (db.engine() == store::Engine::sqlite) return 1;
    return db
        .value<std::int64_t>("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)")
        .value();
}

std::vector<Entry> settled_after(store::Reader& db, Position after, std::int64_t horizon,
                                 std::int64_t limit) {
    std::vector<Entry> found;
    std::size_t bytes = 0;
    db.stream(
        "SELECT xid, " + event_columns() +
            " FROM event WHERE (xid, seq) > ($1, $2) AND xid < $3 ORDER BY xid, seq LIMIT $4",
        [&](const store::RowView& row) {
            found.push_back(entry_of(row));
            return (bytes += bytes_of(row)) < most_bytes;
        },
        after.xid, after.seq, horizon, limit);
    return found;
}

std::vector<Entry> between(store::Reader& db, Position after, Position last) {
    std::vector<Entry> found;
    db.stream(
        "SELECT xid, " + event_columns() +
            " FROM event WHERE (xid, seq) > ($1, $2) AND (xid, seq) <= ($3, $4) ORDER BY xid, seq",
        [&](const store::RowView& row) {
            found.push_back(entry_of(row));
            return true;
        },
        after.xid, after.seq, last.xid, last.seq);
    return found;
}

std::vector<Entry> by_number(store::Reader& db, std::int64_t first, std::int64_t last, std::int64_t limit) {
    std::vector<Entry> found;
    db.stream(
        "SELECT xid, " + event_columns() + " FROM event WHERE seq >= $1 AND seq <= $2 ORDER BY seq LIMIT $3",
        [&](const store::RowView& row) {
            found.push_back(entry_of(row));
            return true;
        },
        first, last, limit);
    return found;
}

std::vector<Withdrawn> withdrawn_after(store::Reader& db, Position after, std::int64_t horizon,
                                       std::int64_t limit) {
    std::vector<Withdrawn> found;
    db.stream(
        "SELECT xid, number, event_xid, seq FROM withdrawn_event WHERE (xid, number) > ($1, $2) AND xid < $3 "
        "ORDER BY xid, number LIMIT $4",
        [&](const store::RowView& row) {
            Withdrawn& item = found.emplace_back();
            store::read_cell(row[0], item.at.xid);
            store::read_cell(row[1], item.at.seq);
            store::read_cell(row[2], item.event_at.xid);
            store::read_cell(row[3], item.event_at.seq);
            return true;
        },
        after.xid, after.seq, horizon, limit);
    return found;
}

std::optional<Position> position_of(store::Reader& db, std::int64_t seq) {
    const auto xid = db.value<std::int64_t>("SELECT xid FROM event WHERE seq = $1", seq);
    return xid ? std::optional(Position{*xid, seq}) : std::nullopt;
}

bool has_foreign_transactions(store::Reader& db) {
    if (db.engine() == store::Engine::sqlite) return false;
    return db
        .value<bool>(
            "SELECT CASE WHEN max(xid) >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS "
            "BIGINT) THEN 1 ELSE 0 END FROM (SELECT max(xid) AS xid FROM event "
            "UNION ALL SELECT max(xid) FROM withdrawn_event) both_kinds")
        .value();
}

void adopt_journal(store::Transaction& tx) {
    tx.execute("UPDATE event SET xid = 0 WHERE xid > 0");
    tx.execute("UPDATE withdrawn_event SET xid = 0, event_xid = 0");
    tx.execute("DELETE FROM history_shipping");
}

void stream_events(store::Reader& db, const EventFilter& filter,
                   const std::function<bool(const store::Event&)>& visit) {
    const Where where(filter);
    db.stream_with("SELECT " + event_columns() + " FROM event" + where.sql() +
                       " ORDER BY profile_id NULLS FIRST, occurred_at, seq",
                   where.params(),
                   [&](const store::RowView& row) { return visit(store::read_row<store::Event>(row)); });
}

std::vector<std::int64_t> existing(store::Reader& db, std::span<const std::int64_t> seqs) {
    if (seqs.empty()) return {};
    return db.column<std::int64_t>(
        fmt::format("SELECT seq FROM event WHERE seq IN ({}) ORDER BY seq", fmt::join(seqs, ", ")));
}

std::int64_t count(store::Reader& db) { return db.value<std::int64_t>("SELECT count(*) FROM event").value(); }

std::optional<base::Instant> latest(store::Reader& db) {
    return db.value<base::Instant>("SELECT max(received_at) FROM event");
}

std::optional<Shipping> shipping(store::Reader& db, const std::string& directory) {
    return db.first<Shipping>(
        "SELECT " + base::column_list<Shipping>() + " FROM history_shipping WHERE directory = $1", directory);
}

void save(store::Transaction& tx, const Shipping& shipping) {
    tx.execute("INSERT INTO history_shipping (" + base::column_list<Shipping>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                   "ON CONFLICT (directory) DO UPDATE SET xid = excluded.xid, seq = excluded.seq, "
                   "shipped_rows = excluded.shipped_rows, planned_xid = excluded.planned_xid, "
                   "planned_seq = excluded.planned_seq, moved_at = excluded.moved_at, "
                   "withdrawn_xid = excluded.withdrawn_xid, withdrawn_number = excluded.withdrawn_number, "
                   "dropping_xid = excluded.dropping_xid, dropping_number = excluded.dropping_number, "
                   "dropping_rows = excluded.dropping_rows",
               shipping.directory, shipping.xid, shipping.seq, shipping.shipped_rows, shipping.planned_xid,
               shipping.planned_seq, shipping.moved_at, shipping.withdrawn_xid, shipping.withdrawn_number,
               shipping.dropping_xid, shipping.dropping_number, shipping.dropping_rows);
}

}  // namespace huan::history::rows
