#pragma once

#include "base/context.hpp"
#include "base/text.hpp"
#include "customer/identity.hpp"
#include "store/store.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How people belong together: parent and child, a household, who decides and who uses.
namespace huan::customer {

using base::Instant;
using RelationId = base::Id<struct RelationTag>;

/// A kind of relation, with a name for each end. Of a mutual kind both ends have the same.
struct RelationKindView {
    std::string kind{};
    bool mutual = false;
    std::string name_zh{};
    std::string name_en{};
    std::string from_zh{};  ///< What the one at the "from" end is: "家长".
    std::string from_en{};
    std::string to_zh{};
    std::string to_en{};
    std::int64_t position = 0;
    bool built_in = false;
    bool retired = false;  ///< Not offered any more; relations of it stay.
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(RelationKindView, (),
                      (kind, mutual, name_zh, name_en, from_zh, from_en, to_zh, to_en, position, built_in,
                       retired, version))
struct RelationKindList {
    std::vector<RelationKindView> items{};
};
BOOST_DESCRIBE_STRUCT(RelationKindList, (), (items))
/// GET /api/relation_kinds
RelationKindList list_relation_kinds(store::Reader& db);

/// PUT /api/relation_kinds/{kind}: declares a kind (`seen_version` 0) or changes its names.
struct SetRelationKind {
    base::Text<40> kind{};
    std::int64_t seen_version = 0;
    bool mutual = false;  ///< Fixed once declared.
    base::Text<40> name_zh{};
    base::Text<40> name_en{};
    base::Text<40> from_zh{};
    base::Text<40> from_en{};
    std::optional<base::Note<40>> to_zh{};  ///< Not needed for a mutual kind.
    std::optional<base::Note<40>> to_en{};
    std::optional<bool> retired{};
};
BOOST_DESCRIBE_STRUCT(SetRelationKind, (),
                      (kind, seen_version, mutual, name_zh, name_en, from_zh, from_en, to_zh, to_en, retired))
/// \throws base::Error `relation.bad_kind`, `relation.kind_stale`.
RelationKindView set_relation_kind(store::Transaction& tx, const SetRelationKind& command,
                                   const base::Context& ctx);

// --- of one person ------------------------------------------------------------------------------

/// GET /api/customers/{customer_id}/relations
struct GetRelations {
    base::CustomerId customer_id{};
    std::optional<std::int64_t> levels{};  ///< 1 to 3; 1 where none is given.
};
BOOST_DESCRIBE_STRUCT(GetRelations, (), (customer_id, levels))

struct RelatedPerson {
    base::CustomerId id{};
    std::string name{};
    std::optional<std::string> phone{};  ///< Masked.
    std::int64_t level = 0;              ///< Steps from the person asked about; 0: that person.
    std::int64_t order_count = 0;
};
BOOST_DESCRIBE_STRUCT(RelatedPerson, (), (id, name, phone, level, order_count))

struct RelationLink {
    RelationId id{};
    std::string kind{};
    base::CustomerId from_id{};
    base::CustomerId to_id{};
    std::string note{};
    Instant created_at{};
    std::string by_name{};
};
BOOST_DESCRIBE_STRUCT(RelationLink, (), (id, kind, from_id, to_id, note, created_at, by_name))

/// Everybody within some steps of a person, as far as the caller may see them.
struct RelationMap {
    std::vector<RelatedPerson> people{};  ///< By level.
    std::vector<RelationLink> links{};
    std::int64_t hidden = 0;  ///< Related people outside of what the caller may see.
    bool cut = false;         ///< There are more people than are shown (100).
};
BOOST_DESCRIBE_STRUCT(RelationMap, (), (people, links, hidden, cut))
RelationMap get_relations(store::Reader& db, const GetRelations& query, const base::Context& ctx);

/// POST /api/customers/{customer_id}/relations. Said again, nothing changes.
struct AddRelation {
    base::CustomerId customer_id{};
    base::Text<40> kind{};
    base::CustomerId other_id{};
    bool is_from = true;  ///< This person stands at the "from" end; plays no part in a mutual kind.
    std::optional<base::Note<200>> note{};
};
BOOST_DESCRIBE_STRUCT(AddRelation, (), (customer_id, kind, other_id, is_from, note))
/// Appends `relation.added {relation_id, kind, role, other_profile_id}` for both; `role` is the end each
/// stands at: "from" or "to". \throws base::Error `relation.unknown_kind`, `relation.same_person`,
/// `relation.inverse`.
RelationMap add_relation(store::Transaction& tx, const AddRelation& command, const base::Context& ctx);

/// DELETE /api/customers/{customer_id}/relations/{relation_id}
struct RemoveRelation {
    base::CustomerId customer_id{};
    RelationId relation_id{};
};
BOOST_DESCRIBE_STRUCT(RemoveRelation, (), (customer_id, relation_id))
RelationMap remove_relation(store::Transaction& tx, const RemoveRelation& command, const base::Context& ctx);

}  // namespace huan::customer
