// Statements for ClickHouse, kept plain so that they also run on a cluster of it. Values are written into the
// text, because the engine takes no parameters in every place: numbers as digits, texts through `literal`.
#include "history/rows.hpp"

#include <fmt/format.h>

#include <numeric>

namespace huan::history::rows {
namespace {

// The number is the layout's: a new layout is a new table, filled from the journal.
constexpr std::string_view table = "huan.event_1";
constexpr std::string_view table_name = "event_1";

// What was dropped must not lie in files of parts that were replaced: they go within seconds, not minutes.
constexpr std::string_view short_lived_parts =
    "old_parts_lifetime = 1, cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, "
    "max_cleanup_delay_period = 2, merge_tree_clear_old_temporary_directories_interval_seconds = 2";

/// In the order `native::append_rows` writes.
constexpr std::string_view all_columns =
    "seq, name, profile_id, occurred_at, received_at, org_id, source_id, channel, place, live, property.key, "
    "property.kind, property.item, property.text, property.number";

std::string literal(std::string_view text) {
    std::string out = "'";
    for (const char letter : text) {
        if (letter == '\'' || letter == '\\') out.push_back('\\');
        out.push_back(letter);
    }
    return out + "'";
}

std::string literals(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list.append(list.empty() ? "" : ", ").append(literal(text));
    return list;
}

std::string where(const EventFilter& filter, const std::vector<std::string>& names,
                  const std::vector<std::int64_t>* profiles) {
    std::string sql;
    const auto add = [&](const std::string& condition) {
        sql.append(sql.empty() ? " WHERE " : " AND ").append(condition);
    };
    if (!names.empty()) add("name IN (" + literals(names) + ")");
    if (filter.from) add(fmt::format("occurred_at >= {}", filter.from->ms));
    if (filter.to) add(fmt::format("occurred_at < {}", filter.to->ms));
    if (filter.first_profile) add(fmt::format("profile_id >= {}", *filter.first_profile));
    if (filter.last_profile) add(fmt::format("profile_id <= {}", *filter.last_profile));
    if (profiles != nullptr) add(fmt::format("profile_id IN ({})", fmt::join(*profiles, ", ")));
    return sql;
}

std::string where(const EventFilter& filter) {
    return where(filter, filter.names, filter.profiles ? &*filter.profiles : nullptr);
}

/// Columns of one property; index 0, for a key that is not there, gives 0 and ''.
std::string property_columns(const std::string& key, std::size_t number) {
    if (is_array_key(key)) {
        std::string columns;
        for (const std::string_view part : {"kind", "item", "text", "number"})
            columns += fmt::format(", arrayFilter((v, k) -> k = {0}, property.{1}, property.key) AS {1}_{2}",
                                   literal(key), part, number);
        return columns;
    }
    return fmt::format(
        ", property.kind[indexOf(property.key, {0}) AS at_{1}] AS kind_{1}, property.text[at_{1}] AS "
        "text_{1}, "
        "property.number[at_{1}] AS number_{1}",
        literal(key), number);
}

/// A property as text: numbers as decimals without trailing zeros. The place of the key is written out each
/// time: an alias would be taken twice when two properties stand in one statement.
std::string property_text(const std::string& key) {
    const std::string at = fmt::format("indexOf(property.key, {})", literal(key));
    return fmt::format(
        "multiIf(property.kind[{0}] = 1, property.text[{0}], property.kind[{0}] = 2, "
        "toString(toDecimal128(property.number[{0}], 4) / {1}), property.kind[{0}] = 3, "
        "if(property.number[{0}] = 0, 'false', 'true'), '')",
        at, number_scale);
}

std::string dimension_text(Dimension dimension, const std::string& property_key,
                           std::span<const std::int64_t> day_starts) {
    switch (dimension) {
        case Dimension::name: return "toString(name)";
        case Dimension::day:
            return fmt::format("toString(roundDown(occurred_at, [{}]))", fmt::join(day_starts, ", "));
        case Dimension::channel: return "toString(channel)";
        case Dimension::place: return "toString(place)";
        case Dimension::org: return "toString(org_id)";
        case Dimension::source: return "toString(source_id)";
        case Dimension::property: return property_text(property_key);
    }
    return "''";
}

/// The sum over all values of a key. 128 bits, so that an overflow is seen instead of wrapping round.
std::string sum_of(const std::string& key) {
    return fmt::format(
        "toString(sum(arraySum((n, k, d) -> if(k = {} AND d = 2, toInt128(n), toInt128(0)), property.number, "
        "property.key, property.kind)))",
        literal(key));
}

}  // namespace

std::string create_database() { return "CREATE DATABASE IF NOT EXISTS huan ENGINE = Atomic"; }

std::string create_events(std::string_view id) {
    // No PARTITION BY: an insert is atomic for one part only. Merges are flushed as well, before their
    // sources go.
    return fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (seq Int64 CODEC(Delta, LZ4), name LowCardinality(String), "
        "profile_id Int64 CODEC(Delta, LZ4), occurred_at Int64 CODEC(Delta, LZ4), received_at Int64 "
        "CODEC(Delta, LZ4), "
        "org_id Int64, source_id Int64, channel LowCardinality(String), place LowCardinality(String), live "
        "UInt8, "
        "property Nested(key LowCardinality(String), kind UInt8, item UInt16, text String, number Int64)) "
        "ENGINE = MergeTree ORDER BY (profile_id, occurred_at, seq) SETTINGS fsync_after_insert = 1, "
        "fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, {} COMMENT {}",
        table, short_lived_parts, literal(id));
}

std::string drop_events(std::span<const std::int64_t> seqs) {
    return fmt::format("ALTER TABLE {} DELETE WHERE seq IN ({}) SETTINGS mutations_sync = 1", table,
                       fmt::join(seqs, ", "));
}

std::string forget_old_parts() {
    return fmt::format("ALTER TABLE {} MODIFY SETTING {}", table, short_lived_parts);
}

std::string count_old_parts() {
    return fmt::format(
        "SELECT toInt64(count()) FROM system.parts WHERE database = 'huan' AND table = '{}' AND NOT active",
        table_name);
}

std::string events_id() {
    return fmt::format("SELECT comment FROM system.tables WHERE database = 'huan' AND name = '{}'",
                       table_name);
}

std::string insert_events() { return fmt::format("INSERT INTO {} ({})", table, all_columns); }

std::string packed_events(std::int64_t first, std::int64_t last) {
    return fmt::format("SELECT {} FROM {} WHERE seq BETWEEN {} AND {} ORDER BY seq", all_columns, table,
                       first, last);
}

std::string existing_events(std::span<const std::int64_t> seqs) {
    return fmt::format("SELECT seq FROM {} WHERE seq IN ({}) ORDER BY seq", table, fmt::join(seqs, ", "));
}

std::string event_names() { return fmt::format("SELECT DISTINCT toString(name) FROM {}", table); }

std::string scan_events(const Scan& scan, const std::vector<std::string>& names,
                        const std::vector<std::int64_t>* profiles) {
    // Numbers instead of words: merging the parts in order moves every value, and words cost four times as
    // much.
    std::vector<std::size_t> codes(names.size());
    std::iota(codes.begin(), codes.end(), 0);
    std::string columns =
        fmt::format("profile_id, occurred_at, seq, CAST(transform(name, [{}], [{}], {}) AS UInt32)",
                    literals(names), fmt::join(codes, ", "), names.size());
    if (scan.columns.received_at) columns += ", received_at";
    if (scan.columns.org_id) columns += ", org_id";
    if (scan.columns.source_id) columns += ", source_id";
    if (scan.columns.live) columns += ", live";
    if (scan.columns.channel) columns += ", CAST(channel AS String)";
    if (scan.columns.place) columns += ", CAST(place AS String)";
    for (std::size_t i = 0; i < scan.properties.size(); ++i)
        columns += property_columns(scan.properties[i], i);
    // Computed before the merge, so that whole property arrays do not go through it.
    return fmt::format(
        "SELECT {} FROM {}{} ORDER BY profile_id, occurred_at, seq "
        "SETTINGS query_plan_execute_functions_after_sorting = 0",
        columns, table, where(scan.filter, names, profiles));
}

std::string active_days(const EventFilter& filter) {
    return fmt::format(
        "SELECT DISTINCT CAST(floor(occurred_at / 86400000) AS Int64) AS day FROM {}{} ORDER BY day", table,
        where(filter));
}

std::string group_events(const Grouping& grouping, std::span<const std::int64_t> day_starts) {
    std::string columns, keys;
    std::size_t property = 0;
    for (std::size_t i = 0; i < grouping.by.size(); ++i) {
        static const std::string none;
        const bool by_property = grouping.by[i] == Dimension::property;
        const std::string& key = by_property ? grouping.property_keys.at(property++) : none;
        columns += fmt::format("{} AS key_{}, ", dimension_text(grouping.by[i], key, day_starts), i);
        keys += fmt::format("{}key_{}", i == 0 ? "" : ", ", i);
    }
    const std::string sum = grouping.sum ? sum_of(*grouping.sum) : "'0'";
    return fmt::format(
        "SELECT {}toInt64(count()), toInt64(uniqExactIf(profile_id, profile_id != 0)), {} FROM {}{}{}",
        columns, sum, table, where(grouping.filter), keys.empty() ? "" : " GROUP BY " + keys);
}

std::string count_events() { return fmt::format("SELECT toInt64(count()) FROM {}", table); }

std::string latest_event() { return fmt::format("SELECT toInt64(count()), max(received_at) FROM {}", table); }

std::string clear_events() { return fmt::format("TRUNCATE TABLE {}", table); }

std::string backup_events(std::string_view directory) {
    return fmt::format("BACKUP TABLE {} TO File({})", table, literal(directory));
}

std::string restore_events(std::string_view directory) {
    return fmt::format("RESTORE TABLE {} FROM File({})", table, literal(directory));
}

}  // namespace huan::history::rows
