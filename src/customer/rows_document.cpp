#include "customer/rows_document.hpp"

#include "customer/rows_list.hpp"
#include "store/paging.hpp"

#include <algorithm>

namespace huan::customer::rows {

using store::Reader;
using store::select;
using store::Transaction;

void insert(Transaction& tx, const DocumentRow& row) {
    store::insert_row(tx, "document", row);
    tx.execute(
        "INSERT INTO stored_file (hash, size, refs) VALUES ($1, $2, 1) "
        "ON CONFLICT (hash) DO UPDATE SET refs = stored_file.refs + 1",
        row.hash, row.size);
}

bool remove(Transaction& tx, const DocumentRow& row) {
    if (tx.execute("DELETE FROM document WHERE id = $1", row.id) == 0) return false;
    tx.execute("UPDATE stored_file SET refs = refs - 1 WHERE hash = $1", row.hash);
    return true;
}

std::optional<DocumentRow> document(Reader& db, DocumentId id) {
    return db.first<DocumentRow>(select<DocumentRow>("document WHERE id = $1"), id);
}

std::vector<DocumentRow> documents(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<DocumentRow>(db, select<DocumentRow>("document WHERE profile_id IN"), profiles);
}

std::vector<DocumentRow> documents(Reader& db, const std::vector<ProfileId>& profiles,
                                   const ListDocuments& query, std::int64_t below, std::int64_t limit) {
    const std::string kind = query.kind ? std::string(base::word_of(*query.kind)) : std::string();
    std::vector<DocumentRow> found = all_in<DocumentRow>(
        db,
        select<DocumentRow>("document WHERE id < $1 AND ($2 = '' OR kind = $2) AND ($3 = 0 OR asset_id = $3) "
                            "AND profile_id IN"),
        profiles, "ORDER BY id DESC LIMIT $4",
        {store::to_param(below), store::to_param(kind),
         store::to_param(query.asset_id.value_or(AssetId{}).value), store::to_param(limit)});
    std::ranges::sort(found, std::greater{}, &DocumentRow::id);
    if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(limit));
    return found;
}

std::vector<std::string> unused_files(Reader& db, std::int64_t limit) {
    return db.column<std::string>("SELECT hash FROM stored_file WHERE refs = 0 ORDER BY hash LIMIT $1",
                                  limit);
}

bool forget_file(Transaction& tx, const std::string& hash) {
    return tx.execute("DELETE FROM stored_file WHERE hash = $1 AND refs = 0", hash) == 1;
}

}  // namespace huan::customer::rows
