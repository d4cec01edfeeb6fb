#pragma once

#include "customer/document.hpp"
#include "store/store.hpp"

/// The SQL about documents and the files that hold them.
namespace huan::customer::rows {

struct DocumentRow {
    DocumentId id{};
    OrgId org_id{};
    std::string org_path{};
    ProfileId profile_id{};
    std::optional<AssetId> asset_id{};
    DocumentKind kind{};
    std::string name{};
    std::string note{};
    std::string hash{};
    std::string content_type{};
    std::int64_t size = 0;
    std::int64_t source_id = 0;
    std::string added_by{};
    Instant added_at{};
};
BOOST_DESCRIBE_STRUCT(DocumentRow, (),
                      (id, org_id, org_path, profile_id, asset_id, kind, name, note, hash, content_type, size,
                       source_id, added_by, added_at))

/// With the reference to its file.
void insert(store::Transaction& tx, const DocumentRow& row);
/// False when somebody removed it meanwhile.
bool remove(store::Transaction& tx, const DocumentRow& row);
std::optional<DocumentRow> document(store::Reader& db, DocumentId id);
std::vector<DocumentRow> documents(store::Reader& db, const std::vector<ProfileId>& profiles);
std::vector<DocumentRow> documents(store::Reader& db, const std::vector<ProfileId>& profiles,
                                   const ListDocuments& query, std::int64_t below, std::int64_t limit);

std::vector<std::string> unused_files(store::Reader& db, std::int64_t limit);
/// False when a document has it again.
bool forget_file(store::Transaction& tx, const std::string& hash);

}  // namespace huan::customer::rows
