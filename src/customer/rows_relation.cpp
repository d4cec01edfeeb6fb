#include "customer/rows_relation.hpp"

#include "customer/rows_list.hpp"

#include <algorithm>

namespace huan::customer::rows {
namespace {

template <class Row> const std::string& columns_of() {
    static const std::string columns = base::column_list<Row>();
    return columns;
}

}  // namespace

std::vector<RelationKindView> relation_kinds(Reader& db) {
    return db.all<RelationKindView>("SELECT " + columns_of<RelationKindView>() +
                                    " FROM relation_kind ORDER BY position, kind");
}

std::optional<RelationKindView> relation_kind(Reader& db, const std::string& kind) {
    return db.first<RelationKindView>(
        "SELECT " + columns_of<RelationKindView>() + " FROM relation_kind WHERE kind = $1", kind);
}

void put(Transaction& tx, const RelationKindView& row) {
    tx.execute("INSERT INTO relation_kind (" + columns_of<RelationKindView>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                   "ON CONFLICT (kind) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, "
                   "from_zh = excluded.from_zh, from_en = excluded.from_en, to_zh = excluded.to_zh, "
                   "to_en = excluded.to_en, retired = excluded.retired, version = excluded.version",
               row.kind, row.mutual, row.name_zh, row.name_en, row.from_zh, row.from_en, row.to_zh, row.to_en,
               row.position, row.built_in, row.retired, row.version);
}

std::vector<RelationRow> relations(Reader& db, const std::vector<ProfileId>& profiles) {
    const std::string select = "SELECT " + columns_of<RelationRow>() + " FROM relation WHERE ";
    std::vector<RelationRow> found = all_in<RelationRow>(db, select + "profile_id IN", profiles);
    for (RelationRow& row : all_in<RelationRow>(db, select + "other_profile_id IN", profiles))
        found.push_back(std::move(row));
    std::sort(found.begin(), found.end(), [](const auto& l, const auto& r) { return l.id < r.id; });
    const auto same = [](const RelationRow& left, const RelationRow& right) { return left.id == right.id; };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

std::optional<RelationRow> relation(Reader& db, RelationId id) {
    return db.first<RelationRow>("SELECT " + columns_of<RelationRow>() + " FROM relation WHERE id = $1", id);
}

bool insert(Transaction& tx, const RelationRow& row) {
    return tx.execute("INSERT INTO relation (" + columns_of<RelationRow>() +
                          ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                          "ON CONFLICT (profile_id, other_profile_id, kind) DO NOTHING",
                      row.id, row.kind, row.profile_id, row.other_profile_id, row.note, row.created_at,
                      row.by_name, row.source_id) == 1;
}

bool drop_relation(Transaction& tx, RelationId id) {
    return tx.execute("DELETE FROM relation WHERE id = $1", id) == 1;
}

std::vector<MarkKindRow> mark_kinds(Reader& db) {
    return db.all<MarkKindRow>("SELECT " + columns_of<MarkKindRow>() +
                               " FROM mark_kind ORDER BY position, kind");
}

std::optional<MarkKindRow> mark_kind(Reader& db, const std::string& kind) {
    return db.first<MarkKindRow>("SELECT " + columns_of<MarkKindRow>() + " FROM mark_kind WHERE kind = $1",
                                 kind);
}

void put(Transaction& tx, const MarkKindRow& row) {
    tx.execute("INSERT INTO mark_kind (" + columns_of<MarkKindRow>() +
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                   "ON CONFLICT (kind) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, "
                   "choices = excluded.choices, retired = excluded.retired, version = excluded.version",
               row.kind, row.type, row.name_zh, row.name_en, row.choices, row.position, row.built_in,
               row.retired, row.version);
}

std::vector<MarkRow> marks(Reader& db, const std::vector<ProfileId>& profiles) {
    return all_in<MarkRow>(db, "SELECT " + columns_of<MarkRow>() + " FROM mark WHERE profile_id IN", profiles,
                           "ORDER BY at DESC, id DESC");
}

std::optional<MarkRow> mark(Reader& db, MarkId id) {
    return db.first<MarkRow>("SELECT " + columns_of<MarkRow>() + " FROM mark WHERE id = $1", id);
}

void insert(Transaction& tx, const MarkRow& row) { store::insert_row(tx, "mark", row); }

bool withdraw(Transaction& tx, MarkId id, Instant at) {
    return tx.execute("UPDATE mark SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL", id, at) ==
           1;
}

}  // namespace huan::customer::rows
