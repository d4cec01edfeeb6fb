#pragma once

#include "customer/mark.hpp"
#include "customer/relation.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

/// The SQL of relations between people, and of marks.
namespace huan::customer::rows {

using store::Reader;
using store::Transaction;

std::vector<RelationKindView> relation_kinds(Reader& db);
std::optional<RelationKindView> relation_kind(Reader& db, const std::string& kind);
/// Makes or changes one.
void put(Transaction& tx, const RelationKindView& row);

struct RelationRow {
    RelationId id{};
    std::string kind{};
    ProfileId profile_id{};        ///< At the "from" end.
    ProfileId other_profile_id{};  ///< At the "to" end.
    std::string note{};
    Instant created_at{};
    std::string by_name{};
    std::int64_t source_id = 0;
};
BOOST_DESCRIBE_STRUCT(RelationRow, (),
                      (id, kind, profile_id, other_profile_id, note, created_at, by_name, source_id))
/// Those that have one of these at either end; each once, oldest first.
std::vector<RelationRow> relations(Reader& db, const std::vector<ProfileId>& profiles);
std::optional<RelationRow> relation(Reader& db, RelationId id);
/// False when the same pair has one of the kind already.
bool insert(Transaction& tx, const RelationRow& row);
bool drop_relation(Transaction& tx, RelationId id);

struct MarkKindRow {
    std::string kind{};
    MarkType type{};
    std::string name_zh{};
    std::string name_en{};
    boost::json::value choices = boost::json::array();
    std::int64_t position = 0;
    bool built_in = false;
    bool retired = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MarkKindRow, (),
                      (kind, type, name_zh, name_en, choices, position, built_in, retired, version))
std::vector<MarkKindRow> mark_kinds(Reader& db);
std::optional<MarkKindRow> mark_kind(Reader& db, const std::string& kind);
void put(Transaction& tx, const MarkKindRow& row);

struct MarkRow {
    MarkId id{};
    ProfileId profile_id{};
    std::string kind{};
    std::string value{};
    std::optional<base::Money> amount{};
    std::string about{};
    std::string note{};
    Instant at{};
    std::int64_t by_id = 0;
    std::string by_name{};
    std::int64_t lead_id = 0;
    std::int64_t source_id = 0;
    std::optional<Instant> withdrawn_at{};
};
BOOST_DESCRIBE_STRUCT(MarkRow, (),
                      (id, profile_id, kind, value, amount, about, note, at, by_id, by_name, lead_id,
                       source_id, withdrawn_at))
/// Latest first.
std::vector<MarkRow> marks(Reader& db, const std::vector<ProfileId>& profiles);
std::optional<MarkRow> mark(Reader& db, MarkId id);
void insert(Transaction& tx, const MarkRow& row);
/// False when it is withdrawn already.
bool withdraw(Transaction& tx, MarkId id, Instant at);

}  // namespace huan::customer::rows
