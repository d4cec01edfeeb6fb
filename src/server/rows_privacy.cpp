#include "server/rows_privacy.hpp"

#include <algorithm>

namespace huan::server::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

/// "1, 2, 3": numbers of ours, which need no binding.
template <class T> std::string list_of(const std::vector<T>& ids) {
    std::string list;
    for (const T& id : ids) list.append(list.empty() ? "" : ", ").append(std::to_string(id.value));
    return list.empty() ? "0" : list;
}

std::string pattern_of(const std::string& text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

std::optional<ErasureRow> lock_erasure(store::Transaction& tx, ErasureId id) {
    return tx.first<ErasureRow>(
        "SELECT " + columns_of<ErasureRow>() + " FROM erasure WHERE id = $1" + std::string(tx.for_update()),
        id);
}

std::vector<ErasureRow> erasures(store::Reader& db, std::int64_t before, std::int64_t limit) {
    return db.all<ErasureRow>(
        "SELECT " + columns_of<ErasureRow>() + " FROM erasure WHERE id < $1 ORDER BY id DESC LIMIT $2",
        before, limit);
}

bool is_being_erased(store::Reader& db, base::CustomerId customer) {
    return db
        .value<std::int64_t>("SELECT 1 FROM erasure WHERE customer_id = $1 AND state = 'requested'", customer)
        .has_value();
}

std::vector<ErasureRow> removed_erasures(store::Reader& db) {
    return db.all<ErasureRow>("SELECT " + columns_of<ErasureRow>() +
                              " FROM erasure WHERE state = 'removed' ORDER BY id");
}

std::int64_t remove_rows(store::Transaction& tx, std::string_view table, std::string_view by,
                         std::int64_t id) {
    return tx.execute("DELETE FROM " + std::string(table) + " WHERE " + std::string(by) + " = $1", id);
}

void blank_column(store::Transaction& tx, std::string_view table, std::string_view by, std::int64_t id,
                  std::string_view column) {
    tx.execute("UPDATE " + std::string(table) + " SET " + std::string(column) + " = '' WHERE " +
                   std::string(by) + " = $1",
               id);
}

void strike_out(store::Transaction& tx, const Table& table, const std::string& text) {
    for (const TableColumn& column : table.columns) {
        const bool is_key = std::find(table.key.begin(), table.key.end(), column.name) != table.key.end();
        if (column.type != "TEXT" || is_key) continue;
        tx.execute("UPDATE " + table.name + " SET " + column.name + " = replace(" + column.name +
                       ", $1, '***') WHERE " + column.name + " LIKE $2 ESCAPE '\\'",
                   text, pattern_of(text));
    }
}

void forget_answers(store::Transaction& tx, base::CustomerId customer) {
    const std::string named = "%\"customer\\_id\":" + std::to_string(customer.value);
    for (const char* end : {",%", "}%"})
        tx.execute("DELETE FROM idempotency WHERE body LIKE $1 ESCAPE '\\'", named + end);
}

void blank_audit(store::Transaction& tx, const std::string& object) {
    tx.execute("UPDATE audit SET changes = '{}', result = '{}' WHERE object = $1", object);
}

std::vector<std::int64_t> imports_about(store::Reader& db, const std::vector<base::ProfileId>& profiles) {
    const std::string people = list_of(profiles);
    return db.column<std::int64_t>(
        "SELECT f.id FROM import_file f WHERE f.id IN (SELECT e.source_id FROM event e WHERE e.live = 0 AND "
        "e.profile_id IN (" +
        people + ")) OR f.id IN (SELECT s.import_id FROM import_evidence s WHERE s.profile_id IN (" + people +
        ")) ORDER BY f.id");
}

std::optional<std::string> forget_file(store::Transaction& tx, std::int64_t import_id) {
    auto path = tx.value<std::string>("SELECT path FROM import_file WHERE id = $1 AND path <> ''", import_id);
    tx.execute("UPDATE import_file SET path = '', sample = '[]' WHERE id = $1", import_id);
    tx.execute("DELETE FROM import_note WHERE import_id = $1", import_id);
    return path;
}

std::vector<std::string> take_photos(store::Transaction& tx, const std::vector<base::ProfileId>& profiles) {
    const std::string theirs = "SELECT photo_id FROM finding WHERE profile_id IN (" + list_of(profiles) + ")";
    const std::string others =
        "SELECT photo_id FROM finding WHERE photo_id IS NOT NULL AND (profile_id IS "
        "NULL OR profile_id NOT IN (" +
        list_of(profiles) + "))";
    const auto ids = tx.column<std::int64_t>("SELECT id FROM photo WHERE id IN (" + theirs +
                                             ") AND id NOT IN (" + others + ")");
    std::vector<std::string> hashes;
    for (const std::int64_t id : ids) {
        const auto hash = tx.value<std::string>("SELECT hash FROM photo WHERE id = $1", id);
        tx.execute("DELETE FROM photo WHERE id = $1", id);
        tx.execute("UPDATE finding SET photo_id = NULL WHERE photo_id = $1", id);
        tx.execute("UPDATE lead SET photo_id = NULL WHERE photo_id = $1", id);
        if (!is_photo(tx, *hash)) hashes.push_back(*hash);
    }
    return hashes;
}

bool is_photo(store::Reader& db, const std::string& hash) {
    return db.value<std::int64_t>("SELECT 1 FROM photo WHERE hash = $1 LIMIT 1", hash).has_value();
}

std::int64_t events_about(store::Reader& db, const std::vector<base::ProfileId>& profiles) {
    return db
        .value<std::int64_t>("SELECT count(*) FROM event WHERE profile_id IN (" + list_of(profiles) + ")")
        .value_or(0);
}

boost::json::array rows_about(store::Reader& db, const Table& table, std::string_view by, std::int64_t id) {
    std::string names;
    for (const TableColumn& column : table.columns)
        names.append(names.empty() ? "" : ", ").append(column.name);
    boost::json::array rows;
    db.stream(
        "SELECT " + names + " FROM " + table.name + " WHERE " + std::string(by) + " = $1",
        [&](const store::RowView& row) {
            boost::json::object object;
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const TableColumn& column = table.columns[i];
                boost::json::value& value = object[column.name];
                if (const auto* text = std::get_if<std::string>(&row[i]))
                    value = *text;
                else if (const auto* number = std::get_if<std::int64_t>(&row[i])) {
                    if (column.type == "INSTANT")
                        value = base::format_instant(base::Instant{*number});
                    else if (column.type == "BOOL")
                        value = *number == 1;
                    else
                        value = *number;
                }
            }
            rows.push_back(std::move(object));
            return true;
        },
        id);
    return rows;
}

