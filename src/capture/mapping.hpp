#pragma once

#include "capture/import.hpp"
#include "customer/field.hpp"
#include "customer/identity.hpp"
#include "customer/kind.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// Which column of a file is what.
namespace huan::capture {

/// The fields of a kind of row, required ones first. "attribute:", "property:" and "identity:" stand for any
/// number of fields, which go on behind the colon.
std::span<const ImportField> fields_of(ImportKind kind);
/// The field of orders, events... that says when it took place; empty where rows have none.
std::string time_field(ImportKind kind);
/// Whether the values of `field` are dates.
bool is_date_field(std::string_view field);
/// The modes that make sense for a kind, the usual one first.
std::vector<ImportMode> modes_of(ImportKind kind);

/// Whether `field` may be filled by several columns: tags.
bool takes_many(std::string_view field);

/// The kind of identity a field holds: "phone", "identity:taobao_id".
std::optional<customer::IdentityKind> identity_in(const std::string& field);
/// What `identity_in` reads, the other way round.
std::string field_of(const customer::IdentityKind& kind);

/// What a company has declared: kinds of identities, and fields that are asked for.
struct OwnNames {
    std::vector<customer::KindView> kinds{};
    std::vector<customer::FieldView> fields{};
};
OwnNames own_names(store::Reader& db);

/// Maps the columns whose names we know, in English or Chinese ("customer_id", "手机号", "dollar_value"...),
/// as our templates, the company itself and other programs call them.
Mapping suggested(ImportKind kind, const std::vector<std::string>& columns, const OwnNames& own = {});
/// Words that stand for "nothing" in these first rows: "Select", "NULL", "无"...
std::vector<std::string> empty_words_in(const std::vector<std::vector<std::string>>& rows);

/// Whether every column that the mapping names is there.
bool fits(const Mapping& mapping, const std::vector<std::string>& columns);

/// \throws base::Error `import.bad_mapping` on "mapping....": a column the file lacks, a field the kind
/// lacks, a required field nobody fills, a field that two columns fill, a key that no column fills, a mode
/// that the kind does not have.
void check(const Mapping& mapping, ImportKind kind, const std::vector<std::string>& columns);

}  // namespace huan::capture