std::vector<std::string> files_about(store::Reader& db, const std::vector<base::ProfileId>& profiles) {
    const std::string people = list_of(profiles);
    std::vector<std::string> files;
    for (const std::int64_t id :
         db.column<std::int64_t>("SELECT id FROM document WHERE profile_id IN (" + people + ") ORDER BY id"))
        files.push_back("/api/documents/" + std::to_string(id) + "/content");
    for (const std::int64_t id : db.column<std::int64_t>(
             "SELECT photo_id FROM finding WHERE photo_id IS NOT NULL AND profile_id IN (" + people +
             ") ORDER BY photo_id"))
        files.push_back("/api/photos/" + std::to_string(id));
    return files;
}

std::vector<TermRow> terms(store::Reader& db) {
    return db.all<TermRow>("SELECT " + columns_of<TermRow>() + " FROM retention_term ORDER BY subject");
}

void save_term(store::Transaction& tx, const TermRow& row) {
    tx.execute(
        "UPDATE retention_term SET days = $2, changed_at = $3, changed_by_name = $4, last_run_at = $5, "
        "last_removed = $6 WHERE subject = $1",
        row.subject, row.days, row.changed_at, row.changed_by_name, row.last_run_at, row.last_removed);
}

std::vector<OldEvent> events_before(store::Reader& db, base::Instant before, std::int64_t after,
                                    std::int64_t limit) {
    return db.all<OldEvent>(
        "SELECT seq, name FROM event WHERE seq > $2 AND received_at < $1 "
        "AND profile_id IS NOT NULL ORDER BY seq LIMIT $3",
        before, after, limit);
}

std::vector<std::int64_t> files_before(store::Reader& db, base::Instant before, std::int64_t limit) {
    return db.column<std::int64_t>(
        "SELECT id FROM import_file WHERE created_at < $1 AND path <> '' "
        "AND state NOT IN ('checking', 'running', 'undoing') ORDER BY id LIMIT $2",
        before, limit);
}

std::int64_t forget_audit(store::Transaction& tx, base::Instant before, std::int64_t limit) {
    return tx.execute(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 ORDER BY id LIMIT $2)", before,
        limit);
}

std::int64_t forget_refused(store::Transaction& tx, base::Instant before) {
    return tx.execute("DELETE FROM rejected_message WHERE at < $1", before);
}

std::vector<base::CustomerId> silent_since(store::Reader& db, base::Instant before, std::int64_t limit) {
    return db.column<base::CustomerId>(
        "SELECT c.id FROM customer c WHERE c.last_seen < $1 AND c.created_at < $1 "
        "AND NOT EXISTS (SELECT 1 FROM erased_profile e WHERE e.profile_id = c.id) "
        "AND NOT EXISTS (SELECT 1 FROM erasure r WHERE r.customer_id = c.id) "
        "AND NOT EXISTS (SELECT 1 FROM coupon k WHERE k.customer_id = c.id AND k.state IN ('claimed', "
        "'locked')) "
        // Points that never end keep nobody here for ever; those with a day are waited for, as coupons are.
        "AND NOT EXISTS (SELECT 1 FROM point_lot l WHERE l.customer_id = c.id AND l.held > 0 "
        "AND l.expires_at IS NOT NULL) "
        "ORDER BY c.id LIMIT $2",
        before, limit);
}

}  // namespace huan::server::rows
